"""Notes: on inputs what a figure is, its unit, what to enter, where it comes from; on verdicts what a FLAG means.

They stand on the headings of input tables, on the live values of assumptions and on the verdicts of Diligence, and say
nothing that an edit could make untrue: an update leaves them as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from finmodel.inputs.assumption import ASSUMPTIONS
from finmodel.inputs.row import may_be_blank
from finmodel.inputs.schema import TABLES
from finmodel.lines.advice import advice_on
from finmodel.workbook.cells import Note, Page
from finmodel.workbook.layout import INPUT_SHEETS, Layout, TablePlace
from finmodel.workbook.pages.tables import default_of, kind_of_column

AUTHOR = "finmodel"
ENDING = "Where each figure comes from, and as of when, stands in its row (source, as_of)."
_MEMO = "finmodel report says which single lever moves it most, and how far."
_ACT = "What moves it stands on the sheets named here."
ENDINGS = (ENDING, _MEMO, _ACT)  # of every note of ours, whatever version built the file
_SHEETS = {f"{table}.csv": sheet for sheet, tables in INPUT_SHEETS.items() for table in tables}
_WHERE = f"From {{file}}.csv. {ENDING}"


def notes_of(page: Page, layout: Layout) -> Iterator[Note]:
    """The notes on the headings of a page: of its input tables, and over words that no benchmark gives."""
    for place in layout.tables.values():
        if place.sheet == page.name:
            yield from _of_table(place)
    yield from _of_headings(page)


def _of_table(place: TablePlace) -> Iterator[Note]:
    """A note on each heading of an input table."""
    columns = TABLES[place.name].columns()
    for index, name in enumerate(place.columns):
        if name in columns:
            kind, field = kind_of_column(TABLES[place.name], name), columns[name]
            description = str(field.description)
            enter = f"Enter {kind.hint}.{' May stay empty.' if may_be_blank(field) else ''}"
            told = (f"{description[:1].upper()}{description[1:]}.", _unit(kind.unit), enter)
            yield _note(place.header, index, (*told, _WHERE.format(file=place.name)))


def notes_of_assumptions(first: int, column: int, names: tuple[str, ...]) -> Iterator[Note]:
    """A note on each live value, from a row on."""
    for row, name in enumerate(names, start=first):
        known = ASSUMPTIONS[name]
        rule = (
            "Structure: change it in the CSV and build anew."
            if known.structure
            else f"The value of the scenario in force, or base where its cell is empty. Enter {known.kind.hint}. "
            f"Default {default_of(name)}."
        )
        yield _note(row, column, (f"{known.label}.", _unit(known.kind.unit), rule, _WHERE.format(file="assumptions")))


def notes_of_verdicts(column: int, metrics: Mapping[int, str]) -> Iterator[Note]:
    """A note on each verdict, by row: what a FLAG means, and which inputs move the figure."""
    for row, metric in metrics.items():
        advice = advice_on(metric)
        yield _note(
            row, column, (f"A FLAG means: {advice.means}", f"What moves it: {_on_sheets(advice.levers)}", _MEMO)
        )


def _of_headings(page: Page) -> Iterator[Note]:
    """A note on each heading over words such as FLAG and LOOK that no benchmark gives."""
    for line in page.lines:
        for column, cell in line.cells.items():
            if cell.role == "header" and (told := _UNDER.get((page.name, str(cell.value)))):
                yield _note(line.row, column, (*told, _ACT))


_UNDER: dict[tuple[str, str], tuple[str, str]] = {
    ("Governance", "review"): (
        "LOOK means: the month in which the owner looks at the feature again has come by the diligence month.",
        "What moves it: the review, and then its next month (sheet Product, quality: review_month).",
    ),
    ("Governance", "latency"): (
        "A FLAG means: the slowest twentieth of answers takes longer than the target (sheet Product, quality).",
        "What moves it: a faster model (sheet Product, routing), or less that is sent and answered (features).",
    ),
    ("Governance", "cheapest that passes"): (
        "A FLAG means: no approach of the ladder is good enough for the feature.",
        "What moves it: another approach, or better measurements (sheet Product, ladder: qualified_rate).",
    ),
    ("Governance", "passes"): (
        "A FLAG means: the approach does not reach the qualified rate of the plan.",
        "What moves it: another approach, or better measurements (sheet Product, ladder: qualified_rate).",
    ),
    ("Levers", "status"): (
        "A FLAG means: a lever makes a good answer dearer, or a model in use is far above the cheapest.",
        "What moves it: the lever, what it loses in quality, the routing (sheet Product: levers, quality, routing).",
    ),
    ("Checks", "status"): (
        "CHECK means: an identity does not hold, and nothing can be trusted before it does. LOOK: odd, but sound.",
        "What moves it: the inputs that the row names; formulas typed over (finmodel check FILE lists them).",
    ),
    ("Uncertainty", "agrees"): (
        "0 means: what was planned when the trials were drawn is not what the workbook shows now.",
        "What moves it: an edited input (sheet Changes), another scenario (sheet Assumptions), an update of the CSVs.",
    ),
    ("Uncertainty", "FLAG"): (
        "The share of trials in which the figure is beyond its benchmark in the diligence month, as of build.",
        "What moves it: the benchmark (sheet Benchmarks), and the inputs under What was drawn (finmodel simulate).",
    ),
    ("Diligence", "status"): (
        "LOOK in the row of a model means: its vendor retires it within these months.",
        "What moves it: another model from before that month on (sheet Product, routing; sheet Prices, models).",
    ),
}


def _on_sheets(words: str) -> str:
    """The same with the sheets where the tables of these CSVs stand."""
    for file, sheet in _SHEETS.items():
        words = words.replace(file, f"sheet {sheet}")
    return words


def _unit(unit: str) -> str:
    return "" if unit == "text" else f"Unit: {unit}."


def _note(row: int, column: int, told: tuple[str, ...]) -> Note:
    return Note(row, column, AUTHOR, "\n".join(part for part in told if part))
