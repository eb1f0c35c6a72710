"""Raw tables into typed Inputs; every problem is gathered before any is raised."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

from pydantic import ValidationError

from finmodel.errors import InputError, Problem
from finmodel.inputs import rules
from finmodel.inputs.assumption import BASE, Assumption
from finmodel.inputs.complete import benchmark, complete, route
from finmodel.inputs.doubts import doubtful
from finmodel.inputs.found import Found
from finmodel.inputs.given import parse_assumptions
from finmodel.inputs.header import check_header
from finmodel.inputs.kinds import Raw
from finmodel.inputs.ladder import by_feature
from finmodel.inputs.names import check_keys, check_names, one_spelling
from finmodel.inputs.raw import RawRow, RawTable
from finmodel.inputs.row import NOTES, Row, empty_means, optional
from finmodel.inputs.schema import TABLES
from finmodel.inputs.tables import Inputs, unknown_scenario
from finmodel.inputs.tool_tiers import numbered
from finmodel.timeline import Month, Timeline

_STARTER = "run `finmodel init DIR` into an empty folder, and copy {}.csv from it"

AnyRow = TypeVar("AnyRow", bound=Row)

_SOURCED = ("source", "as_of")  # a threshold without a source is an opinion


def parse(
    raws: Mapping[str, RawTable],
    *,
    scenario: str = BASE,
    files: Mapping[str, str] | None = None,
    problems: Iterable[Problem] = (),
) -> Inputs:
    """Read raw tables as a company. Raises InputError with every problem found.

    `problems` are those met while the raw tables were read: the files and rows they name give rise to no others.
    """
    found, scenarios, gathered = _find(raws, list(problems))
    gathered += unknown_scenario(scenario, scenarios)
    if gathered:
        raise InputError(_in_file_order(gathered))
    complete(found.tables, found.places, found.timeline.start)
    return Inputs(
        assumptions=_completed(found.assumptions, found.timeline),
        tables={name: tuple(rows) for name, rows in found.tables.items()},
        scenarios=scenarios,
        scenario=scenario,
        shown={"benchmarks": _SOURCED, **{name: _shown(name, raw) for name, raw in raws.items()}},
        files=dict(files or {}),
        ids={name: raw.ids for name, raw in raws.items() if raw.ids},
        spare={name: raw.spare for name, raw in raws.items() if raw.ids or raw.spare},
        places={name: tuple(place.where for place in places) for name, places in found.places.items()},
        warnings=tuple(doubtful(found)),
    )


def parse_table(
    row_type: type[AnyRow], raw: RawTable, problems: Iterable[Problem] = (), *, may_be_empty: bool = False
) -> list[tuple[AnyRow, RawRow]]:
    """Type one table alone: its header, cells and keys, not what other files say. Raises InputError with every problem.

    For tables without columns whose default depends on the timeline.
    """
    gathered = list(problems)
    timeline = Timeline(Month.parse("2026-01"), 1)  # no column of such a table looks at it
    spoiled = {problem.where for problem in gathered}
    rows, places = _rows(row_type, raw, timeline, spoiled, gathered)
    if row_type.required and not raw.rows and not may_be_empty:
        gathered.append(_no_rows(row_type, raw))
    gathered += check_keys(row_type, zip(rows, places, strict=True))
    if gathered:
        raise InputError(_in_file_order(gathered))
    return [(row, place) for row, place in zip(rows, places, strict=True) if isinstance(row, row_type)]


def _find(raws: Mapping[str, RawTable], problems: list[Problem]) -> tuple[Found, tuple[str, ...], list[Problem]]:
    """Type every table and hold all of them to the rules; `faulty` are those too broken for some rules."""
    raws = {name: numbered(raw) if name == "tool_tiers" else raw for name, raw in raws.items()}
    if "ladder" in raws:
        raws["ladder"] = by_feature(raws["ladder"], raws.get("features"))
    spoiled = {problem.where for problem in problems}
    problems += _missing(raws, spoiled)
    faulty = {name for name in TABLES for problem in problems if problem.where.startswith(f"{name}.csv")}
    assumptions, scenarios = parse_assumptions(raws.get("assumptions"), problems)
    timeline = _timeline(assumptions)
    faulty |= set() if _timed(assumptions) else {"timeline"}
    tables: dict[str, list[Row]] = {}
    places: dict[str, list[RawRow]] = {"assumptions": list(raws["assumptions"].rows) if "assumptions" in raws else []}
    for name, row_type in TABLES.items():
        before = len(problems)
        tables[name], places[name] = _rows(row_type, raws.get(name), timeline, spoiled, problems)
        if row_type.required and name in raws and not raws[name].rows:
            problems.append(_no_rows(row_type, raws[name]))
        problems += check_keys(row_type, zip(tables[name], places[name], strict=True))
        faulty |= {name} if len(problems) > before else set()
    for name, unknown in check_names(raws, {problem.where for problem in problems}).items():
        problems += unknown
        faulty |= {name} if unknown else set()
    one_spelling(tables)
    route(tables, places, timeline.start)
    benchmark(tables, places)
    found = Found(assumptions, tables, places, timeline)
    problems += rules.broken(found, faulty)
    return found, scenarios, problems


def _shown(name: str, raw: RawTable) -> tuple[str, ...]:
    """Columns that the workbook has only where the file has them."""
    always = _SOURCED if name == "benchmarks" else ()
    own = [column for column, field in TABLES[name].columns().items() if optional(field)] if name in TABLES else []
    return tuple(column for column in (*own, *NOTES) if column in raw.header or column in always)


def _missing(raws: Mapping[str, RawTable], spoiled: Collection[str]) -> list[Problem]:
    required = ("assumptions", *(name for name, row_type in TABLES.items() if row_type.required))
    unread = {where.partition(":")[0] for where in spoiled}
    return [
        Problem(f"{name}.csv", "is missing", _STARTER.format(name))
        for name in required
        if name not in raws and f"{name}.csv" not in unread
    ]


def _in_file_order(problems: Iterable[Problem]) -> list[Problem]:
    """By file, then by line; what stands elsewhere, such as on a sheet, comes after in the order found."""
    files = [f"{name}.csv" for name in ("assumptions", *TABLES)]

    def order(problem: Problem) -> tuple[int, int]:
        file, _, rest = problem.where.partition(":")
        line = re.match(r"[0-9]+", rest)
        return files.index(file) if file in files else len(files), int(line[0]) if line and file in files else 0

    return sorted(dict.fromkeys(problems), key=order)


def _completed(assumptions: Mapping[str, Assumption], timeline: Timeline) -> dict[str, Assumption]:
    """diligence_month defaults to the 12th month, or the last."""
    month = assumptions["diligence_month"]
    if month.base is None:
        month = dataclasses.replace(month, base=timeline.start + min(11, timeline.months - 1))
    return {**assumptions, "diligence_month": month}


def _timed(assumptions: Mapping[str, Assumption]) -> bool:
    return assumptions["start_month"].base is not None and assumptions["months"].base is not None


def _timeline(assumptions: Mapping[str, Assumption]) -> Timeline:
    start, months = assumptions["start_month"].base, assumptions["months"].base
    start = start if isinstance(start, Month) else Month.parse("2026-01")  # a stand-in, once a problem is noted
    return Timeline(start, int(months) if isinstance(months, float) else 1)


def _rows(
    row_type: type[Row], raw: RawTable | None, timeline: Timeline, spoiled: Collection[str], problems: list[Problem]
) -> tuple[list[Row], list[RawRow]]:
    rows, places = list[Row](), list[RawRow]()
    if raw is None:
        return rows, places
    columns = row_type.columns()
    needed = [name for name, field in columns.items() if field.is_required() and not empty_means(field)]
    problems += check_header(raw, [*columns, *NOTES], needed)
    for raw_row in raw.rows:
        row = None if raw_row.where in spoiled else _row(row_type, raw_row, _context(timeline, raw), raw, problems)
        if row is not None:
            rows.append(row)
            places.append(raw_row)
    return rows, places


def _no_rows(row_type: type[Row], raw: RawTable) -> Problem:
    return Problem(raw.where, "has no rows", f"write at least one {row_type.key[0]} below the header")


def _context(timeline: Timeline, raw: RawTable) -> dict[str, Raw | Month]:
    return {"start_month": timeline.start, "last_month": timeline.last, "equal_share": 1 / len(raw.rows)}


def _row(
    row_type: type[Row], row: RawRow, context: Mapping[str, Raw | Month], raw: RawTable, problems: list[Problem]
) -> Row | None:
    known = {**row_type.columns(), **{name: row_type.model_fields[name] for name in NOTES}}
    cells: dict[str, object] = {c: v for c, v in row.cells.items() if c in known}
    for name, field in known.items():
        if name not in cells and empty_means(field) in context:
            cells[name] = context[empty_means(field)]
    try:
        return row_type.model_validate(cells)
    except ValidationError as error:
        for item in error.errors():
            column = str(item["loc"][0])
            if item["type"] == "value_error":
                problems.append(row.problem(column, item["msg"].removeprefix("Value error, ")))
            elif item["type"] == "missing" and column in raw.header:  # else the header has said it for all rows
                problems.append(row.problem(column, "is empty; write a value"))
        return None
