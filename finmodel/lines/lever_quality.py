"""Levers, third part: what a lever costs in quality, by feature (MODEL.md, section 2, Decisions)."""

from __future__ import annotations

import numpy as np

from finmodel.lines.arithmetic import at_month, flag, ratio
from finmodel.lines.diligence import in_diligence_month
from finmodel.model.dimension import FEATURE, FEATURE_STEP, STEPS
from finmodel.model.item import CONSTANT, Array, Declare, Section, line

QUALITY = Section("Inference", "Levers: what a good answer costs, by feature, in the diligence month")

NO_FLAG, FLAG = "-", "FLAG"


def _feature(label: str, excel: str, unit: str = "USD", words: tuple[str, ...] = ()) -> Declare:
    return line(label, QUALITY, by=FEATURE_STEP, unit=unit, kind=CONSTANT, excel=excel, words=words)


@line("Queries of the diligence month", QUALITY, by=FEATURE, unit="queries", kind=CONSTANT,
      excel=in_diligence_month("feature_queries"))  # fmt: skip
def lever_queries(feature_queries: Array, diligence_month: Array) -> Array:
    """All queries, cache hits included."""
    return at_month(feature_queries, diligence_month)


@line("Review cost of the diligence month", QUALITY, by=FEATURE, unit="USD", kind=CONSTANT,
      excel=in_diligence_month("review_cost"))  # fmt: skip
def lever_review_cost(review_cost: Array, diligence_month: Array) -> Array:
    """No lever changes what review costs."""
    return at_month(review_cost, diligence_month)


@_feature("Cost of the feature after", in_diligence_month("feature_lever_cost_by_month"))
def feature_lever_cost(feature_lever_cost_by_month: Array, diligence_month: Array) -> Array:
    """Inference cost of the feature with the levers up to this one."""
    return at_month(feature_lever_cost_by_month, diligence_month)


@_feature(
    "Fall in the cost of the feature by",
    "INDEX({feature_lever_cost[feature,*]},MAX(1,{step_number}-1))-{feature_lever_cost}",
)
def feature_lever_step(feature_lever_cost: Array, step_number: Array) -> Array:
    """What the lever takes off the feature's cost on top of those before it."""
    before = np.concatenate([feature_lever_cost[..., :1, :], feature_lever_cost[..., :-1, :]], axis=-2)
    return np.where(step_number > 1, before - feature_lever_cost, 0.0)


@_feature(
    "Qualified rate lost by",
    "CHOOSE({step_number},0,{levers.routing_qualified_loss},0,{levers.response_cache_qualified_loss},"
    "{levers.compression_qualified_loss},0)",
    "share",
)
def lever_qualified_loss(
    levers__routing_qualified_loss: Array,
    levers__response_cache_qualified_loss: Array,
    levers__compression_qualified_loss: Array,
    step_number: Array,
) -> Array:
    """Points of the qualified rate; the prompt cache and batches leave answers as they are."""
    lost = {
        "routing": levers__routing_qualified_loss,
        "response_cache": levers__response_cache_qualified_loss,
        "compression": levers__compression_qualified_loss,
    }
    return np.asarray(sum(points * (step_number == STEPS.index(step) + 1) for step, points in lost.items()))


@_feature(
    "Qualified rate after",
    "{quality.qualified_rate}+{levers.routing_qualified_loss}*({step_number}<2)"
    "+{levers.response_cache_qualified_loss}*({step_number}<4)+{levers.compression_qualified_loss}*({step_number}<=4)",
    "share",
)
def qualified_rate_after(quality__qualified_rate: Array, lever_qualified_loss: Array) -> Array:
    """The rate of quality.csv is that with every lever; before a lever it is higher by what the lever loses."""
    lost = lever_qualified_loss.reshape(*lever_qualified_loss.shape[:-2], -1, len(STEPS), 1)
    to_come = (lost.sum(axis=-2, keepdims=True) - lost.cumsum(axis=-2)).reshape(lever_qualified_loss.shape)
    return np.asarray(quality__qualified_rate + to_come)


@_feature("Qualified outputs of the feature after", "{lever_queries}*{qualified_rate_after}", "queries")
def lever_qualified_outputs(lever_queries: Array, qualified_rate_after: Array) -> Array:
    """Queries whose answer is good enough to use."""
    return lever_queries * qualified_rate_after


_PER_OUTPUT = (
    'IF({lever_qualified_outputs}>0,({feature_lever_cost}+{lever_review_cost})/{lever_qualified_outputs},"n.m.")'
)


@_feature("Cost per qualified output of the feature after", _PER_OUTPUT, "USD per query")
def feature_cost_per_qualified_output(
    feature_lever_cost: Array, lever_review_cost: Array, lever_qualified_outputs: Array
) -> Array:
    """Inference and review over the answers that are good enough; n.m. without any."""
    return ratio(feature_lever_cost + lever_review_cost, lever_qualified_outputs)


@_feature(
    "Cheaper query, dearer good answer",
    "IF(({feature_lever_step}>10^-9*{feature_lever_cost})*(({feature_lever_cost}+{lever_review_cost})"
    '*{lever_qualified_loss}>{feature_lever_step}*{qualified_rate_after}*(1+10^-9)),"FLAG","-")',
    "text",
    (NO_FLAG, FLAG),
)
def lever_quality_flag(
    feature_lever_cost: Array, lever_review_cost: Array, lever_qualified_loss: Array, qualified_rate_after: Array
) -> Array:
    """FLAG where the lever lowers the cost of a query and raises that of a qualified output."""
    all_in = feature_lever_cost + lever_review_cost
    before = np.concatenate([all_in[..., :1, :], all_in[..., :-1, :]], axis=-2)
    saves = before - all_in > 1e-9 * feature_lever_cost
    rate_before = qualified_rate_after + lever_qualified_loss
    dearer = all_in * rate_before > before * qualified_rate_after * (1 + 1e-12)
    return flag(saves & dearer & (lever_qualified_loss > 0))
