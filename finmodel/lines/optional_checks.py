"""Checks, third part: of deciles, caps, detection, stepped tools and actuals, where a company has them."""

from __future__ import annotations

import numpy as np

from finmodel.inputs.detection import DETECTION
from finmodel.lines.arithmetic import TOLERANCE, count, flag, over_members, over_months
from finmodel.lines.heavy_use import DECILES
from finmodel.lines.identities import breaches
from finmodel.lines.stepped_tools import TOOLS
from finmodel.model.item import CHECK, Array, Declare, Section, line

TENTHS = Section("Checks", "Usage deciles", DECILES)
REVIEW = Section("Checks", "Review by detection", tuple(f"quality.{column}" for column in DETECTION))
BANDS = Section("Checks", "Stepped tools", TOOLS)
ACTUAL = Section("Checks", "Actuals against plan", ("actuals",))


def _check(label: str, on: Section, excel: str) -> Declare:
    return line(label, on, unit="count", kind=CHECK, excel=excel)


@_check("Usage deciles: shares do not sum to 1", TENTHS,
        "(((SUM({usage_deciles.share[column]})-1)/{tolerance})^2>1)*1")  # fmt: skip
def decile_sum(usage_deciles__share: Array) -> Array:
    """All queries are sent by some tenth of the users."""
    return flag(np.abs(over_members(usage_deciles__share) - 1) > TOLERANCE)


@_check(
    "Heavy users: tenths earn what the plan earns",
    TENTHS,
    "(((SUM({decile_gross_profit[block]})-SUM({plan_gross_profit[block]}))/{tolerance})^2"
    ">1+{total_revenue[total]}^2+{total_cogs[total]}^2)*1",
)
def decile_views(
    decile_gross_profit: Array, plan_gross_profit: Array, total_revenue: Array, total_cogs: Array
) -> Array:
    """Gross profit by tenth sums to gross profit by plan."""
    size = np.hypot(over_months(total_revenue), over_months(total_cogs))
    return breaches(over_months(over_members(decile_gross_profit)), over_months(over_members(plan_gross_profit)), size)


@_check(
    "Review by detection: features with some of its figures, not all",
    REVIEW,
    'SUMPRODUCT(({quality.prevalence[column]}<>"")*(1-({quality.true_positive_rate[column]}<>"")'
    '*({quality.false_positive_rate[column]}<>"")))',
)
def detection_complete(
    quality__prevalence: Array, quality__true_positive_rate: Array, quality__false_positive_rate: Array
) -> Array:
    """A detector has a hit rate and a rate of false alarms."""
    rates = np.isfinite(quality__true_positive_rate) & np.isfinite(quality__false_positive_rate)
    return count(np.isfinite(quality__prevalence) & ~rates)


@_check("Stepped tools: no band from 0, or two that begin alike", BANDS, "SUM({tool_start_faults[*]})")
def tool_starts(tool_start_faults: Array) -> Array:
    """Every unit falls into one band."""
    return over_members(tool_start_faults)


@_check("Stepped tools: rows of a tool with different modes or drivers", BANDS, "SUM({tool_word_faults[*]})")
def tool_words(tool_word_faults: Array) -> Array:
    """A tool has one way of billing."""
    return over_members(tool_word_faults)


@_check("Actuals: months with two rows for a line item and member", ACTUAL,
        "SUMPRODUCT(({actual_amount_rows[block]}>1)*1)+SUMPRODUCT(({actual_count_rows[block]}>1)*1)")  # fmt: skip
def doubled_actuals(actual_amount_rows: Array, actual_count_rows: Array) -> Array:
    """A month, line item and member stand in actuals once."""
    return count(actual_amount_rows > 1) + count(actual_count_rows > 1)


@_check(
    "Actuals: price and volume make up the variance",
    ACTUAL,
    "(((SUM({price_variance[block]})+SUM({volume_variance[block]})-SUM({split_variance[block]}))/{tolerance})^2"
    ">1+SUM({price_variance[block]})^2+SUM({volume_variance[block]})^2)*1",
)
def variance_parts(price_variance: Array, volume_variance: Array, split_variance: Array) -> Array:
    """Nothing of a variance is left unexplained."""
    parts = [over_months(over_members(part)) for part in (price_variance, volume_variance)]
    return breaches(parts[0] + parts[1], over_months(over_members(split_variance)), np.hypot(*parts))
