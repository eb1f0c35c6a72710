"""Checks, first part: identities that must hold, counted where they do not (WORKBOOK.md, rule 9).

An identity's figure is 1 (or the number of months) where its two sides differ by more than the tolerance, relative to
the size of its operands: 0 when all is well, on both sides.
"""

from __future__ import annotations

import numpy as np

from finmodel.lines.arithmetic import TOLERANCE, count, over_members, over_months
from finmodel.model.item import CHECK, Array, Declare, Section, line

CORKSCREWS = Section("Checks", "Corkscrews close")
LEVERS = Section("Checks", "Levers: the waterfall stands between the cost without levers and the cost as planned")
SELFHOST = Section("Checks", "Own GPUs", needs=("selfhost",))
VIEWS = Section("Checks", "Plan view = feature view = provider view; totals cover their block")


def _equal(label: str, on: Section, left: str, right: str, size_squared: str = "") -> Declare:
    """Two sides agree; `size_squared` is that of the operands where the left side may be smaller than they are."""
    excel = f"((({left}-({right}))/{{tolerance}})^2>1+{size_squared or f'{left}^2'})*1"
    return line(label, on, unit="count", kind=CHECK, excel=excel)


def _equal_monthly(label: str, on: Section, left: str, right: str) -> Declare:
    excel = f"SUMPRODUCT(((({left}-{right})/{{tolerance}})^2>1+{left}^2)*1)"
    return line(label, on, unit="count", kind=CHECK, excel=excel)


def breaches(left: Array, right: Array, size: Array | None = None) -> Array:
    """How many entries differ by more than the tolerance of their size; shape (..., 1, 1)."""
    return count(np.abs(left - right) > TOLERANCE * np.hypot(1, left if size is None else size))


@_equal(
    "Accounts: opening + new - churned = closing",
    CORKSCREWS,
    "SUM({closing_accounts[totals]})",
    "SUM({opening_book[*]})+SUM({new_accounts[block]})-SUM({churned_accounts[block]})",
    "(SUM({opening_book[*]})+SUM({new_accounts[block]}))^2",
)
def accounts_corkscrew(
    opening_book: Array, new_accounts: Array, churned_accounts: Array, closing_accounts: Array
) -> Array:
    """All accounts ever gained less all ever lost are those at the end."""
    gained = opening_book + over_months(new_accounts - churned_accounts)
    size = over_members(opening_book + over_months(new_accounts))
    return breaches(over_members(closing_accounts)[..., -1:], over_members(gained), size)


@_equal(
    "Training asset: capitalised - amortised = closing",
    CORKSCREWS,
    "{closing_training_asset[total]}",
    "SUM({training_capitalised[block]})-SUM({training_amortisation[block]})",
    "SUM({training_capitalised[block]})^2",
)
def training_asset_corkscrew(
    training_capitalised: Array, training_amortisation: Array, closing_training_asset: Array
) -> Array:
    """What is on the books is what was capitalised and not yet written off."""
    net = over_months(over_members(training_capitalised - training_amortisation))
    return breaches(closing_training_asset[..., -1:], net, over_months(over_members(training_capitalised)))


@_equal(
    "Cash: opening - net burn = closing",
    CORKSCREWS,
    "{closing_cash[total]}",
    "{initial_cash}-{net_burn[total]}",
    "{initial_cash}^2+SUMPRODUCT({net_burn[all]}^2)",
)
def cash_corkscrew(initial_cash: Array, net_burn: Array, closing_cash: Array) -> Array:
    """Cash at the end is cash at the start less everything burnt."""
    size = np.sqrt(initial_cash**2 + over_months(net_burn**2))
    return breaches(closing_cash[..., -1:], initial_cash - over_months(net_burn), size)


@_equal(
    "Queries: plan view = feature view",
    VIEWS,
    "SUM({queries[block]})",
    "SUM({feature_queries[block]})",
)
def queries_views(queries: Array, feature_queries: Array) -> Array:
    """Queries by plan and feature sum to queries by feature."""
    return breaches(over_months(over_members(queries)), over_months(over_members(feature_queries)))


@_equal(
    "Inference cost: plan view = feature view",
    VIEWS,
    "{total_inference_cost[total]}",
    "SUM({plan_inference_cost[block]})",
)
def inference_views(plan_inference_cost: Array, total_inference_cost: Array) -> Array:
    """Plans together pay for all inference."""
    return breaches(over_months(total_inference_cost), over_months(over_members(plan_inference_cost)))


@_equal(
    "Review cost: plan view = feature view",
    VIEWS,
    "{total_review_cost[total]}",
    "SUM({plan_review_cost[block]})",
)
def review_views(plan_review_cost: Array, total_review_cost: Array) -> Array:
    """Plans together pay for all review."""
    return breaches(over_months(total_review_cost), over_months(over_members(plan_review_cost)))


@_equal(
    "Tokens cost: provider view = feature view",
    VIEWS,
    "{total_tokens_cost[total]}",
    "SUM({provider_tokens_cost[block]})",
)
def provider_views(provider_tokens_cost: Array, total_tokens_cost: Array) -> Array:
    """Vendors together are paid for all tokens."""
    return breaches(over_months(total_tokens_cost), over_months(over_members(provider_tokens_cost)))


@_equal_monthly(
    "Inference cost: components sum to it",
    VIEWS,
    "{total_inference_cost[all]}",
    "{total_tokens_cost[all]}-{total_orchestration_cost[all]}-{total_router_cost[all]}"
    "-{total_tools_cost[all]}-{total_retrieval_cost[all]}",
)
def inference_components(
    total_inference_cost: Array,
    total_tokens_cost: Array,
    total_orchestration_cost: Array,
    total_router_cost: Array,
    total_tools_cost: Array,
    total_retrieval_cost: Array,
) -> Array:
    """Tokens, orchestration, router, tools and retrieval, month by month."""
    calls = total_tokens_cost + total_orchestration_cost + total_router_cost
    return breaches(total_inference_cost, calls + total_tools_cost + total_retrieval_cost)


@_equal("Revenue: plans sum to the total", VIEWS, "{total_revenue[total]}", "SUM({revenue[block]})")
def revenue_views(revenue: Array, total_revenue: Array) -> Array:
    """Revenue of all plans is the company's."""
    return breaches(over_months(total_revenue), over_months(over_members(revenue)))


@_equal("COGS: plans sum to the total", VIEWS, "{total_cogs[total]}", "SUM({plan_cogs[block]})")
def cogs_views(plan_cogs: Array, total_cogs: Array) -> Array:
    """COGS of all plans is the company's."""
    return breaches(over_months(total_cogs), over_months(over_members(plan_cogs)))


@_equal(
    "Running costs: categories sum to the lines",
    VIEWS,
    "SUM({opex_cost[block]})",
    "{hosting_cost[total]}+{third_party_cost[total]}+{rnd_cost[total]}+{sales_marketing_cost[total]}+{gna_cost[total]}"
    "{-total_tool_cost[total]}",
)
def opex_views(
    opex_cost: Array,
    hosting_cost: Array,
    third_party_cost: Array,
    rnd_cost: Array,
    sales_marketing_cost: Array,
    gna_cost: Array,
    total_tool_cost: Array | float = 0.0,
) -> Array:
    """Every running cost has a category, and only one; stepped tools are third party as well."""
    categories = hosting_cost + third_party_cost + rnd_cost + sales_marketing_cost + gna_cost - total_tool_cost
    return breaches(over_months(over_members(opex_cost)), over_months(categories))


@_equal(
    "Training cash = capitalised + expensed",
    VIEWS,
    "{total_training_cash[total]}",
    "{total_training_capitalised[total]}+{total_training_expensed[total]}",
)
def training_views(
    total_training_cash: Array, total_training_capitalised: Array, total_training_expensed: Array
) -> Array:
    """Capitalising moves cost between periods, never cash."""
    booked = over_months(total_training_capitalised + total_training_expensed)
    return breaches(over_months(total_training_cash), booked)


@_equal_monthly(
    "Levers: steps sum to the first level less the last, which is total inference cost",
    LEVERS,
    "{lever_rest_by_month[all]}",
    "{total_inference_cost[all]}",
)
def lever_steps_sum(lever_rest_by_month: Array, total_inference_cost: Array) -> Array:
    """What the levers take off, one by one, is what lies between no lever and the plan."""
    return breaches(lever_rest_by_month, total_inference_cost)


@_equal_monthly(
    "Levers: the last level is total inference cost",
    LEVERS,
    "{lever_last_by_month[all]}",
    "{total_inference_cost[all]}",
)
def lever_cost_is_planned(lever_last_by_month: Array, total_inference_cost: Array) -> Array:
    """With every lever pulled the waterfall ends where the plan is."""
    return breaches(lever_last_by_month, total_inference_cost)


@_equal(
    "Self-host: API cost = cost of own GPUs + saving",
    SELFHOST,
    "SUM({api_cost_displaced[block]})",
    "SUM({selfhost_cost[block]})+SUM({selfhost_saving[block]})",
    "SUM({selfhost_cost[block]})^2+SUM({api_cost_displaced[block]})^2",
)
def selfhost_views(api_cost_displaced: Array, selfhost_cost: Array, selfhost_saving: Array) -> Array:
    """What owning saves is the whole difference, month by month and feature by feature."""
    api, owned = (over_months(over_members(cost)) for cost in (api_cost_displaced, selfhost_cost))
    return breaches(api, owned + over_months(over_members(selfhost_saving)), np.hypot(api, owned))
