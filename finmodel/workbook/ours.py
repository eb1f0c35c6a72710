"""A workbook that finmodel built, read from disk: what stands where, and the inputs in it."""

from __future__ import annotations

from pathlib import Path

from finmodel.errors import InputError, Problem
from finmodel.workbook.entries import Entries, entries
from finmodel.workbook.read import view
from finmodel.workbook.view import View


def ours(path: Path) -> tuple[View, Entries]:
    """Read a workbook and the inputs in it. Raises InputError for a file that is none of ours."""
    return inputs_in(view(path))


def inputs_in(seen: View) -> tuple[View, Entries]:
    """The inputs in a workbook that was read. Raises InputError for one that is none of ours."""
    if not {"Assumptions", "Changes", "Checks"} <= set(seen.names):
        raise InputError([Problem(str(seen.path), "is no finmodel workbook", "give a workbook that finmodel built")])
    return seen, entries(seen)


def is_folder(path: Path) -> bool:
    """Whether a source names a folder of CSVs rather than a workbook; one that is not there goes by its ending."""
    return path.is_dir() or (path.suffix.lower() != ".xlsx" and not path.is_file())
