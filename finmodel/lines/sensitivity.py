"""Two-way sensitivity of the gross margin, a live formula in every cell (MODEL.md, section 2).

The formulas are closed forms: cost is linear in each multiplier, once what price, volume and output length move are
apart. The mirrors run the whole model again under the multipliers of every cell.
"""

from __future__ import annotations

import numpy as np

from finmodel.lines.arithmetic import over_members, over_months, ratio
from finmodel.model.dimension import ACROSS, CELL, DOWN, Dimension
from finmodel.model.item import CONSTANT, Array, Declare, Section, line

PARTS = Section("Profit", "Sensitivity: what moves the twelve months' gross margin")
AXES = Section("Profit", "Sensitivity: the steps of the axes")
PRICE = Section("Profit", "Sensitivity: gross margin by vendor price (down) and queries of a user (across)")
LENGTH = Section("Profit", "Sensitivity: gross margin by plan price (down) and output length (across)")


def _year(label: str, of: str) -> Declare:
    return line(label, PARTS, unit="USD", kind=CONSTANT, excel=f"SUMPRODUCT({of},{{in_diligence_year[all]}})")


@_year("Revenue, twelve months to the diligence month", "{total_revenue[all]}")
def year_revenue(total_revenue: Array, in_diligence_year: Array) -> Array:
    """What plan prices move."""
    return over_months(total_revenue * in_diligence_year)


@_year("Tokens and orchestration, twelve months to the diligence month",
       "{total_tokens_cost[all]}+{total_orchestration_cost[all]}")  # fmt: skip
def year_priced_cost(total_tokens_cost: Array, total_orchestration_cost: Array, in_diligence_year: Array) -> Array:
    """What vendor prices move, and queries."""
    return over_months((total_tokens_cost + total_orchestration_cost) * in_diligence_year)


@_year("Router, tools, retrieval and review, twelve months to the diligence month",
       "{total_router_cost[all]}+{total_tools_cost[all]}+{total_retrieval_cost[all]}+"
       "{total_review_cost[all]}")  # fmt: skip
def year_other_query_cost(
    total_router_cost: Array,
    total_tools_cost: Array,
    total_retrieval_cost: Array,
    total_review_cost: Array,
    in_diligence_year: Array,
) -> Array:
    """What queries move, and vendor prices do not."""
    per_query = total_router_cost + total_tools_cost + total_retrieval_cost + total_review_cost
    return over_months(per_query * in_diligence_year)


@_year("Payment fees, twelve months to the diligence month", "{payment_cost[all]}")
def year_payment_cost(payment_cost: Array, in_diligence_year: Array) -> Array:
    """A share of revenue: it moves with plan prices."""
    return over_months(payment_cost * in_diligence_year)


@_year("Other COGS, twelve months to the diligence month",
       "{hosting_cost[all]}+{support_cost[all]}+{third_party_cost[all]}")  # fmt: skip
def year_other_cogs(
    hosting_cost: Array, support_cost: Array, third_party_cost: Array, in_diligence_year: Array
) -> Array:
    """What none of the four moves."""
    return over_months((hosting_cost + support_cost + third_party_cost) * in_diligence_year)


@line(
    "Output tokens with their orchestration, all features",
    PARTS,
    unit="USD",
    excel="SUMPRODUCT({feature_queries[*]},{attempts_per_query[*]},{output_tokens[*]},{feature_output_usd_per_mtok[*]},"
    "1+{features.orchestration_rate[*]})/10^6",
)
def total_output_cost(
    feature_queries: Array,
    attempts_per_query: Array,
    output_tokens: Array,
    feature_output_usd_per_mtok: Array,
    features__orchestration_rate: Array,
) -> Array:
    """The part of tokens and orchestration cost that the length of answers moves."""
    billed = feature_queries * attempts_per_query * output_tokens / 1e6
    return over_members(billed * feature_output_usd_per_mtok * (1 + features__orchestration_rate))


@_year("Output tokens, twelve months to the diligence month", "{total_output_cost[all]}")
def year_output_cost(total_output_cost: Array, in_diligence_year: Array) -> Array:
    """What the length of answers moves."""
    return over_months(total_output_cost * in_diligence_year)


def _axis(label: str, by: Dimension, step: str) -> Declare:
    at = f"{{{by.name}}}"
    steps = f'({at}="one up")+2*({at}="two up")-({at}="one down")-2*({at}="two down")'
    excel = f"MAX(0,1+{{{step}}}*({steps}))"
    return line(label, AXES, by=by, unit="factor", kind=CONSTANT, excel=excel)


def _factors(step: Array) -> Array:
    """Two steps down, one, none, one up, two."""
    return np.concatenate([np.maximum(0, 1 + n * step) for n in (-2, -1, 0, 1, 2)], axis=-2)


@_axis("Vendor prices, times those of the plan", DOWN, "vendor_price_step")
def vendor_price_factor(vendor_price_step: Array) -> Array:
    """Five factors around 1."""
    return _factors(vendor_price_step)


@_axis("Queries of a user, times those of the plan", ACROSS, "queries_step")
def queries_factor(queries_step: Array) -> Array:
    """Five factors around 1."""
    return _factors(queries_step)


@_axis("Plan prices, times those of the plan", DOWN, "plan_price_step")
def plan_price_factor(plan_price_step: Array) -> Array:
    """Five factors around 1."""
    return _factors(plan_price_step)


@_axis("Output tokens, times those of the plan", ACROSS, "output_tokens_step")
def output_tokens_factor(output_tokens_step: Array) -> Array:
    """Five factors around 1."""
    return _factors(output_tokens_step)


def _margin(revenue: Array, cogs: Array, in_diligence_year: Array) -> Array:
    return 1 - ratio(over_months(cogs * in_diligence_year), over_months(revenue * in_diligence_year))


@line(
    "Gross margin by vendor price and queries",
    PRICE,
    by=CELL,
    unit="share",
    kind=CONSTANT,
    excel="IF({year_revenue}>0,1-({vendor_price_factor}*{year_priced_cost_at_step}+{year_other_query_cost_at_step}"
    '+{year_payment_cost}+{year_other_cogs})/{year_revenue},"n.m.")',
)
def gross_margin_by_price_and_queries(
    in_price_cells__total_inference_cost: Array,
    in_price_cells__total_review_cost: Array,
    total_inference_cost: Array,
    total_review_cost: Array,
    total_cogs: Array,
    total_revenue: Array,
    in_diligence_year: Array,
) -> Array:
    """Twelve months' gross margin with vendor prices and queries of a user moved; n.m. without revenue.

    Caps hold back what they hold back. All other COGS stand as planned, bills of stepped tools among them.
    """
    others = total_cogs - total_inference_cost - total_review_cost
    served = in_price_cells__total_inference_cost + in_price_cells__total_review_cost
    return _margin(total_revenue, served + others, in_diligence_year)


@line(
    "Gross margin by plan price and output length",
    LENGTH,
    by=CELL,
    unit="share",
    kind=CONSTANT,
    excel="IF({plan_price_factor}*{year_revenue}>0,1-({year_payment_cost}/{year_revenue}+({year_priced_cost}"
    "+({output_tokens_factor}-1)*{year_output_cost}+{year_other_query_cost}+{year_other_cogs})"
    '/({plan_price_factor}*{year_revenue})),"n.m.")',
)
def gross_margin_by_plan_price_and_output(
    in_length_cells__total_revenue: Array, in_length_cells__total_cogs: Array, in_diligence_year: Array
) -> Array:
    """Twelve months' gross margin with plan prices and the length of answers moved; n.m. without revenue."""
    return _margin(in_length_cells__total_revenue, in_length_cells__total_cogs, in_diligence_year)
