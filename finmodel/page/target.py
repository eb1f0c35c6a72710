"""The file that a page is written to: all of it or nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path

from finmodel.errors import InputError, Problem
from finmodel.files import move

_OURS = (".xlsx", ".csv")  # workbooks and inputs are never overwritten by a page


def usable(path: Path, fix: str = "write -o NAME.md") -> Path:
    """The file to write. Raises InputError for a workbook, a CSV, a folder, or a folder that is not there.

    `fix` is what the message says to write instead.
    """
    if path.suffix.lower() in _OURS:
        raise InputError([Problem(str(path), "is a workbook or an input by its name", fix)])
    if path.is_dir():
        raise InputError([Problem(str(path), "is a folder", fix)])
    if not path.parent.is_dir():
        raise InputError([Problem(str(path.parent), "is not a folder", "make it first, or choose another")])
    return path


def save(text: str, path: Path) -> None:
    """Write a text beside its place and move it there: a reader sees the old file or the new one."""
    target = path.resolve()  # a link is written through, not replaced
    with tempfile.TemporaryDirectory(prefix=".finmodel-", dir=target.parent) as folder:
        draft = Path(folder) / target.name
        draft.write_text(text, encoding="utf-8", newline="\n")
        move(draft, target)
