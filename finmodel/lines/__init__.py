"""Every line item of the model, in the order of the sheets."""

from __future__ import annotations

from types import ModuleType

from finmodel.lines import (
    checks,
    diligence,
    diligence_path,
    inference,
    inference_month,
    price_trajectory,
    profit,
    revenue,
    routed_price,
    trailing,
    training,
    unit_economics,
    usage,
)
from finmodel.model.item import LineItem

MODULES = (
    price_trajectory,
    usage,
    training,
    routed_price,
    inference,
    inference_month,
    revenue,
    profit,
    unit_economics,
    trailing,
    diligence_path,
    diligence,
    checks,
)


def declared(*modules: ModuleType) -> dict[str, LineItem]:
    """The line items of modules by id, in order of declaration."""
    return {item.id: item for module in modules for item in vars(module).values() if isinstance(item, LineItem)}


ITEMS = declared(*MODULES)
