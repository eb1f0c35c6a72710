"""Input sheets: Excel Tables with the columns of the CSVs, a row a record, empty rows to grow into."""

from __future__ import annotations

import datetime as dt
from itertools import takewhile
from typing import Any

from finmodel.inputs.assumption import ASSUMPTIONS
from finmodel.inputs.kinds import Choice, DateKind, Kind, Name
from finmodel.inputs.row import NOTES, kind_of, may_be_blank
from finmodel.inputs.schema import TABLES
from finmodel.model.dimension import KEYED
from finmodel.timeline import Month, serial
from finmodel.workbook.address import span
from finmodel.workbook.cells import Cell, ExcelTable, Line, Page, Scalar, Validation
from finmodel.workbook.layout import INPUT_SHEETS, Layout, TablePlace
from finmodel.workbook.pages.heading import header, heading

TITLES = {
    "prices": "Vendor prices, dated: a new price is a new row",
    "models": "Models",
    "features": "Features and the tokens of a query",
    "levers": "Cost levers",
    "quality": "Review and quality",
    "routing": "Routing, dated: shares of one feature and month sum to 1",
    "volumes": "Usage, dated: the latest row in force counts",
    "plans": "Plans",
    "usage_deciles": "How usage is spread over the users: shares of all queries, which sum to 1",
    "tool_tiers": "Tools whose bill steps: bands of units a month",
    "actuals": "What was really paid, earned and counted, in the unit of the plan's line item",
    "accounts": "New accounts, actual or planned: they replace the growth formula",
    "opex": "Running costs",
    "training": "Training jobs",
    "selfhost": "Features that could run on own GPUs",
    "gpu_rates": "GPU hours: how they are bought and what they cost; shares sum to 1",
    "ladder": "Option ladder: four ways to reach the qualified rate, and what each costs",
    "benchmarks": "What investors hold figures against: they age, so date them",
}
STRUCTURE = {
    "provider",
    "plan",
    "feature",
    "model",
    "job",
    "line",
    "metric",
    "decile",
    "tool",
    "tier",
    "line_item",
    "member",
    "purchase",
    "approach",
}  # member lists: fixed once built
REMARKS = ("source", "note", "trigger")  # sentences: they fold into their column
NOTE_DATES = ("as_of", "checked_on")
NARROW, REMARK, FREE_REMARK, WIDEST = 12, 22, 44, 30  # widths in characters
HEADING = 18.0  # points
HOME_OF = {"plan": "plans", "feature": "features", "model": "models"}


def tables_page(sheet: str, layout: Layout) -> Page:
    """The page of one input sheet."""
    page = Page(sheet, list(heading(sheet)), freeze=(3, 2))
    widths: dict[int, float] = {0: 16}
    places = [layout.tables[name] for name in INPUT_SHEETS[sheet] if name in layout.tables]
    widest = max(len(place.columns) for place in places)
    for place in places:
        page.lines += _lines(place, layout)
        page.tables.append(
            ExcelTable(f"table_{place.name}", (place.header, 0), (place.last, len(place.columns) - 1), place.columns)
        )
        page.validations += [v for column in place.columns[1:] if (v := _validation(place, column, layout))]
        page.breaks.append(place.header - 1)
        for index, column in enumerate(place.columns[1:], start=1):
            free = index + 1 == widest  # nothing stands under it
            widths[index] = max(widths.get(index, NARROW), _width(place, column, layout, free=free))
    page.widths = widths
    page.repeated = max(1, _names(max(places, key=lambda place: len(place.columns))))
    return page


def _names(place: TablePlace) -> int:
    """How many of a table's first columns name what a row is about."""
    return len(list(takewhile(lambda column: column in STRUCTURE, place.columns[1:])))


def spreadsheet(value: Any) -> Scalar:
    """An input value as a cell holds it: dates and months as date numbers."""
    if isinstance(value, Month):
        return float(serial(value.first_day))
    if isinstance(value, dt.date):
        return float(serial(value))
    if value is None or value == "":
        return None
    return float(value) if isinstance(value, (int, float)) else str(value)


def _lines(place: TablePlace, layout: Layout) -> list[Line]:
    rows = layout.inputs.tables[place.name]
    lines = [
        Line(place.header - 1, {1: Cell("section", value=TITLES[place.name])}, band="section"),
        header(place.header, place.columns, height=HEADING),
    ]
    for i, row_id in enumerate(place.ids):
        row = rows[i] if i < place.filled else None
        cells = {0: Cell("id", value=row_id)}
        for index, column in enumerate(place.columns[1:], start=1):
            cells[index] = _cell(column, TABLES[place.name], row, spare=is_spare(row_id))
        lines.append(Line(place.first + i, cells, id=row_id))
    return lines


def is_spare(row_id: str) -> bool:
    """Whether a row is one to grow into, filled or not: somebody else's entry, all of it open."""
    return "[spare " in row_id


def _cell(column: str, row_type: Any, row: Any, *, spare: bool) -> Cell:
    unit = kind_of_column(row_type, column).unit
    value = spreadsheet(row.cell(column)) if row is not None else None
    locked = not spare and column in STRUCTURE
    role = "structure" if locked else "remark" if column in REMARKS else "input"
    return Cell(role, unit, value=value)


def kind_of_column(row_type: Any, column: str) -> Kind:
    """The kind of a column or a note."""
    return kind_of(row_type.model_fields[column] if column in NOTES else row_type.columns()[column])


def kind_of_cell(table: str, column: str, name: str) -> Kind | None:
    """The kind of a cell; None for a column that the model does not know. `name` is an assumption's."""
    if table != "assumptions":
        known = column in NOTES or column in TABLES[table].columns()
        return kind_of_column(TABLES[table], column) if known else None
    if column in NOTES:
        return DateKind(or_month=True) if column in NOTE_DATES else Kind()
    return ASSUMPTIONS[name].kind


def _validation(place: TablePlace, column: str, layout: Layout) -> Validation | None:
    row_type = TABLES[place.name]
    kind = kind_of_column(row_type, column)
    index = place.column(column)
    field = row_type.model_fields[column] if column in NOTES else row_type.columns()[column]
    first = place.first
    if column in STRUCTURE:
        fixed = sum(not is_spare(row_id) for row_id in place.ids)
        if place.name in KEYED or fixed == len(place.ids):
            return None
        first = place.first + fixed
    message = f"{str(field.description)[:1].upper()}{str(field.description)[1:]}. Enter {kind.hint}."
    if may_be_blank(field) or column in NOTES:
        message += " May stay empty."
    source = _dropdown(column, kind, layout)
    return Validation((first, index), (place.last, index), kind, column[:32], message[:255], source)


def default_of(name: str) -> str:
    """What an assumption is where nobody says."""
    default = ASSUMPTIONS[name].default
    return f"{default:g}" if isinstance(default, float) else str(default or "the 12th month")


def _dropdown(column: str, kind: Kind, layout: Layout) -> str:
    if isinstance(kind, Choice):
        return ""
    if not isinstance(kind, Name):
        return ""
    home = layout.tables.get(HOME_OF.get(column, ""))
    if home is None:
        return ""
    index = home.column(column)
    return "=" + span((home.first, index), (home.last, index), sheet=home.sheet)


def _width(place: TablePlace, column: str, layout: Layout, *, free: bool) -> float:
    rows = layout.inputs.tables[place.name]
    if column in REMARKS:
        return FREE_REMARK if free else REMARK
    longest = max((len(str(row.cell(column))) for row in rows if isinstance(row.cell(column), str)), default=0)
    return float(min(max(longest + 2, NARROW), WIDEST))
