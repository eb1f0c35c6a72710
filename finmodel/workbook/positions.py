"""Where things stand on a sheet, found by id and header: never by position.

Works alike on a page about to be written and on a sheet that came back with rows and columns inserted, tables sorted or
the sheet renamed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from finmodel.workbook.cells import Page
from finmodel.workbook.layout import FIRST_MONTH

_SHEET = re.compile(r"sheet\[(.+)\]")
_ANCHOR_AREA = 12  # rows and columns in which the sheet's key is looked for

Content = Mapping[tuple[int, int], object]  # what stands in each cell; formulas count as content


@dataclass
class Grid:
    """A header with the rows under it: column keys by index."""

    columns: dict[int, str]
    by_key: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_key = {key: column for column, key in self.columns.items()}


@dataclass
class Positions:
    """Rows by id, and for each row the keys of its columns."""

    key: str
    rows: dict[int, str]
    grids: dict[int, Grid]
    row_of: dict[str, int] = field(default_factory=dict)
    doubled: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for row, row_id in self.rows.items():
            if row_id in self.row_of:
                self.doubled.append(row_id)
            else:
                self.row_of[row_id] = row

    @cached_property
    def last_row(self) -> int:
        """The last row with an id."""
        return max(self.rows, default=-1)

    def name(self, row: int, column: int) -> tuple[str, str] | None:
        """Row id and column key of a cell, where it has both."""
        grid = self.grids.get(row)
        if grid is None or column not in grid.columns:
            return None
        return self.rows[row], grid.columns[column]

    def without(self, row_ids: Collection[str]) -> Positions:
        """The same sheet as if some rows were not there."""
        rows = {row: row_id for row, row_id in self.rows.items() if row_id not in row_ids}
        return Positions(self.key, rows, {row: grid for row, grid in self.grids.items() if row in rows})

    def find(self, row_id: str, key: str) -> tuple[int, int] | None:
        """The cell of a row id and a column key."""
        row = self.row_of.get(row_id)
        if row is None or key not in self.grids[row].by_key:
            return None
        return row, self.grids[row].by_key[key]


def positions(content: Content) -> Positions | None:
    """Map a sheet; None when it is not one of ours."""
    anchor = next(((cell, m) for cell, m in _anchors(content)), None)
    if anchor is None:
        return None
    (top, id_column), match = anchor
    texts = {row: value for (row, column), value in content.items() if column == id_column and isinstance(value, str)}
    rows = {row: text for row, text in texts.items() if row >= top and text and text != "id"}
    by_row: dict[int, list[int]] = {}
    for row, column in content:
        by_row.setdefault(row, []).append(column)
    grids = _grids(top, rows, {row for row, text in texts.items() if text == "id"}, by_row, content)
    return Positions(match[1], rows, grids)


def _anchors(content: Content) -> list[tuple[tuple[int, int], re.Match[str]]]:
    found = []
    for row in range(_ANCHOR_AREA):
        for column in range(_ANCHOR_AREA):
            value = content.get((row, column))
            if isinstance(value, str) and (match := _SHEET.fullmatch(value)):
                found.append(((row, column), match))
    return found


def _grids(
    top: int, rows: dict[int, str], headers: set[int], by_row: Mapping[int, list[int]], content: Content
) -> dict[int, Grid]:
    grids: dict[int, Grid] = {top: Grid({c: f"#{i}" for i, c in enumerate(sorted(by_row[top]))})}
    grid = Grid({})
    for row in sorted(headers | set(rows)):
        if row in headers:
            texts = {c: content[row, c] for c in sorted(by_row[row])}
            grid = Grid({c: str(text) for c, text in texts.items() if isinstance(text, str) and text})
            grid = _with_months(grid, row, rows, by_row)
        elif row != top:
            grids[row] = grid
    return grids


def _with_months(grid: Grid, header: int, rows: Mapping[int, str], by_row: Mapping[int, list[int]]) -> Grid:
    """A timeline's months are the cells of its month_number row right of the opening."""
    opening = grid.by_key.get("opening")
    numbers = next((row for row, row_id in sorted(rows.items()) if row > header and row_id == "month_number"), None)
    if opening is None or numbers is None:
        return grid
    months = [c for c in sorted(by_row[numbers]) if c > opening]
    return Grid({**grid.columns, **{c: f"m{i}" for i, c in enumerate(months, start=1)}})


def page_positions(page: Page, months: int) -> Positions:
    """Map a page about to be written."""
    content: dict[tuple[int, int], object] = {}
    for line in page.lines:
        content |= {
            (line.row, c): cell.formula or cell.value for c, cell in line.cells.items() if cell.formula or cell.value
        }
        if line.series:
            content |= dict.fromkeys(((line.row, FIRST_MONTH + i) for i in range(months)), True)
    found = positions(content)
    assert found, f"{page.name} carries no key"
    return found
