"""Stepped tools: bills that go up by band, graduated or for all units (MODEL.md, section 5)."""

from __future__ import annotations

from typing import Any

import numpy as np

from finmodel.lines.arithmetic import flag, over_members
from finmodel.model.dimension import FEATURE, TIER, TOOL
from finmodel.model.item import CONSTANT, Array, Declare, Section, line

TOOLS = ("tool_tiers",)
UNITS = Section("Inference", "Stepped tools: units that they count", TOOLS)
BANDS = Section("Inference", "Stepped tools: bills by band, a third-party cost and no inference", TOOLS)

_OF_TOOL = "({tool_tiers.tool[column]}={tool})"


@line("Qualified outputs", UNITS, by=FEATURE, unit="queries", excel="{feature_queries}*{quality.qualified_rate}")
def tool_qualified_outputs(feature_queries: Array, quality__qualified_rate: Array) -> Array:
    """Answers good enough to use: what some tools count."""
    return feature_queries * quality__qualified_rate


@line(
    "The tool counts qualified outputs",
    UNITS,
    by=TOOL,
    unit="flag",
    kind=CONSTANT,
    excel=f'(SUMPRODUCT({_OF_TOOL}*({{tool_tiers.driver[column]}}="qualified_outputs"))>0)*1',
)
def tool_counts_outputs(tool_tiers_of_tool: Array, tool_tiers__driver: Any) -> Array:
    """1 for qualified outputs, 0 for queries."""
    return flag(tool_tiers_of_tool @ flag(tool_tiers__driver == "qualified_outputs") > 0)


@line(
    "Units of the month",
    UNITS,
    by=TOOL,
    unit="units",
    excel="IF({tool_counts_outputs}>0,SUMIFS({tool_qualified_outputs[*]},{tool_qualified_outputs[@feature]},{feature}),"
    "SUMIFS({feature_queries[*]},{feature_queries[@feature]},{feature}))",
)
def tool_units(
    tool_counts_outputs: Array, feature_queries: Array, tool_qualified_outputs: Array, tools_of_feature: Array
) -> Array:
    """Queries of the tool's feature, or its qualified outputs."""
    own = tools_of_feature.T
    return np.where(tool_counts_outputs > 0, own @ tool_qualified_outputs, own @ feature_queries)


@line(
    "Number of the band",
    BANDS,
    by=TIER,
    unit="count",
    kind=CONSTANT,
    excel=f"SUMPRODUCT({_OF_TOOL}*({{tool_tiers.from_units[column]}}<={{tool_tiers.from_units}}))",
)
def tier_rank(tool_tiers__from_units: Array, tool_tiers__tool: Any) -> Array:
    """1 for the band that begins lowest, whatever the order of the rows."""
    starts = tool_tiers__from_units[..., 0]
    below = starts[..., None, :] <= starts[..., :, None]
    alike = tool_tiers__tool[None, :] == tool_tiers__tool[:, None]
    return np.asarray(flag(below & alike).sum(axis=-1, keepdims=True))


@line(
    "Units at which the next band begins",
    BANDS,
    by=TIER,
    unit="units",
    kind=CONSTANT,
    excel="SUMIFS({tool_tiers.from_units[*]},{tier_rank[@tool]},{tool},{tier_rank[*]},{tier_rank}+1)",
)
def tier_end(tool_tiers__from_units: Array, tool_tiers__tool: Any) -> Array:
    """0 for the last band, which has no end."""
    starts = tool_tiers__from_units[..., 0]
    later = (starts[..., None, :] > starts[..., :, None]) & (tool_tiers__tool[None, :] == tool_tiers__tool[:, None])
    ends = np.where(later, starts[..., None, :], np.inf).min(axis=-1)
    return np.where(np.isfinite(ends), ends, 0.0)[..., None]


@line("Bands of the tool", BANDS, by=TOOL, unit="count", kind=CONSTANT,
      excel="COUNTIFS({tool_tiers.tool[column]},{tool})")  # fmt: skip
def tool_bands(tool_tiers_of_tool: Array) -> Array:
    """How many rows the tool has."""
    return np.asarray(tool_tiers_of_tool.sum(axis=-1, keepdims=True))


@line(
    "Bands that begin wrongly, 0 when all is well",
    BANDS,
    by=TOOL,
    unit="count",
    kind=CONSTANT,
    excel="(COUNTIFS({tier_rank[@tool]},{tool},{tool_tiers.from_units[*]},0)<>1)"
    "+(2*SUMIFS({tier_rank[*]},{tier_rank[@tool]},{tool})<>{tool_bands}*({tool_bands}+1))",
)
def tool_start_faults(tool_tiers_of_tool: Array, tool_tiers__from_units: Array, tool_tiers__tool: Any) -> Array:
    """No band from 0, or two bands that begin alike: every unit falls into one band."""
    starts = tool_tiers__from_units[..., 0]
    alike = (starts[..., None, :] == starts[..., :, None]) & (tool_tiers__tool[None, :] == tool_tiers__tool[:, None])
    twins = tool_tiers_of_tool @ (flag(alike).sum(axis=-1, keepdims=True) - 1)
    return flag(tool_tiers_of_tool @ flag(tool_tiers__from_units == 0) != 1) + flag(twins > 0)


def _mixed(label: str, column: str, word: str) -> Declare:
    of_tool = f'COUNTIFS({{tool_tiers.tool[column]}},{{tool}},{{tool_tiers.{column}[column]}},"{word}")'
    excel = f"(MOD({of_tool},{{tool_bands}})>0)*1"
    return line(label, BANDS, by=TOOL, unit="flag", kind=CONSTANT, excel=excel)


def _some_not_all(rows: Array, tool_tiers_of_tool: Array) -> Array:
    """Whether the condition holds in some rows of a tool and not in others."""
    holding = tool_tiers_of_tool @ flag(np.asarray(rows))
    return flag((holding > 0) & (holding < tool_tiers_of_tool.sum(axis=-1, keepdims=True)))


@_mixed("Rows of the tool differ in mode", "mode", "all_units")
def tool_mode_fault(tool_tiers_of_tool: Array, tool_tiers__mode: Any) -> Array:
    """1 where some bands are graduated and some are not."""
    return _some_not_all(tool_tiers__mode == "all_units", tool_tiers_of_tool)


@_mixed("Rows of the tool differ in driver", "driver", "qualified_outputs")
def tool_driver_fault(tool_tiers_of_tool: Array, tool_tiers__driver: Any) -> Array:
    """1 where some bands count queries and some qualified outputs."""
    return _some_not_all(tool_tiers__driver == "qualified_outputs", tool_tiers_of_tool)


@line(
    "Rows that contradict each other, 0 when all is well",
    BANDS,
    by=TOOL,
    unit="count",
    kind=CONSTANT,
    excel="{tool_mode_fault}+{tool_driver_fault}",
)
def tool_word_faults(tool_mode_fault: Array, tool_driver_fault: Array) -> Array:
    """Rows of a tool with different modes or drivers."""
    return tool_mode_fault + tool_driver_fault


@line(
    "Band reached",
    BANDS,
    by=TIER,
    unit="flag",
    excel="IF({tool_tiers.from_units}>0,({tool_units}>{tool_tiers.from_units}*(1+10^-9))*1,1)",
)
def tier_entered(tool_units: Array, tool_tiers__from_units: Array) -> Array:
    """1 once the units pass the band's edge, not at it; the first band is always reached."""
    return _entered(tool_units, tool_tiers__from_units)


@line("Bands reached", BANDS, by=TOOL, unit="count", excel="SUM({tier_entered[tool,*]})")
def tiers_entered(tier_entered: Array, tiers_of_tool: Array) -> Array:
    """How far up the price list the month goes."""
    return tiers_of_tool @ tier_entered


@line(
    "Bill of the band",
    BANDS,
    by=TIER,
    unit="USD",
    excel='IF({tool_tiers.mode}="all_units",({tier_rank}={tiers_entered})*({tool_units}*{tool_tiers.usd_per_unit}'
    "+{tool_tiers.flat_usd}),MAX(0,MIN({tool_units},{tier_end}+({tier_end}=0)*{tool_units})-{tool_tiers.from_units})"
    "*{tool_tiers.usd_per_unit}+{tier_entered}*{tool_tiers.flat_usd})",
)
def tier_cost(
    tool_units: Array,
    tool_tiers__from_units: Array,
    tool_tiers__usd_per_unit: Array,
    tool_tiers__flat_usd: Array,
    tool_tiers__mode: Any,
    tool_tiers__tool: Any,
) -> Array:
    """Graduated: units of the band at its price; all units: all of them at the price of the last band reached."""
    reached = _entered(tool_units, tool_tiers__from_units)
    same, low = tool_tiers__tool[:, None] == tool_tiers__tool[None, :], tool_tiers__from_units[..., 0]
    later = same & (low[..., None, :] > low[..., :, None])
    ends = np.where(later, low[..., None, :], np.inf).min(axis=-1)[..., None]
    in_band = np.clip(tool_units, tool_tiers__from_units, ends) - tool_tiers__from_units
    graduated = in_band * tool_tiers__usd_per_unit + reached * tool_tiers__flat_usd
    last = reached - flag(later @ reached > 0)
    all_units = last * (tool_units * tool_tiers__usd_per_unit + tool_tiers__flat_usd)
    return np.where(tool_tiers__mode == "all_units", all_units, graduated)


@line("Bill of the tool", BANDS, by=TOOL, unit="USD", excel="SUM({tier_cost[tool,*]})")
def tool_cost(tier_cost: Array, tiers_of_tool: Array) -> Array:
    """What the tool costs in the month."""
    return tiers_of_tool @ tier_cost


@line("Bills of all stepped tools", BANDS, unit="USD", excel="SUM({tool_cost[*]})")
def total_tool_cost(tool_cost: Array) -> Array:
    """Part of the third-party cost, and so of COGS."""
    return over_members(tool_cost)


def _entered(units: Array, starts: Array) -> Array:
    return flag((starts == 0) | (units > starts * (1 + 1e-9)))
