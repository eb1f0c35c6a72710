"""Raw tables into typed Inputs; every problem is gathered before any is raised."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from finmodel.errors import InputError, Problem, nearest
from finmodel.inputs import rules
from finmodel.inputs.assumption import ASSUMPTIONS, BASE, Assumption
from finmodel.inputs.complete import complete
from finmodel.inputs.kinds import DateKind, Kind, Raw, key_of, shown
from finmodel.inputs.names import check_keys, check_names, one_spelling
from finmodel.inputs.raw import RawRow, RawTable
from finmodel.inputs.row import NOTES, Row, empty_means
from finmodel.inputs.schema import TABLES
from finmodel.inputs.tables import Inputs
from finmodel.timeline import Month, Timeline

_ASSUMPTION_COLUMNS = ("assumption", "unit", BASE)
_NOTE_KINDS: dict[str, Kind] = {
    name: DateKind(or_month=True) if name in ("as_of", "checked_on") else Kind() for name in NOTES
}


def parse(raws: Mapping[str, RawTable], *, scenario: str = BASE, files: Mapping[str, str] | None = None) -> Inputs:
    """Read raw tables as a company. Raises InputError with every problem found."""
    problems: list[Problem] = []
    assumptions, scenarios = _assumptions(raws.get("assumptions"), problems)
    faulty = {"assumptions"} if problems else set()
    timeline = _timeline(assumptions)
    tables: dict[str, list[Row]] = {}
    places: dict[str, list[RawRow]] = {}
    for name, row_type in TABLES.items():
        before = len(problems)
        tables[name], places[name] = _rows(row_type, raws.get(name), timeline, problems)
        problems += check_keys(row_type, zip(tables[name], places[name], strict=True))
        faulty |= {name} if len(problems) > before else set()
    unknown = check_names(raws)
    problems += unknown
    if not problems:
        one_spelling(tables)
        places.update(complete(tables, places, timeline.start, problems))
        assumptions = _completed(assumptions, timeline)
    found = rules.Found(assumptions, tables, places, timeline)
    if not unknown:
        problems += rules.broken(found, faulty)
    if problems:
        raise InputError(problems)
    inputs = Inputs(
        assumptions=assumptions,
        tables={name: tuple(rows) for name, rows in tables.items()},
        scenarios=scenarios,
        shown={name: tuple(c for c in raw.header if c in NOTES) for name, raw in raws.items()},
        files=dict(files or {}),
        capacity={name: raw.capacity for name, raw in raws.items() if raw.capacity is not None},
        warnings=tuple(rules.doubtful(found)),
    )
    return inputs.under(scenario)


def _completed(assumptions: dict[str, Assumption], timeline: Timeline) -> dict[str, Assumption]:
    """diligence_month defaults to the 12th month, or the last."""
    month = assumptions["diligence_month"]
    if month.base is None:
        month = dataclasses.replace(month, base=timeline.start + min(11, timeline.months - 1))
    return {**assumptions, "diligence_month": month}


def _timeline(assumptions: Mapping[str, Assumption]) -> Timeline:
    start, months = assumptions["start_month"].base, assumptions["months"].base
    start = start if isinstance(start, Month) else Month.parse("2026-01")  # a stand-in, once a problem is noted
    return Timeline(start, int(months) if isinstance(months, float) else 1)


def _header(raw: RawTable, known: Iterable[str], required: Iterable[str], *, open_ended: bool = False) -> list[Problem]:
    known = set(known)
    problems, seen = [], set()
    for name in raw.header:
        where = f"{raw.where}:1" if raw.where.endswith(".csv") else raw.where
        if name in seen:
            problems.append(Problem(where, f"column {shown(name)} appears twice", "keep one of them"))
        elif not name and open_ended:
            problems.append(Problem(where, "a column has no name", "name the scenario or delete the column"))
        elif name and name not in known and not open_ended:
            problems.append(Problem(where, f"column {shown(name)} is not known", nearest(name, known)))
        elif not name and any(row.cells.get("") for row in raw.rows):
            problems.append(Problem(where, "a column has no name", "name it or delete it"))
        seen.add(name)
    missing = [name for name in required if name not in seen]
    problems += [
        Problem(f"{raw.where}:1", f"column {name!r} is missing", f"add it; every row needs a {name}") for name in missing
    ]
    return problems


def _assumptions(raw: RawTable | None, problems: list[Problem]) -> tuple[dict[str, Assumption], tuple[str, ...]]:
    given: dict[str, Assumption] = {}
    scenarios: tuple[str, ...] = (BASE,)
    if raw:
        problems += _header(raw, _ASSUMPTION_COLUMNS, ("assumption", BASE), open_ended=True)
        scenarios += tuple(c for c in raw.header if c and c not in (*_ASSUMPTION_COLUMNS, *NOTES))
        problems += _scenario_names(raw.where, scenarios)
        for row in raw.rows:
            _assumption(row, scenarios, given, problems)
    if raw is None:
        problems.append(Problem("assumptions.csv", "is missing", "run `finmodel init DIR` for a starter"))
    elif "start_month" not in given:
        problems.append(Problem(raw.where, "start_month is missing", "add a row such as start_month,month,2026-01"))
    return {name: given.get(name, Assumption(known, known.default)) for name, known in ASSUMPTIONS.items()}, scenarios


def _scenario_names(where: str, scenarios: tuple[str, ...]) -> list[Problem]:
    keys = [key_of(name) for name in scenarios]
    return [
        Problem(f"{where}:1", f"scenario {name!r} appears twice", "rename one")
        for i, name in enumerate(scenarios)
        if keys[i] in keys[:i] and name != BASE
    ]


def _assumption(row: RawRow, scenarios: tuple[str, ...], given: dict[str, Assumption], problems: list[Problem]) -> None:
    name = str(row.cells.get("assumption", "")).strip()
    known = ASSUMPTIONS.get(name)
    if known is None:
        problems.append(Problem(row.place("assumption"), f"{shown(name)} is not an assumption", nearest(name, ASSUMPTIONS)))
        return
    if name in given:
        problems.append(Problem(row.where, f"{name} stands twice", "keep one row"))
        return
    values = {c: _value(known.kind, row, c, problems) for c in scenarios if c in row.cells}
    notes = {c: _value(_NOTE_KINDS[c], row, c, problems) for c in NOTES if c in row.cells}
    base = values.pop(BASE, known.default)
    others = {c: v for c, v in values.items() if known.structure and v != base}
    problems += [
        Problem(row.place(c), f"{name} is the same in every scenario", "leave the scenario's cell empty") for c in others
    ]
    given[name] = Assumption(known, base, values, given=BASE in row.cells, notes=notes)


def _value(kind: Kind, row: RawRow, column: str, problems: list[Problem]) -> Any:
    try:
        return kind.parse(row.cells[column])
    except ValueError as error:
        problems.append(_problem(row.place(column), str(error)))
        return None


def _problem(where: str, message: str) -> Problem:
    what, _, fix = message.rpartition("; ")
    return Problem(where, what, fix)


def _rows(
    row_type: type[Row], raw: RawTable | None, timeline: Timeline, problems: list[Problem]
) -> tuple[list[Row], list[RawRow]]:
    if raw is None or (not raw.rows and row_type.required):
        if row_type.required:
            what = "is missing" if raw is None else "has no rows"
            problems.append(Problem(f"{row_type.table}.csv", what, "run `finmodel init DIR` for a starter"))
        return [], []
    columns = row_type.columns()
    needed = [name for name, field in columns.items() if field.is_required() and not empty_means(field)]
    wrong = _header(raw, [*columns, *NOTES], needed)
    problems += wrong
    rows, places = [], []
    for raw_row in raw.rows:
        row = _row(row_type, raw_row, _context(timeline, raw), problems, skip=any("missing" in p.what for p in wrong))
        if row is not None:
            rows.append(row)
            places.append(raw_row)
    return rows, places


def _context(timeline: Timeline, raw: RawTable) -> dict[str, Raw | Month]:
    return {"start_month": timeline.start, "last_month": timeline.last, "equal_share": 1 / len(raw.rows)}


def _row(
    row_type: type[Row], raw: RawRow, context: Mapping[str, Raw | Month], problems: list[Problem], *, skip: bool
) -> Row | None:
    known = {**row_type.columns(), **{name: row_type.model_fields[name] for name in NOTES}}
    cells: dict[str, object] = {c: v for c, v in raw.cells.items() if c in known}
    for name, field in known.items():
        if name not in cells and empty_means(field) in context:
            cells[name] = context[empty_means(field)]
    try:
        return row_type.model_validate(cells)
    except ValidationError as error:
        for item in error.errors():
            column = str(item["loc"][0])
            if item["type"] == "missing" and skip:
                continue  # the header says it once for all rows
            message = "is empty; write a value" if item["type"] == "missing" else item["msg"].removeprefix("Value error, ")
            problems.append(_problem(raw.place(column), message))
        return None

