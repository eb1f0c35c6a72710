"""The seal of the Cover: a fingerprint of all that is printed on it, so that an edit shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from finmodel.workbook.cells import Line, Page, Scalar
from finmodel.workbook.pages import headlines
from finmodel.workbook.pages.changes import fingerprint
from finmodel.workbook.pages.cover import COLUMNS, NOTE, SEAL, SHEET
from finmodel.workbook.view import Place, Value, View


def sealed(page: Page) -> Page:
    """The Cover with its seal printed on it."""
    printed = {
        f"{line.id}.{_columns(line)[column]}": cell.value
        for line in page.lines
        if line.id and line.id != SEAL
        for column, cell in line.cells.items()
        if not cell.formula and cell.value not in (None, "")
    }
    seal = fingerprint(printed)
    return replace(page, lines=[_with_seal(line, seal) if line.id == SEAL else line for line in page.lines])


def _columns(line: Line) -> tuple[str, ...]:
    return headlines.COLUMNS if line.id.startswith("headline[") else COLUMNS


def _with_seal(line: Line, seal: str) -> Line:
    return replace(line, cells={**line.cells, NOTE: replace(line.cells[NOTE], value=seal)})


def seal_holds(seen: View) -> bool:
    """Whether the Cover of a file says what it said when it was built."""
    return SHEET in seen.names and seen.value(SHEET, SEAL, COLUMNS[NOTE]) == seal_of(seen)


def seal_of(seen: View, changed: Mapping[Place, Value] | None = None) -> str:
    """The seal that the Cover of a file should carry, with some of its cells changed."""
    name = seen.names[SHEET]
    where = seen.sheets[name]
    printed: dict[str, Scalar | bool] = {}
    for (sheet, row, column), value in {**seen.values, **(changed or {})}.items():
        named = where.name(row, column) if sheet == name else None
        if named is None or named[0] == SEAL or named[1] not in headlines.COLUMNS or value in (None, ""):
            continue
        if (sheet, row, column) not in seen.formulas:
            printed[f"{named[0]}.{named[1]}"] = value
    return fingerprint(printed)
