"""Rows at the end of a CSV file; what stands there stays, byte for byte."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from finmodel.errors import InputError, Problem
from finmodel.inputs.kinds import Kind
from finmodel.inputs.wording import shown
from finmodel.vendor.dialect import dialect_of
from finmodel.vendor.wanted import FORMULA_STARTS


def appended(name: str, data: bytes, known: set[str], rows: Sequence[Mapping[str, str]]) -> bytes:
    """Give a file's bytes with rows appended in its own dialect; `known` are the columns that tell its delimiter.

    Raises InputError for cells with control characters, and for cells that a spreadsheet would take for a formula.
    """
    problems = [problem for row in rows for column, text in row.items() for problem in _unfit(name, column, text)]
    if problems:
        raise InputError(problems)
    return data + dialect_of(name, data, known).added(rows)


def _unfit(name: str, column: str, text: str) -> Iterator[Problem]:
    fix = "the source is not to be trusted; write the row by hand"
    try:
        Kind().parse(text)
    except ValueError as error:
        yield Problem(f"{name} {column}", str(error).rpartition("; ")[0], fix)
    if text.startswith(FORMULA_STARTS):
        yield Problem(f"{name} {column}", f"{shown(text)} would be read as a formula", fix)


def replace(path: Path, before: bytes, after: bytes) -> None:
    """Put new bytes in place of a file's old ones: all or nothing, also through a power cut.

    Raises InputError when the file no longer holds `before`, OSError naming the file when it cannot be written.
    """
    target = path.resolve()
    try:
        _replace(target, before, after)
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from None


def _replace(target: Path, before: bytes, after: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(target.stat().st_mode)
        _unchanged(target, before)
        draft.replace(target)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise
    _sync_folder(target.parent)


def _unchanged(target: Path, before: bytes) -> None:
    if target.read_bytes() != before:
        raise InputError([Problem(str(target), "was changed by somebody else meanwhile", "run the command again")])


def _sync_folder(folder: Path) -> None:
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
