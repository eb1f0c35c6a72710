"""Levers, long requests: what a lever changes where a price has a threshold (MODEL.md, section 2, Decisions).

Compression may bring a request below the threshold, and a model that no feature uses may have one: both have prices of
their own here, like those of long_context.py. A company whose models have no such prices has no such rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from finmodel.lines import long_context as at_mean
from finmodel.model.dimension import LONG_CONTEXT, LONG_OPTION, Dimension
from finmodel.model.item import LineItem, Section
from finmodel.model.like import like

FULL = Section("Inference", "Long requests: the price at the mean input tokens before compression")
OPTION = Section("Inference", "Right-sizing: the price of long requests on every model")

_PRICES = (
    at_mean.tier_input_usd_per_mtok,
    at_mean.tier_output_usd_per_mtok,
    at_mean.tier_cache_read_usd_per_mtok,
    at_mean.tier_cache_write_usd_per_mtok,
)


def _priced(
    case: str, words: str, on: Section, by: Dimension, instead: dict[str, str], *prices: LineItem
) -> Iterator[LineItem]:
    """A threshold and the prices at it; `instead` says whose tokens pass it, or which price list has it."""
    threshold = f"{case}_{at_mean.tier_from_tokens.id}"
    yield like(at_mean.tier_from_tokens, threshold, f"Price above tokens {words}", on=on, by=by, instead=instead)
    for price in prices:
        label = f"{price.label.removesuffix(' at the mean')} {words}"
        there = {**instead, at_mean.tier_from_tokens.id: threshold}
        yield like(price, f"{case}_{price.id}", label, on=on, by=by, instead=there)


BEFORE_COMPRESSION = tuple(
    _priced("full", "before compression", FULL, LONG_CONTEXT, {"input_tokens": "full_input_tokens"}, *_PRICES)
)
ON_ANY_MODEL = tuple(
    _priced(
        "option",
        "on any model",
        OPTION,
        LONG_OPTION,
        {"price_list_row": "option_price_list_row"},
        *_PRICES,
        at_mean.tier_batch_discount,
    )
)
