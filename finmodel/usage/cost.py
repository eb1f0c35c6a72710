"""What calls cost at list price, on the day they were made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from finmodel.usage.alias import aliases
from finmodel.vendor.amount import BATCH, CACHE_READ, CACHE_WRITE, INPUT, OUTPUT, Prices
from finmodel.vendor.listed import Listed, PriceList, in_force

HOUR_WRITE_FACTOR = 2.0  # a write kept for an hour costs twice the input price (Anthropic, prompt caching)
_MTOK = 1e6
_DAY_ZERO = dt.date(1970, 1, 1)


@dataclass(frozen=True)
class Priced:
    """The cube with `list_usd`, nan where there is no price; models by the price row's name; and what has no price.

    `providers` are those of the priced models, by name.
    """

    cube: pd.DataFrame
    unknown: tuple[str, ...]
    undated: tuple[str, ...]
    providers: Mapping[str, str] = field(default_factory=dict)


def thresholds_of(prices: PriceList) -> tuple[float, ...]:
    """List the sizes of a prompt, in tokens, above which a whole request pays another price."""
    return tuple(sorted({float(start) for row in prices.rows for start in row.tiers}))


def priced(cube: pd.DataFrame, prices: PriceList) -> Priced:
    """Price each cell of a cube with the row in force on its day. A model without one is named, never priced at 0.

    Batched calls get the batch discount, long requests the price of their size. Cache writes of an hour cost twice the
    input price where the vendor charges for cache writes at all, since prices.csv holds the price of a write of five
    minutes.
    """
    names, unknown = aliases(sorted(cube["model"].unique()), prices.models)
    cube = cube.assign(logged=cube["model"], model=cube["model"].map(lambda name: names.get(name, name)))
    cost = np.full(len(cube), np.nan)
    undated: list[str] = []
    days = cube["hour"].to_numpy() // 24
    models = cube["model"].to_numpy()
    for model in sorted(set(names.values())):
        mine = models == model
        for low, high, row in _stretches(prices.dated(model)):
            within = mine & (days >= low) & (days < high)
            if row is None and within.any():
                undated.append(model)
            elif row is not None and within.any():
                cost[within] = _usd(cube[within], row)
    providers = {row.model: row.provider for row in prices.rows}
    return Priced(cube.assign(list_usd=cost), unknown, tuple(undated), providers)


def _stretches(rows: tuple[Listed, ...]) -> Iterator[tuple[float, float, Listed | None]]:
    """Days since 1970 and the row in force on them."""
    starts = sorted({row.effective_from for row in rows})
    edges = [-np.inf, *((start - _DAY_ZERO).days for start in starts), np.inf]
    in_turn = [None, *(in_force(rows, start) for start in starts)]
    yield from zip(edges[:-1], edges[1:], in_turn, strict=True)


def _usd(cells: pd.DataFrame, row: Listed) -> np.ndarray:
    """The cost of cells at a row's prices; long requests at those of the highest tier that they pass."""
    above = cells["above"].to_numpy()
    cost = _at(cells, row.prices)
    for start, prices in sorted(row.tiers.items()):
        cost = np.where(above >= float(start), _at(cells, prices), cost)
    return cost


def _at(cells: pd.DataFrame, prices: Prices) -> np.ndarray:
    usd = {column: float(price) for column, price in prices.items()}
    read, five, hour = (cells[name] for name in (
        "cache_read_tokens", "cache_write_5m_tokens", "cache_write_1h_tokens"
    ))  # fmt: skip
    charged = usd[CACHE_WRITE] != usd[INPUT]
    hour_write = HOUR_WRITE_FACTOR * usd[INPUT] if charged else usd[CACHE_WRITE]
    full = (
        (cells["input_tokens"] - read - five - hour) * usd[INPUT]
        + read * usd[CACHE_READ]
        + five * usd[CACHE_WRITE]
        + hour * hour_write
        + cells["output_tokens"] * usd[OUTPUT]
    )
    return np.asarray(full * (1 - usd[BATCH] * cells["batch"].astype(float)) / _MTOK)
