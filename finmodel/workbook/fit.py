"""What depends on what a workbook will show: widths, since a number too long prints as ###, lines of text, and axes."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from finmodel.workbook import lettering
from finmodel.workbook.cells import Book, Cell, Line, Page, RowChart, Scalar, Sparkline
from finmodel.workbook.columns import on_paper
from finmodel.workbook.fold import folded, ids, widened, words_of_headings
from finmodel.workbook.layout import FIRST_MONTH
from finmodel.workbook.styles import ENTERED, shown, style
from finmodel.workbook.values import Values

_AIR = 0.5  # units kept free beside a figure
_SIGN = re.compile(r'"([^"]*)"')  # of a currency, before an amount


def fitted(book: Book, values: Values) -> Book:
    """The same book: each column as wide as its longest figure, all months alike; texts whole; bars on their axis."""
    return replace(book, pages=tuple(_fitted(page, values, book.months) for page in book.pages))


def _fitted(page: Page, values: Values, months: int) -> Page:
    least: dict[int, float] = {}
    for column, units in [*_figures(page, values, months), *words_of_headings(page), *ids(page)]:
        least[column] = max(least.get(column, 0), units)
    widths = {column: max(width, least.get(column, 0)) for column, width in page.widths.items()}
    page = replace(page, widths=widths)
    page = on_paper(replace(page, widths=widened(page)), least)
    charts = [_on_axis(chart, values) for chart in page.row_charts]
    courses = [_from_zero(course, values) for course in page.sparklines]
    return folded(replace(page, row_charts=charts, sparklines=courses), partial(_told, page.name, values))


def _told(sheet: str, values: Values, line: Line, column: int) -> str:
    """The words in a cell of a sheet, where it shows some."""
    value = values.cell(sheet, line.row, column)
    return value if isinstance(value, str) else ""


def _figures(page: Page, values: Values, months: int) -> Iterator[tuple[int, float]]:
    """Columns, and units that figures in them take."""
    longest = 0.0
    for line in page.lines:
        for column, cell in line.cells.items():
            if units := _units(_figure(cell, line, column, page, values), cell):
                yield column, units + _AIR
        if line.series:
            figures = [
                v for v in values.months(page.name, line.row) if isinstance(v, (int, float)) and not math.isnan(v)
            ]
            extremes = (max(figures), min(figures)) if figures else ()
            longest = max([longest, *(_width(shown(v, line.series.unit), line.series.role) for v in extremes)])
    if longest:
        yield from ((column, longest + _AIR) for column in range(FIRST_MONTH, FIRST_MONTH + months))


def _figure(cell: Cell, line: Line, column: int, page: Page, values: Values) -> Scalar | bool:
    return values.cell(page.name, line.row, column) if cell.formula else cell.value


def _on_axis(chart: RowChart, values: Values) -> RowChart:
    first, last = chart.columns
    shown_values = [values.cell(chart.sheet, chart.values_row, column) for column in range(first, last + 1)]
    return replace(chart, from_zero=not _negative(shown_values))


def _from_zero(course: Sparkline, values: Values) -> Sparkline:
    return replace(course, from_zero=not _negative(values.months(course.sheet, course.values_row)))


def _negative(found: Sequence[Scalar | bool]) -> bool:
    return any(isinstance(value, (int, float)) and value < 0 for value in found)


def _units(value: Scalar | bool, cell: Cell) -> float:
    """The units of a column that a figure takes; words may run on or fold, only figures turn into ###."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or math.isnan(value) or cell.unit == "text":
        return 0
    sign = _SIGN.match(cell.number_format)
    return _width(f"{sign[1] if sign else ''}{shown(value, cell.unit, entered=cell.role in ENTERED)}", cell.role)


def _width(text: str, role: str) -> float:
    look = style(role, "count")
    return lettering.width(text, look["font_size"], bold=look.get("bold", False))
