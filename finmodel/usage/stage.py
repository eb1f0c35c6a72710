"""Calls told apart: malformed rows, rows that stand twice, attempts of one query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis

from finmodel.usage.engine import Engine
from finmodel.usage.shape import Shape

if TYPE_CHECKING:
    from ibis.expr.types import Table

HOUR = 3600
_SAME = ("stamp", "input_tokens", "output_tokens", "failed")
_ORDER = ("seconds", "stamp", "model", "output_tokens", "billed_usd")


def staged(engine: Engine, calls: Table, shape: Shape) -> Table:
    """Mark the rows and let the engine keep them.

    `extra`: the row stands in the log already. A request id is one call; where the log has no other id for the query,
    attempts may share it, and only rows alike in time and tokens are one row twice. `query`: the first attempt of a
    query. Attempts share a feature, a trace id (or else a request id) and the size of the prompt, which a retry sends
    again and a further step of an agent does not. `hour`: hours since 1970.
    """
    calls = calls.mutate(
        extra=_repeated(calls, shape),
        hour=(calls.seconds / HOUR).floor().cast("int64"),
    )
    calls = calls.mutate(query=_first(calls, shape)).drop("seconds", "stamp", "request_id", "trace_id")
    return engine.keep(calls)


def _repeated(calls: Table, shape: Shape) -> Any:
    if not shape.has("request_id"):
        return ibis.literal(False)
    alike = [] if shape.has("trace_id") else [calls[name] for name in _SAME]
    window = ibis.window(
        group_by=[calls.request_id, *alike],
        order_by=[calls.fault, *(calls[name] for name in (*_ORDER, "input_tokens"))],
    )
    return _after_first(calls.request_id, window)


def _after_first(key: Any, window: Any) -> Any:
    return key.notnull() & (ibis.row_number().over(window) > 0)


def _first(calls: Table, shape: Shape) -> Any:
    counts = (calls.billed | calls.hit) & ~calls.extra & ~calls.fault
    key = calls.trace_id if shape.has("trace_id") else calls.request_id
    if shape.form.grain != "call" or not shape.has("trace_id", "request_id"):
        return counts
    window = ibis.window(
        group_by=[calls.feature, key, calls.input_tokens, counts], order_by=[calls[name] for name in _ORDER]
    )
    return counts & ~_after_first(key, window)
