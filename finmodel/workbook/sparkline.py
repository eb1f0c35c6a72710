"""Native sparklines: the months of a row in one cell, its last point marked."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

from finmodel.workbook.address import span
from finmodel.workbook.cells import Sparkline
from finmodel.workbook.layout import FIRST_MONTH
from finmodel.workbook.theme import GREY, INKS

TREND = "trend"  # the key of a column of sparklines


def draw_sparkline(course: Sparkline, sheet: Worksheet, months: int) -> None:
    """Put a sparkline into its cell; months that read n.m. are left out."""
    first, last = (course.values_row, FIRST_MONTH), (course.values_row, FIRST_MONTH + months - 1)
    options: dict[str, Any] = {
        "range": span(first, last, sheet=course.sheet),
        "type": "column",  # LibreOffice prints no lines this small
        "series_color": GREY,
        "last_point": True,
        "last_color": INKS[1],
    }
    if course.from_zero:
        options["min"] = 0
    sheet.add_sparkline(course.row, course.column, options)
