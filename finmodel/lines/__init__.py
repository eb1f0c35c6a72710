"""Every line item of the model, in the order of the sheets."""

from __future__ import annotations

from types import ModuleType

from finmodel.errors import DeclarationError
from finmodel.lines import (
    diligence,
    diligence_path,
    governance,
    identities,
    inference,
    inference_month,
    load,
    price_trajectory,
    profit,
    revenue,
    routed_price,
    row_checks,
    scale,
    scale_cash,
    sensitivity,
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
    governance,
    revenue,
    profit,
    unit_economics,
    trailing,
    diligence_path,
    diligence,
    scale,
    scale_cash,
    load,
    sensitivity,
    identities,
    row_checks,
)


def declared(*modules: ModuleType) -> dict[str, LineItem]:
    """The line items of modules by id, in order of declaration. Raises DeclarationError for an id declared twice."""
    items: dict[str, LineItem] = {}
    for module in modules:
        for item in vars(module).values():
            if isinstance(item, LineItem) and items.setdefault(item.id, item) is not item:
                first, second = items[item.id].mirror.__module__, item.mirror.__module__
                raise DeclarationError(f"{item.id}: declared in {first} and again in {second}; rename one of the two")
    return items


ITEMS = declared(*MODULES)
