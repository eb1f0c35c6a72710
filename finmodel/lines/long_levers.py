"""Levers, long requests: what a lever changes where a price has a threshold (MODEL.md, section 2, Decisions).

Compression may bring a request below the threshold, and a model that no feature uses may have one: both have prices of
their own here. A company whose models have no such prices has no such rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from finmodel.lines.long_context import LISTED, climbed, reached
from finmodel.model.dimension import LONG_CONTEXT, LONG_OPTION, Dimension
from finmodel.model.item import STOCK, Array, Declare, Section, line


@dataclass(frozen=True)
class _At:
    """Where a set of prices stands, and the line item with the threshold that is passed."""

    section: Section
    by: Dimension
    passed: str
    words: str


_FULL = _At(
    Section("Inference", "Long requests: the price at the mean input tokens before compression"),
    LONG_CONTEXT,
    "full_tier_from_tokens",
    "before compression",
)
_OPTION = _At(
    Section("Inference", "Right-sizing: the price of long requests on every model"),
    LONG_OPTION,
    "option_tier_from_tokens",
    "on any model",
)


def _listed(column: str, at: _At) -> str:
    tier = f"{{prices.tier_from_tokens[column]}},{{{at.passed}}}"
    return f"SUMIFS({{prices.{column}[column]}},{LISTED},{tier})"


def _price(label: str, column: str, at: _At) -> Declare:
    excel = f"{_listed(column, at)}*{{price_factor}}"
    return line(f"{label} {at.words}", at.section, by=at.by, unit="USD per Mtok", kind=STOCK, excel=excel)


def _threshold(at: _At, tokens: str) -> Declare:
    label = f"Price above tokens {at.words}"
    return line(label, at.section, by=at.by, unit="tokens", kind=STOCK, excel=reached(tokens))


@_threshold(_FULL, "full_input_tokens")
def full_tier_from_tokens(prices__tier_from_tokens: Array, full_input_tokens: Array, price_list_row: Any) -> Array:
    """The highest threshold that the mean input tokens pass when nothing is compressed."""
    return climbed(prices__tier_from_tokens, prices__tier_from_tokens, full_input_tokens, price_list_row)


@_price("Input price", "input_usd_per_mtok", _FULL)
def full_tier_input_usd_per_mtok(
    prices__input_usd_per_mtok: Array,
    prices__tier_from_tokens: Array,
    full_input_tokens: Array,
    price_list_row: Any,
    price_factor: Array,
) -> Array:
    """At the threshold passed before compression; declined with the base price it is listed with."""
    return (
        climbed(prices__input_usd_per_mtok, prices__tier_from_tokens, full_input_tokens, price_list_row) * price_factor
    )


@_price("Output price", "output_usd_per_mtok", _FULL)
def full_tier_output_usd_per_mtok(
    prices__output_usd_per_mtok: Array,
    prices__tier_from_tokens: Array,
    full_input_tokens: Array,
    price_list_row: Any,
    price_factor: Array,
) -> Array:
    """At the threshold passed before compression; declined with the base price it is listed with."""
    return (
        climbed(prices__output_usd_per_mtok, prices__tier_from_tokens, full_input_tokens, price_list_row) * price_factor
    )


@_price("Cache read price", "cache_read_usd_per_mtok", _FULL)
def full_tier_cache_read_usd_per_mtok(
    prices__cache_read_usd_per_mtok: Array,
    prices__tier_from_tokens: Array,
    full_input_tokens: Array,
    price_list_row: Any,
    price_factor: Array,
) -> Array:
    """At the threshold passed before compression; declined with the base price it is listed with."""
    return (
        climbed(prices__cache_read_usd_per_mtok, prices__tier_from_tokens, full_input_tokens, price_list_row)
        * price_factor
    )


@_price("Cache write price", "cache_write_usd_per_mtok", _FULL)
def full_tier_cache_write_usd_per_mtok(
    prices__cache_write_usd_per_mtok: Array,
    prices__tier_from_tokens: Array,
    full_input_tokens: Array,
    price_list_row: Any,
    price_factor: Array,
) -> Array:
    """At the threshold passed before compression; declined with the base price it is listed with."""
    return (
        climbed(prices__cache_write_usd_per_mtok, prices__tier_from_tokens, full_input_tokens, price_list_row)
        * price_factor
    )


@_threshold(_OPTION, "input_tokens")
def option_tier_from_tokens(prices__tier_from_tokens: Array, input_tokens: Array, option_price_list_row: Any) -> Array:
    """The highest threshold that the mean input tokens pass."""
    return climbed(prices__tier_from_tokens, prices__tier_from_tokens, input_tokens, option_price_list_row)


@_price("Input price", "input_usd_per_mtok", _OPTION)
def option_tier_input_usd_per_mtok(
    prices__input_usd_per_mtok: Array,
    prices__tier_from_tokens: Array,
    input_tokens: Array,
    option_price_list_row: Any,
    price_factor: Array,
) -> Array:
    """At the threshold that the feature's tokens pass; declined with the base price it is listed with."""
    return (
        climbed(prices__input_usd_per_mtok, prices__tier_from_tokens, input_tokens, option_price_list_row)
        * price_factor
    )


@_price("Output price", "output_usd_per_mtok", _OPTION)
def option_tier_output_usd_per_mtok(
    prices__output_usd_per_mtok: Array,
    prices__tier_from_tokens: Array,
    input_tokens: Array,
    option_price_list_row: Any,
    price_factor: Array,
) -> Array:
    """At the threshold that the feature's tokens pass; declined with the base price it is listed with."""
    return (
        climbed(prices__output_usd_per_mtok, prices__tier_from_tokens, input_tokens, option_price_list_row)
        * price_factor
    )


@_price("Cache read price", "cache_read_usd_per_mtok", _OPTION)
def option_tier_cache_read_usd_per_mtok(
    prices__cache_read_usd_per_mtok: Array,
    prices__tier_from_tokens: Array,
    input_tokens: Array,
    option_price_list_row: Any,
    price_factor: Array,
) -> Array:
    """At the threshold that the feature's tokens pass; declined with the base price it is listed with."""
    return (
        climbed(prices__cache_read_usd_per_mtok, prices__tier_from_tokens, input_tokens, option_price_list_row)
        * price_factor
    )


@_price("Cache write price", "cache_write_usd_per_mtok", _OPTION)
def option_tier_cache_write_usd_per_mtok(
    prices__cache_write_usd_per_mtok: Array,
    prices__tier_from_tokens: Array,
    input_tokens: Array,
    option_price_list_row: Any,
    price_factor: Array,
) -> Array:
    """At the threshold that the feature's tokens pass; declined with the base price it is listed with."""
    return (
        climbed(prices__cache_write_usd_per_mtok, prices__tier_from_tokens, input_tokens, option_price_list_row)
        * price_factor
    )


@line(
    "Batch discount on any model",
    _OPTION.section,
    by=LONG_OPTION,
    unit="share",
    kind=STOCK,
    excel=_listed("batch_discount", _OPTION),
)
def option_tier_batch_discount(
    prices__batch_discount: Array, prices__tier_from_tokens: Array, input_tokens: Array, option_price_list_row: Any
) -> Array:
    """Discount of the row that the mean pays; it does not decline."""
    return climbed(prices__batch_discount, prices__tier_from_tokens, input_tokens, option_price_list_row)
