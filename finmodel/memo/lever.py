"""Levers, each moved by a tenth: what that does to a figure, by the mirror."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from finmodel.inputs.schema import Benchmark as Given
from finmodel.inputs.tables import Inputs
from finmodel.lines.metric import BAD_SIGN, benchmarks, path_of
from finmodel.mirror import Results, calculate
from finmodel.mirror.arrays import arrays
from finmodel.mirror.results import shown
from finmodel.mirror.status import verdicts
from finmodel.model.item import Array
from finmodel.page.figure import Value


@dataclass(frozen=True)
class Lever:
    """A move of some inputs by a factor."""

    words: str
    inputs: tuple[str, ...]
    factor: float


LEVERS = (
    Lever("plan prices 10% higher, with no customer lost", ("plan_price_multiplier",), 1.1),
    Lever("vendor prices 10% lower", ("vendor_price_multiplier",), 0.9),
    Lever("10% fewer queries of a user", ("queries_multiplier",), 0.9),
    Lever("output 10% shorter", ("output_tokens_multiplier",), 0.9),
    Lever("churn 10% lower", ("churn_multiplier",), 0.9),
    Lever("10% more new accounts", ("new_accounts_multiplier",), 1.1),
    Lever("running costs 10% lower", ("opex__usd_per_month", "opex__usd_per_user"), 0.9),
    Lever("training 10% cheaper", ("training__compute_usd", "training__data_usd", "training__labour_usd"), 0.9),
)


@dataclass(frozen=True)
class Moved:
    """A figure with one lever moved, and its status then."""

    words: str
    value: Value
    status: str


def moved(results: Results, metrics: Iterable[str]) -> dict[str, Results]:
    """The results with each lever moved in turn, of the metrics and what judges them, by the lever's words."""
    paths = {path_of(metric, results.items).id for metric in metrics}
    signs = {BAD_SIGN[metric] for metric in metrics if metric in BAD_SIGN}
    given = arrays(results.inputs)
    return (
        {
            lever.words: calculate(results.inputs, moved=_inputs(lever, given), only=sorted(paths | signs))
            for lever in LEVERS
        }
        if paths
        else {}
    )


def strongest(metric: str, member: int, results: Results, cases: Mapping[str, Results]) -> Moved | None:
    """The lever that brings a metric furthest towards its benchmark; None where none brings it any way."""
    benchmark = _benchmark(metric, results.inputs)
    if benchmark is None:
        return None
    before = _at(metric, member, results)
    sign = 1.0 if benchmark.direction == "at_least" else -1.0
    gains = {words: _gain(before, _at(metric, member, case), sign) for words, case in cases.items()}
    best = max(gains, key=lambda words: gains[words], default="")
    if not best or gains[best] <= 0:
        return None
    return _moved(best, metric, member, benchmark, cases[best])


def _inputs(lever: Lever, given: Mapping[str, Array]) -> dict[str, Array]:
    return {name: given[name] * lever.factor for name in lever.inputs}


def _benchmark(metric: str, inputs: Inputs) -> Given | None:
    rows = inputs.tables["benchmarks"]
    position = benchmarks([row.cell("metric") for row in rows]).get(metric)
    if position is None:
        return None
    found = rows[position]
    assert isinstance(found, Given)
    return found


def _at(metric: str, member: int, results: Results) -> float:
    path = path_of(metric, results.items)
    return float(results.months[path.id][member][results.diligence_number - 1 if path.monthly else 0])


def _gain(before: float, after: float, sign: float) -> float:
    """How far it moved the right way; from n.m. to a figure is further than any, dust is no way at all."""
    if np.isnan(after):
        return 0.0
    if np.isnan(before):
        return np.inf
    if before == after:
        return 0.0
    gain = sign * (after - before)
    if np.isinf(gain):  # to or from never, or cash generative
        return gain
    return gain if gain > 1e-9 * max(abs(before), abs(after)) else 0.0


def _moved(words: str, metric: str, member: int, benchmark: Given, case: Results) -> Moved:
    path, month = path_of(metric, case.items), case.diligence_number
    signs = case.months.get(BAD_SIGN.get(metric, ""))
    bad = signs is not None and bool(signs[member][month - 1])
    value = _at(metric, member, case)
    status = str(verdicts(np.asarray(value), path.infinite, benchmark, bad))
    return Moved(words, shown(value, path), status)
