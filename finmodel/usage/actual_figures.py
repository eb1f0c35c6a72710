"""The months as they were: queries, tokens and what they cost."""

from __future__ import annotations

import numpy as np
import pandas as pd

from finmodel.usage.cost import Priced
from finmodel.usage.figure import Figures
from finmodel.usage.measure import Measured
from finmodel.usage.period import Covered

COMPANY = "company"


def actual_figures(measured: Measured, cube: Priced, figures: Figures) -> None:
    """Add actuals.csv. A month that the log covers in part is scaled by its days, and its note says so.

    Tokens cost what was billed where the log says it for every call of a feature and month, else their list price;
    where a model has no price they are left out.
    """
    if measured.period.relative:
        figures.remarks.append("times do not start at a date, so no month has actuals")
        return
    cells = cube.cube.assign(
        month=np.searchsorted(measured.period.month_starts, cube.cube["hour"], side="right") - 1,
        tokens=cube.cube["input_tokens"] + cube.cube["output_tokens"],
        provider=cube.cube["model"].map(cube.providers),
    )
    for number, covered in enumerate(measured.period.months):
        mine = cells[cells["month"] == number]
        if len(mine):
            _month(measured, covered, mine, figures)
    partial = [covered for covered in measured.period.months if covered.partial]
    if partial:
        named = ", ".join(f"{c.month} ({c.days} of {c.whole} days)" for c in partial)
        figures.remarks.append(f"scaled by the day to whole months: {named}")


def _month(measured: Measured, covered: Covered, cells: pd.DataFrame, figures: Figures) -> None:
    scale = covered.whole / covered.days
    note = f"scaled from {covered.days} of {covered.whole} days" if covered.partial else ""
    totals: dict[str, float] = {}
    for feature, mine in cells.groupby("feature"):
        values = _values(measured, mine)
        for line_item, value in values.items():
            key = (("month", str(covered.month)), ("line_item", line_item), ("member", str(feature)))
            figures.put("actuals", key, "value", value * scale, note)
            totals[line_item] = totals.get(line_item, 0.0) + value * scale
    for provider, mine in cells.groupby("provider"):
        values = _values(measured, mine)
        for line_item in ("billed_tokens", "tokens_cost"):
            if line_item in values:
                key = (("month", str(covered.month)), ("line_item", f"provider_{line_item}"), ("member", str(provider)))
                figures.put("actuals", key, "value", values[line_item] * scale, note)
    names = {"feature_queries": "total_queries", "billed_tokens": "total_billed_tokens"}
    if _complete(cells):
        names["tokens_cost"] = "total_tokens_cost"
    for line_item, total in names.items():
        if line_item in totals:
            key = (("month", str(covered.month)), ("line_item", total), ("member", COMPANY))
            figures.put("actuals", key, "value", totals[line_item], note)


def _values(measured: Measured, cells: pd.DataFrame) -> dict[str, float]:
    values = {"feature_queries": float(cells["queries"].sum())} if measured.form.counted else {}
    values["billed_tokens"] = float(cells["tokens"].sum())
    if _complete(cells):
        values["tokens_cost"] = float(_cost(cells).sum())
    return values


def _cost(cells: pd.DataFrame) -> pd.Series:
    """The billed amount where every call of the month has one, else the list price."""
    billed = bool(cells.loc[cells["requests"] > 0, "charged"].all())
    return cells["billed_usd"] if billed else cells["list_usd"]


def _complete(cells: pd.DataFrame) -> bool:
    """Whether every feature's cost is known."""
    return all(bool(_cost(mine)[mine["requests"] > 0].notna().all()) for _, mine in cells.groupby("feature"))
