"""Unit economics: margin, contribution, CAC and LTV of each plan (MODEL.md, section 2, per plan)."""

from __future__ import annotations

import numpy as np

from finmodel.lines.arithmetic import ratio, where_meaningful
from finmodel.model.dimension import PLAN
from finmodel.model.item import CONSTANT, RATIO, Array, Section, Weighted, line

MARGIN = Section("Profit", "Margin of a plan")
ACQUISITION = Section("Profit", "Acquisition and lifetime value of a plan")


@line(
    "COGS of the plan",
    MARGIN,
    by=PLAN,
    unit="USD",
    excel="{plan_inference_cost}+{plan_review_cost}+{plan_support_cost}+{plan_payment_cost}"
    "+{user_share}*({hosting_cost}+{third_party_cost})",
)
def plan_cogs(
    plan_inference_cost: Array,
    plan_review_cost: Array,
    plan_support_cost: Array,
    plan_payment_cost: Array,
    user_share: Array,
    hosting_cost: Array,
    third_party_cost: Array,
) -> Array:
    """Inference, review, support and payment direct; hosting and third party by share of users."""
    direct = plan_inference_cost + plan_review_cost + plan_support_cost + plan_payment_cost
    return direct + user_share * hosting_cost + user_share * third_party_cost


@line("Gross profit of the plan", MARGIN, by=PLAN, unit="USD", excel="{revenue}-{plan_cogs}")
def plan_gross_profit(revenue: Array, plan_cogs: Array) -> Array:
    """Revenue less COGS of the plan."""
    return revenue - plan_cogs


@line(
    "Gross margin of the plan",
    MARGIN,
    by=PLAN,
    unit="share",
    kind=RATIO,
    excel='IF({revenue}>0,{plan_gross_profit}/{revenue},"n.m.")',
)
def plan_gross_margin(revenue: Array, plan_cogs: Array) -> Array:
    """Gross profit over revenue; n.m. without revenue."""
    return 1 - ratio(plan_cogs, revenue)


@line(
    "Inference share of the plan's revenue",
    MARGIN,
    by=PLAN,
    unit="share",
    kind=RATIO,
    excel='IF({revenue}>0,{plan_inference_cost}/{revenue},"n.m.")',
)
def plan_inference_share_of_revenue(plan_inference_cost: Array, revenue: Array) -> Array:
    """Inference over revenue of the plan: inference over ARPU."""
    return ratio(plan_inference_cost, revenue)


@line(
    "Inference cost per user of the plan",
    MARGIN,
    by=PLAN,
    unit="USD per user",
    kind=RATIO,
    total=Weighted("users"),
    excel='IF({users}>0,{plan_inference_cost}/{users},"n.m.")',
)
def plan_inference_cost_per_user(plan_inference_cost: Array, users: Array) -> Array:
    """Inference of the month over users; the total is per user-month."""
    return ratio(plan_inference_cost, users)


@line(
    "Sales and marketing of the plan",
    ACQUISITION,
    by=PLAN,
    unit="USD",
    excel="{plans.sales_marketing_share}*{sales_marketing_cost}",
)
def plan_sales_marketing_cost(plans__sales_marketing_share: Array, sales_marketing_cost: Array) -> Array:
    """The plan's share of sales and marketing."""
    return plans__sales_marketing_share * sales_marketing_cost


@line(
    "Contribution margin of the plan",
    ACQUISITION,
    by=PLAN,
    unit="share",
    kind=RATIO,
    excel='IF({revenue}>0,({plan_gross_profit}-{plan_sales_marketing_cost})/{revenue},"n.m.")',
)
def plan_contribution_margin(revenue: Array, plan_cogs: Array, plan_sales_marketing_cost: Array) -> Array:
    """Revenue less COGS and the plan's sales and marketing, over revenue."""
    return 1 - ratio(plan_cogs + plan_sales_marketing_cost, revenue)


@line(
    "Cost of acquiring an account (CAC)",
    ACQUISITION,
    by=PLAN,
    unit="USD per account",
    kind=RATIO,
    excel='IF({new_accounts}>0,{plan_sales_marketing_cost}/{new_accounts},"n.m.")',
)
def cac(plan_sales_marketing_cost: Array, new_accounts: Array) -> Array:
    """The plan's sales and marketing over its new accounts of the month; n.m. without new accounts."""
    return ratio(plan_sales_marketing_cost, new_accounts)


@line(
    "Lifetime of an account",
    ACQUISITION,
    by=PLAN,
    unit="months",
    kind=CONSTANT,
    excel="1/MAX({effective_churn_rate},1/{ltv_lifetime_cap_months})",
)
def plan_lifetime_months(effective_churn_rate: Array, ltv_lifetime_cap_months: Array) -> Array:
    """One over churn, at most the cap; without churn the cap."""
    churning = np.broadcast_to(effective_churn_rate > 0, effective_churn_rate.shape)
    lifetime = np.divide(1, effective_churn_rate, out=np.full(churning.shape, np.inf), where=churning)
    return np.asarray(np.minimum(lifetime, ltv_lifetime_cap_months))


@line(
    "Lifetime value of an account (LTV)",
    ACQUISITION,
    by=PLAN,
    unit="USD per account",
    kind=RATIO,
    excel='IF({revenue}>0,{plan_price}*{plan_gross_profit}/{revenue}*{plan_lifetime_months},"n.m.")',
)
def ltv(plan_price: Array, plan_gross_margin: Array, plan_lifetime_months: Array) -> Array:
    """Price x plan gross margin x lifetime; n.m. without revenue."""
    return plan_price * plan_gross_margin * plan_lifetime_months


@line(
    "LTV to CAC",
    ACQUISITION,
    by=PLAN,
    unit="ratio",
    kind=RATIO,
    excel='IF(({plan_gross_profit}>0)*({new_accounts}>0)*({plan_sales_marketing_cost}>0),{ltv}/{cac},"n.m.")',
)
def ltv_to_cac(ltv: Array, cac: Array, plan_gross_profit: Array) -> Array:
    """n.m. when the margin is 0 or less, or there is no CAC."""
    return where_meaningful((plan_gross_profit > 0) & (cac > 0), ltv, cac)


@line(
    "CAC payback",
    ACQUISITION,
    by=PLAN,
    unit="months",
    kind=RATIO,
    excel='IF(({plan_gross_profit}>0)*({new_accounts}>0),{cac}/({plan_price}*{plan_gross_margin}),"n.m.")',
)
def cac_payback_months(cac: Array, plan_price: Array, plan_gross_margin: Array) -> Array:
    """Months of gross profit of an account that pay its acquisition; n.m. when the margin is 0 or less."""
    earned = plan_price * plan_gross_margin
    return where_meaningful(earned > 0, cac, earned)
