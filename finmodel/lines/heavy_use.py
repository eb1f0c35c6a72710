"""Heavy users, first part: what each tenth of a plan's users sends, and what a cap leaves of it (MODEL.md, section 5).

A cap binds on each tenth by itself, never on the average of them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from finmodel.lines.arithmetic import flag, over_members, ratio
from finmodel.model.dimension import DECILE, PLAN, PLAN_DECILE, PLAN_FEATURE
from finmodel.model.item import CONSTANT, STOCK, Array, Section, line

DECILES = ("usage_deciles",)
CAPPED = ("usage_deciles", "plans.queries_cap_per_user_per_month")

USAGE = Section("Usage", "Heavy users: queries of each tenth of the users", DECILES)
CAPS = Section("Usage", "Heavy users: what a cap leaves", CAPPED)


@line(
    "Share of usage",
    USAGE,
    by=DECILE,
    unit="share",
    kind=CONSTANT,
    excel="IF(SUM({usage_deciles.share[*]})>0,{usage_deciles.share}/SUM({usage_deciles.share[*]}),0)",
)
def decile_share(usage_deciles__share: Array) -> Array:
    """The tenth's share of all queries, of whatever the shares sum to."""
    return np.nan_to_num(ratio(usage_deciles__share, over_members(usage_deciles__share)))


@line(
    "Queries of a user a month, before any cap",
    USAGE,
    by=PLAN_FEATURE,
    unit="queries",
    kind=STOCK,
    excel="{adoption_share}*{queries_per_user_per_day}*{days_per_month}",
)
def uncapped_queries_per_user(adoption_share: Array, queries_per_user_per_day: Array, days_per_month: Array) -> Array:
    """What a user of the plan sends on average, those who do not use the feature included."""
    return adoption_share * queries_per_user_per_day * days_per_month


@line(
    "Queries of a user a month before any cap, all features",
    USAGE,
    by=PLAN,
    unit="queries",
    kind=STOCK,
    excel="SUMIFS({uncapped_queries_per_user[*]},{uncapped_queries_per_user[@plan]},{plan})",
)
def plan_queries_per_user(uncapped_queries_per_user: Array, plan_features_of_plan: Array) -> Array:
    """What a user of the plan sends on average, all features together: what a cap is set against."""
    return plan_features_of_plan @ uncapped_queries_per_user


@line(
    "Queries of a user of the tenth a month, before any cap",
    USAGE,
    by=PLAN_DECILE,
    unit="queries",
    kind=STOCK,
    excel="10*{decile_share}*{plan_queries_per_user}",
)
def decile_queries_per_user(decile_share: Array, plan_queries_per_user: Array) -> Array:
    """A tenth of the users sends its share of all queries; every plan is taken to be spread alike."""
    return decile_share * plan_queries_per_user * 10


@line(
    "Share of usage by lighter tenths",
    USAGE,
    by=DECILE,
    unit="share",
    kind=CONSTANT,
    excel="SUMPRODUCT(({decile_share[*]}<{decile_share})*{decile_share[*]})",
)
def lighter_share(decile_share: Array) -> Array:
    """What all tenths that send less send together."""
    others = decile_share[..., None, :, 0]
    return np.asarray(np.where(others < decile_share, others, 0.0).sum(axis=-1, keepdims=True))


@line(
    "Tenths that send as much or more",
    USAGE,
    by=DECILE,
    unit="count",
    kind=CONSTANT,
    excel="SUMPRODUCT(({decile_share[*]}>={decile_share})*1)",
)
def heavier_deciles(decile_share: Array) -> Array:
    """How many tenths a cap at this one's usage would hold, itself included."""
    return np.asarray(flag(decile_share[..., None, :, 0] >= decile_share).sum(axis=-1, keepdims=True))


@line(
    "The plan has a cap",
    CAPS,
    by=PLAN,
    unit="flag",
    kind=CONSTANT,
    excel='COUNTIFS({plans.plan[column]},{plan},{plans.queries_cap_per_user_per_month[column]},">=0")',
)
def plan_has_cap(plans__queries_cap_per_user_per_month: Array, plans__plan: NDArray[np.intp]) -> Array:
    """1 where a cap is given; an empty cell is no cap, 0 is a cap that lets nothing through."""
    return flag(np.isfinite(plans__queries_cap_per_user_per_month[..., np.argsort(plans__plan), :]))


@line(
    "Queries of a user of the tenth a month, under the cap",
    CAPS,
    by=PLAN_DECILE,
    unit="queries",
    kind=STOCK,
    excel="IF({plan_has_cap}>0,MIN({decile_queries_per_user},{plans.queries_cap_per_user_per_month}),"
    "{decile_queries_per_user})",
)
def capped_queries_per_user(
    decile_queries_per_user: Array, plans__queries_cap_per_user_per_month: Array, plan_has_cap: Array
) -> Array:
    """The tenth's queries or the cap, whichever is less."""
    cap = np.where(plan_has_cap > 0, plans__queries_cap_per_user_per_month, np.inf)
    return np.asarray(np.minimum(decile_queries_per_user, cap))


@line(
    "Share of queries under the cap",
    CAPS,
    by=PLAN,
    unit="share",
    kind=STOCK,
    excel="IF({plan_queries_per_user}>0,SUM({capped_queries_per_user[plan,*]})/(10*{plan_queries_per_user}),1)",
)
def capped_share(
    decile_queries_per_user: Array,
    plans__queries_cap_per_user_per_month: Array,
    plan_has_cap: Array,
    plan_queries_per_user: Array,
) -> Array:
    """What the cap leaves of the plan's queries, tenth by tenth; all of them where there are none."""
    cap = np.where(plan_has_cap > 0, plans__queries_cap_per_user_per_month, np.inf)
    usage = tenths(decile_queries_per_user)
    held = flag(usage > cap[..., None, :]).sum(axis=-2)
    light = np.where(usage > cap[..., None, :], 0.0, usage).sum(axis=-2)
    kept = ratio(light + held * np.where(held > 0, cap, 0.0), 10 * plan_queries_per_user)
    return np.where(plan_queries_per_user > 0, kept, 1.0)


def tenths(values: Array) -> Array:
    """What stands by plan and tenth as an array (..., plan, tenth, month)."""
    return values.reshape(*values.shape[:-2], -1, 10, values.shape[-1])
