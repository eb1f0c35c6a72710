"""Profit and cash: revenue, COGS, margins, burn (MODEL.md, section 2)."""

from __future__ import annotations

from typing import Any

import numpy as np

from finmodel.lines.arithmetic import flag, over_members, ratio
from finmodel.model.dimension import OPEX_LINE, PLAN
from finmodel.model.item import CONSTANT, OPENING, RATIO, STOCK, Array, Declare, Section, Weighted, line

REVENUE = Section("Profit", "Revenue")
OPEX = Section("Profit", "Running costs")
DIRECT = Section("Profit", "Direct costs of a plan")
PROFIT = Section("Profit", "Cost of revenue and gross profit")
CASH = Section("Profit", "Operating result and cash")
SHARES = Section("Profit", "Inference against revenue and training")


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
    "Running cost",
    OPEX,
    by=OPEX_LINE,
    unit="USD",
    excel="({opex.usd_per_month}+{opex.usd_per_user}*{total_users})"
    "*(1+{opex.growth_rate})^MAX(0,{month_number}-{opex_first_month})*{opex_on}",
)
def opex_cost(
    opex__usd_per_month: Array,
    opex__usd_per_user: Array,
    opex__growth_rate: Array,
    opex_first_month: Array,
    opex_on: Array,
    total_users: Array,
    month_number: Array,
) -> Array:
    """Fixed and per-user cost, growing from its first month on."""
    growth = np.exp(np.log1p(opex__growth_rate) * np.maximum(month_number - opex_first_month, 0))
    return np.asarray((opex__usd_per_month + opex__usd_per_user * total_users) * growth * opex_on)


def _category(label: str, category: str) -> Declare:
    excel = f'SUMIFS({{opex_cost[*]}},{{opex_cost[@category]}},"{category}")'
    return line(label, OPEX, unit="USD", excel=excel)


@_category("Hosting", "hosting")
def hosting_cost(opex_cost: Array, opex__category: Any) -> Array:
    """Running costs of category hosting: part of COGS."""
    return over_members(opex_cost * (opex__category == "hosting"))


@_category("Third party", "third_party")
def third_party_cost(opex_cost: Array, opex__category: Any) -> Array:
    """Running costs of category third_party: part of COGS."""
    return over_members(opex_cost * (opex__category == "third_party"))


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


@line("Support cost, all plans", PROFIT, unit="USD", excel="SUM({plan_support_cost[*]})")
def support_cost(closing_accounts: Array, plans__support_usd: Array) -> Array:
    """Support of all accounts: part of COGS."""
    return over_members(closing_accounts * plans__support_usd)


@line("Payment fees, all plans", PROFIT, unit="USD", excel="SUM({plan_payment_cost[*]})")
def payment_cost(payment_fee_rate: Array, total_revenue: Array) -> Array:
    """Payment fees on all revenue: part of COGS."""
    return payment_fee_rate * total_revenue


@line(
    "Cost of revenue (COGS)",
    PROFIT,
    unit="USD",
    excel="{total_inference_cost}+{total_review_cost}+{hosting_cost}+{support_cost}+{payment_cost}+{third_party_cost}",
)
def total_cogs(
    total_inference_cost: Array,
    total_review_cost: Array,
    hosting_cost: Array,
    support_cost: Array,
    payment_cost: Array,
    third_party_cost: Array,
) -> Array:
    """Inference, review, hosting, support, payment and third party; no training in it."""
    machines = total_inference_cost + hosting_cost + third_party_cost
    return machines + total_review_cost + support_cost + payment_cost


@line("Gross profit", PROFIT, unit="USD", excel="{total_revenue}-{total_cogs}")
def gross_profit(total_revenue: Array, total_cogs: Array) -> Array:
    """Revenue less COGS."""
    return total_revenue - total_cogs


@line(
    "Gross margin",
    PROFIT,
    unit="share",
    kind=RATIO,
    excel='IF({total_revenue}>0,{gross_profit}/{total_revenue},"n.m.")',
)
def gross_margin(total_revenue: Array, total_cogs: Array) -> Array:
    """Gross profit over revenue, no training in it; n.m. without revenue."""
    return 1 - ratio(total_cogs, total_revenue)


@line(
    "Gross margin, loaded with training amortisation",
    PROFIT,
    unit="share",
    kind=RATIO,
    excel='IF({total_revenue}>0,({gross_profit}-{total_training_amortisation})/{total_revenue},"n.m.")',
)
def gross_margin_loaded(total_revenue: Array, total_cogs: Array, total_training_amortisation: Array) -> Array:
    """Also less amortisation of capitalised training."""
    return 1 - ratio(total_cogs + total_training_amortisation, total_revenue)


@line(
    "Gross margin after all training",
    PROFIT,
    unit="share",
    kind=RATIO,
    excel="IF({total_revenue}>0,({gross_profit}-{total_training_amortisation}-{total_training_expensed})"
    '/{total_revenue},"n.m.")',
)
def gross_margin_after_training(
    total_revenue: Array, total_cogs: Array, total_training_amortisation: Array, total_training_expensed: Array
) -> Array:
    """Also less amortised and expensed training."""
    return 1 - ratio(total_cogs + total_training_amortisation + total_training_expensed, total_revenue)


@line(
    "EBITDA",
    CASH,
    unit="USD",
    excel="{gross_profit}-({rnd_cost}+{total_training_expensed})-{sales_marketing_cost}-{gna_cost}",
)
def ebitda(
    gross_profit: Array,
    rnd_cost: Array,
    total_training_expensed: Array,
    sales_marketing_cost: Array,
    gna_cost: Array,
) -> Array:
    """Gross profit less R&D with expensed training, sales and marketing, G&A."""
    return gross_profit - (rnd_cost + total_training_expensed + sales_marketing_cost + gna_cost)


@line("EBIT", CASH, unit="USD", excel="{ebitda}-{total_training_amortisation}")
def ebit(ebitda: Array, total_training_amortisation: Array) -> Array:
    """EBITDA less amortisation of capitalised training."""
    return ebitda - total_training_amortisation


@line("Net burn", CASH, unit="USD", excel="-({ebitda}-{total_training_capitalised})")
def net_burn(ebitda: Array, total_training_capitalised: Array) -> Array:
    """Cash used in the month, capitalised training included; negative when cash is generated."""
    return total_training_capitalised - ebitda


@line("Opening cash", CASH, unit="USD", kind=OPENING, excel="{closing_cash[-1]}")
def opening_cash(closing_cash: Array, opening_cash_usd: Array) -> Array:
    """Cash at the start of the month."""
    first = np.broadcast_to(opening_cash_usd, (*closing_cash.shape[:-1], 1))
    return np.concatenate([first, closing_cash[..., :-1]], axis=-1)


@line("Closing cash", CASH, unit="USD", kind=STOCK, opening="opening_cash_usd", excel="{opening_cash}-{net_burn}")
def closing_cash(opening_cash_usd: Array, net_burn: Array) -> Array:
    """Opening cash less all burn since."""
    return np.asarray(opening_cash_usd - np.cumsum(net_burn, axis=-1))


@line(
    "Inference share of revenue",
    SHARES,
    unit="share",
    kind=RATIO,
    excel='IF({total_revenue}>0,{total_inference_cost}/{total_revenue},"n.m.")',
)
def inference_share_of_revenue(total_inference_cost: Array, total_revenue: Array) -> Array:
    """Inference over revenue, the same as inference per user over ARPU; it does not change with users alone."""
    return ratio(total_inference_cost, total_revenue)


@line(
    "Inference efficiency ratio",
    SHARES,
    unit="ratio",
    kind=RATIO,
    excel='IF({total_inference_cost}>0,{total_revenue}/{total_inference_cost},"n.m.")',
)
def inference_efficiency_ratio(total_inference_cost: Array, total_revenue: Array) -> Array:
    """Revenue per USD of inference."""
    return ratio(total_revenue, total_inference_cost)


@line(
    "Inference cost, cumulative",
    SHARES,
    unit="USD",
    kind=STOCK,
    opening="0",
    excel="{cumulative_inference_cost[-1]}+{total_inference_cost}",
)
def cumulative_inference_cost(total_inference_cost: Array) -> Array:
    """Inference cost since month 1."""
    return np.asarray(np.cumsum(total_inference_cost, axis=-1))


@line(
    "Training cash, cumulative",
    SHARES,
    unit="USD",
    kind=STOCK,
    opening="0",
    excel="{cumulative_training_cash[-1]}+{total_training_cash}",
)
def cumulative_training_cash(total_training_cash: Array) -> Array:
    """Training cash since month 1."""
    return np.asarray(np.cumsum(total_training_cash, axis=-1))


@line(
    "Inference share of lifetime cost",
    SHARES,
    unit="share",
    kind=RATIO,
    excel="IF({cumulative_inference_cost}+{cumulative_training_cash}>0,"
    '{cumulative_inference_cost}/({cumulative_inference_cost}+{cumulative_training_cash}),"n.m.")',
)
def inference_share_of_lifetime_cost(cumulative_inference_cost: Array, cumulative_training_cash: Array) -> Array:
    """Inference over inference and training, both since month 1."""
    return ratio(cumulative_inference_cost, cumulative_inference_cost + cumulative_training_cash)
