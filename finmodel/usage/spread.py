"""How the tokens of single calls spread: medians and tails, exact."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import ibis
import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from ibis.expr.types import NumericValue, Table

QUANTILES = (0.5, 0.95, 0.99)
NAMES = ("p50", "p95", "p99")


def spread_of(good: Table, by: Sequence[str]) -> pd.DataFrame:
    """Give p50, p95 and p99 of input and output tokens of billed calls, by some columns.

    Exact: interpolated between the two nearest calls, as spreadsheets do. Calls are counted by their tokens first, so
    that memory grows with the different numbers of tokens, not with the calls.
    """
    billed = good.filter(good.billed & ~good.hit)
    kinds = [_spread(billed, list(by), kind) for kind in ("input_tokens", "output_tokens")]
    return kinds[0].merge(kinds[1], on=list(by)).sort_values(list(by), ignore_index=True)


def _spread(billed: Table, by: list[str], kind: str) -> pd.DataFrame:
    counted = billed.group_by([*by, kind]).agg(calls=billed.count())
    sofar = ibis.cumulative_window(group_by=by, order_by=kind)
    counted = counted.mutate(sofar=counted.calls.sum().over(sofar), all=counted.calls.sum().over(group_by=by))
    places = [(counted["all"] - 1) * share for share in QUANTILES]
    nearest = {f"below_{i}": _at(counted, kind, place.floor()) for i, place in enumerate(places)}
    nearest |= {f"above_{i}": _at(counted, kind, place.ceil()) for i, place in enumerate(places)}
    frame: pd.DataFrame = counted.group_by(by).agg(all=counted["all"].max(), **nearest).to_pandas()
    for i, (name, share) in enumerate(zip(NAMES, QUANTILES, strict=True)):
        below, above = (frame[f"{side}_{i}"].astype("float64") for side in ("below", "above"))
        part = np.modf((frame["all"] - 1) * share)[0]
        frame[f"{kind}_{name}"] = below + (above - below) * part
    return frame[[*by, *(f"{kind}_{name}" for name in NAMES)]]


def _at(counted: Table, kind: str, place: NumericValue) -> NumericValue:
    """The tokens of the call at a place, from 0, in their order."""
    found: NumericValue = counted[kind].min(where=counted.sofar > place)
    return found
