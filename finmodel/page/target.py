"""The file that a page is written to."""

from __future__ import annotations

from pathlib import Path

from finmodel.errors import InputError, Problem
from finmodel.files import refuse_read_only

_OURS = (".xlsx", ".csv")  # workbooks and inputs are never overwritten by a page


def usable(path: Path, fix: str = "write -o NAME.md") -> Path:
    """The file to write. Raises InputError for a workbook, a CSV, a folder, or a folder that is not there.

    Raises OSError for a read-only file. `fix` is what the message says to write instead.
    """
    if path.suffix.lower() in _OURS:
        raise InputError([Problem(str(path), "is a workbook or an input by its name", fix)])
    if path.is_dir():
        raise InputError([Problem(str(path), "is a folder", fix)])
    if not path.parent.is_dir():
        raise InputError([Problem(str(path.parent), "is not a folder", "make it first, or choose another")])
    refuse_read_only(path)
    return path
