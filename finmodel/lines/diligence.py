"""Diligence, third part: the figures in the diligence month, and when margins pass (MODEL.md, section 2)."""

from __future__ import annotations

from typing import Any

from finmodel.lines.arithmetic import at_month
from finmodel.lines.diligence_path import CASH_GENERATIVE
from finmodel.lines.horizon import first_month, first_of
from finmodel.model.dimension import PLAN
from finmodel.model.item import CONSTANT, Array, Declare, Section, line

FIGURES = Section("Profit", "Diligence: figures in the diligence month")
FIRST = Section("Profit", "Diligence: the first month that passes")


def in_diligence_month(path: str) -> str:
    """The Excel side of a figure that reads the months of a line item in the diligence month."""
    return f"INDEX({{{path}[all]}},MATCH({{diligence_month}},{{month[all]}},0))"


def _figure(label: str, unit: str, path: str, *, infinite: str = "") -> Declare:
    return line(label, FIGURES, unit=unit, kind=CONSTANT, excel=in_diligence_month(path), infinite=infinite)


@_figure("Burn multiple", "ratio", "burn_multiple_by_month")
def burn_multiple(burn_multiple_by_month: Array, diligence_month: Array) -> Array:
    """Net burn of twelve months over the ARR won in them."""
    return at_month(burn_multiple_by_month, diligence_month)


@_figure("Magic number", "ratio", "magic_number_by_month")
def magic_number(magic_number_by_month: Array, diligence_month: Array) -> Array:
    """Growth of quarterly revenue, a year's worth, over the sales and marketing of the quarter before."""
    return at_month(magic_number_by_month, diligence_month)


@_figure("Net revenue retention", "share", "net_revenue_retention_by_month")
def net_revenue_retention(net_revenue_retention_by_month: Array, diligence_month: Array) -> Array:
    """Revenue kept of a year ago's customers; equal to gross retention, since no expansion is modelled."""
    return at_month(net_revenue_retention_by_month, diligence_month)


@_figure("ARR growth", "rate", "arr_growth_by_month")
def arr_growth(arr_growth_by_month: Array, diligence_month: Array) -> Array:
    """ARR over that of a year ago, less 1."""
    return at_month(arr_growth_by_month, diligence_month)


@_figure("Free cash flow margin", "share", "fcf_margin_by_month")
def fcf_margin(fcf_margin_by_month: Array, diligence_month: Array) -> Array:
    """Cash generated over revenue, twelve months."""
    return at_month(fcf_margin_by_month, diligence_month)


@_figure("Rule of 40", "share", "rule_of_40_by_month")
def rule_of_40(rule_of_40_by_month: Array, diligence_month: Array) -> Array:
    """ARR growth and free cash flow margin together, a fraction."""
    return at_month(rule_of_40_by_month, diligence_month)


@_figure("Runway", "months", "runway_months_by_month", infinite=CASH_GENERATIVE)
def runway_months(runway_months_by_month: Array, diligence_month: Array) -> Array:
    """Months that closing cash lasts at the mean burn of three months."""
    return at_month(runway_months_by_month, diligence_month)


@_figure("Largest vendor's share of tokens cost", "share", "vendor_top_share_by_month")
def vendor_top_share(vendor_top_share_by_month: Array, diligence_month: Array) -> Array:
    """The provider that takes most, over all tokens cost."""
    return at_month(vendor_top_share_by_month, diligence_month)


@_figure("Vendor concentration (HHI, 0 to 1)", "ratio", "vendor_hhi_by_month")
def vendor_hhi(vendor_hhi_by_month: Array, diligence_month: Array) -> Array:
    """Sum of the squared shares of the providers."""
    return at_month(vendor_hhi_by_month, diligence_month)


@_figure("Inference cost of a user of the top tenth", "USD per user", "top_decile_cost_per_user_by_month")
def top_decile_cost_per_user(top_decile_cost_per_user_by_month: Array, diligence_month: Array) -> Array:
    """What a heavy user costs in inference."""
    return at_month(top_decile_cost_per_user_by_month, diligence_month)


@_figure("Margin of a user of the top tenth", "USD per user", "top_decile_margin_per_user_by_month")
def top_decile_margin_per_user(top_decile_margin_per_user_by_month: Array, diligence_month: Array) -> Array:
    """Revenue per user less the inference of a heavy one."""
    return at_month(top_decile_margin_per_user_by_month, diligence_month)


@_figure("Gross margin after a vendor price shock, twelve months", "share", "price_shock_gross_margin_by_month")
def price_shock_gross_margin(price_shock_gross_margin_by_month: Array, diligence_month: Array) -> Array:
    """Gross margin of twelve months with vendor prices x (1 + price_shock)."""
    return at_month(price_shock_gross_margin_by_month, diligence_month)


@_figure("Gross margin at 10x users, twelve months", "share", "scale_10x_gross_margin_by_month")
def scale_10x_gross_margin(scale_10x_gross_margin_by_month: Array, diligence_month: Array) -> Array:
    """Gross margin of twelve months with ten times the users."""
    return at_month(scale_10x_gross_margin_by_month, diligence_month)


@_figure("Gross margin at 100x users, twelve months", "share", "scale_100x_gross_margin_by_month")
def scale_100x_gross_margin(scale_100x_gross_margin_by_month: Array, diligence_month: Array) -> Array:
    """Gross margin of twelve months with a hundred times the users."""
    return at_month(scale_100x_gross_margin_by_month, diligence_month)


@first_of("First month: the company's gross margin at its benchmark", FIRST, "passes_gross_margin",
        printed="first_month_pass_gross_margin")  # fmt: skip
def company_first_month_pass_gross_margin(passes_gross_margin: Array, timeline: Any) -> Array:
    """The first month in which the company's gross margin is at its benchmark."""
    return first_month(passes_gross_margin, timeline)


@first_of("First month: gross margin at its benchmark", FIRST, "plan_passes_gross_margin", by=PLAN)
def first_month_pass_gross_margin(plan_passes_gross_margin: Array, timeline: Any) -> Array:
    """The first month in which the plan's gross margin is at the benchmark of gross_margin."""
    return first_month(plan_passes_gross_margin, timeline)


@first_of("First month: the company's inference share at its benchmark", FIRST, "passes_inference_share",
        printed="first_month_pass_inference_share")  # fmt: skip
def company_first_month_pass_inference_share(passes_inference_share: Array, timeline: Any) -> Array:
    """The first month in which the company's inference share is at its benchmark."""
    return first_month(passes_inference_share, timeline)


@first_of("First month: inference share at its benchmark", FIRST, "plan_passes_inference_share", by=PLAN)
def first_month_pass_inference_share(plan_passes_inference_share: Array, timeline: Any) -> Array:
    """The first month in which the plan's inference share is at the benchmark of inference_share_of_revenue."""
    return first_month(plan_passes_inference_share, timeline)
