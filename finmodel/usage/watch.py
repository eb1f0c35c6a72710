"""How far a measurement is: step, share of the step, rows a second, and the time that the step still takes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from finmodel.usage.engine import Engine

_EVERY_SECONDS = 0.5
_LEAST_SHARE = 0.05  # below it a remaining time is a guess


@dataclass
class Watch:
    """Tells of steps; `rows` are known once the log was read."""

    tell: Callable[[str], None] | None = None
    began: float = field(default_factory=time.monotonic)
    rows: int = 0

    @contextmanager
    def step(self, engine: Engine, name: str) -> Iterator[None]:
        """Tell how far the engine is with a step, while it lasts; silent where nobody listens."""
        if self.tell is None:
            yield
            return
        done = threading.Event()
        thread = threading.Thread(target=self._follow, args=(engine, name, done), daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _follow(self, engine: Engine, name: str, done: threading.Event) -> None:
        assert self.tell is not None
        began = time.monotonic()
        while not done.wait(_EVERY_SECONDS):
            now = time.monotonic()
            speed = self.rows / (now - self.began) if self.rows else 0.0
            self.tell(told(name, engine.share(), now - began, speed))


def told(name: str, share: float | None, seconds: float, rows_per_second: float) -> str:
    """Word a moment of a step; `share` is None where the engine does not say. The time left is that of its query."""
    parts = [name]
    if share is not None:
        parts.append(f"{share:.0%}")
        if share >= _LEAST_SHARE:
            parts.append(f"about {seconds * (1 - share) / share:,.0f} s left of this query")
    if rows_per_second:
        parts.append(f"{rows_per_second:,.0f} rows a second so far")
    return ", ".join(parts)
