"""Assumptions: the scenario in force, and every scalar by scenario."""

from __future__ import annotations

from finmodel.inputs.assumption import ASSUMPTIONS, BASE, Assumption
from finmodel.inputs.kinds import Kind
from finmodel.inputs.row import NOTES
from finmodel.workbook.address import cell, letters, span
from finmodel.workbook.cells import Cell, ExcelTable, Line, Page, Validation
from finmodel.workbook.layout import FIRST_MONTH, MASTER_TIMELINE, MONTH_ROW, Layout
from finmodel.workbook.meaning import Live, Word
from finmodel.workbook.pages.heading import header, heading
from finmodel.workbook.pages.notes import notes_of_assumptions
from finmodel.workbook.pages.tables import REMARKS, default_of, spreadsheet

SHEET = "Assumptions"
SELECTOR_HEADER, SCENARIO_ROW, NUMBER_ROW = 3, 4, 5
HEADER = 7
LIVE, FIRST_SCENARIO = 3, 4


def assumptions_page(layout: Layout) -> Page:
    """The page of the scalar assumptions."""
    columns = layout.assumption_columns
    page = Page(SHEET, [*heading(SHEET), *_selector(layout)], freeze=(3, 2))
    page.lines.append(header(HEADER, columns, height=20))
    for i, name in enumerate(layout.assumptions):
        page.lines.append(_line(HEADER + 1 + i, layout.inputs.assumptions[name], layout))
        page.validations += _validations(HEADER + 1 + i, name, layout)
    last = HEADER + len(layout.assumptions)
    page.tables.append(ExcelTable("table_assumptions", (HEADER, 0), (last, len(columns) - 1), columns))
    page.validations.append(_scenario_validation(layout))
    page.validations += [
        Validation((HEADER + 1, i), (last, i), Kind(), column, "Free text or a date; may stay empty.")
        for i, column in enumerate(columns)
        if column in NOTES
    ]
    page.notes += notes_of_assumptions(HEADER + 1, LIVE, layout.assumptions)
    base = max(len(str(a.base)) for a in layout.inputs.assumptions.values())
    page.widths = {0: 24, 1: 44, 2: 12, **dict.fromkeys(range(4, 4 + len(layout.inputs.scenarios)), 13)}
    page.widths |= dict.fromkeys((LIVE, FIRST_SCENARIO), float(min(max(base, 13), 26)))
    page.widths |= {i: 34 for i, c in enumerate(columns) if c in ("source", "note")}
    page.widths |= {i: 13 for i, c in enumerate(columns) if c in ("as_of", "checked_on", "owner")}
    return page


def row_of(name: str, layout: Layout) -> int:
    """The row of an assumption."""
    return HEADER + 1 + layout.assumptions.index(name)


def names(layout: Layout) -> dict[str, str]:
    """Defined names: every assumption's live value, the scenario and its position."""
    live = {name: cell(row_of(name, layout), LIVE, sheet=SHEET) for name in layout.assumptions}
    return {
        "scenario": cell(SCENARIO_ROW, LIVE, sheet=SHEET),
        "scenario_number": cell(NUMBER_ROW, LIVE, sheet=SHEET),
        **live,
    }


def _selector(layout: Layout) -> list[Line]:
    first, last = (HEADER, FIRST_SCENARIO), (HEADER, FIRST_SCENARIO + len(layout.inputs.scenarios) - 1)
    number = f"MATCH({cell(SCENARIO_ROW, LIVE)},{span(first, last)},0)"
    return [
        header(SELECTOR_HEADER, ("id", "label", "unit", "value")),
        Line(
            SCENARIO_ROW,
            {
                0: Cell("id", value="scenario"),
                1: Cell("label", value="Scenario in force"),
                2: Cell("unit", value="text"),
                LIVE: Cell("input", value=layout.inputs.scenario),
            },
            id="scenario",
        ),
        Line(
            NUMBER_ROW,
            {
                0: Cell("id", value="scenario_number"),
                1: Cell("label", value="Its position among the scenario columns"),
                2: Cell("unit", value="count"),
                LIVE: Cell("calc", "count", formula=number, means=Word.SCENARIO_NUMBER),
            },
            id="scenario_number",
        ),
    ]


def _line(row: int, assumption: Assumption, layout: Layout) -> Line:
    known = assumption.known
    unit = known.kind.unit
    role = "structure" if known.structure else "input"
    first, last = FIRST_SCENARIO, FIRST_SCENARIO + len(layout.inputs.scenarios) - 1
    chosen = f"INDEX(${letters(first)}{row + 1}:${letters(last)}{row + 1},scenario_number)"
    formula = f'IF({chosen}="",${letters(first)}{row + 1},{chosen})'
    cells = {
        0: Cell("id", value=known.name),
        1: Cell("label", value=known.label),
        2: Cell("unit", value=unit),
        LIVE: Cell("calc", unit, formula=formula, means=Live(known.name)),
        FIRST_SCENARIO: Cell(role, unit, value=spreadsheet(assumption.base)),
    }
    for i, scenario in enumerate(layout.inputs.scenarios[1:], start=FIRST_SCENARIO + 1):
        value = None if known.structure else spreadsheet(assumption.scenarios.get(scenario))
        cells[i] = Cell(role, unit, value=value)
    for i, column in enumerate(layout.assumption_columns):
        if column in NOTES:
            note_unit = "date" if column in ("as_of", "checked_on") else "text"
            cells[i] = Cell(
                "remark" if column in REMARKS else "input", note_unit, value=spreadsheet(assumption.notes.get(column))
            )
    return Line(row, cells, id=known.name)


def _validations(row: int, name: str, layout: Layout) -> list[Validation]:
    known = ASSUMPTIONS[name]
    if known.structure:
        return []
    last = FIRST_SCENARIO + len(layout.inputs.scenarios) - 1
    message = f"{known.label}. Enter {known.kind.hint}. Default {default_of(name)}. An empty scenario cell means base."
    months = (MONTH_ROW, FIRST_MONTH), (MONTH_ROW, FIRST_MONTH + layout.months - 1)
    source = "=" + span(*months, sheet=MASTER_TIMELINE) if name == "diligence_month" else ""
    return [Validation((row, FIRST_SCENARIO), (row, last), known.kind, name[:32], message[:255], source)]


def _scenario_validation(layout: Layout) -> Validation:
    last = FIRST_SCENARIO + len(layout.inputs.scenarios) - 1
    source = "=" + span((HEADER, FIRST_SCENARIO), (HEADER, last), sheet=SHEET)
    spot = (SCENARIO_ROW, LIVE)
    return Validation(spot, spot, Kind(), "Scenario", f"Pick {BASE} or another scenario's name.", source)
