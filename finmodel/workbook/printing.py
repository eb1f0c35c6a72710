"""Print set-up: A4 landscape, headings repeated, pages that break between sections and after whole years."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from finmodel.workbook.address import span
from finmodel.workbook.areas import areas
from finmodel.workbook.cells import Page
from finmodel.workbook.columns import beside, starts
from finmodel.workbook.excel_limits import FORMULA_CHARACTERS, PAGE_BREAKS
from finmodel.workbook.layout import LABEL
from finmodel.workbook.paper import A4, LARGEST, ROW, percent, points
from finmodel.workbook.row_breaks import row_breaks, tightened


def set_up_print(sheet: Worksheet, page: Page, months: int) -> None:
    """Make a sheet print complete and readable.

    A sheet is one page wide, or as many as it names columns to break at, the labels repeated: one with months prints
    what its rows are, with their totals, and then a year to a page. The ids in column A stay off the paper. Rows that
    hold nothing in the columns of a page have an area without it, for a page of repeated headings says nothing.
    """
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.repeat_rows(*page.repeat_rows)
    sheet.set_header("&L&B&A")
    sheet.set_footer("&L&F&C&D&RPage &P of &N")
    sheet.set_default_row(ROW)
    sheet.print_across()
    last_row = max(page.last_row, *(line.row for line in page.lines))
    if page.column_breaks:
        sheet.repeat_columns(LABEL, LABEL + page.repeated - 1)
        sheet.set_v_pagebreaks(_taken(page.column_breaks))
    scale = tightened(page, last_row, _scale(page), months)
    breaks = row_breaks(page, last_row, scale)
    sheet.set_print_scale(scale)
    sheet.set_h_pagebreaks(_taken(breaks))
    printed = areas(page, [0, *breaks, last_row + 1], months)
    named = ",".join(span(area[:2], area[2:], sheet=page.name) for area in printed)
    sheet.print_area(0, LABEL, last_row, max(page.widths))
    if len(named) <= FORMULA_CHARACTERS:
        sheet.print_area_range = named  # the library's own method takes one area


def _taken(breaks: Sequence[int]) -> list[int]:
    """The breaks; none where Excel does not take so many: it then breaks every page where it is full."""
    return [*breaks] if len(breaks) <= PAGE_BREAKS else []


def _scale(page: Page) -> int:
    """The percentage at which the widest page fits."""
    ends = [*page.column_breaks, max(page.widths) + 1]
    widest = max(points(page.widths, beside(page, *bounds)) for bounds in zip(starts(page), ends, strict=True))
    return int(min(percent(widest), LARGEST))
