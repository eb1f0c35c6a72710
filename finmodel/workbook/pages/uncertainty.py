"""Uncertainty: what a simulation found, as of build, and whether it still holds.

The workbook cannot draw trials. What they came to are constants; beside what was planned stands what the sheets show
now, and the top of the sheet says whether the inputs are still those that were simulated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby

from finmodel.workbook.address import address, letters, span
from finmodel.workbook.cells import Cell, Line, Page, Scalar
from finmodel.workbook.meaning import Apart, Disagree, Holds
from finmodel.workbook.pages import fans
from finmodel.workbook.pages.heading import header, heading
from finmodel.workbook.pages.planned import Planned, Told
from finmodel.workbook.pages.simulated_table import (
    AGREES,
    AS_PLANNED,
    END,
    FIRST,
    LABEL,
    MIDDLE,
    NEXT,
    NOW,
    OWN_ROW,
    Row,
    Table,
    title,
)
from finmodel.workbook.simulated import (
    AS_BUILT,
    CLIPPED,
    DISTRIBUTION,
    DRAWN,
    ENDS,
    EVENT,
    FACT,
    FIGURE,
    FLAG,
    MEANINGLESS,
    NO_VERDICT,
    PASS,
    PERCENTS,
    PLANNED,
    SHEET,
    TORNADO,
    VALUE,
    VERDICT,
    WITHIN,
    Simulated,
    figure_parts,
)

HOLDS = "as of build; the inputs are those simulated"
OVER = "the inputs have changed: simulate again and rebuild"
OTHER_SCENARIO = "another scenario is in force: simulate it and rebuild"
STILL, AGREED = "now", "agrees"
APART = tuple(f"{end}, apart" for end in ENDS)
LIVE = {STILL, AGREED, *APART}  # headings of formulas
WIDTHS = (20.0, 46.0, 13.0, 17.0, 17.0, 10.0, 15.0, 15.0, 15.0, 16.0)
TOP, FACTS = 3, 6  # the lines of the first headings and of what was simulated
_FACTS = {
    "trials": ("Trials", "count"),
    "seed": ("Seed: the same one draws the same trials", "text"),
    "as_of": ("As of: the latest date of any input", "text"),
    "scenario": ("Scenario simulated", "text"),
    "diligence_month": ("Diligence month: of verdicts and tornados", "month"),
    "edits": ("Inputs edited since they were generated", "count"),
    "inputs": ("Inputs simulated, as generated: SHA-256", "text"),
    "uncertainty": ("uncertainty.csv: SHA-256", "text"),
    "seal": ("The figures of this sheet as built: SHA-256", "text"),
}
_SHARES = (FLAG, PASS, NO_VERDICT, MEANINGLESS, WITHIN)
_THREE = dict(zip((FIRST, MIDDLE, END), PERCENTS, strict=True))
_BOTH = {AS_PLANNED: PLANNED, NOW: STILL, AGREES: AGREED}
_NAMES = {
    VERDICT: {**_BOTH, LABEL: "benchmark of", FIRST: FLAG, MIDDLE: PASS, END: NO_VERDICT},
    EVENT: {**_BOTH, LABEL: "what comes", **_THREE, NEXT: WITHIN},
    TORNADO: {AS_PLANNED: PLANNED, LABEL: "uncertain input",
              FIRST: ENDS[0], MIDDLE: ENDS[1], END: APART[0], NEXT: APART[1]},
    DRAWN: {AS_PLANNED: PLANNED, LABEL: "uncertain input", NOW: DISTRIBUTION, **_THREE, NEXT: CLIPPED},
    FIGURE: {**_BOTH, LABEL: "month", **_THREE, NEXT: MEANINGLESS},
}  # fmt: skip
_VERDICTS, _EVENTS = "How likely each verdict is in the diligence month", "What comes within the horizon, and when"
_NO_MONTH = "all months"
_DRAWN, _ALONE = "What was drawn", "{}: one input alone, the others as planned"


def uncertainty_page(simulated: Simulated, planned: Planned) -> Page:
    """The page; rows of what the company does not have are left out."""
    facts = list(_facts(simulated, planned))
    drawn = FACTS + len(facts) + 1
    tables = list(_placed(_tables(simulated, planned), drawn + 1))
    room = fans.height(tables)
    tables = [replace(table, top=table.top + room) for table in tables]
    page = Page(SHEET, list(heading(SHEET)), freeze=(TOP, 2), widths=dict(enumerate(WIDTHS)))
    page.lines += [header(TOP, ("id", "what was simulated", "unit", VALUE, STILL, AGREED))]
    page.lines += [*_state(facts, tables), *(row.line(at) for at, row in enumerate(facts, start=FACTS))]
    page.lines += [title(drawn, "Charts"), *(line for table in tables for line in table.lines())]
    page.column_charts = fans.charts(drawn + 1, tables)
    below = {chart.row - 1 for chart in page.column_charts[2:]}  # so that no edge of a chart is on the page before
    page.breaks = sorted({drawn, *below, *(table.top for table in tables)})
    page.statuses = [(TOP + 1, NOW, TOP + 1, NOW)]
    page.statuses += [(table.first, AS_PLANNED, table.last, NOW) for table in tables if table.family == VERDICT]
    return page


def _facts(simulated: Simulated, planned: Planned) -> Iterator[Row]:
    for name, (label, unit) in _FACTS.items():
        row_id = f"{FACT}[{name}]"
        value = simulated.fact(row_id)
        role = "changed_text" if label.endswith("SHA-256") else "as_built"
        yield Row(row_id, label, unit, {AS_PLANNED: Cell(role, unit, value=value)}, planned.fact(name))


def _state(facts: list[Row], tables: list[Table]) -> Iterator[Line]:
    """Whether all that was planned still agrees, in words, and how many rows do not; the facts count too."""
    rows = [*facts, *(row for table in tables for row in table.rows)]
    stills = tuple(row.still for row in rows if row.still)
    at, scenario = next((at, row.still) for at, row in enumerate(facts, start=FACTS) if row.id == f"{FACT}[scenario]")
    last = tables[-1].last if tables else FACTS + len(facts) - 1
    count = f"COUNTIF({span((FACTS, AGREES), (last, AGREES))},0)"
    other = f"({address(at, AGREES)}=0)"
    words = f'CHOOSE(1+({address(TOP + 2, NOW)}>0)*(1+{other}),"{HOLDS}","{OVER}","{OTHER_SCENARIO}")'
    assert scenario
    state = Cell("status", formula=words, means=Holds(stills, scenario))
    apart = Cell("calc", "count", formula=count, means=Disagree(stills))
    told = {"state": ("Whether it still holds", "text", state), "apart": ("Rows that do not agree", "count", apart)}
    for row, (name, (label, unit, now)) in enumerate(told.items(), start=TOP + 1):
        yield Row(f"{FACT}[{name}]", label, unit, {NOW: now}).line(row)


def _placed(tables: Iterator[Table], top: int) -> Iterator[Table]:
    for table in tables:
        yield replace(table, top=top)
        top += len(table.rows) + 3


def _tables(simulated: Simulated, planned: Planned) -> Iterator[Table]:
    """Every table that has rows; where they stand is not said yet."""
    yield from _table(VERDICT, _VERDICTS, simulated, planned.verdict, "text")
    yield from _table(EVENT, _EVENTS, simulated, planned.event)
    yield from _tornados(simulated, planned)
    yield from _table(DRAWN, _DRAWN, simulated, planned.input)
    yield from _figures(simulated, planned)


def _table(
    family: str, words: str, simulated: Simulated, tell: Callable[[str], Told | None], unit_of_planned: str = ""
) -> Iterator[Table]:
    found = ((row_id, tell(name), values) for row_id, name, values in simulated.of(family))
    rows = tuple(
        Row(row_id, told.label, told.unit, _cells(family, unit_of_planned or told.unit, told.unit, values), told.now)
        for row_id, told, values in found
        if told
    )
    if rows:
        yield Table(family, words, _NAMES[family], rows)


def _cells(family: str, planned: str, unit: str, values: Mapping[str, Scalar]) -> dict[int, Cell]:
    units = {**dict.fromkeys(_SHARES, "share"), CLIPPED: "count", DISTRIBUTION: "text", PLANNED: planned}
    names = _NAMES[family]
    role = "generated" if family == DRAWN else "as_built"  # an input is shown as it is entered
    return {c: Cell(role, units.get(n, unit), value=values.get(n)) for c, n in names.items() if n in AS_BUILT}


def _tornados(simulated: Simulated, planned: Planned) -> Iterator[Table]:
    """A table a metric: an input at its P10 and P90, and how far each lies from what is planned."""
    for metric, group in groupby(simulated.of(TORNADO), key=lambda row: row[1].partition("|")[0]):
        of = planned.metric(metric)
        known = ((row_id, planned.input(name.partition("|")[2]), values) for row_id, name, values in group)
        rows = tuple(
            Row(row_id, told.label, of.unit, {**_cells(TORNADO, of.unit, of.unit, values), **_apart(of.unit, values)})
            for row_id, told, values in known
            if told and of
        )
        if rows and of:
            yield Table(TORNADO, _ALONE.format(of.label), _NAMES[TORNADO], rows)


def _apart(unit: str, values: Mapping[str, Scalar]) -> dict[int, Cell]:
    cells = {}
    for column, (end, name) in zip((END, NEXT), zip((FIRST, MIDDLE), ENDS, strict=True), strict=True):
        one, other = f"{letters(end)}{OWN_ROW}", f"{letters(AS_PLANNED)}{OWN_ROW}"
        formula = f'IF(COUNT({one},{other})=2,{one}-{other},"n.m.")'
        cells[column] = Cell("calc", unit, formula=formula, means=Apart(values.get(name), values.get(PLANNED)))
    return cells


def _figures(simulated: Simulated, planned: Planned) -> Iterator[Table]:
    """A table a line item and member, month by month."""
    for _, group in groupby(simulated.of(FIGURE), key=lambda row: figure_parts(row[1])[:2]):
        rows = [(row_id, figure_parts(name)[2], planned.figure(name), values) for row_id, name, values in group]
        known = [(row_id, month, told, values) for row_id, month, told, values in rows if told]
        lines = tuple(
            Row(row_id, month or _NO_MONTH, told.unit, _cells(FIGURE, told.unit, told.unit, values), told.now)
            for row_id, month, told, values in known
        )
        if lines:
            yield Table(FIGURE, known[0][2].label, _NAMES[FIGURE], lines)
