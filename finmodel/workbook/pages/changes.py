"""Changes: every input cell as generated, as it stands now, and whether it was changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from finmodel.inputs.row import NOTES, may_be_blank
from finmodel.inputs.schema import TABLES
from finmodel.workbook.address import cell, letters, span
from finmodel.workbook.cells import Cell, Line, Page, Scalar
from finmodel.workbook.layout import Layout, TablePlace
from finmodel.workbook.meaning import EMPTY, Changed, Entry, Given, RowFilled, Word
from finmodel.workbook.pages import assumptions
from finmodel.workbook.pages.heading import header, heading
from finmodel.workbook.pages.tables import kind_of_column, spreadsheet
from finmodel.workbook.render import Renderer

SHEET = "Changes"
COLUMNS = ("id", "row", "input", "unit", "as generated", "now", "changed")
ROW_ID, GENERATED, NOW, CHANGED = 1, 4, 5, 6
COUNT_HEADER, COUNT_ROW, HEADER = 3, 4, 6


def fingerprint(generated: Mapping[str, Scalar | bool]) -> str:
    """SHA-256 of the values as generated, by id: printed on the Cover, so that an edited base shows."""
    lines = (f"{row_id}\t{_digits(value)}\n" for row_id, value in sorted(generated.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _digits(value: Scalar | bool) -> str:
    if value is None:
        return EMPTY
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def base_of(page: Page) -> dict[str, Scalar]:
    """The values as generated that stand on the page, by id."""
    return {line.id: _none(line.cells[GENERATED].value) for line in page.lines if line.id and CHANGED in line.cells}


def _none(value: Scalar) -> Scalar:
    return None if value == EMPTY else value


@dataclass(frozen=True)
class InputCell:
    """One input cell: its id, the id of its row, what it holds, and the formula that reads it live."""

    id: str
    row_id: str
    column: str
    unit: str
    value: Scalar
    formula: str
    means: Entry | Given | RowFilled | Word


def changes_page(layout: Layout, renderer: Renderer, generated: Mapping[str, Scalar] | None) -> Page:
    """The page of changes; `generated` holds the values as generated, by id, where they are not those of now."""
    rows = [_line(HEADER + 1 + i, cell_, generated) for i, cell_ in enumerate(input_cells(layout, renderer))]
    counted = header(COUNT_HEADER, ("id", "row", "input", "unit", "value"))
    page = Page(SHEET, [*heading(SHEET), counted], freeze=(3, 3), repeat_rows=(HEADER, HEADER))
    last = HEADER + len(rows) + _reserve(layout)
    changed = span((HEADER + 1, CHANGED), (last, CHANGED))
    count = Cell("calc", "count", formula=f"SUM({changed})", means=Word.CHANGES)
    page.lines += [
        Line(
            COUNT_ROW,
            {
                0: Cell("id", value="changed_inputs"),
                2: Cell("label", value="Inputs that differ from what was generated"),
                3: Cell("unit", value="count"),
                GENERATED: count,
            },
            id="changed_inputs",
        ),
        header(HEADER, COLUMNS),
        *rows,
    ]
    page.filter = (HEADER, 0, last, CHANGED)
    page.widths = {0: 30, 1: 28, 2: 56, 3: 14, 4: 34, 5: 34, 6: 10}
    return page


def _reserve(layout: Layout) -> int:
    """Empty lines that are counted: a spare row takes one line, and a line a cell once an update has filled it."""
    places = layout.tables.values()
    return sum(sum("[spare " in row_id for row_id in place.ids) * (len(place.columns) - 2) for place in places)


def input_cells(layout: Layout, renderer: Renderer) -> Iterator[InputCell]:
    """Every cell a person may change, in sheet order."""
    inputs = layout.inputs
    scenario = cell(assumptions.SCENARIO_ROW, assumptions.LIVE, sheet=assumptions.SHEET)
    yield InputCell("scenario", "scenario", "value", "text", inputs.scenario, scenario, Word.SCENARIO)
    for name in layout.assumptions:
        yield from _assumption_cells(name, layout)
    for place in layout.tables.values():
        for i, row_id in enumerate(place.ids):
            if "[spare " in row_id:
                yield _spare(place, i, row_id)
            else:
                yield from _row_cells(place, i, row_id, layout, renderer)


def _assumption_cells(name: str, layout: Layout) -> Iterator[InputCell]:
    given = layout.inputs.assumptions[name]
    first = assumptions.HEADER + 1, 0
    ids = span(first, (assumptions.HEADER + len(layout.assumptions), 0), sheet=assumptions.SHEET)
    last = assumptions.HEADER + len(layout.assumptions)
    base, *scenarios = layout.inputs.scenarios
    for key in (base, *scenarios, *(column for column in layout.assumption_columns if column in NOTES)):
        column = layout.assumption_columns.index(key)
        formula = f"INDEX({span((first[0], column), (last, column), sheet=assumptions.SHEET)},MATCH({_key()},{ids},0))"
        value = given.base if key == base else {**given.scenarios, **given.notes}.get(key)
        unit = given.known.kind.unit if key not in NOTES else "date" if key in ("as_of", "checked_on") else "text"
        live = _live(formula, blank=key != base)
        yield InputCell(f"assumptions.{key}[{name}]", name, key, unit, spreadsheet(value), live, Given(name, key))


def _row_cells(place: TablePlace, i: int, row_id: str, layout: Layout, renderer: Renderer) -> Iterator[InputCell]:
    row_type = TABLES[place.name]
    row = layout.inputs.tables[place.name][i]
    for column in place.columns[1:]:
        blank = column in NOTES or may_be_blank(row_type.columns()[column])
        formula = _live(renderer.fetch(place.name, column, _key()), blank=blank)
        key = row_id.partition("[")[2]
        unit = kind_of_column(row_type, column).unit
        value = spreadsheet(row.cell(column))
        means = Entry(place.name, column, i, EMPTY if blank else 0.0)
        yield InputCell(f"{place.name}.{column}[{key}", row_id, column, unit, value, formula, means)


def _spare(place: TablePlace, i: int, row_id: str) -> InputCell:
    cells = span((place.first, 1), (place.last, len(place.columns) - 1), sheet=place.sheet)
    ids = span((place.first, 0), (place.last, 0), sheet=place.sheet)
    formula = f"COUNTA(INDEX({cells},MATCH({_key()},{ids},0),0))"  # by id: a sorted table moves its spare rows as well
    means = RowFilled(place.name, place.columns[1:], i if i < place.filled else None)
    return InputCell(row_id, row_id, "cells filled", "count", 0.0, formula, means)


def _key() -> str:
    return f"${letters(ROW_ID)}\x03"  # the line's own row, closed in _line


def _live(formula: str, *, blank: bool) -> str:
    return f'IF({formula}="","{EMPTY}",{formula})' if blank else formula


def _line(row: int, cell_: InputCell, generated: Mapping[str, Scalar] | None) -> Line:
    base = cell_.value if generated is None else generated.get(cell_.id)
    base = EMPTY if base is None else base
    now, then = f"{letters(NOW)}{row + 1}", f"{letters(GENERATED)}{row + 1}"
    role, now_role = ("changed_text", "small_link") if isinstance(base, str) else ("generated", "entry")
    live = cell_.formula.replace("\x03", str(row + 1))
    cells = {
        0: Cell("id", value=cell_.id),
        ROW_ID: Cell("id", value=cell_.row_id),
        2: Cell("label", value=_label(cell_)),
        3: Cell("unit", value=cell_.unit),
        GENERATED: Cell(role, cell_.unit, value=base),
        NOW: Cell(now_role, cell_.unit, formula=live, means=cell_.means),
        CHANGED: Cell("calc", "flag", formula=f"IF({now}={then},0,1)", means=Changed(cell_.means, base)),
    }
    return Line(row, cells, id=cell_.id)


def _label(cell_: InputCell) -> str:
    return f"{cell_.row_id}, {cell_.column}"
