"""Every line item of the model, in the order of the sheets."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType

from finmodel.errors import DeclarationError
from finmodel.inputs.tables import Inputs
from finmodel.lines import (
    diligence,
    diligence_path,
    effective_price,
    identities,
    inference,
    inference_month,
    long_context,
    price_trajectory,
    profit,
    retirement,
    revenue,
    routed_price,
    row_checks,
    selfhost,
    selfhost_crossing,
    selfhost_fleet,
    selfhost_verdict,
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
    long_context,
    effective_price,
    inference,
    inference_month,
    revenue,
    profit,
    unit_economics,
    trailing,
    diligence_path,
    diligence,
    selfhost_verdict,
    selfhost_fleet,
    selfhost,
    selfhost_crossing,
    identities,
    row_checks,
    retirement,
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


def present(items: Mapping[str, LineItem], inputs: Inputs) -> dict[str, LineItem]:
    """The line items that a company has: all but those of tables it does not give."""
    return {i: item for i, item in items.items() if not item.section.needs or inputs.tables[item.section.needs]}
