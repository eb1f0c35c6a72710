"""Checks: every identity with its breaches, tolerance and status, and the master check."""

from __future__ import annotations

from collections.abc import Iterator

from finmodel.inputs.schema import TABLES
from finmodel.model.item import LineItem
from finmodel.workbook.address import cell, letters, span
from finmodel.workbook.cells import Cell, Line, Page
from finmodel.workbook.layout import Layout, TablePlace
from finmodel.workbook.meaning import At, Figure, Status, Word
from finmodel.workbook.pages import assumptions
from finmodel.workbook.pages.heading import header, heading
from finmodel.workbook.render import TOLERANCE_COLUMN, Renderer, Spot

SHEET = "Checks"
COLUMNS = ("id", "label", "status", "breaches", "tolerance", "level", "note")
STATUS, BREACHES, LEVEL = 2, 3, 5
MASTER_HEADER, MASTER_ROW, WARNINGS_ROW, HEADER = 3, 4, 5, 7
TOLERANCE = "10^-9"


def checks_page(layout: Layout, renderer: Renderer) -> Page:
    """The page of the checks."""
    rows = list(_rows(layout, renderer))
    master = header(MASTER_HEADER, ("id", "label", "status"))
    page = Page(SHEET, [*heading(SHEET), master], freeze=(3, 2), repeat_rows=(HEADER, HEADER))
    page.lines += [*_master(HEADER + 1, HEADER + len(rows)), header(HEADER, COLUMNS), *rows]
    page.statuses = [(MASTER_ROW, STATUS, MASTER_ROW, STATUS), (HEADER + 1, STATUS, HEADER + len(rows), STATUS)]
    page.widths = {0: 24, 1: 70, 2: 10, 3: 30, 4: 10, 5: 10, 6: 76}
    return page


def names() -> dict[str, str]:
    """The master check has a name: every heading shows it."""
    return {"master_check": cell(MASTER_ROW, STATUS, sheet=SHEET)}


def _master(first: int, last: int) -> list[Line]:
    breaches, levels = (span((first, column), (last, column)) for column in (BREACHES, LEVEL))
    master = f'IF(SUMIFS({breaches},{levels},"error")=0,"OK","CHECK")'
    warnings = f'SUMIFS({breaches},{levels},"warning")'
    return [
        _named(
            MASTER_ROW, "master_check", "All checks of level error", Cell("status", formula=master, means=Word.MASTER)
        ),
        _named(WARNINGS_ROW, "warnings", "Warnings", Cell("calc", "count", formula=warnings, means=Word.WARNINGS)),
    ]


def _named(row: int, name: str, label: str, value: Cell) -> Line:
    return Line(row, {0: Cell("id", value=name), 1: Cell("label", value=label), STATUS: value}, id=name)


def _rows(layout: Layout, renderer: Renderer) -> Iterator[Line]:
    row = HEADER + 1
    for item in layout.checks:
        yield _declared(item, row, renderer)
        row += 1
    yield _given(row, layout)
    row += 1
    for place in layout.tables.values():
        if place.numbers:
            yield _complete(place, place.numbers, row)
            row += 1


def _declared(item: LineItem, row: int, renderer: Renderer) -> Line:
    formula = renderer.formula(item, Spot(SHEET, row, None, 0))
    role = "link" if "!" in formula else "calc"
    breaches = Cell(role, "count", formula=formula, means=Figure(item.id, 0, At.CONSTANT))
    return _line(row, item.id, item.label, breaches, item.id, item.doc, warning=item.warning)


def _given(row: int, layout: Layout) -> Line:
    """A cleared assumption: every base cell holds something."""
    first, last = (assumptions.row_of(layout.assumptions[i], layout) for i in (0, -1))
    base = assumptions.FIRST_SCENARIO
    cells = span((first, base), (last, base), sheet=assumptions.SHEET)
    ids = span((first, 0), (last, 0), sheet=assumptions.SHEET)  # a row somebody inserted has neither
    breaches = Cell("link", "count", formula=f"COUNTA({ids})-COUNTA({cells})", means=Word.COMPLETE)
    label = "Assumptions: base cells that are empty"
    note = "A default stands in the cell; none may be cleared."
    return _line(row, "complete[assumptions]", label, breaches, "", note, warning=False)


def _complete(place: TablePlace, numbered: tuple[int, int], row: int) -> Line:
    """A cleared or mistyped cell of a table: numbers that are missing among the rows in use."""
    first, last = numbered
    numbers = span((place.first, first), (place.last, last), sheet=place.sheet)
    rows = f"ROWS({numbers})"
    if TABLES[place.name].spare:
        rows = f"COUNTA({span((place.first, 1), (place.last, 1), sheet=place.sheet)})"
    formula = f"{rows}*COLUMNS({numbers})-COUNT({numbers})"
    label = f"{place.sheet}, {place.name}: cells that are empty or not numbers"
    note = "Optional cells show their default; none may be cleared, and a row in use is filled completely."
    breaches = Cell("link", "count", formula=f"ABS({formula})", means=Word.COMPLETE)
    return _line(row, f"complete[{place.name}]", label, breaches, "", note, warning=False)


def _line(row: int, row_id: str, label: str, breaches: Cell, item: str, note: str, *, warning: bool) -> Line:
    word = "LOOK" if warning else "CHECK"
    status = f'IF({letters(BREACHES)}{row + 1}=0,"OK","{word}")'
    cells = {
        0: Cell("id", value=row_id),
        1: Cell("label", value=label),
        STATUS: Cell("status", formula=status, means=Status(item)),
        BREACHES: breaches,
        TOLERANCE_COLUMN: Cell("calc", "tolerance", formula=TOLERANCE, means=Word.TOLERANCE),
        LEVEL: Cell("unit", value="warning" if warning else "error"),
        6: Cell("note", value=" ".join(note.split())),
    }
    return Line(row, cells, id=row_id)
