"""Calls added up by hour, feature, model and plan: what months, peaks, shares and cost are taken from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import ibis
import pandas as pd

from finmodel.errors import InputError, Problem

if TYPE_CHECKING:
    from ibis.expr.types import Table

MOST_CELLS = 3_000_000  # a year by the hour of 20 features on 5 models and 3 plans
MOST_NAMES = 500
BY = ("hour", "feature", "model", "plan", "batch", "charged", "above")
TOKENS = (
    "input_tokens", "cache_read_tokens", "cache_write_5m_tokens", "cache_write_1h_tokens", "output_tokens",
    "reasoning_tokens",
)  # fmt: skip
SUMS = ("rows", "requests", "queries", "hits", "failed_free", *TOKENS, "billed_usd")


def cube_of(good: Table, thresholds: Sequence[float] = ()) -> pd.DataFrame:
    """Add up the calls that count; a row a combination of `BY`, a column for each of `SUMS`.

    `requests` are billed attempts, `queries` what users asked for, `hits` answers of the company's own cache; tokens
    are those billed. `charged`: the log says what was billed; `above`: the highest of some thresholds of input tokens
    that the calls pass, else 0. Raises InputError where a name column holds no names.
    """
    counted = good.mutate(
        charged=good.billed_usd.notnull(),  # noqa: PD004 - the name in Ibis, not in pandas
        above=_above(good, thresholds),
        weight=ibis.ifelse(good.billed & ~good.hit, good.requests, 0.0),
    )
    on = counted.billed & ~counted.hit
    cells = counted.group_by(list(BY)).agg(
        rows=counted.count().cast("float64"),
        requests=counted.weight.sum(),
        queries=(counted["query"] * counted.requests).sum(),
        hits=ibis.ifelse(counted.hit, counted.requests, 0.0).sum(),
        failed_free=ibis.ifelse(counted.failed & ~counted.billed, counted.requests, 0.0).sum(),
        **{name: ibis.ifelse(on, counted[name], 0.0).sum() for name in TOKENS},
        billed_usd=counted.billed_usd.fill_null(0.0).sum(),
    )
    frame: pd.DataFrame = cells.limit(MOST_CELLS + 1).to_pandas()
    problems = [_no_names(frame, name) for name in ("feature", "model", "plan") if frame[name].nunique() > MOST_NAMES]
    if len(frame) > MOST_CELLS and not problems:
        problems = [Problem("LOGS", "hold too many hours, features, models and plans", "import a year at a time")]
    if problems:
        raise InputError(problems)
    frame["hour"] = frame["hour"].astype("int64")
    for name in (*SUMS, "above"):
        frame[name] = frame[name].astype("float64")  # a literal 0.0 adds up to decimals on Spark
    return frame.sort_values(list(BY), ignore_index=True)


def _above(good: Table, thresholds: Sequence[float]) -> ibis.Value:
    steps = [(good.input_tokens > float(start), float(start)) for start in sorted(thresholds, reverse=True)]
    nothing = ibis.literal(0.0, type="float64")
    return ibis.cases(*steps, else_=0.0).cast("float64") if steps else nothing


def _no_names(frame: pd.DataFrame, name: str) -> Problem:
    examples = ", ".join(sorted(frame[name].unique())[:3])
    what = f"has more than {MOST_NAMES} values ({examples}, ...)"
    return Problem(f"{name} column", what, f"name another with --map {name}=COLUMN")
