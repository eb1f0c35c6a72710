"""Charts of a summary, drawn to SVG without a browser or a network; the same summary gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from finmodel.page.chart import INKS, inline
from finmodel.usage.summary import Summary
from finmodel.usage.users import DECILES

_WIDTH, _HEIGHT = 460, 220


@dataclass(frozen=True)
class Chart:
    """A chart with the words that stand for it where it is not seen."""

    title: str
    text: str
    svg: str


def charts_of(summary: Summary) -> Iterator[Chart]:
    """Draw what the summary has figures for."""
    cube = summary.priced.cube
    months = [str(covered.month) for covered in summary.measured.period.months]
    month = np.searchsorted(summary.measured.period.month_starts, cube["hour"], side="right") - 1
    cells = cube.assign(month=[months[number] for number in month], usd=cube["list_usd"])
    if cube["list_usd"].notna().any():
        frame = cells.groupby(["month", "model"])[["usd"]].sum().reset_index()
        yield _bars(
            "Cost at list price by month and model", frame, ("month", "Month"), ("usd", "USD"), "model", "Model"
        )
    if summary.measured.form.grain != "day":
        hours = cells.assign(hour=cells["hour"] % 24).groupby(["hour", "feature"])[["requests"]].sum().reset_index()
        yield _bars("Requests by hour of the day, UTC", hours, ("hour", "Hour of the day"), ("requests", "Requests"),
                    "feature", "Feature")  # fmt: skip
    if len(summary.measured.by_feature):
        yield _spread(summary)
    if summary.measured.users and summary.measured.users.deciles:
        shares = summary.measured.users.deciles
        frame = pd.DataFrame({"decile": range(1, DECILES + 1), "share": shares, "what": "share of queries"})
        yield _bars("Queries by tenths of the users", frame, ("decile", "Tenth of the users, the busiest last"),
                    ("share", "Share of queries"), "what", "")  # fmt: skip
    if summary.reconciled:
        yield _reconciled(summary)


def _spread(summary: Summary) -> Chart:
    table = summary.measured.by_feature
    rows = [
        {"figure": f"{kind} {name}", "feature": row["feature"], "tokens": float(row[f"{kind}_tokens_{name}"])}
        for _, row in table.iterrows()
        for kind in ("input", "output")
        for name in ("p50", "p95", "p99")
    ]
    return _bars("Tokens of a request: median and tails", pd.DataFrame(rows), ("figure", "Input and output"),
                 ("tokens", "Tokens"), "feature", "Feature", stack=False)  # fmt: skip


def _reconciled(summary: Summary) -> Chart:
    rows = [
        {"month": one.month, "side": side, "usd": usd}
        for one in summary.reconciled
        for side, usd in (("billed", one.billed_usd), ("list price", one.list_usd))
        if usd is not None
    ]
    frame = pd.DataFrame(rows).groupby(["month", "side"])[["usd"]].sum().reset_index()
    return _bars(
        "Billed against list price by month", frame, ("month", "Month"), ("usd", "USD"), "side", "", stack=False
    )


def _bars(
    title: str,
    frame: pd.DataFrame,
    x: tuple[str, str],
    y: tuple[str, str],
    by: str,
    legend: str,
    *,
    stack: bool = True,
) -> Chart:
    import altair as alt

    values: Any = frame.to_dict("records")
    encoding: dict[str, Any] = {
        "x": alt.X(f"{x[0]}:O", title=x[1], axis=alt.Axis(labelAngle=0)),
        "y": alt.Y(f"{y[0]}:Q", title=y[1]),
        "color": alt.Color(
            f"{by}:N",
            scale=alt.Scale(range=list(INKS)),
            legend=alt.Legend(title=legend or None, orient="bottom", columns=3, labelLimit=160),
        ),
    }
    if not stack:
        encoding["xOffset"] = alt.XOffset(f"{by}:N")
    chart = alt.Chart(alt.InlineData(values=values), width=_WIDTH, height=_HEIGHT).mark_bar().encode(**encoding)
    return Chart(title, _in_words(frame, x[0], y[0], by), inline(chart))


def _in_words(frame: pd.DataFrame, x: str, y: str, by: str) -> str:
    """The largest bar, for who does not see the chart."""
    top = max(frame.to_dict("records"), key=lambda row: float(row[y]))
    return f"{len(frame)} bars; the largest is {top[by]} at {top[x]} with {top[y]:,.6g}."
