"""Prices as exact decimals: without float dust, written as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Context, Decimal

from finmodel.inputs.kinds import LARGEST

INPUT = "input_usd_per_mtok"
OUTPUT = "output_usd_per_mtok"
CACHE_READ = "cache_read_usd_per_mtok"
CACHE_WRITE = "cache_write_usd_per_mtok"
BATCH = "batch_discount"
CACHES = (CACHE_READ, CACHE_WRITE)
COLUMNS = (INPUT, OUTPUT, CACHE_READ, CACHE_WRITE, BATCH)
NAMES = {INPUT: "input", OUTPUT: "output", CACHE_READ: "cache read", CACHE_WRITE: "cache write", BATCH: "batch"}

TIER = "tier_from_tokens"

Prices = Mapping[str, Decimal]  # by column; USD per million tokens, the discount a share
Tiers = Mapping[Decimal, Prices]  # by the input tokens above which a whole request pays them

_DIGITS = Context(prec=10)  # more than any list price has, fewer than the dust of a float
_SMALLEST = Decimal("1e-9")
_TOLERANCE = Decimal("1e-9")


def exact(number: Decimal) -> Decimal:
    """Round to ten digits. Raises ValueError with `what; fix` for what is no price."""
    if not number.is_finite() or number < 0 or number > Decimal(LARGEST) or 0 < number < _SMALLEST:
        raise ValueError("has a price out of bounds; write its row by hand")
    return number.normalize(_DIGITS)


def plain(number: Decimal) -> str:
    """Write 3 as 3, never as 3.0 or 3E+0."""
    return f"{number.normalize(_DIGITS):f}"


def from_float(number: float) -> Decimal:
    """Take the decimal that was typed."""
    return Decimal(repr(number))


def differs(one: Decimal, other: Decimal) -> bool:
    """Whether two prices are different prices, not one price rounded twice."""
    return abs(one - other) > _TOLERANCE * max(one, other)


def implied(prices: Prices, column: str) -> Decimal:
    """Give the price of a column; one that is not given counts as MODEL.md says: input price, no discount."""
    return prices.get(column, Decimal(0) if column == BATCH else prices[INPUT])


def tier_words(tiers: Tiers) -> tuple[str, ...]:
    """Say the prices of long requests, for a file that has no column for them."""
    without_batch = {start: {c: p for c, p in prices.items() if c != BATCH} for start, prices in tiers.items()}
    starts = sorted(without_batch)
    return tuple(f"requests above {start:,.0f} input tokens pay {spelled(without_batch[start])}" for start in starts)


def spelled(prices: Prices) -> str:
    """List prices for a note: `input 0.4, output 1.8`."""
    return ", ".join(f"{NAMES[column]} {plain(prices[column])}" for column in COLUMNS if column in prices)
