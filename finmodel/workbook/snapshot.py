"""The figures as of build that stand in a workbook, scenario by scenario, found by row id and heading."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from finmodel.workbook.cells import Page, Scalar, Snapshot
from finmodel.workbook.pages.scenarios import MARK, ROW, SHEET
from finmodel.workbook.positions import Positions
from finmodel.workbook.view import Place, View

_ROWS = ROW.partition("{")[0]


class Held(NamedTuple):
    """A figure as of build that a page holds, and where it stands in a file; None where it is gone."""

    row_id: str
    scenario: str
    unit: str
    value: Scalar
    place: Place | None


def snapshot_in(seen: View) -> Snapshot:
    """What a file holds as of build; a formula or a truth value counts as nothing."""
    name = seen.names.get(SHEET)
    found: dict[str, dict[str, Scalar]] = {}
    for row_id, row in seen.sheets[name].row_of.items() if name else ():
        headings = seen.sheets[name].grids[row].columns if name and row_id.startswith(_ROWS) else {}
        for column, heading in headings.items():
            value = None if (name, row, column) in seen.formulas else seen.values.get((str(name), row, column))
            if heading.startswith(MARK) and not isinstance(value, bool):
                found.setdefault(heading.removeprefix(MARK), {})[row_id] = value
    return found


def held(page: Page, where: Positions, seen: View) -> Iterator[Held]:
    """Every figure as of build on a page that was laid out, `where` its cells stand there, beside those of a file."""
    for line in page.lines:
        for column, cell in line.cells.items():
            if cell.role == "as_built":
                heading = where.grids[line.row].columns[column]
                scenario = heading.removeprefix(MARK)
                yield Held(line.id, scenario, cell.unit, cell.value, seen.find(SHEET, line.id, heading))
