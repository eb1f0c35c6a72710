"""Actuals against plan: what differs, and of it what price and what volume did (MODEL.md, section 5).

A month without an actual figure has no variance. Totals add up the months; of a stock such as accounts they are
account-months.
"""

from __future__ import annotations

import numpy as np

from finmodel.lines.arithmetic import ratio
from finmodel.model.dimension import COUNTED, INVOICED, SPLIT
from finmodel.model.item import CONSTANT, Array, Declare, Section, line

NEEDED = ("actuals",)
AMOUNTS = Section("Profit", "Actuals against plan: amounts", NEEDED)
COUNTS = Section("Profit", "Actuals against plan: counts", NEEDED)
PARTS = Section("Profit", "Actuals against plan: variance by price and volume", NEEDED)


def _of_month(item: str) -> str:
    return (
        f"{{actuals.line_item[column]}},{{{item}}},{{actuals.member[column]}},{{member}},"
        "{actuals.month[column]},{month}"
    )


def _amount(label: str, excel: str, unit: str = "USD") -> Declare:
    return line(label, AMOUNTS, by=INVOICED, unit=unit, excel=excel)


def _count(label: str, excel: str, unit: str = "units") -> Declare:
    return line(label, COUNTS, by=COUNTED, unit=unit, excel=excel)


def _part(label: str, excel: str, unit: str = "USD") -> Declare:
    return line(label, PARTS, by=SPLIT, unit=unit, excel=excel)


@_amount("Amount, plan", "{plan_row}")
def planned_amount(plan_rows: Array) -> Array:
    """What the plan says: a link to the line item."""
    return plan_rows


@_amount("Amount, actual: rows", f"COUNTIFS({_of_month('line_item')})", "count")
def actual_amount_rows(actuals_of_invoiced: Array, actuals__month: Array, month_number: Array) -> Array:
    """1 in the months that actuals.csv fills; more would be a duplicate."""
    return actuals_of_invoiced @ np.where(actuals__month == month_number, 1.0, 0.0)


@_amount("Amount, actual", f"SUMIFS({{actuals.value[column]}},{_of_month('line_item')})")
def actual_amount(
    actuals_of_invoiced: Array, actuals__month: Array, actuals__value: Array, month_number: Array
) -> Array:
    """What the ledger or the invoice says."""
    return actuals_of_invoiced @ np.where(actuals__month == month_number, actuals__value, 0.0)


@_amount("Amount, variance", "({actual_amount}-{planned_amount})*({actual_amount_rows}>0)")
def amount_variance(actual_amount: Array, planned_amount: Array, actual_amount_rows: Array) -> Array:
    """Actual less plan in the months that have one; above plan is positive, whether cost or revenue."""
    return np.where(actual_amount_rows > 0, actual_amount - planned_amount, 0.0)


@line(
    "Month 1 against the invoice, share of plan",
    AMOUNTS,
    by=INVOICED,
    unit="share",
    kind=CONSTANT,
    excel='IF(({actual_amount_rows[1]}>0)*({planned_amount[1]}>0),{amount_variance[1]}/{planned_amount[1]},"n.m.")',
)
def first_month_variance(amount_variance: Array, planned_amount: Array, actual_amount_rows: Array) -> Array:
    """How far the plan's first month is from what was billed; n.m. without an actual figure or a plan."""
    given = actual_amount_rows[..., :1] > 0
    return np.where(given, ratio(amount_variance[..., :1], planned_amount[..., :1]), np.nan)


@_count("Count, plan", "{plan_row}")
def planned_count(plan_rows: Array) -> Array:
    """What the plan says: a link to the line item."""
    return plan_rows


@_count("Count, actual: rows", f"COUNTIFS({_of_month('count')})", "count")
def actual_count_rows(actuals_of_counted: Array, actuals__month: Array, month_number: Array) -> Array:
    """1 in the months that actuals.csv fills."""
    return actuals_of_counted @ np.where(actuals__month == month_number, 1.0, 0.0)


@_count("Count, actual", f"SUMIFS({{actuals.value[column]}},{_of_month('count')})")
def actual_count(actuals_of_counted: Array, actuals__month: Array, actuals__value: Array, month_number: Array) -> Array:
    """What the invoice, the billing system or the logs counted."""
    return actuals_of_counted @ np.where(actuals__month == month_number, actuals__value, 0.0)


@_count("Count, variance", "({actual_count}-{planned_count})*({actual_count_rows}>0)")
def count_variance(actual_count: Array, planned_count: Array, actual_count_rows: Array) -> Array:
    """Actual less plan in the months that have one."""
    return np.where(actual_count_rows > 0, actual_count - planned_count, 0.0)


@_part("Variance to be split", "{amount_variance}")
def split_variance(amount_variance: Array) -> Array:
    """The variance of an amount whose volume is given as well."""
    return amount_variance


@_part("Volume that the variance is split by", "IF({actual_count_rows}>0,{actual_count},{planned_count})", "units")
def split_count(actual_count_rows: Array, actual_count: Array, planned_count: Array) -> Array:
    """The actual count; the plan's in a month without one, so that all of the variance is price."""
    return np.where(actual_count_rows > 0, actual_count, planned_count)


@_part(
    "Variance by price",
    "IF({split_count}>0,{actual_amount}*{planned_count}/{split_count}-{planned_amount},{actual_amount})"
    "*({actual_amount_rows}>0)",
)
def price_variance(
    split_count: Array, actual_amount: Array, planned_count: Array, planned_amount: Array, actual_amount_rows: Array
) -> Array:
    """Change of price times the plan's volume; a charge without volume is price."""
    price = np.nan_to_num(ratio(actual_amount, split_count))
    at_plan = np.where(split_count > 0, price * planned_count - planned_amount, actual_amount)
    return np.where(actual_amount_rows > 0, at_plan, 0.0)


@_part(
    "Variance by volume",
    "IF({split_count}>0,({split_count}-{planned_count})*{actual_amount}/{split_count},-{planned_amount})"
    "*({actual_amount_rows}>0)",
)
def volume_variance(
    split_count: Array, actual_amount: Array, planned_count: Array, planned_amount: Array, actual_amount_rows: Array
) -> Array:
    """Change of volume times the actual price: with the part by price it makes up the variance."""
    moved = actual_amount - np.nan_to_num(ratio(actual_amount * planned_count, split_count))
    return np.where(actual_amount_rows > 0, np.where(split_count > 0, moved, -planned_amount), 0.0)
