"""Levers, second part: the waterfall of total inference cost (MODEL.md, section 2, Decisions).

The sheet builds each level from what attempts cost; the mirror runs the model again and again, with one lever after
the other taken away.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from finmodel.lines.arithmetic import at_month, over_members, ratio
from finmodel.lines.diligence import in_diligence_month
from finmodel.lines.lever_attempts import highest
from finmodel.model.dimension import FEATURE_STEP, LEVER_STEP, STEPS
from finmodel.model.item import CONSTANT, STOCK, Array, Declare, Section, line

LEVELS = Section("Inference", "Levers: cost of the month after each, by feature")
MONTHS = Section("Inference", "Levers: cost of the month after each")
WATERFALL = Section("Inference", "Levers: the waterfall in the diligence month")

FIRST, LAST = 1, len(STEPS)


@line(
    "Position of the step",
    LEVELS,
    by=LEVER_STEP,
    unit="count",
    kind=CONSTANT,
    excel="MATCH({step},{step_number[@step]},0)",
)
def step_number(month_number: Array) -> Array:  # noqa: ARG001 - a line item has a parameter
    """1 is the cost without any lever; each lever comes on top of those before it."""
    return np.arange(1.0, len(STEPS) + 1).reshape(-1, 1)


@line(
    "Query that the response cache does not answer",
    LEVELS,
    by=FEATURE_STEP,
    unit="USD per query",
    kind=STOCK,
    excel="(1+{features.retry_rate})*(1+{features.orchestration_rate})*CHOOSE({step_number},{dearest_attempt_cost},"
    "{routed_attempt_cost},{routed_cached_attempt_cost},{routed_cached_attempt_cost},{routed_compressed_attempt_cost},"
    "{planned_attempt_cost})+{levers.router_usd}*({step_number}>1)+{features.tool_calls}*{features.tool_usd}",
)
def missed_query_cost(
    dearest_attempt_cost: Array,
    routed_attempt_cost: Array,
    routed_cached_attempt_cost: Array,
    routed_compressed_attempt_cost: Array,
    planned_attempt_cost: Array,
    features__retry_rate: Array,
    features__orchestration_rate: Array,
    features__tool_calls: Array,
    features__tool_usd: Array,
    levers__router_usd: Array,
    step_number: Array,
) -> Array:
    """All billed attempts with orchestration, the router and the tools, with the levers up to this step."""
    cached = routed_cached_attempt_cost
    levels = [dearest_attempt_cost, routed_attempt_cost, cached, cached, routed_compressed_attempt_cost]
    attempt = np.select([step_number == n for n in range(1, LAST)], levels, planned_attempt_cost)
    machine = attempt + attempt * features__retry_rate
    routed = np.where(step_number > FIRST, levers__router_usd, 0.0)
    return machine + machine * features__orchestration_rate + routed + features__tool_calls * features__tool_usd


@line(
    "Cost after",
    LEVELS,
    by=FEATURE_STEP,
    unit="USD",
    excel="{feature_queries}*((1-{levers.response_cache_hit_rate}*({step_number}>3))*{missed_query_cost}"
    "+{features.retrieval_usd})",
)
def feature_lever_cost_by_month(
    inference_cost: Array,
    without_batching: Any,
    and_without_compression: Any,
    and_without_response_cache: Any,
    and_without_prompt_cache: Any,
    and_without_router: Any,
    is_dearest: Array,
    routing_share: Array,
    feature_models_of_feature: Array,
    feature_queries: Array,
    features__retry_rate: Array,
    features__orchestration_rate: Array,
) -> Array:
    """Inference cost of the month with the levers up to this step: in Excel closed forms, here the model runs again."""
    runs = (and_without_prompt_cache, and_without_response_cache, and_without_compression, without_batching)
    bare = and_without_router["attempt_cost"]
    dearest = highest(bare * is_dearest, feature_models_of_feature)
    dearer = dearest - feature_models_of_feature @ (routing_share * bare)
    attempts = feature_queries * (1 + features__retry_rate) * (1 + features__orchestration_rate)
    none = and_without_router["inference_cost"] + _by_feature(attempts) * dearer
    return _by_step(none, *(run["inference_cost"] for run in runs), _by_feature(inference_cost))


def _by_feature(values: Array) -> Array:
    """Of figures that stand once a step, the first of each feature; shape (..., feature, month)."""
    return values[..., :: len(STEPS), :]


def _by_step(*levels: Array) -> Array:
    """Levels of shape (..., feature, month), one a step, as (..., feature and step, month)."""
    stacked = np.stack(np.broadcast_arrays(*levels), axis=-2)
    return stacked.reshape(*stacked.shape[:-3], -1, stacked.shape[-1])


@line(
    "Cost after, all features",
    MONTHS,
    by=LEVER_STEP,
    unit="USD",
    excel="SUMIFS({feature_lever_cost_by_month[*]},{feature_lever_cost_by_month[@step]},{step})",
)
def lever_cost_by_month(feature_lever_cost_by_month: Array, feature_steps_of_step: Array) -> Array:
    """Inference cost of the month with the levers up to this step."""
    return feature_steps_of_step @ feature_lever_cost_by_month


@line(
    "Fall brought by, by month",
    MONTHS,
    by=LEVER_STEP,
    unit="USD",
    excel="INDEX({lever_cost_by_month[*]},MAX(1,{step_number}-1))-{lever_cost_by_month}",
)
def lever_step_by_month(lever_cost_by_month: Array) -> Array:
    """What the lever takes off on top of those before it; negative where it adds cost."""
    return _before(lever_cost_by_month) - lever_cost_by_month


@line("Fall brought by all levers", MONTHS, unit="USD", excel="SUM({lever_step_by_month[*]})")
def lever_fall_by_month(lever_step_by_month: Array) -> Array:
    """The first level less the last, step by step."""
    return over_members(lever_step_by_month)


@line("Inference cost without levers", MONTHS, unit="USD", excel=f"INDEX({{lever_cost_by_month[*]}},{FIRST})")
def lever_first_by_month(lever_cost_by_month: Array) -> Array:
    """The first level."""
    return lever_cost_by_month[..., :1, :]


@line("Inference cost less all steps", MONTHS, unit="USD", excel="{lever_first_by_month}-{lever_fall_by_month}")
def lever_rest_by_month(lever_first_by_month: Array, lever_fall_by_month: Array) -> Array:
    """What the steps leave of the first level: the cost as planned."""
    return lever_first_by_month - lever_fall_by_month


@line("Inference cost with every lever", MONTHS, unit="USD", excel=f"INDEX({{lever_cost_by_month[*]}},{LAST})")
def lever_last_by_month(lever_cost_by_month: Array) -> Array:
    """The last level: the cost as planned."""
    return lever_cost_by_month[..., -1:, :]


@line(
    "Saved by all levers, by month",
    MONTHS,
    unit="share",
    kind=STOCK,
    excel='IF({lever_first_by_month}>0,({lever_first_by_month}-{lever_last_by_month})/{lever_first_by_month},"n.m.")',
)
def lever_saving_by_month(lever_first_by_month: Array, lever_last_by_month: Array) -> Array:
    """1 less the cost as planned over that without any lever; n.m. without cost."""
    return 1 - ratio(lever_last_by_month, lever_first_by_month)


def _step(label: str, excel: str, unit: str = "USD") -> Declare:
    return line(label, WATERFALL, by=LEVER_STEP, unit=unit, kind=CONSTANT, excel=excel)


@_step("Inference cost after", in_diligence_month("lever_cost_by_month"))
def lever_cost(lever_cost_by_month: Array, diligence_month: Array) -> Array:
    """Inference cost of the diligence month with the levers up to this one; the last is the cost as planned."""
    return at_month(lever_cost_by_month, diligence_month)


_FIRST = f"INDEX({{lever_cost[*]}},{FIRST})"
_BEFORE = "INDEX({lever_cost[*]},MAX(1,{step_number}-1))"


@_step("Fall brought by", f"{_BEFORE}-{{lever_cost}}")
def lever_step(lever_step_by_month: Array, diligence_month: Array) -> Array:
    """What the lever takes off in the diligence month on top of those before it; negative where it adds cost."""
    return at_month(lever_step_by_month, diligence_month)


def _before(levels: Array) -> Array:
    """The level before each; before the first itself."""
    return np.concatenate([levels[..., :1, :], levels[..., :-1, :]], axis=-2)


@_step("Fall as a share of the cost without levers", f'IF({_FIRST}>0,{{lever_step}}/{_FIRST},"n.m.")', "share")
def lever_step_share(lever_step: Array, lever_cost: Array) -> Array:
    """The steps sum to the saving of all levers; n.m. without cost."""
    return ratio(lever_step, lever_cost[..., :1, :])


@_step("Chart: base under the fall or rise", f"MIN({_BEFORE},{{lever_cost}})")
def waterfall_base(lever_cost: Array) -> Array:
    """The lower of the levels before and after; at both ends it is drawn."""
    return np.minimum(lever_cost, _before(lever_cost))


@_step("Chart: fall", f"MAX(0,{_BEFORE}-{{lever_cost}})")
def waterfall_fall(lever_step: Array) -> Array:
    """The step where it saves."""
    return np.maximum(lever_step, 0.0)


@_step("Chart: rise", f"MAX(0,{{lever_cost}}-{_BEFORE})")
def waterfall_rise(lever_step: Array) -> Array:
    """The step where it adds cost."""
    return np.maximum(-lever_step, 0.0)
