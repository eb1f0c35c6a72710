"""The option ladder: the cheapest approach that gives good enough answers (MODEL.md, section 5).

Prompting, retrieval, fine-tuning and pre-training each cost something once, something a month and something a query.
The bar is the qualified rate that the plan counts on. A comparison, which never touches profit or cash.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from finmodel.inputs.ladder import APPROACHES
from finmodel.lines.arithmetic import flag, over_members, over_months, ratio
from finmodel.lines.lever_quality import FLAG
from finmodel.model.dimension import FEATURE, RUNG
from finmodel.model.item import CONSTANT, Array, Declare, Section, line

LADDER = ("ladder",)
RUNGS = Section("Inference", "Option ladder: each approach over the months modelled", LADDER)
CHOICE = Section("Inference", "Option ladder: the cheapest approach that passes", LADDER)

NO_RUNGS, NONE_PASSES = "none given", f"none passes: {FLAG}"
VERDICTS = (NO_RUNGS, NONE_PASSES, *(approach.replace("_", "-") for approach in APPROACHES))
_CHOICES = ",".join(f'"{words}"' for words in VERDICTS[1:])


def _rung(label: str, unit: str, excel: str) -> Declare:
    return line(label, RUNGS, by=RUNG, unit=unit, kind=CONSTANT, excel=excel)


def _choice(label: str, unit: str, excel: str, words: tuple[str, ...] = ()) -> Declare:
    return line(label, CHOICE, by=FEATURE, unit=unit, kind=CONSTANT, excel=excel, words=words)


@line(
    "Bar: qualified rate of the plan", RUNGS, by=FEATURE, unit="share", kind=CONSTANT, excel="{quality.qualified_rate}"
)
def rung_bar(quality__qualified_rate: Array) -> Array:
    """The share of good answers that the plan counts on: an approach below it would not deliver the plan."""
    return quality__qualified_rate


@_rung(
    "Rung",
    "count",
    '1+({ladder.approach}="retrieval")+2*({ladder.approach}="fine_tuning")+3*({ladder.approach}="pre_training")',
)
def rung_number(ladder__approach: Any) -> Array:
    """1 for prompting to 4 for pre-training: the order in which to try."""
    return np.array([[1.0 + APPROACHES.index(approach)] for approach in ladder__approach[:, 0]]).reshape(-1, 1)


@_rung(
    "Running cost over the horizon",
    "USD",
    "{months}*{ladder.usd_per_month}+SUM({feature_queries[all]})*{ladder.usd_per_query}",
)
def rung_running_cost(
    ladder__usd_per_month: Array, ladder__usd_per_query: Array, feature_queries: Array, month_number: Array
) -> Array:
    """By month and by query, undiscounted; every month of the model counts, also one before the feature's launch."""
    every_month = ladder__usd_per_month + 0 * month_number
    return over_months(every_month + feature_queries * ladder__usd_per_query)


@_rung("Cost over the horizon", "USD", "{ladder.one_time_usd}+{rung_running_cost}")
def rung_cost(ladder__one_time_usd: Array, rung_running_cost: Array) -> Array:
    """What the approach costs from month 1 to the last, its one-time cost included."""
    return ladder__one_time_usd + rung_running_cost


@_rung(
    "Cost of a good answer over the horizon",
    "USD each",
    "IF({ladder.qualified_rate}*SUM({feature_queries[all]})>0,"
    '{rung_cost}/({ladder.qualified_rate}*SUM({feature_queries[all]})),"n.m.")',
)
def rung_cost_per_qualified_output(rung_cost: Array, ladder__qualified_rate: Array, feature_queries: Array) -> Array:
    """All that it costs over the answers good enough to use; n.m. without any."""
    return ratio(rung_cost, over_months(feature_queries * ladder__qualified_rate))


@_rung("Passes the bar", "flag", "({ladder.qualified_rate}>={rung_bar}*(1-10^-9))*1")
def rung_passes(ladder__qualified_rate: Array, rung_bar: Array) -> Array:
    """1 where as large a share of answers is good enough as the plan counts on."""
    return flag(ladder__qualified_rate >= rung_bar * (1 - 1e-9))


@_choice("Approaches given", "count", "COUNTIFS({ladder.feature[column]},{feature})")
def rungs(ladders_of_feature: Array) -> Array:
    """How many of the four are costed."""
    return np.asarray(ladders_of_feature.sum(axis=-1, keepdims=True))


@_choice("Approaches that pass", "count", "SUMIFS({rung_passes[*]},{rung_passes[@feature]},{feature})")
def rungs_passing(rung_passes: Array, rungs_of_feature: Array) -> Array:
    """How many of them are good enough."""
    return rungs_of_feature @ rung_passes


@_choice(
    "Cost of the cheapest approach that passes",
    "USD",
    "MINIFS({rung_cost[*]},{rung_cost[@feature]},{feature},{rung_passes[*]},1)",
)
def cheapest_rung_cost(rung_cost: Array, rung_passes: Array, rungs_of_feature: Array) -> Array:
    """Its cost over the horizon; 0 where none passes."""
    return _lowest(rung_cost, rung_passes, rungs_of_feature)


@line(
    "Cheapest to pass",
    CHOICE,
    by=RUNG,
    unit="flag",
    kind=CONSTANT,
    excel="{rung_passes}*({rung_cost}<={cheapest_rung_cost}*(1+10^-9))",
)
def rung_is_cheapest(rung_passes: Array, rung_cost: Array, cheapest_rung_cost: Array) -> Array:
    """1 for the cheapest approach that passes, and for one that costs the same."""
    return rung_passes * flag(rung_cost <= cheapest_rung_cost * (1 + 1e-9))


@_choice("Rung to take", "count", "MINIFS({rung_number[*]},{rung_number[@feature]},{feature},{rung_is_cheapest[*]},1)")
def rung_to_take(rung_number: Array, rung_is_cheapest: Array, rungs_of_feature: Array) -> Array:
    """Of two that cost the same the lighter one; 0 where none passes."""
    return _lowest(rung_number, rung_is_cheapest, rungs_of_feature)


@_choice(
    "Cheapest approach that passes, by name",
    "text",
    f'IF({{rungs}}=0,"{NO_RUNGS}",CHOOSE(1+{{rung_to_take}},{_CHOICES}))',
    VERDICTS,
)
def ladder_verdict(rungs: Array, rung_to_take: Array) -> Array:
    """The cheapest approach over the months modelled that gives as many good answers as the plan counts on."""
    return np.where(rungs > 0, 1 + rung_to_take, 0.0)


@line(
    "Features without an approach that passes",
    CHOICE,
    unit="count",
    kind=CONSTANT,
    excel="SUMPRODUCT(({rungs[*]}>0)*({rungs_passing[*]}=0))",
)
def features_without_rung(rungs: Array, rungs_passing: Array) -> Array:
    """Each counts on better answers than any approach costed for it gives."""
    return over_members(flag((rungs > 0) & (rungs_passing == 0)))


def _lowest(values: Array, holds: Array, groups: Array) -> Array:
    """The lowest value of each group where it holds, 0 for none; `values` is (..., row, 1), `groups` (group, row)."""
    found = np.where((groups[..., None] > 0) & (holds[..., None, :, :] > 0), values[..., None, :, :], np.inf)
    lowest = found.min(axis=-2, initial=np.inf)
    return np.where(np.isfinite(lowest), lowest, 0.0)
