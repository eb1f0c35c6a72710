"""Profit, first part: revenue, running costs, direct costs of a plan (MODEL.md, section 2)."""

from __future__ import annotations

from typing import Any

import numpy as np

from finmodel.lines.arithmetic import flag, over_members, ratio
from finmodel.model.dimension import OPEX_LINE, PLAN
from finmodel.model.item import CONSTANT, RATIO, STOCK, Array, Declare, Section, Weighted, line

REVENUE = Section("Profit", "Revenue")
OPEX = Section("Profit", "Running costs")
DIRECT = Section("Profit", "Direct costs of a plan")


@line("Price of an account", REVENUE, by=PLAN, unit="USD per account", kind=CONSTANT,
      excel="{plans.price_usd}*{plan_price_multiplier}")  # fmt: skip
def plan_price(plans__price_usd: Array, plan_price_multiplier: Array) -> Array:
    """Monthly price of an account under the scenario."""
    return plans__price_usd * plan_price_multiplier


@line("Revenue", REVENUE, by=PLAN, unit="USD", excel="{closing_accounts}*{plan_price}")
def revenue(closing_accounts: Array, plan_price: Array) -> Array:
    """Closing accounts at the plan's price."""
    return closing_accounts * plan_price


@line("Revenue, all plans (MRR)", REVENUE, unit="USD", excel="SUM({revenue[*]})")
def total_revenue(revenue: Array) -> Array:
    """Monthly recurring revenue."""
    return over_members(revenue)


@line("Annual recurring revenue (ARR)", REVENUE, unit="USD", kind=STOCK, excel="12*{total_revenue}")
def arr(total_revenue: Array) -> Array:
    """Twelve times MRR."""
    return 12 * total_revenue


@line(
    "Revenue per user (ARPU)",
    REVENUE,
    unit="USD per user",
    kind=RATIO,
    total=Weighted("total_users"),
    excel='IF({total_users}>0,{total_revenue}/{total_users},"n.m.")',
)
def arpu(total_revenue: Array, total_users: Array) -> Array:
    """Revenue of the month over users; the total is revenue per user-month. n.m. without users."""
    return ratio(total_revenue, total_users)


@line(
    "Month number of the first month",
    OPEX,
    by=OPEX_LINE,
    unit="month number",
    kind=CONSTANT,
    excel="(YEAR({opex.from})-YEAR({start_month}))*12+MONTH({opex.from})-MONTH({start_month})+1",
)
def opex_first_month(opex__from: Array) -> Array:
    """1 is the first month of the model; 0 or less for a cost that began before it."""
    return opex__from


@line(
    "Paid in the month",
    OPEX,
    by=OPEX_LINE,
    unit="flag",
    excel="({month}>={opex.from})*({month}<={opex.to})",
)
def opex_on(opex__from: Array, opex__to: Array, month_number: Array) -> Array:
    """1 from the first to the last month, both included."""
    return flag((month_number >= opex__from) & (month_number <= opex__to))


@line(
    "Growth of the cost, 0 when not paid",
    OPEX,
    by=OPEX_LINE,
    unit="factor",
    excel="(1+{opex.growth_rate})^MAX(0,{month_number}-{opex_first_month})*{opex_on}",
)
def opex_factor(opex__growth_rate: Array, opex_first_month: Array, opex_on: Array, month_number: Array) -> Array:
    """What a running cost has grown to since its first month; 0 outside its months."""
    return np.asarray(np.exp(np.log1p(opex__growth_rate) * np.maximum(month_number - opex_first_month, 0)) * opex_on)


@line(
    "Running cost",
    OPEX,
    by=OPEX_LINE,
    unit="USD",
    excel="({opex.usd_per_month}+{opex.usd_per_user}*{total_users})*{opex_factor}",
)
def opex_cost(opex__usd_per_month: Array, opex__usd_per_user: Array, opex_factor: Array, total_users: Array) -> Array:
    """Fixed and per-user cost, growing from its first month on."""
    return (opex__usd_per_month + opex__usd_per_user * total_users) * opex_factor


def _category(label: str, category: str, more: str = "") -> Declare:
    excel = f'SUMIFS({{opex_cost[*]}},{{opex_cost[@category]}},"{category}"){more}'
    return line(label, OPEX, unit="USD", excel=excel)


@_category("Hosting", "hosting")
def hosting_cost(opex_cost: Array, opex__category: Any) -> Array:
    """Running costs of category hosting: part of COGS."""
    return over_members(opex_cost * (opex__category == "hosting"))


@_category("Third party", "third_party", "{+total_tool_cost}")
def third_party_cost(opex_cost: Array, opex__category: Any, total_tool_cost: Array | float = 0.0) -> Array:
    """Running costs of category third_party, and tools whose bill steps: part of COGS."""
    return over_members(opex_cost * (opex__category == "third_party")) + total_tool_cost


@_category("Research and development", "rnd")
def rnd_cost(opex_cost: Array, opex__category: Any) -> Array:
    """Running costs of category rnd; training is apart."""
    return over_members(opex_cost * (opex__category == "rnd"))


@_category("Sales and marketing", "sales_marketing")
def sales_marketing_cost(opex_cost: Array, opex__category: Any) -> Array:
    """Running costs of category sales_marketing."""
    return over_members(opex_cost * (opex__category == "sales_marketing"))


@_category("General and administrative", "gna")
def gna_cost(opex_cost: Array, opex__category: Any) -> Array:
    """Running costs of category gna."""
    return over_members(opex_cost * (opex__category == "gna"))


@line("Support cost", DIRECT, by=PLAN, unit="USD", excel="{closing_accounts}*{plans.support_usd}")
def plan_support_cost(closing_accounts: Array, plans__support_usd: Array) -> Array:
    """Support of a plan's accounts."""
    return closing_accounts * plans__support_usd


@line("Payment fees", DIRECT, by=PLAN, unit="USD", excel="{payment_fee_rate}*{revenue}")
def plan_payment_cost(payment_fee_rate: Array, revenue: Array) -> Array:
    """Payment fees on a plan's revenue."""
    return payment_fee_rate * revenue


@line(
    "Share of users",
    DIRECT,
    by=PLAN,
    unit="share",
    kind=RATIO,
    excel="IF({total_users}>0,{users}/{total_users},1/ROWS({users[*]}))",
)
def user_share(users: Array, total_users: Array) -> Array:
    """A plan's share of users, by which hosting and third party are split; equal shares without users."""
    equal = np.full_like(users, 1 / users.shape[-2])
    return np.asarray(np.divide(users, total_users, out=equal, where=np.broadcast_to(total_users > 0, users.shape)))
