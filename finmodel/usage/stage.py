"""Calls told apart: malformed rows, rows that stand twice, attempts of one query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ibis

from finmodel.usage.engine import Engine
from finmodel.usage.shape import Shape

if TYPE_CHECKING:
    from ibis.expr.types import Table

_ALIKE = ("stamp", "input_tokens", "output_tokens", "failed")
_ORDER = ("seconds", "stamp", "model", "input_tokens", "output_tokens", "billed_usd")


@dataclass(frozen=True)
class Staged:
    """The calls that count, each once, with `query`: 1 for a query's only attempt, 1/n for each of n.

    `rows` are all rows, `bad` those from which no call can be read, `extra` those that stood in the log already.
    """

    good: Table
    rows: int
    bad: int
    extra: int


def staged(engine: Engine, calls: Table, shape: Shape, *, text: bool) -> Staged:
    """Sort the rows out. `text` is parsed once and kept; typed columns are cheaper to read again."""
    calls = engine.keep(calls) if text else calls
    counts = calls.agg(rows=calls.count(), bad=calls.fault.cast("int64").sum().fill_null(0)).to_pandas()
    rows, bad = (int(counts[name].iloc[0]) for name in ("rows", "bad"))
    good, extra = _once(engine, calls.filter(~calls.fault), shape)
    return Staged(_weighed(engine, good, shape), rows, bad, extra)


def _once(engine: Engine, good: Table, shape: Shape) -> tuple[Table, int]:
    """Leave out rows that stand twice, and count them.

    A request id is one call; where the log has no other id for the query, attempts may share it, and only rows alike in
    time and tokens are one row twice. Only ids that repeat are sorted: few do, and sorting everything costs most.
    """
    if not shape.has("request_id"):
        return good, 0
    key = ["request_id", *(() if shape.has("trace_id") else _ALIKE)]
    named = good.filter(good.request_id.notnull())  # of Ibis
    twice = engine.keep(_repeated(named, key))
    sums = twice.agg(keys=twice.count(), rows=twice.times.sum()).to_pandas()
    if not int(sums["keys"].iloc[0]):
        return good, 0
    window = ibis.window(group_by=key, order_by=list(_ORDER))
    alike = good.semi_join(twice, key)
    first = alike.mutate(rank=ibis.row_number().over(window)).filter(lambda row: row["rank"] == 0).drop("rank")
    return good.anti_join(twice, key).union(first), int(sums["rows"].iloc[0] - sums["keys"].iloc[0])


def _weighed(engine: Engine, good: Table, shape: Shape) -> Table:
    """Give each attempt its part of a query.

    Attempts share a feature, a trace id (or else a request id) and the size of the prompt, which a retry sends again
    and a further step of an agent does not.
    """
    counts = good.billed | good.hit
    if shape.form.grain != "call" or not shape.has("trace_id", "request_id"):
        return good.mutate(query=counts.cast("float64"))
    name = "trace_id" if shape.has("trace_id") else "request_id"
    key = ["feature", name, "input_tokens", "hit"]
    again = engine.keep(_repeated(good.filter(counts & good[name].notnull()), key))  # of Ibis
    joined = good.left_join(again, key).select(good, "times")
    return joined.mutate(query=ibis.ifelse(joined.billed | joined.hit, 1.0 / joined.times.fill_null(1), 0.0))


def _repeated(rows: Table, key: list[str]) -> Any:
    found = rows.group_by(key).agg(times=rows.count())
    return found.filter(found.times > 1)
