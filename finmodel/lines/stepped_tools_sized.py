"""Stepped tools at the sizes of Scale: bills that grow unevenly (MODEL.md, section 5)."""

from __future__ import annotations

from typing import Any

from finmodel.lines.arithmetic import over_members
from finmodel.lines.stepped_tools import TOOLS, band_cost, bill, entered, entered_bands
from finmodel.model.dimension import TOOL
from finmodel.model.item import Array, Section, line

SIZED = Section("Inference", "Stepped tools: bills at the sizes of Scale", TOOLS)


@line("Units at the next size", SIZED, by=TOOL, unit="units", excel="{tool_units}*{scale_factor_near}")
def tool_units_near(tool_units: Array, scale_factor_near: Array) -> Array:
    """Units with scale_factor_near times the users."""
    return tool_units * scale_factor_near


@entered("Band reached at the next size", on=SIZED, units="tool_units_near")
def tier_entered_near(tool_units_near: Array, tool_tiers__from_units: Array) -> Array:
    """1 once the units pass the band's edge."""
    return entered_bands(tool_units_near, tool_tiers__from_units)


@line("Bands reached at the next size", SIZED, by=TOOL, unit="count", excel="SUM({tier_entered_near[tool,*]})")
def tiers_entered_near(tier_entered_near: Array, tiers_of_tool: Array) -> Array:
    """How far up the price list the units go."""
    return tiers_of_tool @ tier_entered_near


@band_cost(
    "Bill of the band at the next size", "tier_entered_near", "tiers_entered_near", on=SIZED, counted="tool_units_near"
)
def tier_cost_near(
    tool_units_near: Array,
    tool_tiers__from_units: Array,
    tool_tiers__usd_per_unit: Array,
    tool_tiers__flat_usd: Array,
    tool_tiers__mode: Any,
    tool_tiers__tool: Any,
) -> Array:
    """What the units pay in the band."""
    return bill(
        tool_units_near, tool_tiers__from_units, tool_tiers__usd_per_unit, tool_tiers__flat_usd, tool_tiers__mode,
        tool_tiers__tool,
    )  # fmt: skip


@line("Bills of all stepped tools at the next size", SIZED, unit="USD", excel="SUM({tier_cost_near[*]})")
def total_tool_cost_near(tier_cost_near: Array) -> Array:
    """What the tools cost with scale_factor_near times the users."""
    return over_members(tier_cost_near)


@line("Units at the size after", SIZED, by=TOOL, unit="units", excel="{tool_units}*{scale_factor_far}")
def tool_units_far(tool_units: Array, scale_factor_far: Array) -> Array:
    """Units with scale_factor_far times the users."""
    return tool_units * scale_factor_far


@entered("Band reached at the size after", on=SIZED, units="tool_units_far")
def tier_entered_far(tool_units_far: Array, tool_tiers__from_units: Array) -> Array:
    """1 once the units pass the band's edge."""
    return entered_bands(tool_units_far, tool_tiers__from_units)


@line("Bands reached at the size after", SIZED, by=TOOL, unit="count", excel="SUM({tier_entered_far[tool,*]})")
def tiers_entered_far(tier_entered_far: Array, tiers_of_tool: Array) -> Array:
    """How far up the price list the units go."""
    return tiers_of_tool @ tier_entered_far


@band_cost(
    "Bill of the band at the size after", "tier_entered_far", "tiers_entered_far", on=SIZED, counted="tool_units_far"
)
def tier_cost_far(
    tool_units_far: Array,
    tool_tiers__from_units: Array,
    tool_tiers__usd_per_unit: Array,
    tool_tiers__flat_usd: Array,
    tool_tiers__mode: Any,
    tool_tiers__tool: Any,
) -> Array:
    """What the units pay in the band."""
    return bill(
        tool_units_far, tool_tiers__from_units, tool_tiers__usd_per_unit, tool_tiers__flat_usd, tool_tiers__mode,
        tool_tiers__tool,
    )  # fmt: skip


@line("Bills of all stepped tools at the size after", SIZED, unit="USD", excel="SUM({tier_cost_far[*]})")
def total_tool_cost_far(tier_cost_far: Array) -> Array:
    """What the tools cost with scale_factor_far times the users."""
    return over_members(tier_cost_far)
