"""Scale: the plan at other numbers of users, side by side (MODEL.md, section 2).

The formulas are closed forms over what grows with users and what does not; the mirrors run the whole model again.
"""

from __future__ import annotations

import numpy as np

from finmodel.lines.arithmetic import at_month, flag, over_months, ratio
from finmodel.model.dimension import SCALE
from finmodel.model.item import CONSTANT, STOCK, Array, Declare, Section, line

YEAR = Section("Profit", "Scale: the twelve months, and what users move")
SIZES = Section("Profit", "Scale: the twelve months at other sizes")

_D = "MATCH({diligence_month},{month[all]},0)"


@line(
    "In the twelve months",
    YEAR,
    unit="flag",
    kind=STOCK,
    excel=f"({{month_number}}>{_D}-12)*({{month_number}}<={_D})",
)
def in_diligence_year(month_number: Array, diligence_month: Array) -> Array:
    """1 in the twelve months that end in the diligence month, fewer at the start."""
    return flag((month_number > diligence_month - 12) & (month_number <= diligence_month))


@line("Up to the diligence month", YEAR, unit="flag", kind=STOCK, excel="({month}<={diligence_month})*1")
def until_diligence(month_number: Array, diligence_month: Array) -> Array:
    """1 from month 1 to the diligence month."""
    return flag(month_number <= diligence_month)


@line(
    "Running costs below gross profit that users move",
    YEAR,
    unit="USD",
    excel="({rnd_cost}-{fixed_rnd_cost})+({sales_marketing_cost}-{fixed_sales_marketing_cost})"
    "+({gna_cost}-{fixed_gna_cost})",
)
def user_driven_overhead(
    rnd_cost: Array,
    sales_marketing_cost: Array,
    gna_cost: Array,
    fixed_rnd_cost: Array,
    fixed_sales_marketing_cost: Array,
    fixed_gna_cost: Array,
) -> Array:
    """The part of R&D, sales and marketing, and G&A that is paid by user."""
    moved = (rnd_cost - fixed_rnd_cost) + (sales_marketing_cost - fixed_sales_marketing_cost)
    return moved + (gna_cost - fixed_gna_cost)


@line(
    "Net burn that users move",
    YEAR,
    unit="USD",
    excel="{total_cogs}-{fixed_cogs}+{user_driven_overhead}-{total_revenue}",
)
def user_driven_burn(total_cogs: Array, fixed_cogs: Array, user_driven_overhead: Array, total_revenue: Array) -> Array:
    """What as many users again would burn; negative when they pay for themselves."""
    return (total_cogs - fixed_cogs) - (total_revenue - user_driven_overhead)


@line(
    "Users, times those of the plan",
    SIZES,
    by=SCALE,
    unit="factor",
    kind=CONSTANT,
    excel='1+({scale}="near")*({scale_factor_near}-1)+({scale}="far")*({scale_factor_far}-1)',
)
def scale_factor(scale_factor_near: Array, scale_factor_far: Array) -> Array:
    """1 as planned, then scale_factor_near and scale_factor_far."""
    near, far = np.broadcast_arrays(scale_factor_near, scale_factor_far)
    return np.concatenate([np.ones_like(near), near, far], axis=-2)


@line("Users", SIZES, by=SCALE, unit="users", kind=CONSTANT, excel=f"{{scale_factor}}*INDEX({{total_users[all]}},{_D})")
def scale_users(at_scales__total_users: Array, diligence_month: Array) -> Array:
    """Users in the diligence month."""
    return at_month(at_scales__total_users, diligence_month)


def _all_moved(label: str, of: str) -> Declare:
    """Twelve months of what users move as a whole."""
    excel = f"{{scale_factor}}*SUMPRODUCT({{{of}[all]}},{{in_diligence_year[all]}})"
    return line(label, SIZES, by=SCALE, unit="USD", kind=CONSTANT, excel=excel)


def part_moved(label: str, of: str, more: str = "") -> Declare:
    """Twelve months of what users move in part: the fixed part stays."""
    moved = f"({{scale_factor}}-1)*({{{of}[all]}}-{{fixed_{of}[all]}})"
    excel = f"SUMPRODUCT({{{of}[all]}}+{moved},{{in_diligence_year[all]}}){more}"
    return line(label, SIZES, by=SCALE, unit="USD", kind=CONSTANT, excel=excel)


@_all_moved("Revenue of twelve months", "total_revenue")
def scale_revenue(at_scales__total_revenue: Array, in_diligence_year: Array) -> Array:
    """Revenue of the twelve months at that size."""
    return over_months(at_scales__total_revenue * in_diligence_year)


@_all_moved("Inference cost of twelve months", "total_inference_cost")
def scale_inference_cost(at_scales__total_inference_cost: Array, in_diligence_year: Array) -> Array:
    """Inference: every query costs what it costs."""
    return over_months(at_scales__total_inference_cost * in_diligence_year)


@_all_moved("Review cost of twelve months", "total_review_cost")
def scale_review_cost(at_scales__total_review_cost: Array, in_diligence_year: Array) -> Array:
    """Review: a share of every query."""
    return over_months(at_scales__total_review_cost * in_diligence_year)


@part_moved("Hosting of twelve months", "hosting_cost")
def scale_hosting_cost(at_scales__hosting_cost: Array, in_diligence_year: Array) -> Array:
    """Hosting: its fixed part stays."""
    return over_months(at_scales__hosting_cost * in_diligence_year)


@_all_moved("Support cost of twelve months", "support_cost")
def scale_support_cost(at_scales__support_cost: Array, in_diligence_year: Array) -> Array:
    """Support: by account."""
    return over_months(at_scales__support_cost * in_diligence_year)


@_all_moved("Payment fees of twelve months", "payment_cost")
def scale_payment_cost(at_scales__payment_cost: Array, in_diligence_year: Array) -> Array:
    """Payment fees: on all revenue."""
    return over_months(at_scales__payment_cost * in_diligence_year)


@part_moved("Third party of twelve months", "third_party_cost", "{+scale_tool_excess}")
def scale_third_party_cost(at_scales__third_party_cost: Array, in_diligence_year: Array) -> Array:
    """Third party: its fixed part stays; tools whose bill steps pay the bands they reach."""
    return over_months(at_scales__third_party_cost * in_diligence_year)


@line(
    "Cost of revenue (COGS) of twelve months",
    SIZES,
    by=SCALE,
    unit="USD",
    kind=CONSTANT,
    excel="{scale_inference_cost}+{scale_review_cost}+{scale_hosting_cost}+{scale_support_cost}"
    "+{scale_payment_cost}+{scale_third_party_cost}",
)
def scale_cogs(at_scales__total_cogs: Array, in_diligence_year: Array) -> Array:
    """All of the above."""
    return over_months(at_scales__total_cogs * in_diligence_year)


@line(
    "Gross margin of twelve months",
    SIZES,
    by=SCALE,
    unit="share",
    kind=CONSTANT,
    excel='IF({scale_revenue}>0,({scale_revenue}-{scale_cogs})/{scale_revenue},"n.m.")',
)
def scale_gross_margin(
    at_scales__total_revenue: Array, at_scales__total_cogs: Array, in_diligence_year: Array
) -> Array:
    """Gross profit over revenue; n.m. without revenue. Fewer than twelve months count where there are fewer."""
    revenue = over_months(at_scales__total_revenue * in_diligence_year)
    return 1 - ratio(over_months(at_scales__total_cogs * in_diligence_year), revenue)


@line(
    "Inference share of revenue of twelve months",
    SIZES,
    by=SCALE,
    unit="share",
    kind=CONSTANT,
    excel='IF({scale_revenue}>0,{scale_inference_cost}/{scale_revenue},"n.m.")',
)
def scale_inference_share(
    at_scales__total_inference_cost: Array, at_scales__total_revenue: Array, in_diligence_year: Array
) -> Array:
    """Inference over revenue: it does not change with users, the amounts do; n.m. without revenue."""
    spent = over_months(at_scales__total_inference_cost * in_diligence_year)
    return ratio(spent, over_months(at_scales__total_revenue * in_diligence_year))
