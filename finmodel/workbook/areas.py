"""Print areas: what a sheet prints of itself, so that no page holds repeated headings alone."""

from __future__ import annotations

from itertools import pairwise

from finmodel.workbook.cells import Page
from finmodel.workbook.columns import starts
from finmodel.workbook.layout import FIRST_MONTH, LABEL

Area = tuple[int, int, int, int]  # first row, first column, last row, last column


def areas(page: Page, rows: list[int], months: int) -> list[Area]:
    """The print areas: together they leave out what would print as a page, or lines, of repeated headings alone."""
    last_columns = [*(column - 1 for column in page.column_breaks), max(page.widths)]
    found: list[Area] = []
    for top, end in pairwise(rows):
        row = _row_of_pages(page, (top, end), last_columns, _reached(page, months))
        if found and len(row) == 1 and _goes_on(found[-1], row[0]):
            row = [(*found.pop()[:2], *row[0][2:])]
        found += row
    return found


def pages_of(area: Area, rows: list[int], columns: list[int]) -> int:
    """How many pages an area takes with breaks before rows and columns."""
    top, first, bottom, last = area
    return (1 + sum(top < row <= bottom for row in rows)) * (1 + sum(first < column <= last for column in columns))


def _goes_on(area: Area, below: Area) -> bool:
    return area[1::2] == below[1::2] and area[2] + 1 == below[0]


def _row_of_pages(page: Page, rows: tuple[int, int], last_columns: list[int], reached: list[int]) -> list[Area]:
    """The areas of pages side by side: one for all that hold the same rows, else one each.

    A sheet of months shows the same rows on every page; of tables, those that go on.
    """
    months = any(line.series for line in page.lines)
    sections = [rows[0], *(row for row in page.breaks if rows[0] < row < rows[1]), rows[1]]
    found: list[Area] = []
    for first, last in zip(starts(page), last_columns, strict=True):
        held = [bounds for bounds in pairwise(sections) if max(reached[slice(*bounds)]) >= first]
        if held:
            top, end = rows if months else (held[0][0], held[-1][1])
            same = found and (found[-1][0], found[-1][2]) == (top, end - 1)
            found.append((*found.pop()[:2], end - 1, last) if same else (top, first, end - 1, last))
    return found


def _reached(page: Page, months: int) -> list[int]:
    """The last column that each row fills; headings that every page repeats fill none."""
    filled = [LABEL] * (max(page.last_row, *(line.row for line in page.lines)) + 1)
    repeated = range(page.repeat_rows[0], page.repeat_rows[1] + 1)
    for line in page.lines:
        if line.row not in repeated:
            filled[line.row] = FIRST_MONTH + months - 1 if line.series else max(line.cells, default=LABEL)
    return filled
