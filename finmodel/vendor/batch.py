"""One discount for batched calls out of a source's batch prices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from finmodel.vendor.amount import BATCH, CACHE_READ, CACHE_WRITE, INPUT, NAMES, OUTPUT, differs, plain
from finmodel.vendor.mtok import base_prices, tiers

if TYPE_CHECKING:
    from genai_prices.types import ModelPrice

_PLACES = Decimal("0.000001")


def batch_discount(standard: ModelPrice, batch: ModelPrice) -> tuple[dict[str, Decimal], tuple[str, ...]]:
    """Give the batch discount, a share of the standard price, and remarks on prices that have another one."""
    return one_discount(base_prices(standard), base_prices(batch))


def tier_discount(
    start: Decimal, standard: Mapping[str, Decimal], batch: ModelPrice
) -> tuple[dict[str, Decimal], tuple[str, ...]]:
    """Give the batch discount of requests above a threshold, and remarks as `batch_discount` has them."""
    steps = tiers(batch)
    reached = max((step for step in steps if step <= start), default=None)
    discount, said = one_discount(standard, base_prices(batch) if reached is None else steps[reached])
    return discount, tuple(f"above {start:,.0f} tokens {remark}" for remark in said)


def one_discount(
    standard: Mapping[str, Decimal], batch: Mapping[str, Decimal]
) -> tuple[dict[str, Decimal], tuple[str, ...]]:
    """Take the smaller of the discounts on input and output; what differs from it is said, not averaged.

    Nothing, where no standard price is above 0.
    """
    off = {column: _off(standard[column], batch[column]) for column in batch if standard.get(column)}
    tokens = [off[column] for column in (INPUT, OUTPUT) if column in off]
    if not tokens:
        return {}, ()
    held = max(min(tokens), Decimal(0))
    return {BATCH: held}, tuple(_remarks(off, held))


def _off(standard: Decimal, batch: Decimal) -> Decimal:
    return (1 - batch / standard).quantize(_PLACES)


def _remarks(off: Mapping[str, Decimal], held: Decimal) -> Iterator[str]:
    for column in (INPUT, OUTPUT, CACHE_READ, CACHE_WRITE):
        if column in off and differs(off[column].max(Decimal(0)), held):
            share = plain(abs(off[column]) * 100)
            price = f"{share}% {'below' if off[column] > 0 else 'above'} the standard price"
            yield f"batch leaves {NAMES[column]} {price if off[column] else 'at the standard price'}"
