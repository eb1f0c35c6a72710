"""Scale, third part: how far bills of stepped tools are from growing evenly (MODEL.md, section 5)."""

from __future__ import annotations

from finmodel.lines.arithmetic import over_months
from finmodel.lines.stepped_tools import TOOLS
from finmodel.model.dimension import SCALE
from finmodel.model.item import CONSTANT, Array, Declare, Section, line

EXCESS = Section("Profit", "Scale: what bills of stepped tools take beyond their share", TOOLS)


def _excess(label: str, months: str) -> Declare:
    """The bills of a size less the size times the bills as planned; 0 as planned."""
    excel = (
        'SUMPRODUCT(({scale}="near")*{total_tool_cost_near[all]}+({scale}="far")*{total_tool_cost_far[all]}'
        f'-({{scale}}<>"as planned")*{{scale_factor}}*{{total_tool_cost[all]}},{{{months}[all]}})'
    )
    return line(label, EXCESS, by=SCALE, unit="USD", kind=CONSTANT, excel=excel)


@_excess("Stepped tools beyond their share, twelve months", "in_diligence_year")
def scale_tool_excess(
    at_scales__total_tool_cost: Array, scale_factor: Array, total_tool_cost: Array, in_diligence_year: Array
) -> Array:
    """Negative where a larger bill gets a better price."""
    return over_months((at_scales__total_tool_cost - scale_factor * total_tool_cost) * in_diligence_year)


@_excess("Stepped tools beyond their share, since month 1", "until_diligence")
def scale_tool_excess_until(
    at_scales__total_tool_cost: Array, scale_factor: Array, total_tool_cost: Array, until_diligence: Array
) -> Array:
    """The same for all months up to the diligence month."""
    return over_months((at_scales__total_tool_cost - scale_factor * total_tool_cost) * until_diligence)
