"""What usage logs need beside the rest: packages of an extra, which an installation may lack."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from finmodel.errors import EngineError


@contextmanager
def installed(extra: str = "usage") -> Iterator[None]:
    """What is imported here comes with an extra: raises EngineError where that was left out."""
    try:
        yield
    except ImportError as error:
        what = f"the engine for usage logs is not installed ({error.name or error})"
        raise EngineError(f"{what}; pip install 'finmodel[{extra}]'") from None
