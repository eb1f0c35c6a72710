"""Who asks: users by plan, feature and month, and how far usage is concentrated on few."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
import pandas as pd

from finmodel.usage.engine import Engine
from finmodel.usage.period import Period

if TYPE_CHECKING:
    from ibis.expr.types import Table

DECILES = 10


@dataclass(frozen=True)
class Users:
    """Figures of users.

    `of_feature`: plan, feature, month, adopters, queries; `of_plan`: plan, month, users; `deciles`: the share of
    queries of each tenth of the users, the busiest last, empty with fewer than ten; `top`: the busiest tenth's share by
    feature and model. Months are counted from the period's first.
    """

    of_feature: pd.DataFrame
    of_plan: pd.DataFrame
    deciles: tuple[float, ...]
    top: pd.DataFrame
    count: int


def users_of(engine: Engine, good: Table, period: Period) -> Users:
    """Count users. Rows without a user count nowhere here."""
    asked = good.filter((good.user != "") & (good.billed | good.hit))
    asked = asked.mutate(month=_month(asked, period), asks=asked["query"] * asked.requests)
    each = engine.keep(asked.group_by(["plan", "feature", "model", "user", "month"]).agg(queries=asked.asks.sum()))
    adopters = each.group_by(["plan", "feature", "month"]).agg(
        adopters=each.user.nunique().cast("float64"), queries=each.queries.sum()
    )
    in_plan = each.group_by(["plan", "month"]).agg(users=each.user.nunique().cast("float64"))
    totals = each.group_by("user").agg(queries=each.queries.sum())
    tenths = _tenths(totals, ()).to_pandas()
    count = int(tenths["users"].fillna(0).sum())
    return Users(
        adopters.to_pandas().sort_values(["plan", "feature", "month"], ignore_index=True),
        in_plan.to_pandas().sort_values(["plan", "month"], ignore_index=True),
        _shares(tenths) if count >= DECILES else (),
        _top(each),
        count,
    )


def _month(asked: Table, period: Period) -> ibis.Value:
    """The month's place in the period, counted without a calendar, so that every engine agrees."""
    month = ibis.literal(0)
    for start in period.month_starts[1:]:
        month += (asked.hour >= start).cast("int64")
    return month.cast("int64")


def _tenths(totals: Table, by: Sequence[str]) -> Table:
    """Queries by tenths of the users, the lightest first: columns `users`, `queries` and `tenth_0` to `tenth_9`.

    Tenths are of equal size: a user on the edge of two counts in both, in part, so that a heavier tenth is never below
    a lighter one. Ties fall either way, which moves no sum.
    """
    window = ibis.window(group_by=list(by), order_by=[totals.queries, totals.user])
    ranked = totals.mutate(rank=ibis.row_number().over(window).cast("int64"))
    sizes = totals.group_by(list(by)).agg(size=totals.count()) if by else totals.agg(size=totals.count())
    ranked = ranked.inner_join(sizes, list(by)) if by else ranked.cross_join(sizes)
    shares = {f"tenth_{k}": (ranked.queries * _overlap(ranked, k)).sum() for k in range(DECILES)}
    sums = {"users": ranked.count(), "queries": ranked.queries.sum(), **shares}
    return ranked.group_by(list(by)).agg(**sums) if by else ranked.agg(**sums)


def _overlap(ranked: Table, tenth: int) -> ibis.Value:
    """The part of a user, 0 to 1, that lies in a tenth."""
    low, high = ranked.rank * DECILES, (ranked.rank + 1) * DECILES
    start = ibis.greatest(low, ranked["size"] * tenth)
    end = ibis.least(high, ranked["size"] * (tenth + 1))
    return ibis.greatest(end - start, 0).cast("float64") / DECILES


def _shares(tenths: pd.DataFrame) -> tuple[float, ...]:
    total = float(tenths["queries"].iloc[0])
    return tuple(float(tenths[f"tenth_{k}"].iloc[0]) / total for k in range(DECILES)) if total else ()


def _top(each: Table) -> pd.DataFrame:
    by = ["feature", "model"]
    totals = each.group_by([*by, "user"]).agg(queries=each.queries.sum())
    tenths: pd.DataFrame = _tenths(totals, by).to_pandas()
    share = (tenths[f"tenth_{DECILES - 1}"] / tenths["queries"]).where(tenths["users"] >= DECILES)
    return tenths[by].assign(top_decile_share=share).sort_values(by, ignore_index=True)
