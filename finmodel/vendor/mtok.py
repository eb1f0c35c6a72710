"""A price of genai-prices in the columns of prices.csv, and what those cannot hold."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from finmodel.vendor.amount import CACHE_READ, CACHE_WRITE, INPUT, OUTPUT, exact, plain, spelled

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


def tiers(price: ModelPrice) -> Iterator[str]:
    """Say each long-context price: past its threshold the whole request pays it."""
    found: dict[int, dict[str, Decimal]] = {}
    for unit, column in UNITS.items():
        value = vars(price).get(unit)
        if value is not None and not isinstance(value, Decimal):
            for tier in value.tiers:
                found.setdefault(tier.start, {})[column] = exact(tier.price)
    for start, prices in sorted(found.items()):
        yield f"requests above {start:,} input tokens pay {spelled(prices)}"


def unheld(price: ModelPrice) -> Iterator[str]:
    """Say charges that have no column."""
    for unit, words in _UNHELD.items():
        value = vars(price).get(unit)
        if value is not None:
            yield f"not in this row: {plain(exact(_base(value)))} {words}"


def _base(value: Decimal | TieredPrices) -> Decimal:
    return value if isinstance(value, Decimal) else value.base
