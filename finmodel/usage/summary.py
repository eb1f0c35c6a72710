"""A log by feature and model, and its cost at list price against what was billed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from finmodel.usage.cost import Priced, priced
from finmodel.usage.cube import TOKENS
from finmodel.usage.feature_figures import peak_to_average
from finmodel.usage.measure import Measured
from finmodel.usage.spread import NAMES
from finmodel.vendor.listed import PriceList


@dataclass(frozen=True)
class Line:
    """A feature on a model as the log names it. None is a figure that the log, or the price list, does not give.

    `requests` are billed attempts, `queries` what was asked; tokens are sums, `input` and `output` their spread over
    single calls (p50, mean, p95, p99); shares are of input tokens, `top_decile_share` of queries.
    """

    feature: str
    model: str
    requests: float | None
    queries: float | None
    tokens: dict[str, float]
    input: dict[str, float]
    output: dict[str, float]
    cache_read_share: float | None
    cache_write_share: float | None
    list_usd: float | None
    list_usd_per_query: float | None
    billed_usd: float | None
    peak_to_average: float | None
    top_decile_share: float | None


@dataclass(frozen=True)
class Reconciled:
    """What a model's calls of a month cost, billed and at list price: those for which the log has an amount."""

    month: str
    model: str
    billed_usd: float
    list_usd: float | None

    @property
    def difference_usd(self) -> float | None:
        """Billed less list price."""
        return None if self.list_usd is None else self.billed_usd - self.list_usd

    @property
    def difference_share(self) -> float | None:
        """The difference as a share of the list price."""
        difference = self.difference_usd
        return difference / self.list_usd if self.list_usd and difference is not None else None


@dataclass(frozen=True)
class Summary:
    """A measured log, line by line, reconciled by month and model; `unpriced` models have no cost."""

    measured: Measured
    lines: tuple[Line, ...]
    reconciled: tuple[Reconciled, ...]
    priced: Priced

    @property
    def uncharged(self) -> float:
        """Billed attempts for which the log has no amount, though it has amounts."""
        cube = self.measured.cube
        return float(cube.loc[~cube["charged"], "requests"].sum()) if cube["charged"].any() else 0.0

    def as_dict(self) -> dict[str, Any]:
        """For programs: USD, tokens, shares as fractions."""
        months = [
            {**asdict(one), "difference_usd": one.difference_usd, "difference_share": one.difference_share}
            for one in self.reconciled
        ]
        return {
            "source": self.measured.source,
            "format": self.measured.form.name,
            "rows": self.measured.rows,
            "malformed_rows": self.measured.bad,
            "duplicate_rows": self.measured.extra,
            "days_covered": self.measured.period.days,
            "gaps": [day.isoformat() for day in self.measured.period.gaps],
            "lines": [asdict(line) for line in self.lines],
            "reconciled": months,
            "unpriced_models": list(self.priced.unknown),
            "undated_models": list(self.priced.undated),
        }


def summarise(measured: Measured, prices: PriceList | None = None) -> Summary:
    """Sum a log up by feature and model, the most expensive first where prices are given."""
    cube = priced(measured.cube, prices) if prices else _unpriced(measured.cube)
    cells = cube.cube.groupby(["feature", "logged"])
    lines = [_line(measured, str(feature), str(model), mine) for (feature, model), mine in cells]
    lines.sort(key=lambda line: (-(line.list_usd or 0), line.feature, line.model))
    return Summary(measured, tuple(lines), tuple(_reconciled(measured, cube.cube)), cube)


def _unpriced(cube: pd.DataFrame) -> Priced:
    return Priced(cube.assign(logged=cube["model"], list_usd=np.nan), (), ())


def _line(measured: Measured, feature: str, model: str, cells: pd.DataFrame) -> Line:
    sums = {name: float(cells[name].sum()) for name in (*TOKENS, "requests", "queries", "hits")}
    counted, asked = measured.form.counted, sums["queries"] - sums["hits"]
    usd = _known(cells, "list_usd")
    written = sums["cache_write_5m_tokens"] + sums["cache_write_1h_tokens"]
    tokens = sums["input_tokens"] + sums["output_tokens"]
    return Line(
        feature,
        model,
        requests=sums["requests"] if counted else None,
        queries=sums["queries"] if counted else None,
        tokens={name: sums[name] for name in TOKENS},
        input=_spread(measured, feature, model, "input", sums),
        output=_spread(measured, feature, model, "output", sums),
        cache_read_share=_ratio(sums["cache_read_tokens"], sums["input_tokens"]),
        cache_write_share=_ratio(written, sums["input_tokens"]),
        list_usd=usd,
        list_usd_per_query=_ratio(usd, asked) if counted else None,
        billed_usd=float(cells["billed_usd"].sum()) if cells["charged"].any() else None,
        peak_to_average=peak_to_average(measured, cells) if measured.form.grain != "day" and tokens else None,
        top_decile_share=_top(measured, feature, model),
    )


def _known(cells: pd.DataFrame, column: str) -> float | None:
    """A sum, None where a part of it is not known."""
    billed = cells[cells["requests"] > 0]
    return None if billed[column].isna().any() else float(cells[column].sum())


def _ratio(part: float | None, whole: float) -> float | None:
    return part / whole if part is not None and whole > 0 else None


def _spread(measured: Measured, feature: str, model: str, kind: str, sums: dict[str, float]) -> dict[str, float]:
    found: dict[str, float] = {}
    if measured.form.counted and sums["requests"] > 0:
        found["mean"] = sums[f"{kind}_tokens"] / sums["requests"]
    table = measured.by_model
    mine = table[(table["feature"] == feature) & (table["model"] == model)] if len(table) else table
    return {**found, **{name: float(mine[f"{kind}_tokens_{name}"].iloc[0]) for name in NAMES if len(mine)}}


def _top(measured: Measured, feature: str, model: str) -> float | None:
    if measured.users is None:
        return None
    top = measured.users.top
    mine = top[(top["feature"] == feature) & (top["model"] == model)]["top_decile_share"].dropna()
    return float(mine.iloc[0]) if len(mine) else None


def _reconciled(measured: Measured, cube: pd.DataFrame) -> list[Reconciled]:
    charged = cube[cube["charged"]]
    month = np.searchsorted(measured.period.month_starts, charged["hour"], side="right") - 1
    return [
        Reconciled(
            str(measured.period.months[number].month),
            str(model),
            float(cells["billed_usd"].sum()),
            _known(cells, "list_usd"),
        )
        for number in sorted(set(month.tolist()))
        for model, cells in charged[month == number].groupby("model")
    ]
