"""The status of a metric: PASS, FLAG or n.m. (MODEL.md, section 2, Status)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from finmodel.inputs.schema import Benchmark
from finmodel.lines.diligence_path import CASH_GENERATIVE
from finmodel.lines.metric import BAD_SIGN, benchmarks, path_of
from finmodel.model.item import Array, Words

if TYPE_CHECKING:
    from finmodel.mirror.results import Results

PASS, FLAG, NO_VERDICT = "PASS", "FLAG", "n.m."
_TOLERANCE = 1e-9


class Judged(NamedTuple):
    """A metric of one member, by `metric` or `metric|plan`: its figures and the verdict on each, shape (...)."""

    name: str
    benchmark: Benchmark
    values: Array
    verdicts: Words


def verdicts(values: Array, words: str, benchmark: Benchmark, bad_sign: Any = False) -> Words:
    """Judge figures; NaN is n.m., an infinite one reads `words`.

    At least: value >= low - 1e-9; at most: value <= high + 1e-9; info: no verdict. n.m. with a bad sign is a FLAG,
    being cash generative a PASS.
    """
    if benchmark.direction == "info":
        return np.full(np.shape(values), NO_VERDICT, dtype=object)
    endless = PASS if words == CASH_GENERATIVE else NO_VERDICT
    low = (benchmark.direction == "at_least") & (values >= (benchmark.low or 0.0) - _TOLERANCE)
    high = (benchmark.direction == "at_most") & (values <= (benchmark.high or 0.0) + _TOLERANCE)
    unknown = np.where(bad_sign, FLAG, NO_VERDICT)
    told = np.where(np.isnan(values), unknown, np.where(low | high, PASS, FLAG))
    return np.where(np.isinf(values), endless, told).astype(object)


def judged(results: Results, month: int) -> Iterator[Judged]:
    """Every metric that a benchmark judges and that was calculated, as it stands in a month counted from 1."""
    rows = results.inputs.tables["benchmarks"]
    for metric, position in benchmarks([row.cell("metric") for row in rows]).items():
        path, benchmark = path_of(metric, results.items), rows[position]
        assert isinstance(benchmark, Benchmark)
        if path.id not in results.months:
            continue
        column = month - 1 if path.monthly else 0
        signs = results.months.get(BAD_SIGN.get(metric, ""))
        for i, member in enumerate(results.member_list(path.id)):
            values = results.months[path.id][..., i, column]
            bad = False if signs is None else signs[..., i, month - 1].astype(bool)
            told = verdicts(values, path.infinite, benchmark, bad)
            yield Judged("|".join((metric, *member)), benchmark, values, told)


def statuses(results: Results, month: int) -> dict[str, str]:
    """The status of every metric as it stands in a month counted from 1; of one case (no leading axes)."""
    return {one.name: str(one.verdicts) for one in judged(results, month)}
