"""Reads workbooks: the only openpyxl; it never saves, and holds nothing but the cells that stand there."""

from __future__ import annotations

import datetime as dt
import warnings
import zipfile
import zlib
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from finmodel.errors import InputError, Problem
from finmodel.timeline import serial
from finmodel.workbook.address import address
from finmodel.workbook.burden import beyond_excel
from finmodel.workbook.package import check_package
from finmodel.workbook.positions import Positions, positions

Value = str | float | bool | None
Place = tuple[str, int, int]  # sheet name, row, column; counted from 0

MOST_CELLS = 2_000_000  # that hold something
MOST_GAPS = 50_000_000  # empty cells between them
MOST_FORMULA_CHARACTERS = 256 * 1024 * 1024  # of all formulas, shared ones written out


@dataclass
class View:
    """A workbook on disk: formulas without `=`, constants, cached values, and where our rows stand.

    `states` are the sheets that are hidden or veryHidden, `names_defined` what the defined names refer to, `settings`
    what is odd about how the file wants to be calculated.
    """

    path: Path
    sheet_names: tuple[str, ...]
    formulas: dict[Place, str] = field(default_factory=dict)
    values: dict[Place, Value] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    names_defined: dict[str, str] = field(default_factory=dict)
    settings: tuple[str, ...] = ()

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
    """Read a workbook. Raises InputError when the file is not there, not a readable xlsx, or beyond the limits."""
    if not path.is_file():
        raise InputError([Problem(str(path), "there is no such file", "give a workbook that finmodel built")])
    macros = check_package(path)
    with _opened(path, data_only=False) as book:
        seen = View(path, tuple(sheet.title for sheet in book.worksheets))
        seen.states = {sheet.title: sheet.sheet_state for sheet in book.worksheets if sheet.sheet_state != "visible"}
        seen.names_defined = {name: str(defined.attr_text) for name, defined in book.defined_names.items()}
        seen.settings = tuple(_settings(book, macros=macros))
        for place, cell in _cells(book, path):
            formula = _formula(cell.value) if cell.data_type == "f" else None
            if formula is None:
                seen.values[place] = _plain(cell.value)
            else:
                seen.formulas[place] = formula
                seen.values[place] = None
    _refuse_beyond_excel(seen)
    with _opened(path, data_only=True) as book:
        seen.values.update((place, _plain(cell.value)) for place, cell in _cells(book, path) if place in seen.formulas)
    return seen


def cached_values(path: Path) -> dict[Place, Value]:
    """Every cached value."""
    check_package(path)
    with _opened(path, data_only=True) as book:
        return {place: _plain(cell.value) for place, cell in _cells(book, path)}


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


def _cells(book: Any, path: Path) -> Iterator[tuple[Place, Any]]:
    """The cells that hold something, sheet by sheet; what the file says of its own size is not believed."""
    held = gaps = written = 0
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        for row in sheet.iter_rows():
            gaps += len(row) + 1
            for cell in row:
                if cell.value is not None:
                    held += 1
                    written += len(_formula(cell.value) or "") if cell.data_type == "f" else 0
                    yield (sheet.title, cell.row - 1, cell.column - 1), cell
            if held > MOST_CELLS or gaps > MOST_GAPS or written > MOST_FORMULA_CHARACTERS:
                what = f"holds more than can be checked (up to {MOST_CELLS:,} cells)"
                raise InputError([Problem(str(path), what, "give a workbook that finmodel built")])


def _refuse_beyond_excel(seen: View) -> None:
    problems = [
        Problem(f"{seen.path}: {sheet}!{address(row, column)}", why, "clear the cell, or write it shorter")
        for (sheet, row, column), formula in seen.formulas.items()
        if (why := beyond_excel(formula))
    ]
    if problems:
        raise InputError(problems)


def _settings(book: Any, *, macros: bool) -> Iterator[str]:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    calculation = book.calculation
    if calculation is not None and calculation.calcMode not in (None, "auto"):
        yield f"calculation is set to {calculation.calcMode}; set it to automatic"
    if calculation is not None and calculation.iterate:
        yield "iterative calculation is on, which hides circular references; switch it off"
    if calculation is not None and calculation.fullPrecision is False:
        yield "precision is set as displayed, which rounds figures; switch it off"
    if book.epoch == CALENDAR_MAC_1904:
        yield "days are counted from 1904, which moves every date; switch it off"
    if macros:
        yield "the file carries macros, which this model has none of; remove them"


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


def translated(formula: str, origin: tuple[int, int], place: tuple[int, int]) -> str:
    """A shared formula of one cell as it reads in another; row and column from 0."""
    from openpyxl.formula.translate import Translator

    moved = Translator(f"={formula}", address(*origin)).translate_formula(address(*place))
    return str(moved)[1:]


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
