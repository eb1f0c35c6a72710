"""Price Trajectory: what a token costs, month by month (MODEL.md, section 2)."""

from __future__ import annotations

from typing import Any

import numpy as np

from finmodel.lines.arithmetic import months_since, ratio, take, where_meaningful
from finmodel.model.dimension import MODEL
from finmodel.model.item import RATIO, STOCK, Array, Declare, Section, line

LIST = Section("Price Trajectory", "List price in force")
PRICE = Section("Price Trajectory", "Price paid: list price, decline of the held model, scenario")
INDEX = Section("Price Trajectory", "Price x volume = spend")

_BASE = "{prices.tier_from_tokens[base]}"  # long requests have prices of their own (Inference)
_AT_LIST = f"{{prices.model[column]}},{{model}},{{prices.effective_from[column]}},{{price_from}}{_BASE}"


@line(
    "List price effective from",
    LIST,
    by=MODEL,
    unit="date",
    kind=STOCK,
    opening="0",
    excel="MAXIFS({prices.effective_from[column]},{prices.model[column]},{model},"
    f'{{prices.effective_from[column]}},"<="&{{month}}{_BASE})',
)
def price_from(prices__effective_from: Array, price_row: Any) -> Array:
    """Date of the list price in force: the latest that is effective on the first day of the month or before."""
    return take(prices__effective_from, price_row)


@line(
    "List price rows in force",
    LIST,
    by=MODEL,
    unit="count",
    kind=STOCK,
    excel=f"COUNTIFS({_AT_LIST})",
)
def price_rows_in_force(price_row: Any) -> Array:
    """One where the model has a list price, none before its first; more would be a duplicate."""
    return np.where(price_row >= 0, 1.0, 0.0)


@line(
    "Months at this list price",
    LIST,
    by=MODEL,
    unit="months",
    kind=STOCK,
    opening="0",
    excel="({price_from}>0)*({price_from}={price_from[-1]})*({months_at_list_price[-1]}+1)",
)
def months_at_list_price(price_row: Any, prices__first_month: Array, month_number: Array) -> Array:
    """0 in the first month of a list price; counted from month 1 for a price older than the model."""
    return months_since(prices__first_month, price_row, month_number)


def _list_price(label: str, column: str, unit: str = "USD per Mtok") -> Declare:
    return line(label, LIST, by=MODEL, unit=unit, kind=STOCK, excel=f"SUMIFS({{prices.{column}[column]}},{_AT_LIST})")


@_list_price("List price, input", "input_usd_per_mtok")
def list_input_usd_per_mtok(prices__input_usd_per_mtok: Array, price_row: Any) -> Array:
    """Vendor's list price of fresh input tokens."""
    return take(prices__input_usd_per_mtok, price_row)


@_list_price("List price, output", "output_usd_per_mtok")
def list_output_usd_per_mtok(prices__output_usd_per_mtok: Array, price_row: Any) -> Array:
    """Vendor's list price of output tokens, reasoning included."""
    return take(prices__output_usd_per_mtok, price_row)


@_list_price("List price, cache read", "cache_read_usd_per_mtok")
def list_cache_read_usd_per_mtok(prices__cache_read_usd_per_mtok: Array, price_row: Any) -> Array:
    """Vendor's list price of input tokens read from the cache."""
    return take(prices__cache_read_usd_per_mtok, price_row)


@_list_price("List price, cache write", "cache_write_usd_per_mtok")
def list_cache_write_usd_per_mtok(prices__cache_write_usd_per_mtok: Array, price_row: Any) -> Array:
    """Vendor's list price of input tokens written to the cache."""
    return take(prices__cache_write_usd_per_mtok, price_row)


@_list_price("Batch discount", "batch_discount", "share")
def batch_discount(prices__batch_discount: Array, price_row: Any) -> Array:
    """Discount of the row in force; it does not decline."""
    return take(prices__batch_discount, price_row)


@line(
    "Decline and scenario factor",
    PRICE,
    by=MODEL,
    unit="factor",
    kind=STOCK,
    excel="(1-{models.annual_price_decline})^({months_at_list_price}/12)*{vendor_price_multiplier}",
)
def price_factor(
    models__annual_price_decline: Array, months_at_list_price: Array, vendor_price_multiplier: Array
) -> Array:
    """Yearly decline spread over the months since the list price began; negative decline rises."""
    return np.exp(np.log1p(-models__annual_price_decline) * months_at_list_price / 12) * vendor_price_multiplier


def _price(label: str, of: str) -> Declare:
    return line(label, PRICE, by=MODEL, unit="USD per Mtok", kind=STOCK, excel=f"{{{of}}}*{{price_factor}}")


@_price("Input price", "list_input_usd_per_mtok")
def input_usd_per_mtok(list_input_usd_per_mtok: Array, price_factor: Array) -> Array:
    """Price of fresh input tokens."""
    return list_input_usd_per_mtok * price_factor


@_price("Output price", "list_output_usd_per_mtok")
def output_usd_per_mtok(list_output_usd_per_mtok: Array, price_factor: Array) -> Array:
    """Price of output tokens."""
    return list_output_usd_per_mtok * price_factor


@_price("Cache read price", "list_cache_read_usd_per_mtok")
def cache_read_usd_per_mtok(list_cache_read_usd_per_mtok: Array, price_factor: Array) -> Array:
    """Price of input tokens read from the cache."""
    return list_cache_read_usd_per_mtok * price_factor


@_price("Cache write price", "list_cache_write_usd_per_mtok")
def cache_write_usd_per_mtok(list_cache_write_usd_per_mtok: Array, price_factor: Array) -> Array:
    """Price of input tokens written to the cache."""
    return list_cache_write_usd_per_mtok * price_factor


@line(
    "Blended price of billed tokens",
    INDEX,
    unit="USD per Mtok",
    kind=RATIO,
    excel='IF({total_billed_tokens}>0,{total_tokens_cost}/{total_billed_tokens}*10^6,"n.m.")',
)
def blended_usd_per_mtok(total_tokens_cost: Array, total_billed_tokens: Array) -> Array:
    """What a million billed tokens cost on average; n.m. when none are billed."""
    return ratio(total_tokens_cost, total_billed_tokens) * 1e6


@line(
    "Price index (month 1 = 100)",
    INDEX,
    unit="index",
    kind=STOCK,
    excel="IF({total_billed_tokens}*{total_tokens_cost[1]}>0,"
    "100*{total_tokens_cost}/{total_billed_tokens}/({total_tokens_cost[1]}/{total_billed_tokens[1]})"
    ',"n.m.")',
)
def price_index(total_tokens_cost: Array, total_billed_tokens: Array) -> Array:
    """Blended price over month 1's; price index x volume index / 100 = spend index."""
    price = ratio(total_tokens_cost, total_billed_tokens)
    return 100 * where_meaningful(price[..., :1] > 0, price, price[..., :1])


@line(
    "Volume index (month 1 = 100)",
    INDEX,
    unit="index",
    kind=STOCK,
    excel='IF({total_billed_tokens[1]}>0,100*{total_billed_tokens}/{total_billed_tokens[1]},"n.m.")',
)
def volume_index(total_billed_tokens: Array) -> Array:
    """Billed tokens over month 1's."""
    return 100 * ratio(total_billed_tokens, total_billed_tokens[..., :1])


@line(
    "Spend index (month 1 = 100)",
    INDEX,
    unit="index",
    kind=STOCK,
    excel='IF({total_tokens_cost[1]}>0,100*{total_tokens_cost}/{total_tokens_cost[1]},"n.m.")',
)
def spend_index(total_tokens_cost: Array) -> Array:
    """Tokens cost over month 1's."""
    return 100 * ratio(total_tokens_cost, total_tokens_cost[..., :1])
