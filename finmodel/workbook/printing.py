"""Print set-up: A4 landscape, headings repeated, pages that break between sections and after whole years."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from finmodel.workbook.cells import Page
from finmodel.workbook.layout import FIRST_MONTH, LABEL, NUMBER_ROW

_A4 = 9
_WIDTH, _HEIGHT = 784.0, 501.0  # points inside the margins of A4 landscape
_ROW = 15.0  # points of a row
_YEAR = 12  # months on a page
_SMALLEST, _LARGEST = 30, 100  # percent


def set_up_print(sheet: Worksheet, page: Page, months: int) -> None:
    """Make a sheet print complete and readable.

    A sheet without months is one page wide. One with months prints a year to a page, the labels repeated: 36 months on
    one page cannot be read. The ids in column A stay off the paper.
    """
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.repeat_rows(*page.repeat_rows)
    sheet.set_header("&L&B&A")
    sheet.set_footer("&L&F&C&D&RPage &P of &N")
    last_row = max(line.row for line in page.lines)
    last_column = max(max(line.cells, default=0) for line in page.lines)
    timeline = any(line.series for line in page.lines)
    if not timeline:
        sheet.fit_to_pages(1, 0)
        sheet.print_area(0, LABEL, last_row, last_column)
        return
    last_column = FIRST_MONTH + months - 1
    sheet.print_area(0, LABEL, last_row, last_column)
    sheet.repeat_columns(LABEL, LABEL)
    scale = _scale(page, months)
    sheet.set_print_scale(scale)
    sheet.set_v_pagebreaks(list(range(FIRST_MONTH + _YEAR, last_column + 1, _YEAR)))
    sheet.set_h_pagebreaks(_breaks(page, last_row, scale))


def _scale(page: Page, months: int) -> int:
    """The percentage at which the labels and the first year fit one page."""
    columns = range(LABEL, FIRST_MONTH + min(months, _YEAR))
    points = sum((7 * page.widths[column] + 5) * 0.75 for column in columns)
    return int(min(max(96 * _WIDTH / points, _SMALLEST), _LARGEST))  # 4% to spare for other fonts


def _breaks(page: Page, last_row: int, scale: int) -> list[int]:
    """Rows before which a page ends: a section that does not fit what is left of a page starts the next."""
    room = int(_HEIGHT / (_ROW * scale / 100)) - NUMBER_ROW
    breaks: list[int] = []
    top = 0
    for start, end in zip(page.breaks, [*page.breaks[1:], last_row + 1], strict=True):
        if end - top > room and start > top:
            breaks.append(start)
            top = start
        while end - top > room:
            top += room  # a section longer than a page breaks where the page is full
            breaks.append(top)
    return breaks
