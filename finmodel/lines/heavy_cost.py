"""Heavy users, second part: what a user's queries cost before any cap (MODEL.md, section 5)."""

from __future__ import annotations

from finmodel.lines.arithmetic import ratio
from finmodel.lines.heavy_use import DECILES
from finmodel.model.dimension import PLAN, PLAN_FEATURE
from finmodel.model.item import STOCK, Array, Declare, Section, line

COST = Section("Inference", "Heavy users: cost of a user's queries before any cap", DECILES)


def _by_plan(label: str, of: str) -> Declare:
    excel = f"SUMIFS({{{of}[*]}},{{{of}[@plan]}},{{plan}})"
    return line(label, COST, by=PLAN, unit="USD per user", kind=STOCK, excel=excel)


@line("Inference cost of a user before any cap", COST, by=PLAN_FEATURE, unit="USD per user", kind=STOCK,
      excel="{uncapped_queries_per_user}*{inference_cost_per_query}")  # fmt: skip
def pair_uncapped_cost_per_user(uncapped_queries_per_user: Array, inference_cost_per_query: Array) -> Array:
    """What the queries of an average user cost with the feature."""
    return uncapped_queries_per_user * inference_cost_per_query


@_by_plan("Inference cost of a user before any cap, all features", "pair_uncapped_cost_per_user")
def plan_uncapped_cost_per_user(pair_uncapped_cost_per_user: Array, plan_features_of_plan: Array) -> Array:
    """What the queries of an average user cost; a cap cuts all features alike."""
    return plan_features_of_plan @ pair_uncapped_cost_per_user


@line("Cost of a user before any cap, p95 tokens", COST, by=PLAN_FEATURE, unit="USD per user", kind=STOCK,
      excel="{uncapped_queries_per_user}*{all_in_cost_per_query_p95}")  # fmt: skip
def pair_p95_cost_per_user(uncapped_queries_per_user: Array, all_in_cost_per_query_p95: Array) -> Array:
    """The same with every query as long as the 95th percentile, review included."""
    return uncapped_queries_per_user * all_in_cost_per_query_p95


@_by_plan("Cost of a user before any cap, p95 tokens, all features", "pair_p95_cost_per_user")
def plan_p95_cost_per_user(pair_p95_cost_per_user: Array, plan_features_of_plan: Array) -> Array:
    """What an average user would cost if every query were that long."""
    return plan_features_of_plan @ pair_p95_cost_per_user


@line(
    "Cost of a query of the plan, p95 tokens",
    COST,
    by=PLAN,
    unit="USD per query",
    kind=STOCK,
    excel='IF({plan_queries_per_user}>0,{plan_p95_cost_per_user}/{plan_queries_per_user},"n.m.")',
)
def plan_p95_cost_per_query(plan_p95_cost_per_user: Array, plan_queries_per_user: Array) -> Array:
    """The plan's own mix of features, each at the 95th percentile of tokens; n.m. without queries."""
    return ratio(plan_p95_cost_per_user, plan_queries_per_user)
