"""Print set-up: A4 landscape, headings repeated, pages that break between sections and after whole years."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from finmodel.workbook.cells import Page
from finmodel.workbook.layout import FIRST_MONTH, LABEL

_A4 = 9
_WIDTH, _HEIGHT = 784.0, 490.0  # points inside the margins of A4 landscape, a little to spare
_ROW = 13.5  # points of a row
_YEAR = 12  # months on a page
_SMALLEST, _LARGEST = 30, 100  # percent


def set_up_print(sheet: Worksheet, page: Page, months: int) -> None:
    """Make a sheet print complete and readable.

    A sheet without months is one page wide. One with months prints what its rows are, with their totals, and then a
    year to a page, the labels repeated: 36 months on one page cannot be read. The ids in column A stay off the paper.
    """
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.repeat_rows(*page.repeat_rows)
    sheet.set_header("&L&B&A")
    sheet.set_footer("&L&F&C&D&RPage &P of &N")
    last_row = max(page.last_row, *(line.row for line in page.lines))
    last_column = max(max(line.cells, default=0) for line in page.lines)
    sheet.set_default_row(_ROW)
    if any(line.series for line in page.lines):
        last_column = FIRST_MONTH + months - 1
        sheet.repeat_columns(LABEL, LABEL)
        sheet.set_v_pagebreaks(list(range(FIRST_MONTH, last_column + 1, _YEAR)))
        scale = _scale(_points(page, LABEL, FIRST_MONTH), _label_and_year(page, months))
    else:
        scale = _scale(_points(page, LABEL, last_column + 1))
    sheet.print_area(0, LABEL, last_row, last_column)
    sheet.set_print_scale(scale)
    sheet.set_h_pagebreaks(_breaks(page, last_row, scale))


def _scale(*widths: float) -> int:
    """The percentage at which each of these widths, in points, fits a page, with 9% to spare for other fonts."""
    return int(min(max(91 * _WIDTH / max(widths), _SMALLEST), _LARGEST))


def _label_and_year(page: Page, months: int) -> float:
    return _points(page, LABEL, LABEL + 1) + _points(page, FIRST_MONTH, FIRST_MONTH + min(months, _YEAR))


def _points(page: Page, first: int, end: int) -> float:
    return sum((7 * page.widths[column] + 5) * 0.75 for column in range(first, end))


def _breaks(page: Page, last_row: int, scale: int) -> list[int]:
    """Rows before which a page ends: where it is full, or sooner when the next section would be torn apart."""
    heights = [_ROW] * (last_row + 1)
    for line in page.lines:
        heights[line.row] = line.height or _ROW
    room = _HEIGHT * 100 / scale - sum(heights[page.repeat_rows[0] : page.repeat_rows[1] + 1])
    ends = dict(zip(page.breaks, [*page.breaks[1:], last_row + 1], strict=False))
    breaks: list[int] = []
    used = -sum(heights[page.repeat_rows[0] : page.repeat_rows[1] + 1])  # the first page has them once
    for row, height in enumerate(heights):
        section = sum(heights[row : ends[row]]) if row in ends else 0.0
        torn = used > room / 2 and used + section > room >= section
        if used + height > room or (section and torn):
            breaks.append(row)
            used = 0.0
        used += height
    return breaks
