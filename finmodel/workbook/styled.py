"""The looks of a workbook's cells, by openpyxl; it never saves."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Container, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from finmodel.errors import InputError, Problem
from finmodel.workbook.package import check_package
from finmodel.workbook.view import Place


def number_formats(path: Path, sheets: Container[str]) -> dict[Place, str]:
    """The number format of every cell that stands on some sheets, empty ones included."""
    check_package(path)
    with _opened(path, data_only=False) as book:
        return {
            (sheet.title, cell.row - 1, cell.column - 1): str(cell.number_format)
            for sheet in book.worksheets
            if sheet.title in sheets
            for row in sheet.iter_rows()
            for cell in row
            if hasattr(cell, "row")
        }


@contextmanager
def styled(path: Path) -> Iterator[Any]:
    """The workbook with its looks, held whole as openpyxl has it. Raises InputError as `view` does."""
    check_package(path)
    with _opened(path, data_only=False, streamed=False) as book:
        yield book


def cells_of(sheet: Any) -> Iterator[Any]:
    """The cells that a sheet held whole has, whatever its extent: a lone cell in the last corner is one cell."""
    yield from sheet._cells.values()  # noqa: SLF001 - the rows it offers are as many as its extent


@contextmanager
def _opened(path: Path, *, data_only: bool, streamed: bool = True) -> Iterator[Any]:
    """The workbook as openpyxl reads it, row by row or whole."""
    import openpyxl  # a build over no older file does not need it
    from openpyxl.utils.exceptions import InvalidFileException

    damage = (InvalidFileException, zipfile.BadZipFile, zlib.error, AttributeError, LookupError, ValueError, TypeError)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # parts it does not know, which nobody here needs
            book = openpyxl.load_workbook(path, read_only=streamed, data_only=data_only, rich_text=False)
            try:
                yield book
            finally:
                book.close()
    except (*damage, OSError, SyntaxError) as error:
        what = f"cannot be read as an xlsx workbook ({type(error).__name__})"
        raise InputError([Problem(str(path), what, "give a workbook that finmodel built")]) from None
