"""Levers, fourth part: the verdicts and answers that the sheet opens with (MODEL.md, section 2, Decisions)."""

from __future__ import annotations

from typing import Any

import numpy as np

from finmodel.lines.arithmetic import TOLERANCE, at_month, flag, over_members, ratio
from finmodel.lines.diligence import in_diligence_month
from finmodel.lines.lever_quality import FLAG
from finmodel.model.dimension import LEVER_STEP, STEPS
from finmodel.model.item import CONSTANT, Array, Declare, Section, line

VERDICTS = Section("Inference", "Levers: the verdict on each in the diligence month")
ANSWERS = Section("Inference", "Levers: the answers in the diligence month")

NO_EFFECT, SAVES, ADDS, DEARER = "no effect", "saves", "adds cost", f"dearer per good answer: {FLAG}"
BELOW, WITHIN, ABOVE = "below the band", "within the band", "above the band"
_FIRST = "INDEX({lever_cost[*]},1)"


def _step(label: str, excel: str, unit: str, words: tuple[str, ...] = ()) -> Declare:
    return line(label, VERDICTS, by=LEVER_STEP, unit=unit, kind=CONSTANT, excel=excel, words=words)


def _by_step(item: str) -> str:
    return f"SUMIFS({{{item}[*]}},{{{item}[@step]}},{{step}})"


@_step("Qualified outputs after", _by_step("lever_qualified_outputs"), "queries")
def step_qualified_outputs(lever_qualified_outputs: Array, feature_steps_of_step: Array) -> Array:
    """Queries of all features whose answer is good enough to use."""
    return feature_steps_of_step @ lever_qualified_outputs


@_step(
    "Cost per qualified output after",
    'IF({step_qualified_outputs}>0,({lever_cost}+SUM({lever_review_cost[*]}))/{step_qualified_outputs},"n.m.")',
    "USD per query",
)
def lever_cost_per_qualified_output(
    lever_cost: Array, lever_review_cost: Array, step_qualified_outputs: Array
) -> Array:
    """Inference and review over the answers that are good enough; n.m. without any."""
    return ratio(lever_cost + over_members(lever_review_cost), step_qualified_outputs)


@_step(
    "Features that it makes dearer per good answer",
    f'COUNTIFS({{lever_quality_flag[@step]}},{{step}},{{lever_quality_flag[*]}},"{FLAG}")',
    "count",
)
def lever_flags(lever_quality_flag: Array, feature_steps_of_step: Array) -> Array:
    """Features for which the lever lowers the cost of a query and raises that of a qualified output."""
    return feature_steps_of_step @ lever_quality_flag


@_step("Effect", f"({{lever_step}}>10^-9*{_FIRST})-({{lever_step}}<-10^-9*{_FIRST})", "count")
def lever_effect(lever_step: Array, lever_cost: Array) -> Array:
    """1 where the lever saves, -1 where it adds cost, 0 where it does neither."""
    first = lever_cost[..., :1, :]
    return np.asarray(np.sign(lever_step) * (np.abs(lever_step) > TOLERANCE * first))


@_step(
    "Verdict",
    f'IF({{lever_flags}}>0,"{DEARER}",CHOOSE(2+{{lever_effect}},"{ADDS}","{NO_EFFECT}","{SAVES}"))',
    "text",
    (ADDS, NO_EFFECT, SAVES, DEARER),
)
def lever_verdict(lever_effect: Array, lever_flags: Array) -> Array:
    """What the lever does to the cost of the month, and whether a good answer becomes dearer by it."""
    return np.where(lever_flags > 0, 3.0, lever_effect + 1)


@_step(
    "Largest fall",
    f"({{lever_step}}>=MAX({{lever_step[*]}})*(1-10^-9))*({{lever_step}}>10^-9*{_FIRST})",
    "flag",
)
def is_largest_step(lever_step: Array, lever_cost: Array) -> Array:
    """1 for the lever that saves most in the month."""
    largest = lever_step >= lever_step.max(axis=-2, keepdims=True) * (1 - 1e-9)
    return flag(largest & (lever_step > TOLERANCE * lever_cost[..., :1, :]))


def _answer(label: str, excel: str, unit: str, words: tuple[str, ...] = ()) -> Declare:
    return line(label, ANSWERS, unit=unit, kind=CONSTANT, excel=excel, words=words)


@_answer("Saved by all levers", in_diligence_month("lever_saving_by_month"), "share")
def lever_saving(lever_saving_by_month: Array, diligence_month: Array) -> Array:
    """1 less the cost as planned over that without any lever."""
    return at_month(lever_saving_by_month, diligence_month)


def _bound(label: str, bound: str, metric: str, unit: str) -> Declare:
    return _answer(label, f'SUMIFS({{benchmarks.{bound}[column]}},{{benchmarks.metric[column]}},"{metric}")', unit)


def benchmark_of(metric: str, metrics: Any, bounds: Array) -> Array:
    """The bound that benchmarks.csv sets for a metric, 0 where it sets none."""
    return over_members(np.where((metrics == metric) & np.isfinite(bounds), bounds, 0.0))


@_bound("The band: from", "low", "lever_saving", "share")
def lever_band_low(benchmarks__low: Array, benchmarks__metric: Any) -> Array:
    """The lower bound of lever_saving."""
    return benchmark_of("lever_saving", benchmarks__metric, benchmarks__low)


@_bound("The band: to", "high", "lever_saving", "share")
def lever_band_high(benchmarks__high: Array, benchmarks__metric: Any) -> Array:
    """The upper bound of lever_saving."""
    return benchmark_of("lever_saving", benchmarks__metric, benchmarks__high)


@_answer(
    "Place against the band",
    "ISNUMBER({lever_saving})*(2-({lever_saving}<{lever_band_low}-10^-9)"
    "+({lever_saving}>{lever_band_high}+10^-9)*({lever_band_high}>0))",
    "count",
)
def lever_band_place(lever_saving: Array, lever_band_low: Array, lever_band_high: Array) -> Array:
    """1 below, 2 within, 3 above, 0 without a saving; a bound that is not set binds nothing."""
    over = (lever_band_high > 0) & (lever_saving > lever_band_high + 1e-9)
    place = np.select([lever_saving < lever_band_low - 1e-9, over], [1.0, 3.0], 2.0)
    return np.where(np.isnan(lever_saving), 0.0, place)


@_answer(
    "Saved, against the band",
    f'CHOOSE(1+{{lever_band_place}},"n.m.","{BELOW}","{WITHIN}","{ABOVE}")',
    "text",
    ("n.m.", BELOW, WITHIN, ABOVE),
)
def lever_band(lever_band_place: Array) -> Array:
    """Where the saving stands."""
    return lever_band_place


@_answer(
    "The lever that saves most",
    'IF(SUM({is_largest_step[*]})=0,"none",'
    'SUBSTITUTE(INDEX({is_largest_step[@step]},MATCH(1,{is_largest_step[*]},0)),"_"," "))',
    "text",
    tuple(step.replace("_", " ") for step in STEPS),
)
def largest_lever(is_largest_step: Array) -> Array:
    """By its step in the diligence month; none where no lever saves."""
    return np.asarray(is_largest_step.argmax(axis=-2, keepdims=True), dtype=np.float64)


@_answer(
    "Levers that make a good answer dearer",
    "SUMPRODUCT(({lever_flags[*]}>0)*1)",
    "count",
)
def flagged_levers(lever_flags: Array) -> Array:
    """Levers that lower the cost of a query and raise that of a qualified output, for some feature."""
    return over_members(flag(lever_flags > 0))
