"""Texts print whole: a column widens to them up to a bound, beyond it they fold inside it.

A text runs on over empty cells at its right, so only what stands before a filled one, or at the edge of the paper, is
in need of room. The program that opens the file would fit a line's height itself, but not every one does so for print.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import replace

from finmodel.workbook import lettering
from finmodel.workbook.cells import Cell, Line, Page
from finmodel.workbook.columns import going_on, repeated
from finmodel.workbook.layout import FIRST_MONTH, LABEL
from finmodel.workbook.paper import ROW
from finmodel.workbook.styles import style

WIDEST = 64.0  # a column of text; beyond it a text folds
_INDENT = 1.3  # columns' units an indent takes
_HEADINGS = ("header", "figures_header", "indented_header")
_OWN_HEIGHT = ("title", "purpose", "section")
_LONGEST_ID = 48.0  # units
_PAD = 0.5  # units beside a heading
_BROADEST, _BESIDE = 2.0, 3.0  # units that a letter takes at most, and what stands beside a text
_LINE, _WIDE_LINE, _AIR = 1.28, 1.55, 1.5  # of the type's size; points


def widened(page: Page) -> dict[int, float]:
    """The widths of the columns of a page, so that texts stand on one line where that is not too wide for them."""
    widths, edges = dict(page.widths), _edges(page)
    for line in page.lines:
        for column, cell, _ in _texts(line, widths, max(edges)):
            if not _wraps(cell) and _width(cell) > _free(line, column, widths, edges):
                widths[column] = min(max(widths[column], _width(cell)), max(widths[column], WIDEST))
    return widths


def ids(page: Page) -> Iterator[tuple[int, float]]:
    """The column of the ids, and the units of each; a longer one shrinks into it."""
    for line in page.lines:
        if 0 in line.cells:
            yield 0, min(_width(line.cells[0]), _LONGEST_ID)


def words_of_headings(page: Page) -> Iterator[tuple[int, float]]:
    """Columns, and the units that a word of a heading takes in them: a word is never broken."""
    for line in page.lines:
        for column, cell in line.cells.items():
            if column and cell.role in _HEADINGS and isinstance(cell.value, str):
                words = (_width(replace(cell, value=word)) for word in cell.value.split())
                yield column, max(words, default=0.0) + _PAD


def folded(page: Page, told: Callable[[Line, int], str]) -> Page:
    """The page with its lines high enough for every text on it; `told` gives the words that a formula shows."""
    edges = _edges(page)
    titles = {line.row for line in going_on(page)} if page.column_breaks else set[int]()
    free = sum(page.widths[column] for column in repeated(page))
    return replace(
        page,
        lines=[
            _titled(line, free) if line.row in titles else _folded(line, page.widths, edges, told)
            for line in page.lines
        ],
    )


def _titled(line: Line, free: float) -> Line:
    """A title that every page shows in the columns it repeats."""
    cell = line.cells[LABEL]
    if _width(cell) <= free:
        return line
    return replace(
        line, cells={**line.cells, LABEL: replace(cell, folds=True)}, height=_height(cell, str(cell.value), free)
    )


def _edges(page: Page) -> frozenset[int]:
    """The last column of each printed page."""
    return frozenset((*(column - 1 for column in page.column_breaks), max(page.widths, default=0)))


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


def _free(line: Line, column: int, widths: Mapping[int, float], edges: Container[int]) -> float:
    """The units over which a text may run on: its own column, and empty ones beside it on the same page."""
    free = widths[column]
    while column not in edges and not _filled(line, column + 1):
        column += 1
        free += widths[column]
    return free


def _filled(line: Line, column: int) -> bool:
    cell = line.cells.get(column)
    months = line.series is not None and column >= FIRST_MONTH
    return months or (cell is not None and bool(cell.formula or cell.value not in (None, "")))


def _width(cell: Cell) -> float:
    look = style(cell.role, cell.unit)
    text = lettering.width(str(cell.value), look["font_size"], bold=look.get("bold", False))
    return text + _INDENT * float(look.get("indent", 0)) + 1


def _folded(line: Line, widths: Mapping[int, float], edges: frozenset[int], told: Callable[[Line, int], str]) -> Line:
    cells, height = dict(line.cells), line.height or 0.0
    for column, cell, text in [*_texts(line, widths, max(edges)), *_sentences(line, told)]:
        long = not _wraps(cell) and _width(cell) > _free(line, column, widths, edges) + 0.01
        if long:
            cells[column] = replace(cell, folds=True)
        if long or _wraps(cell):
            height = max(height, _height(cell, text, widths[column]))
        elif lettering.is_wide(text):
            height = max(height, _height(cell, text, float("inf")))
    return replace(line, cells=cells, height=height) if height > (line.height or ROW) else line


def _sentences(line: Line, told: Callable[[Line, int], str]) -> Iterator[tuple[int, Cell, str]]:
    """The words that formulas show where they may take several lines."""
    for column, cell in line.cells.items():
        if column and cell.formula and cell.unit == "text" and _wraps(cell) and (text := told(line, column)):
            yield column, cell, text


def _height(cell: Cell, text: str, room: float) -> float:
    look = style(cell.role, cell.unit)
    size = float(look["font_size"])
    free = room - _INDENT * float(look.get("indent", 0)) - 0.7
    count = lettering.lines(text, free, size, bold=look.get("bold", False))
    return count * size * (_WIDE_LINE if lettering.is_wide(text) else _LINE) + _AIR
