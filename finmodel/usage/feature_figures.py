"""What one query of a feature takes: tokens, retries, cache, batches, growth, and how spiky its load is."""

from __future__ import annotations

import numpy as np
import pandas as pd

from finmodel.usage.cube import TOKENS
from finmodel.usage.figure import Figures, Key
from finmodel.usage.measure import Measured

_FULL_WEEK = 7  # days that a month must cover to count for growth
_CACHES = ("cache_read_tokens", "cache_write_5m_tokens", "cache_write_1h_tokens")


def feature_figures(measured: Measured, figures: Figures) -> None:
    """Add features.csv, levers.csv and selfhost.csv: means are over billed attempts, as the model bills them."""
    for feature, cells in measured.cube.groupby("feature"):
        key: Key = (("feature", str(feature)),)
        sums = cells[["requests", "queries", "hits", *TOKENS]].sum()
        if measured.form.counted and sums["requests"] > 0:
            _tokens(measured, key, str(feature), sums, figures)
            figures.put("features", key, "context_growth_rate", _growth(measured, cells))
            figures.put("features", key, "retry_rate", _retries(measured, sums))
        if sums["input_tokens"] > 0:
            _levers(measured, key, cells, sums, figures)
        if measured.form.grain != "day" and sums["input_tokens"] + sums["output_tokens"] > 0:
            figures.put("selfhost", key, "peak_to_average", peak_to_average(measured, cells))


def _tokens(measured: Measured, key: Key, feature: str, sums: pd.Series, figures: Figures) -> None:
    for kind in ("input", "output"):
        figures.put("features", key, f"{kind}_tokens_mean", float(sums[f"{kind}_tokens"] / sums["requests"]))
    spread = measured.by_feature
    mine = spread[spread["feature"] == feature] if len(spread) else spread
    for name in ("p50", "p95") if len(mine) else ():
        for column in (f"input_tokens_{name}", f"output_tokens_{name}"):
            figures.put("features", key, column, float(mine[column].iloc[0]))


def _retries(measured: Measured, sums: pd.Series) -> float | None:
    """Extra billed attempts a query; unknown where attempts of a query share no id."""
    asked = sums["queries"] - sums["hits"]
    tells = measured.form.grain == "call" and measured.shape.has("trace_id", "request_id")
    return float(sums["requests"] / asked - 1) if tells and asked > 0 else None


def _levers(measured: Measured, key: Key, cells: pd.DataFrame, sums: pd.Series, figures: Figures) -> None:
    shape, written = measured.shape, sums[_CACHES[1]] + sums[_CACHES[2]]
    if shape.seen & {"cache_read_tokens"} or sums[_CACHES[0]] > 0:
        figures.put("levers", key, "cache_read_share", float(sums[_CACHES[0]] / sums["input_tokens"]))
    if shape.seen & {"cache_write_tokens", *_CACHES} - {"cache_read_tokens"} or written > 0:
        figures.put("levers", key, "cache_write_share", float(written / sums["input_tokens"]))
    if sums["hits"] > 0:
        figures.put("levers", key, "response_cache_hit_rate", float(sums["hits"] / sums["queries"]))
    if shape.seen & {"batch", "batch_id"} or cells["batch"].any():
        weight = "requests" if measured.form.counted else "input_tokens"
        figures.put("levers", key, "batch_share", float(cells.loc[cells["batch"], weight].sum() / sums[weight]))


def _growth(measured: Measured, cells: pd.DataFrame) -> float | None:
    """The monthly growth of mean input tokens: a line through their logarithms, weighted by requests.

    From months of which the log covers a week or more; two at least.
    """
    starts = measured.period.month_starts
    month = np.searchsorted(starts, cells["hour"], side="right") - 1
    sums = cells.groupby(month)[["requests", "input_tokens"]].sum()
    covered = [i for i in sums.index if measured.period.months[i].days >= _FULL_WEEK]
    sums = sums.loc[covered]
    sums = sums[(sums["requests"] > 0) & (sums["input_tokens"] > 0)]
    if len(sums) < 2:
        return None
    x, weight = sums.index.to_numpy(dtype=float), sums["requests"].to_numpy()
    y = np.log((sums["input_tokens"] / sums["requests"]).to_numpy())
    x = x - np.average(x, weights=weight)
    slope = np.average(x * (y - np.average(y, weights=weight)), weights=weight) / np.average(x * x, weights=weight)
    return float(np.expm1(slope))


def peak_to_average(measured: Measured, cells: pd.DataFrame) -> float:
    """Tokens of the busiest hour over those of the mean hour covered."""
    tokens = (cells["input_tokens"] + cells["output_tokens"]).groupby(cells["hour"]).sum()
    return float(tokens.max() / (tokens.sum() / measured.period.covered_hours))
