"""Reads workbooks: the only openpyxl; it never saves."""

from __future__ import annotations

import datetime as dt
import warnings
import zipfile
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from finmodel.errors import InputError, Problem
from finmodel.timeline import serial
from finmodel.workbook.positions import Positions, positions

Value = str | float | bool | None
Place = tuple[str, int, int]  # sheet name, row, column; counted from 0

_UNREADABLE = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    AttributeError,
    IndexError,
    KeyError,
    ValueError,
    TypeError,
    OSError,
    SyntaxError,
)  # what openpyxl raises on damaged files


@dataclass
class View:
    """A workbook on disk: formulas without `=`, constants, cached values, and where our rows stand."""

    path: Path
    sheet_names: tuple[str, ...]
    formulas: dict[Place, str] = field(default_factory=dict)
    values: dict[Place, Value] = field(default_factory=dict)

    @cached_property
    def sheets(self) -> dict[str, Positions]:
        """Our sheets by the names they have now."""
        content: dict[str, dict[tuple[int, int], object]] = {name: {} for name in self.sheet_names}
        for (sheet, row, column), value in self.values.items():
            content[sheet][row, column] = value
        for (sheet, row, column), formula in self.formulas.items():
            content[sheet][row, column] = f"={formula}"
        ours: dict[str, Positions] = {}
        for name, cells in content.items():
            found = positions(cells)
            if found is not None and found.key not in {other.key for other in ours.values()}:
                ours[name] = found  # a copy of one of our sheets is somebody's own
        return ours

    @cached_property
    def names(self) -> dict[str, str]:
        """The name that each of our sheets has now, by its key."""
        return {found.key: name for name, found in self.sheets.items()}

    def find(self, key: str, row_id: str, column: str) -> Place | None:
        """The place of a cell by sheet key, row id and column key."""
        name = self.names.get(key)
        spot = self.sheets[name].find(row_id, column) if name else None
        return (name, *spot) if name and spot else None

    def value(self, key: str, row_id: str, column: str) -> Value:
        """The constant or cached value there."""
        place = self.find(key, row_id, column)
        return self.values.get(place) if place else None


def view(path: Path) -> View:
    """Read a workbook. Raises InputError when the file is not there or not a readable xlsx."""
    return view_of(path, load(path), load(path, data_only=True))


def view_of(path: Path, formulas: Any, values: Any) -> View:
    """The view of a workbook that was loaded twice, with its formulas and with its cached values."""
    seen = View(path, tuple(sheet.title for sheet in formulas.worksheets))
    for sheet in formulas.worksheets:
        cached = values[sheet.title]
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is None:
                    continue
                place = (sheet.title, cell.row - 1, cell.column - 1)
                formula = _formula(cell.value)
                if formula is not None and cell.data_type == "f":
                    seen.formulas[place] = formula
                    seen.values[place] = _plain(cached.cell(cell.row, cell.column).value)
                else:
                    seen.values[place] = _plain(cell.value)
    return seen


def cached_values(path: Path) -> dict[Place, Value]:
    """Every cached value."""
    book = load(path, data_only=True)
    return {
        (sheet.title, cell.row - 1, cell.column - 1): _plain(cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def load(path: Path, *, data_only: bool = False) -> Any:
    """The workbook as openpyxl has it; with `data_only` cached values stand for formulas. Raises InputError."""
    if not path.is_file():
        raise InputError([Problem(str(path), "there is no such file", "give a workbook that finmodel built")])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # parts it does not know, which nobody here needs
            return openpyxl.load_workbook(path, data_only=data_only, rich_text=False)
    except _UNREADABLE as error:
        what = f"cannot be read as an xlsx workbook ({type(error).__name__})"
        raise InputError([Problem(str(path), what, "give a workbook that finmodel built")]) from None


def _formula(value: Any) -> str | None:
    text = getattr(value, "text", value)  # an array formula carries its text
    return text[1:] if isinstance(text, str) and text.startswith("=") else None


def _plain(value: Any) -> Value:
    """Dates as date numbers, whole numbers as floats."""
    if isinstance(value, dt.datetime):
        seconds = (value - dt.datetime.combine(value.date(), dt.time())).total_seconds()
        return serial(value.date()) + seconds / 86_400
    if isinstance(value, dt.time):
        return 0.0  # day 0 under a date format
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return float(value)
    return str(value) if value is not None else None
