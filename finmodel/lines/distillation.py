"""Distillation: when a training job is paid back by the routing it makes possible (MODEL.md, section 2, Decisions).

A job that names a feature changes that feature's routing in its in-service month. The saving is what the split of the
month before would have cost over the split of that month, at the prices and queries of each later month.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from finmodel.lines.arithmetic import at_month, flag
from finmodel.lines.horizon import NOT_WITHIN_HORIZON
from finmodel.model.dimension import JOB_FEATURE
from finmodel.model.item import CONSTANT, STOCK, Array, Declare, Section, line
from finmodel.model.like import like

SPLITS = Section("Inference", "Distillation: the split before and after a job is in service")
PAYBACK = Section("Inference", "Distillation: what the job costs and saves")


@line(
    "Month number in service",
    SPLITS,
    by=JOB_FEATURE,
    unit="month number",
    kind=CONSTANT,
    excel="(YEAR({training.in_service_month})-YEAR({start_month}))*12"
    "+MONTH({training.in_service_month})-MONTH({start_month})+1",
)
def distillation_service(training__in_service_month: Array) -> Array:
    """Of the first run; 1 is the first month of the model."""
    return training__in_service_month


@line(
    "In service from",
    SPLITS,
    by=JOB_FEATURE,
    unit="month",
    kind=CONSTANT,
    excel="EDATE({start_month},{distillation_service}-1)",
)
def distillation_from(distillation_service: Array, timeline: Any) -> Array:
    """The month in which the feature's routing changes."""
    return np.asarray(timeline.ordinals(distillation_service))


@line(
    "Routing rows that begin with the job",
    SPLITS,
    by=JOB_FEATURE,
    unit="count",
    kind=CONSTANT,
    excel="COUNTIFS({routing.feature[column]},{feature},{routing.from[column]},{distillation_from})",
)
def distillation_rows(
    routings_of_feature: Array, routing__from: Array, distillation_service: Array, job_features_of_feature: Array
) -> Array:
    """0 means that nothing changes in that month, and nothing is saved."""
    begins = np.swapaxes(routing__from, -1, -2) == distillation_service
    return np.asarray(
        (begins * (np.swapaxes(job_features_of_feature, -1, -2) @ routings_of_feature)).sum(-1, keepdims=True)
    )


@line(
    "Month whose split is the one before",
    SPLITS,
    by=JOB_FEATURE,
    unit="month number",
    kind=CONSTANT,
    excel="MAX(1,MIN({months},{distillation_service}-1))",
)
def split_before_month(distillation_service: Array, month_number: Array) -> Array:
    """The month before the one in service, within the months modelled."""
    return np.clip(distillation_service - 1, 1, month_number[..., -1:])


@line(
    "Month whose split is the one after",
    SPLITS,
    by=JOB_FEATURE,
    unit="month number",
    kind=CONSTANT,
    excel="MIN({months},{distillation_service})",
)
def split_after_month(distillation_service: Array, month_number: Array) -> Array:
    """The month in service, or the last one where that comes later."""
    return np.minimum(distillation_service, month_number[..., -1:])


@line(
    "Attempt on the split of the month before",
    SPLITS,
    by=JOB_FEATURE,
    unit="USD each",
    kind=STOCK,
    excel="({month_number}>={distillation_service})*SUMPRODUCT(({attempt_cost[@feature]}={feature})"
    "*({month_number[all]}={split_before_month})*{routing_share[block]}*{attempt_cost[*]})",
)
def split_before_attempt(
    routing_share: Array,
    attempt_cost: Array,
    split_before_month: Array,
    distillation_service: Array,
    feature_models_of_feature: Array,
    job_features_of_feature: Array,
    month_number: Array,
) -> Array:
    """Cost of an attempt on the split of that one month, from the month in service on."""
    own = np.swapaxes(job_features_of_feature, -1, -2) @ feature_models_of_feature  # (job, feature and model)
    shares = at_month(routing_share[..., None, :, :], split_before_month[..., None])
    attempt = (shares * own[..., None] * attempt_cost[..., None, :, :]).sum(axis=-2)
    return np.where(month_number >= distillation_service, attempt, 0.0)


split_after_attempt = like(
    split_before_attempt,
    "split_after_attempt",
    "Attempt on the split of the in-service month",
    instead={"split_before_month": "split_after_month"},
)


@line(
    "Tokens and orchestration on the split of the month before",
    SPLITS,
    by=JOB_FEATURE,
    unit="USD",
    excel="{feature_queries}*{attempts_per_query}*(1+{features.orchestration_rate})*{split_before_attempt}",
)
def split_before_cost(
    split_before_attempt: Array,
    feature_queries: Array,
    attempts_per_query: Array,
    features__orchestration_rate: Array,
) -> Array:
    """The split in force before, from the month in service on, at the prices and queries of each month."""
    attempt = split_before_attempt + split_before_attempt * features__orchestration_rate
    return feature_queries * attempts_per_query * attempt


split_after_cost = like(
    split_before_cost,
    "split_after_cost",
    "Tokens and orchestration on the split of the in-service month",
    instead={"split_before_attempt": "split_after_attempt"},
    doc="The split that begins with the job, from then on, at the prices and queries of each month.",
)


@line("One run", PAYBACK, by=JOB_FEATURE, unit="USD", kind=CONSTANT, excel="{training_base}+{training_failed}")
def distillation_cost(training_base: Array, training_failed: Array) -> Array:
    """Paid once, or once a repeat: compute, data and labour with failed runs."""
    return training_base + training_failed


@line(
    "Saved by the split",
    PAYBACK,
    by=JOB_FEATURE,
    unit="USD",
    excel="{split_before_cost}-{split_after_cost}",
)
def distillation_saving(split_before_cost: Array, split_after_cost: Array) -> Array:
    """Tokens and orchestration; negative where the new split costs more."""
    return split_before_cost - split_after_cost


@line(
    "Saved less paid, cumulative",
    PAYBACK,
    by=JOB_FEATURE,
    unit="USD",
    kind=STOCK,
    opening="0",
    excel="{distillation_net[-1]}+{distillation_saving}-{training_cash}",
)
def distillation_net(distillation_saving: Array, training_cash: Array) -> Array:
    """Repeats of the job are paid as well."""
    return np.asarray(np.cumsum(distillation_saving, axis=-1) - np.cumsum(training_cash, axis=-1))


@line(
    "Paid back",
    PAYBACK,
    by=JOB_FEATURE,
    unit="flag",
    kind=STOCK,
    excel="({month_number}>={distillation_service})*({distillation_net}>=-10^-9*{distillation_cost})",
)
def distillation_paid_back(
    distillation_net: Array, distillation_cost: Array, distillation_service: Array, month_number: Array
) -> Array:
    """1 in a month in service in which all that was paid has been saved."""
    return flag((month_number >= distillation_service) & (distillation_net >= -1e-9 * distillation_cost))


def _first(label: str, unit: str, found: str) -> Declare:
    flags = "{distillation_paid_back[all]}"
    excel = f'IF(SUM({flags})=0,"{NOT_WITHIN_HORIZON}",{found.format(first=f"MATCH(1,{flags},0)")})'
    return line(label, PAYBACK, by=JOB_FEATURE, unit=unit, kind=CONSTANT, excel=excel, infinite=NOT_WITHIN_HORIZON)


def _first_number(paid_back: Array, month_number: Array) -> Array:
    return np.asarray(np.where(paid_back > 0, month_number, np.inf).min(axis=-1, keepdims=True))


@_first("Paid back in", "month", "INDEX({{month[all]}},{first})")
def distillation_payback_month(distillation_paid_back: Array, month_number: Array, timeline: Any) -> Array:
    """The first month by whose end the job is paid back."""
    first = _first_number(distillation_paid_back, month_number)
    return np.where(np.isinf(first), np.inf, timeline.ordinals(np.where(np.isinf(first), 1, first)))


@_first("Payback", "months", "{first}-{{training_first_run}}+1")
def distillation_payback_months(
    distillation_paid_back: Array, month_number: Array, training__spend_month: Array
) -> Array:
    """Months from the month it is first paid to the one that pays it back, both included."""
    return _first_number(distillation_paid_back, month_number) - training__spend_month + 1
