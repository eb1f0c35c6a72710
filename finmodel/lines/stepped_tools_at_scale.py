"""Stepped tools at ten and a hundred times the users: bills that grow unevenly (MODEL.md, section 5)."""

from __future__ import annotations

from typing import Any

from finmodel.lines.arithmetic import over_members, trailing
from finmodel.lines.stepped_tools import TOOLS, band_cost, bill, entered, entered_bands
from finmodel.model.dimension import TOOL
from finmodel.model.item import STOCK, Array, Declare, Section, line

SCALE = Section("Inference", "Stepped tools: bills at 10x and 100x users", TOOLS)
YEAR = Section("Profit", "Diligence: stepped tools at 10x and 100x users", TOOLS)


@line("Units at 10x", SCALE, by=TOOL, unit="units", excel="10*{tool_units}")
def tool_units_at_10x(tool_units: Array) -> Array:
    """What the tool counts at ten times the users."""
    return 10 * tool_units


@entered("Band reached at 10x", "tool_units_at_10x", SCALE)
def tier_entered_at_10x(tool_units_at_10x: Array, tool_tiers__from_units: Array) -> Array:
    """1 once ten times the units pass the band's edge."""
    return entered_bands(tool_units_at_10x, tool_tiers__from_units)


@line("Bands reached at 10x", SCALE, by=TOOL, unit="count", excel="SUM({tier_entered_at_10x[tool,*]})")
def tiers_entered_at_10x(tier_entered_at_10x: Array, tiers_of_tool: Array) -> Array:
    """How far up the price list ten times the units go."""
    return tiers_of_tool @ tier_entered_at_10x


@band_cost("Bill of the band at 10x", "tier_entered_at_10x", "tiers_entered_at_10x", "tool_units_at_10x", SCALE)
def tier_cost_at_10x(
    tool_units_at_10x: Array,
    tool_tiers__from_units: Array,
    tool_tiers__usd_per_unit: Array,
    tool_tiers__flat_usd: Array,
    tool_tiers__mode: Any,
    tool_tiers__tool: Any,
) -> Array:
    """What ten times the units pay in the band."""
    return bill(
        tool_units_at_10x, tool_tiers__from_units, tool_tiers__usd_per_unit, tool_tiers__flat_usd, tool_tiers__mode,
        tool_tiers__tool,
    )  # fmt: skip


@line("Bills of all stepped tools at 10x", SCALE, unit="USD", excel="SUM({tier_cost_at_10x[*]})")
def total_tool_cost_at_10x(tier_cost_at_10x: Array) -> Array:
    """What the tools cost when ten times the units are counted."""
    return over_members(tier_cost_at_10x)


@line("Units at 100x", SCALE, by=TOOL, unit="units", excel="100*{tool_units}")
def tool_units_at_100x(tool_units: Array) -> Array:
    """What the tool counts at a hundred times the users."""
    return 100 * tool_units


@entered("Band reached at 100x", "tool_units_at_100x", SCALE)
def tier_entered_at_100x(tool_units_at_100x: Array, tool_tiers__from_units: Array) -> Array:
    """1 once a hundred times the units pass the band's edge."""
    return entered_bands(tool_units_at_100x, tool_tiers__from_units)


@line("Bands reached at 100x", SCALE, by=TOOL, unit="count", excel="SUM({tier_entered_at_100x[tool,*]})")
def tiers_entered_at_100x(tier_entered_at_100x: Array, tiers_of_tool: Array) -> Array:
    """How far up the price list a hundred times the units go."""
    return tiers_of_tool @ tier_entered_at_100x


@band_cost("Bill of the band at 100x", "tier_entered_at_100x", "tiers_entered_at_100x", "tool_units_at_100x", SCALE)
def tier_cost_at_100x(
    tool_units_at_100x: Array,
    tool_tiers__from_units: Array,
    tool_tiers__usd_per_unit: Array,
    tool_tiers__flat_usd: Array,
    tool_tiers__mode: Any,
    tool_tiers__tool: Any,
) -> Array:
    """What a hundred times the units pay in the band."""
    return bill(
        tool_units_at_100x, tool_tiers__from_units, tool_tiers__usd_per_unit, tool_tiers__flat_usd, tool_tiers__mode,
        tool_tiers__tool,
    )  # fmt: skip


@line("Bills of all stepped tools at 100x", SCALE, unit="USD", excel="SUM({tier_cost_at_100x[*]})")
def total_tool_cost_at_100x(tier_cost_at_100x: Array) -> Array:
    """What the tools cost when a hundred times the units are counted."""
    return over_members(tier_cost_at_100x)


def _of_a_year(label: str, of: str, times: str = "") -> Declare:
    excel = (
        f'SUMIFS({{{of}[all]}},{{month_number[all]}},">"&{{month_number}}-12,'
        f'{{month_number[all]}},"<="&{{month_number}}){times}'
    )
    return line(label, YEAR, unit="USD", kind=STOCK, excel=excel)


@_of_a_year("Stepped tools, twelve months", "total_tool_cost")
def trailing_tool_cost(total_tool_cost: Array) -> Array:
    """Their bills of the twelve months that end here."""
    return trailing(total_tool_cost, 12)


@_of_a_year("Stepped tools at 10x, a tenth of twelve months", "total_tool_cost_at_10x", "/10")
def trailing_tool_cost_at_10x(total_tool_cost_at_10x: Array) -> Array:
    """What ten times the users pay for them, spread over ten times the users."""
    return trailing(total_tool_cost_at_10x / 10, 12)


@_of_a_year("Stepped tools at 100x, a hundredth of twelve months", "total_tool_cost_at_100x", "/100")
def trailing_tool_cost_at_100x(total_tool_cost_at_100x: Array) -> Array:
    """What a hundred times the users pay for them, spread over a hundred times the users."""
    return trailing(total_tool_cost_at_100x / 100, 12)
