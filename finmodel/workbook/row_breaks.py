"""Where a printed page ends: between sections, never through a chart, and not for a row or two more."""

from __future__ import annotations

from finmodel.workbook.areas import areas, pages_of
from finmodel.workbook.cells import Page
from finmodel.workbook.paper import HEIGHT, ROW, SMALLEST

_SHORT, _TIGHTEST = 5, 0.75  # page breaks of a short sheet; how far it shrinks to save a page
_TOGETHER = 5  # rows of a section: its title, its headings, and three more


def tightened(page: Page, last_row: int, scale: int, months: int) -> int:
    """A percentage a little smaller where that saves a page of inputs: their last rows, or their empty ones."""
    if (page.column_breaks and not page.tables) or len(row_breaks(page, last_row, scale)) > _SHORT:
        return scale
    least = min(max(int(scale * _TIGHTEST), SMALLEST), scale)  # below the floor where a book's columns are not fitted
    smaller = range(scale, least - 1, -1)
    return min(smaller, key=lambda size: _page_count(page, last_row, size, months))


def _page_count(page: Page, last_row: int, scale: int, months: int) -> int:
    breaks = row_breaks(page, last_row, scale)
    printed = areas(page, [0, *breaks, last_row + 1], months)
    return sum(pages_of(area, breaks, page.column_breaks) for area in printed)


def row_breaks(page: Page, last_row: int, scale: int) -> list[int]:
    """Rows before which a page ends: where it is full, or sooner when it would tear the next section apart.

    A chart is never torn, and under months it begins a page, for it is no part of a year. A section of rows is torn
    where more than half of the page would stay empty, and begins a page where its headings would stand alone.
    """
    heights = [ROW] * (last_row + 1)
    for line in page.lines:
        heights[line.row] = line.height or ROW
    room = HEIGHT * 100 / scale - sum(heights[page.repeat_rows[0] : page.repeat_rows[1] + 1])
    ends = _ends(page, last_row)
    drawn = {row for row, end in ends.items() if any(row <= at < end for at in page.charted)}
    months = any(line.series for line in page.lines)
    breaks: list[int] = []
    used = -sum(heights[page.repeat_rows[0] : page.repeat_rows[1] + 1])  # the first page has them once
    for row, height in enumerate(heights):
        section = sum(heights[row : ends[row]]) if row in ends else 0.0
        torn = used + section > room >= section and (used > room / 2 or row in drawn)
        alone = bool(section) and used + sum(heights[row : row + _TOGETHER]) > room
        fresh = months and row == min(drawn, default=-1)
        if used + height > room or alone or fresh or (section and torn):
            breaks.append(row)
            used = 0.0
        used += height
    return breaks


def _ends(page: Page, last_row: int) -> dict[int, int]:
    """The row after each section, its charts among it, and after each chart that may go on to another page."""
    charted = page.charted
    titles = [row for row in page.breaks if row not in charted]
    ends: dict[int, int] = {}
    for row in page.breaks:
        after = page.breaks if row in charted else titles
        ends[row] = min((one for one in after if one > row), default=last_row + 1)
    return ends
