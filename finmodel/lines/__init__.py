"""Every line item of the model, in the order of the sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from types import ModuleType

from finmodel.errors import DeclarationError
from finmodel.inputs.tables import Inputs
from finmodel.lines import (
    actuals,
    billed_tokens,
    break_even,
    detection,
    diligence,
    diligence_path,
    distillation,
    effective_price,
    governance,
    heavy_cost,
    heavy_margin,
    heavy_use,
    identities,
    inference,
    inference_month,
    ladder,
    lever_answers,
    lever_attempts,
    lever_quality,
    levers,
    load,
    long_context,
    long_levers,
    optional_checks,
    price_floor,
    price_trajectory,
    profit,
    retirement,
    revenue,
    rightsizing,
    routed_price,
    row_checks,
    scale,
    scale_cash,
    scale_tools,
    selfhost,
    selfhost_crossing,
    selfhost_fleet,
    selfhost_sized,
    selfhost_verdict,
    sensitivity,
    sensitivity_queries,
    stepped_tools,
    stepped_tools_at_scale,
    trailing,
    training,
    unit_economics,
    usage,
)
from finmodel.model.compared import PlanRows, compared
from finmodel.model.item import LineItem

MODULES = (
    price_trajectory,
    usage,
    heavy_use,
    training,
    routed_price,
    long_context,
    effective_price,
    detection,
    inference,
    inference_month,
    long_levers,
    lever_attempts,
    levers,
    lever_quality,
    lever_answers,
    rightsizing,
    distillation,
    billed_tokens,
    heavy_cost,
    stepped_tools,
    stepped_tools_at_scale,
    governance,
    ladder,
    revenue,
    profit,
    unit_economics,
    price_floor,
    break_even,
    heavy_margin,
    trailing,
    diligence_path,
    diligence,
    scale,
    scale_cash,
    scale_tools,
    load,
    sensitivity,
    sensitivity_queries,
    actuals,
    selfhost_verdict,
    selfhost_fleet,
    selfhost,
    selfhost_crossing,
    selfhost_sized,
    identities,
    row_checks,
    retirement,
    optional_checks,
)


def declared(*modules: ModuleType) -> dict[str, LineItem]:
    """The line items of modules by id, in order of declaration. Raises DeclarationError for an id declared twice."""
    items: dict[str, LineItem] = {}
    homes: dict[str, str] = {}
    for module in modules:
        for item in line_items(module):
            first = homes.setdefault(item.id, module.__name__)
            if items.setdefault(item.id, item) is not item:
                raise DeclarationError(
                    f"{item.id}: declared in {first} and again in {module.__name__}; rename one of the two"
                )
    return items


def line_items(module: ModuleType) -> Iterator[LineItem]:
    """Line items under names of their own, and families of them in tuples."""
    for value in vars(module).values():
        family = value if isinstance(value, tuple) else (value,)
        yield from (item for item in family if isinstance(item, LineItem))


ITEMS = declared(*MODULES)


def of(inputs: Inputs) -> dict[str, LineItem]:
    """The line items of a company: those whose sections it gives the tables and columns for.

    Companies that give the same have the same ones, so that what is read out of a line item is read once.
    """
    present = tuple((name, item) for name, item in ITEMS.items() if all(map(inputs.has, item.section.needs)))
    return dict(_of(present, tuple(compared(inputs).items())))


@lru_cache(maxsize=16)
def _of(present: tuple[tuple[str, LineItem], ...], plan_rows: tuple[tuple[str, PlanRows], ...]) -> dict[str, LineItem]:
    items, rows = dict(present), dict(plan_rows)
    return {name: _reading(item.among(items), rows) for name, item in items.items()}


def _reading(item: LineItem, plan_rows: Mapping[str, PlanRows]) -> LineItem:
    """The line item with the rows that it finds by the names in actuals."""
    if "plan_rows" not in item.parameters or item.by is None:
        return item
    return replace(item, reads=tuple(dict.fromkeys(name[0] for name in plan_rows[item.by.name])))
