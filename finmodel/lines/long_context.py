"""Inference, second part: what long requests pay, by route to a model that prices them (MODEL.md, section 2).

Past a threshold the whole request pays the dearer price. The mean decides for all requests of the feature: what a plan
can know. A company whose models have no such prices has no such rows.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from finmodel.lines.arithmetic import flag, take
from finmodel.model.dimension import LONG_CONTEXT
from finmodel.model.item import STOCK, Array, Declare, Section, line

LONG = Section("Inference", "Long requests: the price at the mean input tokens")

CLEARLY = 1e-9  # a threshold counts as passed when it is by more than rounding
LISTED = "{prices.model[column]},{model},{prices.effective_from[column]},{price_from}"
_TIER = f"{LISTED},{{prices.tier_from_tokens[column]}},{{tier_from_tokens}}"


def reached(tokens: str) -> str:
    """The Excel side of the highest threshold in the price list in force that tokens pass."""
    return (
        f"MAXIFS({{prices.tier_from_tokens[column]}},{LISTED},"
        f'{{prices.tier_from_tokens[column]}},"<"&{{{tokens}}}*(1-10^-9))'
    )


def climbed(values: Array, thresholds: Array, tokens: Array, listed: Any) -> Array:
    """The value of the highest row of the price list in force that the tokens pass, 0 without a list.

    Rows are taken one by one, each over a lower one; `values` and `thresholds` are (..., row, 1), `listed` (row,
    pair, month), the result (..., pair, month).
    """
    shape = np.broadcast_shapes(values.shape[:-2], thresholds.shape[:-2], tokens.shape[:-2])
    paid = np.zeros((*shape, *tokens.shape[-2:]))
    highest = np.full_like(paid, -1.0)
    for row in range(len(listed)):
        start, value = thresholds[..., row : row + 1, :], values[..., row : row + 1, :]
        passes = listed[row] & ((start == 0) | (tokens * (1 - CLEARLY) > start)) & (start > highest)
        paid, highest = np.where(passes, value, paid), np.where(passes, start, highest)
    return paid


@line("Price above tokens", LONG, by=LONG_CONTEXT, unit="tokens", kind=STOCK, excel=reached("input_tokens"))
def tier_from_tokens(prices__tier_from_tokens: Array, input_tokens: Array, price_list_row: Any) -> Array:
    """The highest threshold that the mean input tokens pass; 0 is the base price."""
    return climbed(prices__tier_from_tokens, prices__tier_from_tokens, input_tokens, price_list_row)


@line("Price rows above these tokens", LONG, by=LONG_CONTEXT, unit="count", kind=STOCK, excel=f"COUNTIFS({_TIER})")
def tier_rows_in_force(prices__tier_from_tokens: Array, input_tokens: Array, price_list_row: Any) -> Array:
    """One where the model has a price list, none before its first; more would be a duplicate."""
    every = np.ones_like(prices__tier_from_tokens)
    return climbed(every, prices__tier_from_tokens, input_tokens, price_list_row)


@line(
    "Long-request price without a base price of its date",
    LONG,
    by=LONG_CONTEXT,
    unit="flag",
    excel='(MAXIFS({prices.effective_from[column]},{prices.model[column]},{model},{prices.effective_from[column]},"<="'
    "&{month})>{price_from})*1",
)
def tier_without_base(
    prices__effective_from: Array, latest_price_row: Any, price_from: Array, long_contexts_of_model: Array
) -> Array:
    """1 while the latest row of the model is one for long requests alone, which no list price stands beside."""
    latest = long_contexts_of_model.T @ take(prices__effective_from, latest_price_row)
    return flag(latest > price_from)


@line(
    "p95 input tokens pass a threshold that the mean does not",
    LONG,
    by=LONG_CONTEXT,
    unit="flag",
    excel=f"({{routing_share}}>0)*({reached('input_tokens_p95')}>{{tier_from_tokens}})",
)
def tier_above_mean(
    routing_share: Array,
    prices__tier_from_tokens: Array,
    input_tokens_p95: Array,
    tier_from_tokens: Array,
    price_list_row: Any,
) -> Array:
    """1 where the tail of a routed feature pays more than its mean does."""
    tail = climbed(prices__tier_from_tokens, prices__tier_from_tokens, input_tokens_p95, price_list_row)
    return flag((routing_share > 0) & (tail > tier_from_tokens))


def _tier_price(label: str, column: str) -> Declare:
    excel = f"SUMIFS({{prices.{column}[column]}},{_TIER})*{{price_factor}}"
    return line(label, LONG, by=LONG_CONTEXT, unit="USD per Mtok", kind=STOCK, excel=excel)


@_tier_price("Input price at the mean", "input_usd_per_mtok")
def tier_input_usd_per_mtok(
    prices__input_usd_per_mtok: Array,
    prices__tier_from_tokens: Array,
    input_tokens: Array,
    price_list_row: Any,
    price_factor: Array,
) -> Array:
    """Price of fresh input tokens, declined with the base price it is listed with."""
    return climbed(prices__input_usd_per_mtok, prices__tier_from_tokens, input_tokens, price_list_row) * price_factor


@_tier_price("Output price at the mean", "output_usd_per_mtok")
def tier_output_usd_per_mtok(
    prices__output_usd_per_mtok: Array,
    prices__tier_from_tokens: Array,
    input_tokens: Array,
    price_list_row: Any,
    price_factor: Array,
) -> Array:
    """Price of output tokens: the threshold counts input tokens, and the whole request pays."""
    return climbed(prices__output_usd_per_mtok, prices__tier_from_tokens, input_tokens, price_list_row) * price_factor


@_tier_price("Cache read price at the mean", "cache_read_usd_per_mtok")
def tier_cache_read_usd_per_mtok(
    prices__cache_read_usd_per_mtok: Array,
    prices__tier_from_tokens: Array,
    input_tokens: Array,
    price_list_row: Any,
    price_factor: Array,
) -> Array:
    """Price of input tokens read from the cache."""
    read = climbed(prices__cache_read_usd_per_mtok, prices__tier_from_tokens, input_tokens, price_list_row)
    return read * price_factor


@_tier_price("Cache write price at the mean", "cache_write_usd_per_mtok")
def tier_cache_write_usd_per_mtok(
    prices__cache_write_usd_per_mtok: Array,
    prices__tier_from_tokens: Array,
    input_tokens: Array,
    price_list_row: Any,
    price_factor: Array,
) -> Array:
    """Price of input tokens written to the cache."""
    write = climbed(prices__cache_write_usd_per_mtok, prices__tier_from_tokens, input_tokens, price_list_row)
    return write * price_factor


@line(
    "Batch discount at the mean",
    LONG,
    by=LONG_CONTEXT,
    unit="share",
    kind=STOCK,
    excel=f"SUMIFS({{prices.batch_discount[column]}},{_TIER})",
)
def tier_batch_discount(
    prices__batch_discount: Array, prices__tier_from_tokens: Array, input_tokens: Array, price_list_row: Any
) -> Array:
    """Discount of the row that the mean pays; it does not decline."""
    return climbed(prices__batch_discount, prices__tier_from_tokens, input_tokens, price_list_row)
