"""Print set-up: A4 landscape, headings repeated, pages that break between sections and after whole years."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from finmodel.workbook.cells import Page
from finmodel.workbook.excel_limits import PAGE_BREAKS
from finmodel.workbook.layout import LABEL

_A4 = 9
_WIDTH, _HEIGHT = 784.0, 490.0  # points inside the margins of A4 landscape, a little to spare
_ROW = 13.5  # points of a row
_SMALLEST, _LARGEST = 30, 100  # percent
_SHORT, _TIGHTEST = 2, 0.75  # page breaks of a short sheet; how far it shrinks to save one


def set_up_print(sheet: Worksheet, page: Page) -> None:
    """Make a sheet print complete and readable.

    A sheet is one page wide, or as many as it names columns to break at, the labels repeated: one with months prints
    what its rows are, with their totals, and then a year to a page. The ids in column A stay off the paper.
    """
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.repeat_rows(*page.repeat_rows)
    sheet.set_header("&L&B&A")
    sheet.set_footer("&L&F&C&D&RPage &P of &N")
    sheet.set_default_row(_ROW)
    last_row = max(page.last_row, *(line.row for line in page.lines))
    last_column = max(page.widths)
    if page.column_breaks:
        sheet.repeat_columns(LABEL, LABEL)
        sheet.set_v_pagebreaks(_taken(page.column_breaks))
    sheet.print_area(0, LABEL, last_row, last_column)
    scale = _tightened(page, last_row, _scale(page, last_column))
    sheet.set_print_scale(scale)
    sheet.set_h_pagebreaks(_taken(_breaks(page, last_row, scale)))


def _taken(breaks: Sequence[int]) -> list[int]:
    """The breaks; none where Excel does not take so many: it then breaks every page where it is full."""
    return [*breaks] if len(breaks) <= PAGE_BREAKS else []


def _scale(page: Page, last_column: int) -> int:
    """The percentage at which the widest page fits, with 9% to spare for other fonts."""
    starts = [LABEL, *page.column_breaks]
    label = _points(page, LABEL, LABEL + 1)
    spans = zip(starts, [*page.column_breaks, last_column + 1], strict=True)
    widest = max(_points(page, first, end) + (label if first > LABEL else 0) for first, end in spans)
    return int(min(max(91 * _WIDTH / widest, _SMALLEST), _LARGEST))


def _tightened(page: Page, last_row: int, scale: int) -> int:
    """A percentage a little smaller where that saves a page of inputs: their last rows, or their empty ones."""
    pages = len(_breaks(page, last_row, scale))
    if not page.tables or not 1 <= pages <= _SHORT:
        return scale
    smaller = range(scale - 1, max(int(scale * _TIGHTEST), _SMALLEST) - 1, -1)
    return next((size for size in smaller if len(_breaks(page, last_row, size)) < pages), scale)


def _points(page: Page, first: int, end: int) -> float:
    return sum((7 * page.widths[column] + 5) * 0.75 for column in range(first, end))


def _breaks(page: Page, last_row: int, scale: int) -> list[int]:
    """Rows before which a page ends: where it is full, or sooner when it would tear the next section apart.

    A chart is never torn; a section of rows is where more than half of the page would stay empty.
    """
    heights = [_ROW] * (last_row + 1)
    for line in page.lines:
        heights[line.row] = line.height or _ROW
    room = _HEIGHT * 100 / scale - sum(heights[page.repeat_rows[0] : page.repeat_rows[1] + 1])
    ends = dict(zip(page.breaks, [*page.breaks[1:], last_row + 1], strict=False))
    rows = [*(chart.row for chart in page.charts), *(chart.row for chart in page.row_charts)]
    rows += [chart.row for chart in page.column_charts]
    drawn = {row for row, end in ends.items() if any(row <= at < end for at in rows)}
    breaks: list[int] = []
    used = -sum(heights[page.repeat_rows[0] : page.repeat_rows[1] + 1])  # the first page has them once
    for row, height in enumerate(heights):
        section = sum(heights[row : ends[row]]) if row in ends else 0.0
        torn = used + section > room >= section and (used > room / 2 or row in drawn)
        if used + height > room or (section and torn):
            breaks.append(row)
            used = 0.0
        used += height
    return breaks
