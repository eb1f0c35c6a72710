"""Stepped tools at other numbers of users: bills that grow unevenly (MODEL.md, section 5)."""

from __future__ import annotations

from finmodel.lines.arithmetic import trailing
from finmodel.lines.stepped_tools import TOOLS, tier_cost, tier_entered, tiers_entered, total_tool_cost
from finmodel.model.dimension import TOOL
from finmodel.model.item import STOCK, Array, Declare, LineItem, Section, line
from finmodel.model.like import like

SCALE = Section("Inference", "Stepped tools: bills at 10x and 100x users", TOOLS)
YEAR = Section("Profit", "Diligence: stepped tools at 10x and 100x users", TOOLS)
SIZED = Section("Inference", "Stepped tools: bills at the sizes of Scale", TOOLS)


def _bills(units: LineItem) -> tuple[LineItem, ...]:
    """What these units pay, band by band: the price list is the same, the band that they reach is not."""
    size = units.id.removeprefix("tool_units")
    entered, reached, cost = f"tier_entered{size}", f"tiers_entered{size}", f"tier_cost{size}"
    instead = {"tool_units": units.id, "tier_entered": entered, "tiers_entered": reached}
    where = units.label.removeprefix("Units ")
    return (
        like(tier_entered, entered, f"Band reached {where}", on=units.section, instead={"tool_units": units.id}),
        like(tiers_entered, reached, f"Bands reached {where}", on=units.section, instead={"tier_entered": entered}),
        like(tier_cost, cost, f"Bill of the band {where}", on=units.section, instead=instead),
        like(
            total_tool_cost,
            f"total_tool_cost{size}",
            f"Bills of all stepped tools {where}",
            on=units.section,
            instead={"tool_cost": cost},
            doc=f"What the tools cost {where}; a comparison, in no profit.",
        ),
    )


@line("Units at 10x", SCALE, by=TOOL, unit="units", excel="10*{tool_units}")
def tool_units_at_10x(tool_units: Array) -> Array:
    """What the tool counts at ten times the users."""
    return 10 * tool_units


AT_10X = _bills(tool_units_at_10x)


@line("Units at 100x", SCALE, by=TOOL, unit="units", excel="100*{tool_units}")
def tool_units_at_100x(tool_units: Array) -> Array:
    """What the tool counts at a hundred times the users."""
    return 100 * tool_units


AT_100X = _bills(tool_units_at_100x)


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


@line("Units at the next size", SIZED, by=TOOL, unit="units", excel="{tool_units}*{scale_factor_near}")
def tool_units_near(tool_units: Array, scale_factor_near: Array) -> Array:
    """Units with scale_factor_near times the users."""
    return tool_units * scale_factor_near


NEAR = _bills(tool_units_near)


@line("Units at the size after", SIZED, by=TOOL, unit="units", excel="{tool_units}*{scale_factor_far}")
def tool_units_far(tool_units: Array, scale_factor_far: Array) -> Array:
    """Units with scale_factor_far times the users."""
    return tool_units * scale_factor_far


FAR = _bills(tool_units_far)
