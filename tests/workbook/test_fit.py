"""Widths that follow the figures: a number too long for its column would print as ###."""

import pytest

from finmodel.workbook.cells import Book, Cell, Line, Page, Series
from finmodel.workbook.fit import fitted
from finmodel.workbook.layout import FIRST_MONTH, TOTAL
from finmodel.workbook.meaning import At, Figure
from finmodel.workbook.styles import shown

MEANS = Figure("revenue", 0, At.MONTHS)


class Figures:
    """One total and two months."""

    def cell(self, sheet, row, column):
        return -12_345_678.0

    def months(self, sheet, row):
        return [1.0, float("nan")]


def test_a_column_widens_to_its_longest_figure_and_the_months_alike():
    row = Line(7, {TOTAL: Cell("total", "USD", formula="1")}, Series("1", "calc", "USD", MEANS))
    page = Page("Profit", [row], {TOTAL: 5, FIRST_MONTH: 1, FIRST_MONTH + 1: 9})
    widths = fitted(Book((page,), 2, {}, "", "2026-01-01"), Figures()).pages[0].widths
    assert widths[TOTAL] > len("(12,345,678)")
    assert widths[FIRST_MONTH] >= len("1 ")
    assert widths[FIRST_MONTH + 1] == 9, "a column is never narrowed"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1234.5, "USD", "1,234 "),
        (-1234.5, "USD", "-1,234 "),
        (0.123456, "share", "12.3% "),
        (3.25, "USD per Mtok", "3.2500 "),
        (1_958_402_114_000.0, "tokens", "1,958,402.1M "),
        (6000.0, "tokens", "6,000 "),
        (46000.0, "month", "0000-00-00"),
    ],
)
def test_the_length_of_a_figure_is_that_of_its_format(value, unit, text):
    assert shown(value, unit) == text
