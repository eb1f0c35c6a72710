"""What depends on what a workbook will show: widths, since a number too long prints as ###, lines of text, and axes."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from finmodel.workbook.cells import Book, Cell, Line, Page, RowChart, Scalar, Sparkline
from finmodel.workbook.fold import folded
from finmodel.workbook.layout import FIRST_MONTH
from finmodel.workbook.styles import ENTERED, shown
from finmodel.workbook.values import Values

_AIR = 1.5  # letters kept free beside a figure
_SIGN = re.compile(r'"([^"]*)"')  # of a currency, before an amount


def fitted(book: Book, values: Values) -> Book:
    """The same book: each column as wide as its longest figure, all months alike; texts whole; bars on their axis."""
    return replace(book, pages=tuple(_fitted(page, values, book.months) for page in book.pages))


def _fitted(page: Page, values: Values, months: int) -> Page:
    widths = dict(page.widths)
    for column, letters in _figures(page, values, months):
        widths[column] = max(widths.get(column, 0), letters + _AIR)
    charts = [_on_axis(chart, values) for chart in page.row_charts]
    courses = [_from_zero(course, values) for course in page.sparklines]
    return folded(replace(page, widths=widths, row_charts=charts, sparklines=courses))


def _figures(page: Page, values: Values, months: int) -> Iterator[tuple[int, int]]:
    """Columns, and letters that figures in them take."""
    longest = 0
    for line in page.lines:
        for column, cell in line.cells.items():
            if letters := _letters(_figure(cell, line, column, page, values), cell):
                yield column, letters
        if line.series:
            figures = [
                v for v in values.months(page.name, line.row) if isinstance(v, (int, float)) and not math.isnan(v)
            ]
            extremes = (max(figures), min(figures)) if figures else ()
            longest = max([longest, *(len(shown(v, line.series.unit)) for v in extremes)])
    if longest:
        yield from ((column, longest) for column in range(FIRST_MONTH, FIRST_MONTH + months))


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


def _letters(value: Scalar | bool, cell: Cell) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or math.isnan(value) or cell.unit == "text":
        return 0  # words may run on or fold; only figures turn into ###
    sign = _SIGN.match(cell.number_format)
    return len(shown(value, cell.unit, entered=cell.role in ENTERED)) + (len(sign[1]) + 1 if sign else 0)
