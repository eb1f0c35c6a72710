"""The status of a metric: PASS, FLAG or n.m. (MODEL.md, section 2, Status)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from finmodel.inputs.schema import Benchmark
from finmodel.lines.diligence_path import CASH_GENERATIVE
from finmodel.lines.metric import BAD_SIGN, benchmarks, path_of

if TYPE_CHECKING:
    from finmodel.mirror.results import Results

PASS, FLAG, NO_VERDICT = "PASS", "FLAG", "n.m."
_TOLERANCE = 1e-9


def verdict(value: float, words: str, benchmark: Benchmark, *, bad_sign: bool = False) -> str:
    """Judge a figure; NaN is n.m., an infinite one reads `words`.

    At least: value >= low - 1e-9; at most: value <= high + 1e-9; info: no verdict. n.m. with a bad sign is a FLAG,
    being cash generative a PASS.
    """
    if benchmark.direction == "info":
        return NO_VERDICT
    if math.isinf(value):
        return PASS if words == CASH_GENERATIVE else NO_VERDICT
    if math.isnan(value):
        return FLAG if bad_sign else NO_VERDICT
    low = benchmark.direction == "at_least" and value >= (benchmark.low or 0.0) - _TOLERANCE
    high = benchmark.direction == "at_most" and value <= (benchmark.high or 0.0) + _TOLERANCE
    return PASS if low or high else FLAG


def statuses(results: Results, month: int) -> dict[str, str]:
    """The status of every metric that a benchmark judges, as it stands in a month counted from 1.

    By `metric`, or `metric|plan` for a figure by plan.
    """
    rows = results.inputs.tables["benchmarks"]
    found: dict[str, str] = {}
    for metric, position in benchmarks([row.cell("metric") for row in rows]).items():
        path, benchmark = path_of(metric, results.items), rows[position]
        assert isinstance(benchmark, Benchmark)
        column = month - 1 if path.monthly else 0
        signs = results.months.get(BAD_SIGN.get(metric, ""))
        for i, member in enumerate(results.member_list(path.id)):
            value = float(results.months[path.id][i][column])
            bad = signs is not None and bool(signs[i][month - 1])
            found["|".join((metric, *member))] = verdict(value, path.infinite, benchmark, bad_sign=bad)
    return found
