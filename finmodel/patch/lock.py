"""Whether a workbook is open in a spreadsheet program: they lay a lock file beside it."""

from __future__ import annotations

from pathlib import Path

from finmodel.errors import InputError, Problem


def lock_of(path: Path) -> Path | None:
    """The lock file beside a workbook, of Excel or LibreOffice; None when there is none."""
    locks = (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#"))
    return next((lock for lock in locks if lock.exists()), None)


def refuse_open(path: Path) -> None:
    """Raise InputError when a program has the workbook open: it would write over what is written now."""
    lock = lock_of(path)
    if lock is not None:
        fix = f"close it there, or write elsewhere with -o {path.stem}-updated{path.suffix}"
        raise InputError([Problem(str(path), f"is open in a spreadsheet program ({lock.name} lies beside it)", fix)])
