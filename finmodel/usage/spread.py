"""How the tokens of single calls spread: medians and tails, exact."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from ibis.expr.types import Table

QUANTILES = (0.5, 0.95, 0.99)
NAMES = ("p50", "p95", "p99")


def spread_of(good: Table, by: Sequence[str]) -> pd.DataFrame:
    """Give p50, p95 and p99 of input and output tokens of billed calls, by some columns.

    Exact: interpolated between the two nearest calls, as spreadsheets do.
    """
    billed = good.filter(good.billed & ~good.hit)
    frame: pd.DataFrame = (
        billed.group_by(list(by))
        .agg(
            input=billed.input_tokens.quantile(list(QUANTILES)),
            output=billed.output_tokens.quantile(list(QUANTILES)),
        )
        .to_pandas()
    )
    for kind in ("input", "output"):
        for i, name in enumerate(NAMES):
            frame[f"{kind}_tokens_{name}"] = [float(values[i]) for values in frame[kind]]
    return frame.drop(columns=["input", "output"]).sort_values(list(by), ignore_index=True)
