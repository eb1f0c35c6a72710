"""Texts print whole: a column widens to them up to a bound, beyond it they fold inside it.

A text runs on over empty cells at its right, so only what stands before a filled one, or at the edge of the paper, is
in need of room. The program that opens the file would fit a line's height itself, but not every one does so for print.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from finmodel.workbook import lettering
from finmodel.workbook.cells import Cell, Line, Page
from finmodel.workbook.styles import style

WIDEST = 64.0  # a column of text; beyond it a text folds
_INDENT = 1.3  # columns' units an indent takes
_HEADINGS = ("header", "figures_header", "indented_header")
_OWN_HEIGHT = ("title", "purpose", "section")
_BROADEST, _BESIDE = 2.0, 3.0  # units that a letter takes at most, and what stands beside a text
_LINE, _WIDE_LINE, _AIR = 1.28, 1.55, 1.5  # of the type's size; points


def folded(page: Page) -> Page:
    """The page with its columns wide enough and its lines high enough for every text on it."""
    widths, last = dict(page.widths), max(page.widths, default=0)
    for line in page.lines:
        for column, cell, _ in _texts(line, widths, last):
            if not _wraps(cell) and _runs_into(line, column, last):
                widths[column] = min(max(widths[column], _width(cell)), max(widths[column], WIDEST))
    return replace(page, widths=widths, lines=[_folded(line, widths, last) for line in page.lines])


def _texts(line: Line, widths: Mapping[int, float], last: int) -> Iterator[tuple[int, Cell, str]]:
    """The texts of a line that may need room on the paper; column A is not printed."""
    for column, cell in line.cells.items():
        text = cell.value
        if not isinstance(text, str) or not 0 < column <= last or cell.role in _OWN_HEIGHT:
            continue
        if len(text) * _BROADEST + _BESIDE > widths[column] or not text.isascii():
            yield column, cell, text


def _wraps(cell: Cell) -> bool:
    return bool(style(cell.role, cell.unit).get("text_wrap"))


def _runs_into(line: Line, column: int, last: int) -> bool:
    """Whether a text has no empty cell to run on over."""
    beside = line.cells.get(column + 1)
    months = line.series is not None and column + 1 not in line.cells
    return column == last or months or (beside is not None and bool(beside.formula or beside.value not in (None, "")))


def _width(cell: Cell) -> float:
    look = style(cell.role, cell.unit)
    text = lettering.width(str(cell.value), look["font_size"], bold=look.get("bold", False))
    return text + _INDENT * float(look.get("indent", 0)) + 1


def _folded(line: Line, widths: Mapping[int, float], last: int) -> Line:
    cells, height = dict(line.cells), line.height or 0.0
    for column, cell, text in _texts(line, widths, last):
        long = _runs_into(line, column, last) and _width(cell) > widths[column] + 0.01
        if long and not _wraps(cell):
            cells[column] = replace(cell, folds=True)
        if long or _wraps(cell):
            height = max(height, _height(cell, text, widths[column]))
        elif lettering.is_wide(text):
            height = max(height, _height(cell, text, float("inf")))
    return replace(line, cells=cells, height=height) if height > (line.height or _DEFAULT) else line


def _height(cell: Cell, text: str, room: float) -> float:
    look = style(cell.role, cell.unit)
    size = float(look["font_size"])
    free = room - _INDENT * float(look.get("indent", 0)) - 0.7
    count = lettering.lines(text, free, size, bold=look.get("bold", False))
    return count * size * (_WIDE_LINE if lettering.is_wide(text) else _LINE) + _AIR


_DEFAULT = 13.5  # points of a line that says nothing of its height
