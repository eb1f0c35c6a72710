"""A log's rows as calls: one vocabulary, one meaning of input and output, whatever the format.

Input tokens include what the cache held, output tokens the reasoning. A failed call counts when it was billed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ibis

from finmodel.usage.column import either, first_of, no_number, number, text, trim, truth, unprefixed, word
from finmodel.usage.engine import FAULT, Engine
from finmodel.usage.field import FIELDS, MOST_TOKENS
from finmodel.usage.head import Head
from finmodel.usage.shape import Shape
from finmodel.usage.stamp import TimeUnit, seconds

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, FloatingValue, Table

FAILED = ("error", "errored", "failure", "failed", "fail", "timeout", "timed_out", "cancelled", "canceled", "expired",
          "status_code_error", "exception", "false")  # fmt: skip
HOUR = 3600
_MOST_OF_A_BUCKET = 1e15
_PARTS = ("cache_read_tokens", "cache_write_5m_tokens", "cache_write_1h_tokens")
_METERS = {
    "cache_read_tokens": "cache.?(read|hit)|cached",
    "cache_write_1h_tokens": "(1.?h|hour).*cache.?(write|creat)|cache.?(write|creat).*(1.?h|hour)",
    "cache_write_5m_tokens": "cache.?(write|creat)",
    "output_tokens": "output|completion|response",
    "input_tokens": "input|prompt|request",
}


@dataclass(frozen=True)
class Reading:
    """How a log is to be read where its columns do not say: see the options of the commands."""

    zone: str = "UTC"
    unit: TimeUnit = ""
    cache_apart: bool | None = None


def calls_of(engine: Engine, table: Table, shape: Shape, head: Head, reading: Reading) -> Table:
    """Bring the rows of a log to one vocabulary.

    Columns: `fault` (no call can be read), `stamp` and `seconds`, the texts, `failed`, `billed`, `hit`, `batch`,
    `requests`, the tokens by kind, `billed_usd` (null where the log has none). Lazy: nothing is read yet.
    """
    raw = {name: first_of(engine, table, places) for name, places in shape.places.items()}
    raw = {name: value for name, value in raw.items() if value is not None}
    sample = next((head.samples[keys] for keys in shape.places["at"] if keys in head.samples), "")
    at = raw["at"]
    columns: dict[str, Any] = {
        "seconds": seconds(at, sample, unit=reading.unit, zone=reading.zone).floor(),
        "stamp": text(at),
        **{name: unprefixed(trim(text(raw[name])).fill_null("")) if name in raw else ibis.literal("") for name in
           ("feature", "model", "user", "plan")},
        **{name: text(raw[name]) if name in raw else ibis.null("string") for name in ("request_id", "trace_id")},
        **_states(raw),
        **_amounts(raw),
        "torn": table[FAULT].notnull() if FAULT in table.columns else ibis.literal(False),
        "no_number": either([no_number(raw[f.name]) for f in FIELDS if f.kind in ("tokens", "count", "usd")
                             and f.name in raw]),
    }  # fmt: skip
    read = table.select(**columns)
    apart = shape.form.cache_apart if reading.cache_apart is None else reading.cache_apart
    return _judged(_metered(read) if shape.has("quantity") else _totalled(read, shape, apart=apart), shape)


def _states(raw: dict[str, Any]) -> dict[str, Any]:
    status = word(raw["status"]) if "status" in raw else ibis.literal("")
    http = status.try_cast("float64")
    failed = status.isin(FAILED) | (http >= 400).fill_null(False)
    if "error" in raw:
        failed |= ~word(raw["error"]).isin(("", "null", "none", "false", "{}", "0", "nan"))
    batch = truth(raw["batch"]) if "batch" in raw else ibis.literal(False)
    if "batch_id" in raw:
        batch |= word(raw["batch_id"]) != ""
    return {
        "failed": failed,
        "told_billed": word(raw["billed"]) if "billed" in raw else ibis.literal(""),
        "hit": truth(raw["cache_hit"]) if "cache_hit" in raw else ibis.literal(False),
        "batch": batch,
        "unit": word(raw["unit"]) if "unit" in raw else ibis.literal(""),
        "meter": word(raw["meter"]) if "meter" in raw else ibis.literal(""),
    }


def _amounts(raw: dict[str, Any]) -> dict[str, Any]:
    return {
        field.name: number(raw[field.name]) if field.name in raw else ibis.null("float64")
        for field in FIELDS
        if field.kind in ("tokens", "count", "usd")
    }


def _totalled(read: Table, shape: Shape, *, apart: bool) -> Table:
    """Bring input and output to totals, and cache writes to their two lives."""
    hour = read.cache_write_1h_tokens.fill_null(0.0)
    five = ibis.coalesce(read.cache_write_tokens - hour, read.cache_write_5m_tokens, ibis.literal(0.0))
    if shape.has("cache_write_5m_tokens"):
        five = ibis.coalesce(read.cache_write_5m_tokens, five)
    cached = read.cache_read_tokens.fill_null(0.0)
    whole = read.input_tokens + (cached + five + hour) if apart else read.input_tokens
    if shape.has("uncached_input_tokens"):
        whole = ibis.coalesce(read.uncached_input_tokens + (cached + five + hour), whole)
    reasoning = read.reasoning_tokens.fill_null(0.0)
    return read.mutate(
        input_tokens=whole,
        cache_read_tokens=cached,
        cache_write_5m_tokens=five,
        cache_write_1h_tokens=hour,
        output_tokens=read.output_tokens + reasoning if shape.form.reasoning_apart else read.output_tokens,
        reasoning_tokens=reasoning,
    )


def _metered(read: Table) -> Table:
    """Bring a bill's one quantity a row to its kind of token; what is no token keeps its amount in USD."""
    factor = ibis.cases(
        (~read.unit.contains("token"), 0.0),
        (read.unit.re_search("(1m|1,000,000|million|m |mtok)"), 1e6),
        (read.unit.re_search("(1k|1,000|1000|thousand|k )"), 1e3),
        else_=1.0,
    )
    tokens = (read.quantity * factor).fill_null(0.0)
    kind = ibis.cases(*((read.meter.re_search(sign), name) for name, sign in _METERS.items()), else_="")
    counted = {name: ibis.ifelse(kind == name, tokens, 0.0) for name in _METERS}
    counted["input_tokens"] = ibis.ifelse(kind.isin(("input_tokens", *_PARTS)), tokens, 0.0)
    return read.mutate(**counted, reasoning_tokens=ibis.literal(0.0, type="float64"))


def _judged(calls: Table, shape: Shape) -> Table:
    """Add what was billed, and which rows no call can be read from."""
    failed_for_free = ibis.ifelse(
        calls.billed_usd.notnull(), calls.billed_usd <= 0, calls.output_tokens.fill_null(0.0) <= 0
    )
    billed = ibis.cases(
        (calls.hit, False),
        (calls.told_billed.isin(("true", "1", "yes", "t", "y")), True),
        (calls.told_billed.isin(("false", "0", "no", "f", "n")), False),
        else_=~(calls.failed & failed_for_free),
    )
    calls = calls.mutate(billed=billed)
    most = MOST_TOKENS if shape.form.grain == "call" else _MOST_OF_A_BUCKET
    counts = [calls.input_tokens, calls.output_tokens, *(calls[name] for name in _PARTS), calls.reasoning_tokens]
    fault = either([
        calls.torn,
        calls.no_number,
        calls.seconds.isnull(),
        calls.billed & ~calls.failed & (calls.input_tokens.isnull() | calls.output_tokens.isnull()),
        *(~_between(count, most) for count in counts),
        ~_between(calls.requests, most),
        (calls.cache_read_tokens + calls.cache_write_5m_tokens + calls.cache_write_1h_tokens > calls.input_tokens)
        .fill_null(False),
    ])  # fmt: skip
    return calls.select(
        "seconds", "stamp", "feature", "model", "user", "plan", "request_id", "trace_id", "failed", "billed", "hit",
        "batch", *_PARTS, "reasoning_tokens", "billed_usd",
        requests=calls.requests.fill_null(1.0),
        input_tokens=calls.input_tokens.fill_null(0.0),
        output_tokens=calls.output_tokens.fill_null(0.0),
        fault=fault.fill_null(True),
        hour=(calls.seconds / HOUR).floor().cast("int64"),
    )  # fmt: skip


def _between(count: FloatingValue, most: float) -> BooleanValue:
    return ((count >= 0) & (count <= most)).fill_null(True)
