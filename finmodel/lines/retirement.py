"""Inference, routing: models in use that their vendors retire within the months modelled (MODEL.md, section 2)."""

from __future__ import annotations

from typing import Any

import numpy as np

from finmodel.lines.arithmetic import count, flag
from finmodel.lines.horizon import NOT_WITHIN_HORIZON
from finmodel.lines.row_checks import ODD
from finmodel.model.dimension import MODEL
from finmodel.model.item import CHECK, CONSTANT, STOCK, Array, Section, line

RETIREMENT = Section("Inference", "Models that retire")


@line(
    "Models: in use, and retired by their vendor within the months modelled",
    ODD,
    unit="count",
    kind=CHECK,
    excel="COUNT({retirement_month[*]})",
    warning=True,
)
def retirements(retirement_month: Array) -> Array:
    """Each needs routing rows that move its share in time; routing past the month is an error."""
    return count(np.isfinite(retirement_month))


@line(
    "In use",
    RETIREMENT,
    by=MODEL,
    unit="flag",
    kind=STOCK,
    excel="(SUMIFS({routing_share[*]},{routing_share[@model]},{model})>0)*1",
)
def model_in_use(routing_share: Array, feature_models_of_model: Array) -> Array:
    """1 in the months in which some feature routes to the model with a share above 0."""
    return flag(feature_models_of_model @ (routing_share > 0) > 0)


@line(
    "Last month served, of a model in use",
    RETIREMENT,
    by=MODEL,
    unit="month",
    kind=CONSTANT,
    infinite=NOT_WITHIN_HORIZON,
    excel="IF((SUM({model_in_use[all]})>0)*({models.retire_month}>0)*({models.retire_month}<=MAX({month[all]})),"
    f'{{models.retire_month}},"{NOT_WITHIN_HORIZON}")',
)
def retirement_month(model_in_use: Array, models__retire_month: Array, timeline: Any) -> Array:
    """Its retire_month, for a model in use in any month; whatever is routed to it has to move by then."""
    used = model_in_use.max(axis=-1, keepdims=True) > 0
    within = used & (models__retire_month <= timeline.months)
    return np.where(within, timeline.ordinals(np.where(within, models__retire_month, 1)), np.inf)
