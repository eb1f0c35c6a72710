"""Break-evens of a plan at the benchmark of gross margin, in closed form (MODEL.md, section 2, per plan).

Each moves one thing of one plan in one month, all else as planned; the break-even of the plan's price is its floor.
"""

from __future__ import annotations

from finmodel.lines.arithmetic import where_meaningful
from finmodel.model.dimension import PLAN
from finmodel.model.item import STOCK, Array, Section, line

BREAK_EVEN = Section("Profit", "Break-evens of a plan at the benchmark of gross margin")


def _meant(count: str, cost: str) -> str:
    """The figure has a meaning: at none of the cost the margin is at its benchmark, to 1e-9 of the cost."""
    return f"({{{count}}}>0)*({{{cost}}}>0)*({{margin_room}}+{{{cost}}}*(1+10^-9)>=0)"


@line(
    "Gross profit above the benchmark",
    BREAK_EVEN,
    by=PLAN,
    unit="USD",
    excel="{plan_gross_profit}-{gross_margin_benchmark}*{revenue}",
)
def margin_room(revenue: Array, plan_cogs: Array, gross_margin_benchmark: Array) -> Array:
    """What costs of the plan may still rise by until the margin is at its benchmark; negative when it is below."""
    return (1 - gross_margin_benchmark) * revenue - plan_cogs


@line("Queries of the plan", BREAK_EVEN, by=PLAN, unit="queries", excel="SUMIFS({queries[*]},{queries[@plan]},{plan})")
def plan_queries(queries: Array, plan_features_of_plan: Array) -> Array:
    """All features together, under the cap where there is one."""
    return plan_features_of_plan @ queries


@line(
    "Cost of the plan's queries",
    BREAK_EVEN,
    by=PLAN,
    unit="USD",
    excel="{plan_inference_cost}+{plan_review_cost}",
)
def plan_query_cost(plan_priced_cost: Array, plan_other_query_cost: Array) -> Array:
    """Inference and review: what queries move. Stepped tools are no part of it."""
    return plan_priced_cost + plan_other_query_cost


@line(
    "Vendor prices, over those planned",
    BREAK_EVEN,
    by=PLAN,
    unit="share",
    kind=STOCK,
    excel=f'IF({_meant("revenue", "plan_priced_cost")},1+{{margin_room}}/{{plan_priced_cost}},"n.m.")',
)
def break_even_vendor_price(revenue: Array, margin_room: Array, plan_priced_cost: Array) -> Array:
    """The multiple of all vendor prices at which the plan's margin is at its benchmark, 1 being those planned.

    n.m. without revenue, where vendor prices move nothing, and where even free tokens do not reach the benchmark.
    """
    meant = (revenue > 0) & (plan_priced_cost > 0) & (margin_room + plan_priced_cost * (1 + 1e-9) >= 0)
    return where_meaningful(meant, margin_room + plan_priced_cost, plan_priced_cost)


@line(
    "Queries of a user a month",
    BREAK_EVEN,
    by=PLAN,
    unit="queries",
    kind=STOCK,
    excel=f"IF({{users}}*{_meant('revenue', 'plan_query_cost')},"
    '{plan_queries}/{users}*(1+{margin_room}/{plan_query_cost}),"n.m.")',
)
def break_even_queries_per_user(
    revenue: Array, users: Array, margin_room: Array, plan_queries: Array, plan_query_cost: Array
) -> Array:
    """Queries answered of a user at which the plan's margin is at its benchmark, spread over features as planned.

    The bills of stepped tools stand as planned. n.m. without revenue, where queries cost nothing, and where even no
    query reaches the benchmark.
    """
    reached = margin_room + plan_query_cost * (1 + 1e-9) >= 0
    meant = (revenue > 0) & (users > 0) & (plan_query_cost > 0) & reached
    return where_meaningful(meant, (margin_room + plan_query_cost) * plan_queries, plan_query_cost * users)
