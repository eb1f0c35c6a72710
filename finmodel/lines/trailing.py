"""Diligence, first part: the sums over past months that its figures are made of (MODEL.md, section 2)."""

from __future__ import annotations

from typing import Any

import numpy as np

from finmodel.lines.arithmetic import before, flag, over_members, trailing
from finmodel.model.dimension import OPEX_LINE, PLAN
from finmodel.model.item import CONSTANT, STOCK, Array, Declare, Section, line

PAST = Section("Profit", "Diligence: a year and a quarter back")
FIXED = Section("Profit", "Diligence: what does not grow with users")

_YEAR, _QUARTER = 12, 3


def _sum(label: str, of: str, months: int, *, back: int = 0, on: Section = PAST) -> Declare:
    """The sum of a line item over `months` months that end `back` months ago."""
    ends = f"-{back}" if back else ""
    excel = (
        f'SUMIFS({{{of}[all]}},{{month_number[all]}},">"&{{month_number}}-{months + back},'
        f'{{month_number[all]}},"<="&{{month_number}}{ends})'
    )
    return line(label, on, unit="USD", kind=STOCK, excel=excel)


@_sum("Revenue, twelve months", "total_revenue", _YEAR)
def trailing_revenue(total_revenue: Array) -> Array:
    """Revenue of the twelve months that end here, fewer at the start."""
    return trailing(total_revenue, _YEAR)


@_sum("COGS, twelve months", "total_cogs", _YEAR)
def trailing_cogs(total_cogs: Array) -> Array:
    """COGS of the twelve months that end here."""
    return trailing(total_cogs, _YEAR)


@_sum("Net burn, twelve months", "net_burn", _YEAR)
def trailing_net_burn(net_burn: Array) -> Array:
    """Net burn of the twelve months that end here."""
    return trailing(net_burn, _YEAR)


@_sum("Tokens cost, twelve months", "total_tokens_cost", _YEAR)
def trailing_tokens_cost(total_tokens_cost: Array) -> Array:
    """Tokens cost of the twelve months that end here."""
    return trailing(total_tokens_cost, _YEAR)


@_sum("Orchestration cost, twelve months", "total_orchestration_cost", _YEAR)
def trailing_orchestration_cost(total_orchestration_cost: Array) -> Array:
    """Orchestration cost of the twelve months that end here: it follows the tokens."""
    return trailing(total_orchestration_cost, _YEAR)


@_sum("Revenue, three months", "total_revenue", _QUARTER)
def quarter_revenue(total_revenue: Array) -> Array:
    """Revenue of the three months that end here."""
    return trailing(total_revenue, _QUARTER)


@_sum("Revenue, the three months before", "total_revenue", _QUARTER, back=_QUARTER)
def previous_quarter_revenue(total_revenue: Array) -> Array:
    """Revenue of the three months before those."""
    return before(trailing(total_revenue, _QUARTER), _QUARTER)


@_sum("Sales and marketing, the three months before", "sales_marketing_cost", _QUARTER, back=_QUARTER)
def previous_quarter_sales_marketing_cost(sales_marketing_cost: Array) -> Array:
    """Sales and marketing of the three months before the last three."""
    return before(trailing(sales_marketing_cost, _QUARTER), _QUARTER)


@_sum("Net burn, three months", "net_burn", _QUARTER)
def quarter_net_burn(net_burn: Array) -> Array:
    """Net burn of the three months that end here."""
    return trailing(net_burn, _QUARTER)


@line(
    "Opening revenue",
    PAST,
    by=PLAN,
    unit="USD",
    kind=CONSTANT,
    excel="{opening_accounts[1]}*{plan_price}",
)
def opening_revenue(opening_accounts: Array, plan_price: Array) -> Array:
    """The accounts before month 1 at the plan's price: month 0."""
    return opening_accounts[..., :1] * plan_price


@line(
    "Revenue a year before",
    PAST,
    by=PLAN,
    unit="USD",
    kind=STOCK,
    excel="IF({month_number}>12,INDEX({revenue[all]},MAX(1,{month_number}-12)),{opening_revenue}*({month_number}=12))",
)
def revenue_a_year_before(revenue: Array, opening_revenue: Array) -> Array:
    """Revenue twelve months ago; in month 12 that of the opening accounts, before it none."""
    path = np.concatenate([np.broadcast_to(opening_revenue, (*revenue.shape[:-1], 1)), revenue], axis=-1)
    return before(path, _YEAR)[..., 1:]


@line("Revenue a year before, all plans", PAST, unit="USD", kind=STOCK, excel="SUM({revenue_a_year_before[*]})")
def total_revenue_a_year_before(revenue_a_year_before: Array) -> Array:
    """MRR twelve months ago."""
    return over_members(revenue_a_year_before)


@line("Share of accounts that stay a year", PAST, by=PLAN, unit="share", kind=CONSTANT,
      excel="(1-{effective_churn_rate})^12")  # fmt: skip
def yearly_retention(effective_churn_rate: Array) -> Array:
    """What twelve months of churn leave."""
    return np.asarray((1 - effective_churn_rate) ** 12)


@line(
    "Of it, revenue that stays",
    PAST,
    by=PLAN,
    unit="USD",
    kind=STOCK,
    excel="{revenue_a_year_before}*{yearly_retention}",
)
def retained_revenue(revenue_a_year_before: Array, yearly_retention: Array) -> Array:
    """Revenue of a year ago less a year's churn, at today's prices; no expansion is modelled."""
    return revenue_a_year_before * yearly_retention


@line(
    "ARR does not grow",
    PAST,
    unit="flag",
    kind=STOCK,
    excel="({total_revenue_a_year_before}>0)*({total_revenue}<={total_revenue_a_year_before})",
)
def arr_is_shrinking(total_revenue: Array, total_revenue_a_year_before: Array) -> Array:
    """1 when revenue is at or under that of a year ago: a burn multiple without meaning is then a bad one."""
    return flag((total_revenue_a_year_before > 0) & (total_revenue <= total_revenue_a_year_before))


@line(
    "Gross margin of the plan is 0 or less",
    PAST,
    by=PLAN,
    unit="flag",
    kind=STOCK,
    excel="({revenue}>0)*({plan_gross_profit}<=0)",
)
def plan_margin_is_negative(revenue: Array, plan_gross_profit: Array) -> Array:
    """1 when an account earns nothing: LTV to CAC and payback without meaning are then bad ones."""
    return flag((revenue > 0) & (plan_gross_profit <= 0))


@line(
    "Running cost, fixed part",
    FIXED,
    by=OPEX_LINE,
    unit="USD",
    excel="{opex.usd_per_month}*{opex_factor}",
)
def fixed_opex_cost(opex__usd_per_month: Array, opex_factor: Array) -> Array:
    """The part of a running cost that users do not move."""
    return opex__usd_per_month * opex_factor


def _fixed(label: str, category: str) -> Declare:
    excel = f'SUMIFS({{fixed_opex_cost[*]}},{{fixed_opex_cost[@category]}},"{category}")'
    return line(label, FIXED, unit="USD", excel=excel)


@_fixed("Hosting, fixed part", "hosting")
def fixed_hosting_cost(fixed_opex_cost: Array, opex__category: Any) -> Array:
    """Hosting that users do not move."""
    return over_members(fixed_opex_cost * (opex__category == "hosting"))


@_fixed("Third party, fixed part", "third_party")
def fixed_third_party_cost(fixed_opex_cost: Array, opex__category: Any) -> Array:
    """Third party that users do not move."""
    return over_members(fixed_opex_cost * (opex__category == "third_party"))


@_fixed("Research and development, fixed part", "rnd")
def fixed_rnd_cost(fixed_opex_cost: Array, opex__category: Any) -> Array:
    """R&D that users do not move."""
    return over_members(fixed_opex_cost * (opex__category == "rnd"))


@_fixed("Sales and marketing, fixed part", "sales_marketing")
def fixed_sales_marketing_cost(fixed_opex_cost: Array, opex__category: Any) -> Array:
    """Sales and marketing that users do not move."""
    return over_members(fixed_opex_cost * (opex__category == "sales_marketing"))


@_fixed("General and administrative, fixed part", "gna")
def fixed_gna_cost(fixed_opex_cost: Array, opex__category: Any) -> Array:
    """G&A that users do not move."""
    return over_members(fixed_opex_cost * (opex__category == "gna"))


@line("COGS, fixed part", FIXED, unit="USD", excel="{fixed_hosting_cost}+{fixed_third_party_cost}")
def fixed_cogs(fixed_hosting_cost: Array, fixed_third_party_cost: Array) -> Array:
    """Hosting and third party that users do not move; all other COGS grow with users."""
    return fixed_hosting_cost + fixed_third_party_cost


@_sum("COGS, fixed part, twelve months", "fixed_cogs", _YEAR, on=FIXED)
def trailing_fixed_cogs(fixed_cogs: Array) -> Array:
    """Fixed COGS of the twelve months that end here."""
    return trailing(fixed_cogs, _YEAR)
