"""Self-host, third part: own GPUs against the API, month by month (MODEL.md, section 2)."""

from __future__ import annotations

import numpy as np

from finmodel.lines.arithmetic import flag, ratio
from finmodel.model.dimension import HOSTED
from finmodel.model.item import STOCK, Array, Section, line

AGAINST = Section("Self-host", "API against own GPUs", needs=("selfhost",))


@line(
    "API cost displaced",
    AGAINST,
    by=HOSTED,
    unit="USD",
    excel="{feature_queries}*({tokens_cost_per_query}+{orchestration_cost_per_query})",
)
def api_cost_displaced(tokens_cost: Array, orchestration_cost: Array) -> Array:
    """Tokens and orchestration; router, tools, retrieval and review are paid either way."""
    return tokens_cost + orchestration_cost


@line("Saving by owning", AGAINST, by=HOSTED, unit="USD", excel="{api_cost_displaced}-{selfhost_cost}")
def selfhost_saving(api_cost_displaced: Array, selfhost_cost: Array) -> Array:
    """What the API would cost less what the fleet costs; a comparison, in no other sheet."""
    return api_cost_displaced - selfhost_cost


@line(
    "Owning saves",
    AGAINST,
    by=HOSTED,
    unit="flag",
    excel="({selfhost_saving}>10^-9*{api_cost_displaced})*1",
)
def selfhost_saves(selfhost_saving: Array, api_cost_displaced: Array) -> Array:
    """1 in a month with a saving; less than 1e-9 of the API cost is rounding dust."""
    return flag(selfhost_saving > 1e-9 * api_cost_displaced)


@line(
    "Owning no longer saves",
    AGAINST,
    by=HOSTED,
    unit="flag",
    excel="(1-{selfhost_saves})*(SUM({selfhost_saves[:now]})>0)",
)
def selfhost_reverts(selfhost_saves: Array) -> Array:
    """1 in a month without a saving after the first with one."""
    seen = np.maximum.accumulate(selfhost_saves, axis=-1)
    return seen - selfhost_saves


@line(
    "Break-even queries",
    AGAINST,
    by=HOSTED,
    unit="queries",
    kind=STOCK,
    excel="IF({tokens_cost_per_query}>0,"
    '{selfhost_cost}/({tokens_cost_per_query}+{orchestration_cost_per_query}),"n.m.")',
)
def breakeven_queries(selfhost_cost: Array, tokens_cost_per_query: Array, features__orchestration_rate: Array) -> Array:
    """Queries a month at which the API would cost what this fleet costs; n.m. when a query costs nothing."""
    return ratio(selfhost_cost, tokens_cost_per_query * (1 + features__orchestration_rate))
