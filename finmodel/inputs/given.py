"""The assumptions a file gives, under base and under each scenario."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from finmodel.errors import Problem, closest, nearest
from finmodel.inputs import kinds
from finmodel.inputs.assumption import ASSUMPTIONS, BASE, Assumption
from finmodel.inputs.header import check_header, strangers
from finmodel.inputs.kinds import Kind, key_of
from finmodel.inputs.raw import RawRow, RawTable
from finmodel.inputs.row import NOTES
from finmodel.inputs.wording import shown

_COLUMNS = ("assumption", "unit", BASE)
_NOTE_KINDS: dict[str, Kind] = {
    name: kinds.DateKind(or_month=True) if name in ("as_of", "checked_on") else Kind() for name in NOTES
}


def parse_assumptions(raw: RawTable | None, problems: list[Problem]) -> tuple[dict[str, Assumption], tuple[str, ...]]:
    """Read every assumption the model knows, the ones not given by their default, and the scenarios' names."""
    given: dict[str, Assumption] = {}
    scenarios: tuple[str, ...] = (BASE,)
    if raw:
        known = (*_COLUMNS, *NOTES)
        problems += check_header(raw, known, ("assumption", BASE), scenarios=True)
        further = dict.fromkeys(raw.header)
        scenarios += tuple(c for c in further if c and c not in (*known, *strangers(raw, known, scenarios=True)))
        problems += _scenario_names(raw, scenarios)
    if raw and "assumption" in raw.header:
        for row in raw.rows:
            _assumption(row, scenarios, given, problems)
        problems += _start_month(raw, given)
    return {name: given.get(name, Assumption(known, known.default)) for name, known in ASSUMPTIONS.items()}, scenarios


def _scenario_names(raw: RawTable, scenarios: tuple[str, ...]) -> Iterable[Problem]:
    seen: dict[str, str] = {}
    for name in scenarios:
        first = seen.setdefault(key_of(name), name)
        if first != name:
            what = f"scenario {shown(name)} has the name of {shown(first)}"
            yield Problem(raw.header_place, what, "give it another name")
        try:
            kinds.Name().parse(name)
        except ValueError as error:
            yield RawRow(raw.header_place, {}).problem("scenario", str(error))


def _start_month(raw: RawTable, given: dict[str, Assumption]) -> Iterable[Problem]:
    names = [str(row.cells.get("assumption", "")).strip() for row in raw.rows]
    misspelt = any("start_month" in closest(name, ASSUMPTIONS)[:1] for name in names if name not in ASSUMPTIONS)
    if "start_month" not in given and not misspelt:
        yield Problem(raw.where, "start_month is missing", "add a row such as start_month,month,2026-01")
    elif "start_month" in given and not given["start_month"].given and BASE in raw.header:
        row = raw.rows[names.index("start_month")]
        yield row.problem(BASE, "start_month is empty; write the first month, such as 2026-01")


def _assumption(row: RawRow, scenarios: tuple[str, ...], given: dict[str, Assumption], problems: list[Problem]) -> None:
    name = str(row.cells.get("assumption", "")).strip()
    known = ASSUMPTIONS.get(name)
    if known is None:
        what = f"{shown(name)} is not an assumption" if name else "is empty"
        problems.append(Problem(row.place("assumption"), what, nearest(name, ASSUMPTIONS)))
        return
    if name in given:
        problems.append(Problem(row.place("assumption"), f"{name} stands already in a row above", "keep one row"))
        return
    values = {c: _value(known.kind, row, c, problems) for c in scenarios if c in row.cells}
    notes = {c: _value(_NOTE_KINDS[c], row, c, problems) for c in NOTES if c in row.cells}
    base = values.pop(BASE, known.default)
    for scenario, value in values.items():
        if known.structure and None not in (value, base) and value != base:
            what = f"{shown(row.cells[scenario])}, but {name} is the same in every scenario"
            problems.append(Problem(row.place(scenario), what, "leave the scenario's cell empty"))
    own = {} if known.structure else values  # one said again for a scenario is the base's
    given[name] = Assumption(known, base, own, given=BASE in row.cells, notes=notes)


def _value(kind: Kind, row: RawRow, column: str, problems: list[Problem]) -> Any:
    try:
        return kind.parse(row.cells[column])
    except ValueError as error:
        problems.append(row.problem(column, str(error)))
        return None
