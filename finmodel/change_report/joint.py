"""A joint company of two models: both sides with the same members, so that inputs can be taken from either.

A member that one side lacks has all its inputs from the other side, and no volume: a plan has no accounts, a pair of
plan and feature no queries, a running cost and a training job no amounts. A feature without queries and a model without
a share cost nothing. So a member comes with its volume and goes with it, at the prices it has where it exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from finmodel.inputs.assumption import BASE, Assumption
from finmodel.inputs.kinds import Value, key_of
from finmodel.inputs.row import Row
from finmodel.inputs.schema import TABLES, Volume
from finmodel.inputs.tables import Inputs
from finmodel.lines import of
from finmodel.model.dimension import KEYED
from finmodel.timeline import Month

_VOLUME = {
    "plans": ("opening_accounts", "new_accounts"),
    "opex": ("usd_per_month", "usd_per_user"),
    "training": ("compute_usd", "data_usd", "labour_usd"),
}  # columns that are 0 for a member that a side does not have
WHOLE = ("usage_deciles", "tool_tiers")  # price lists and distributions: of one side or the other
_COMPARISONS = ("selfhost", "gpu_rates", "ladder")  # they never touch profit
_NAMES = ("provider", "model", "feature", "plan", "job", "line")
Rows = tuple[Row, ...]
Tables = Mapping[str, Rows]


@dataclass(frozen=True)
class Joint:
    """Both sides with the same members in the same order, under one timeline and one diligence month."""

    old: Inputs
    new: Inputs


def joint(old: Inputs, new: Inputs, month: Month) -> Joint:
    """Join two models that start in the same month; `month` becomes the diligence month of both."""
    months = min(old.number("months"), new.number("months"))
    spelling = _spelling(new, old)
    was, now = _spelt(old, spelling), _spelt(new, spelling)
    sides = []
    for tables, others, inputs in ((was, now, old), (now, was, new)):
        order = _members(now, was)
        full = {name: tuple(_full(name, tables, others, order, inputs)) for name in TABLES}
        fixed: dict[str, Value] = {"months": months, "diligence_month": month}
        assumptions = _in_force(inputs, fixed)
        sides.append(_judged(replace(inputs, assumptions=assumptions, tables=full, scenario=BASE, scenarios=(BASE,))))
    return Joint(*sides)


def _judged(inputs: Inputs) -> Inputs:
    """Without benchmarks of line items that stand beside the plan: those are left out."""
    items = of(inputs)
    rows = tuple(row for row in inputs.tables["benchmarks"] if row.cell("metric") in items)
    return replace(inputs, tables={**inputs.tables, "benchmarks": rows})


def _in_force(inputs: Inputs, fixed: Mapping[str, Value]) -> dict[str, Assumption]:
    """Each assumption as it stands under the scenario in force, or as it is fixed for both sides."""
    return {
        name: Assumption(given.known, fixed.get(name, inputs.value(name))) for name, given in inputs.assumptions.items()
    }


def _spelling(*sides: Inputs) -> dict[tuple[str, str], str]:
    """How a name is spelt where several spellings mean the same: as the first side has it."""
    found: dict[tuple[str, str], str] = {}
    for inputs in sides:
        for row in (row for rows in inputs.tables.values() for row in rows):
            for part in set(row.columns()) & set(_NAMES):
                found.setdefault((part, key_of(row.cell(part))), row.cell(part))
    return found


def _spelt(inputs: Inputs, spelling: Mapping[tuple[str, str], str]) -> Tables:
    def spelt(row: Row) -> Row:
        names = {part: spelling[part, key_of(row.cell(part))] for part in set(row.columns()) & set(_NAMES)}
        return row.model_copy(update=names)

    return {name: tuple(map(spelt, rows)) for name, rows in inputs.tables.items()}


def _members(*sides: Tables) -> dict[str, list[Any]]:
    """The members of both sides by the column that names them, in one order."""
    homes = {"model": "prices", "provider": "prices", "feature": "features", "plan": "plans"}
    return {
        part: list(dict.fromkeys(row.cell(part) for tables in sides for row in tables[home]))
        for part, home in (*homes.items(), ("job", "training"), ("line", "opex"))
    }


def _full(name: str, own: Tables, others: Tables, order: Mapping[str, list[Any]], inputs: Inputs) -> Iterable[Row]:
    """The rows of a table with those of the other side's members."""
    if name in ("actuals", "benchmarks") or name in _COMPARISONS:
        return ()  # they judge a plan, or stand beside it, and move nothing of it
    if name in KEYED and name not in WHOLE:
        return _keyed(name, own[name], others[name], order)
    match name:
        case "prices":
            return _prices(own[name], others[name], order["model"])
        case "routing":
            return _routing(own[name], others[name], order["feature"])
        case "volumes":
            return (*own[name], *_without_queries(own[name], others[name], inputs.timeline.start))
    return own[name]


def _keyed(name: str, own: Rows, others: Rows, order: Mapping[str, list[Any]]) -> Iterator[Row]:
    part = TABLES[name].key[0]
    mine, theirs = ({row.cell(part): row for row in rows} for rows in (own, others))
    nothing = dict.fromkeys(_VOLUME.get(name, ()), 0.0)
    for member in order[part]:
        if member in mine or member in theirs:
            yield mine.get(member) or theirs[member].model_copy(update=nothing)


def _prices(own: Rows, others: Rows, models: list[Any]) -> Iterator[Row]:
    """A model's prices; before its first price on this side, those of the other."""
    for model in models:
        mine, theirs = (
            sorted((row for row in rows if row.cell("model") == model), key=lambda row: row.cell("effective_from"))
            for rows in (own, others)
        )
        first = mine[0].cell("effective_from") if mine else None
        yield from (row for row in theirs if first is None or row.cell("effective_from") < first)
        yield from mine


def _routing(own: Rows, others: Rows, features: list[Any]) -> Iterator[Row]:
    for feature in features:
        mine, theirs = ([row for row in rows if row.cell("feature") == feature] for rows in (own, others))
        yield from mine or theirs


def _without_queries(own: Rows, others: Rows, start: Month) -> Iterator[Row]:
    pairs = {(row.cell("plan"), row.cell("feature")) for row in own}
    for plan, feature in dict.fromkeys((row.cell("plan"), row.cell("feature")) for row in others):
        if (plan, feature) not in pairs:
            yield Volume.model_validate(
                {"plan": plan, "feature": feature, "from": start, "queries_per_user_per_day": 0}
            )
