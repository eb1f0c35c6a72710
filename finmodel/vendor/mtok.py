"""A price of genai-prices in the columns of prices.csv, and what those cannot hold."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from finmodel.vendor.amount import CACHE_READ, CACHE_WRITE, INPUT, OUTPUT, exact, plain

if TYPE_CHECKING:
    from genai_prices.types import ModelPrice, TieredPrices

UNITS = {"input_mtok": INPUT, "output_mtok": OUTPUT, "cache_read_mtok": CACHE_READ, "cache_write_mtok": CACHE_WRITE}
_UNHELD = {"output_reasoning_mtok": "USD per Mtok of reasoning", "requests_kcount": "USD per 1,000 requests"}


def base_prices(price: ModelPrice) -> dict[str, Decimal]:
    """Give the four token prices below every tier, in USD per million tokens.

    A cache price that the package does not list is the input price: so it calculates itself. Raises ValueError with
    `what; fix` when there is no input or output price.
    """
    listed = {column: vars(price).get(unit) for unit, column in UNITS.items()}
    found = {column: exact(_base(value)) for column, value in listed.items() if value is not None}
    missing = [name for name, column in (("input", INPUT), ("output", OUTPUT)) if column not in found]
    if missing:
        raise ValueError(f"has no price for {' and '.join(missing)} tokens; write its row by hand")
    return {CACHE_READ: found[INPUT], CACHE_WRITE: found[INPUT], **found}


def tiers(price: ModelPrice) -> dict[Decimal, dict[str, Decimal]]:
    """Give the prices of long requests by threshold: past it the whole request pays them.

    A price without a step of its own there is that of the step below, as the package calculates.
    """
    listed = {c: value for unit, c in UNITS.items() if (value := vars(price).get(unit)) is not None}
    stepped = [value.tiers for value in listed.values() if not isinstance(value, Decimal)]
    starts = sorted({tier.start for steps in stepped for tier in steps})
    return {Decimal(start): {c: exact(_above(value, start)) for c, value in listed.items()} for start in starts}


def unheld(price: ModelPrice) -> Iterator[str]:
    """Say charges that have no column."""
    for unit, words in _UNHELD.items():
        value = vars(price).get(unit)
        if value is not None:
            yield f"not in this row: {plain(exact(_base(value)))} {words}"


def _above(value: Decimal | TieredPrices, start: int) -> Decimal:
    if isinstance(value, Decimal):
        return value
    return next((tier.price for tier in reversed(value.tiers) if tier.start <= start), value.base)


def _base(value: Decimal | TieredPrices) -> Decimal:
    return value if isinstance(value, Decimal) else value.base
