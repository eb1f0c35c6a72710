"""What depends on the figures a workbook will show: widths, since a number too long prints as ###, and axes."""

from __future__ import annotations

import math
from dataclasses import replace

from finmodel.workbook.cells import Book, Page, RowChart, Scalar
from finmodel.workbook.layout import FIRST_MONTH
from finmodel.workbook.styles import shown
from finmodel.workbook.values import Values

_AIR = 1.5  # letters kept free beside a figure


def fitted(book: Book, values: Values) -> Book:
    """The same book: each column as wide as its longest figure, all months alike; bars on an axis that fits them."""
    return replace(book, pages=tuple(_fitted(page, values, book.months) for page in book.pages))


def _fitted(page: Page, values: Values, months: int) -> Page:
    widths = dict(page.widths)

    def widen(column: int, letters: int) -> None:
        widths[column] = max(widths.get(column, 0), letters + _AIR)

    longest = 0
    for line in page.lines:
        for column, cell in line.cells.items():
            if cell.formula and cell.role != "status":
                widen(column, _letters(values.cell(page.name, line.row, column), cell.unit))
            elif cell.role == "as_built":
                widen(column, _letters(cell.value, cell.unit))
        if line.series:
            figures = [
                v for v in values.months(page.name, line.row) if isinstance(v, (int, float)) and not math.isnan(v)
            ]
            extremes = (max(figures), min(figures)) if figures else ()
            longest = max([longest, *(_letters(v, line.series.unit) for v in extremes)])
    if longest:
        for column in range(FIRST_MONTH, FIRST_MONTH + months):
            widen(column, longest)
    return replace(page, widths=widths, row_charts=[_on_axis(chart, values) for chart in page.row_charts])


def _on_axis(chart: RowChart, values: Values) -> RowChart:
    first, last = chart.columns
    shown_values = [values.cell(chart.sheet, chart.values_row, column) for column in range(first, last + 1)]
    return replace(chart, from_zero=not any(isinstance(v, (int, float)) and v < 0 for v in shown_values))


def _letters(value: Scalar | bool, unit: str) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or math.isnan(value):
        return 0  # words may run on or fold; only figures turn into ###
    return len(shown(value, unit))
