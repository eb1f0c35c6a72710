"""Scale, second part: what is left below gross profit at other sizes, and the cash (MODEL.md, section 2)."""

from __future__ import annotations

from finmodel.lines.arithmetic import at_month, over_months
from finmodel.lines.scale import SIZES, part_moved
from finmodel.model.dimension import SCALE
from finmodel.model.item import CONSTANT, Array, Declare, line


def _of_size(label: str, excel: str) -> Declare:
    return line(label, SIZES, by=SCALE, unit="USD", kind=CONSTANT, excel=excel)


@part_moved("Research and development of twelve months", "rnd_cost")
def scale_rnd_cost(at_scales__rnd_cost: Array, in_diligence_year: Array) -> Array:
    """R&D: its fixed part stays; training is apart."""
    return over_months(at_scales__rnd_cost * in_diligence_year)


@part_moved("Sales and marketing of twelve months", "sales_marketing_cost")
def scale_sales_marketing_cost(at_scales__sales_marketing_cost: Array, in_diligence_year: Array) -> Array:
    """Sales and marketing: its fixed part stays, which more users would hardly allow."""
    return over_months(at_scales__sales_marketing_cost * in_diligence_year)


@part_moved("General and administrative of twelve months", "gna_cost")
def scale_gna_cost(at_scales__gna_cost: Array, in_diligence_year: Array) -> Array:
    """G&A: its fixed part stays."""
    return over_months(at_scales__gna_cost * in_diligence_year)


@_of_size(
    "Training cash of twelve months",
    "SUMPRODUCT({total_training_capitalised[all]}+{total_training_expensed[all]},{in_diligence_year[all]})",
)
def scale_training_cash(
    total_training_capitalised: Array, total_training_expensed: Array, in_diligence_year: Array
) -> Array:
    """One-time, capitalised or expensed: the same at every size."""
    return over_months((total_training_capitalised + total_training_expensed) * in_diligence_year)


@_of_size(
    "Net burn of twelve months",
    "{scale_cogs}+{scale_rnd_cost}+{scale_sales_marketing_cost}+{scale_gna_cost}+{scale_training_cash}-{scale_revenue}",
)
def scale_net_burn(at_scales__net_burn: Array, in_diligence_year: Array) -> Array:
    """Cash used in the twelve months; negative when cash is generated."""
    return over_months(at_scales__net_burn * in_diligence_year)


@_of_size(
    "Cash at the end of the twelve months",
    "INDEX({closing_cash[all]},MATCH({diligence_month},{month[all]},0))"
    "-({scale_factor}-1)*SUMPRODUCT({user_driven_burn[all]},{until_diligence[all]}){-scale_tool_excess_until}",
)
def scale_closing_cash(at_scales__closing_cash: Array, diligence_month: Array) -> Array:
    """Cash at the end of the diligence month, had every month since the first been of that size."""
    return at_month(at_scales__closing_cash, diligence_month)
