"""Sensitivity, second part: what more or fewer queries cost, caps included (MODEL.md, section 2)."""

from __future__ import annotations

import numpy as np

from finmodel.lines.arithmetic import over_months
from finmodel.lines.heavy_use import CAPPED
from finmodel.model.dimension import ACROSS, PLAN, PLAN_FEATURE, PLAN_STEP
from finmodel.model.item import CONSTANT, STOCK, Array, Declare, Section, line

HELD = Section("Usage", "Sensitivity: what a cap leaves of more or fewer queries", CAPPED)
BY_PLAN = Section("Inference", "Sensitivity: cost of queries by plan, with prices and without")
BY_STEP = Section("Inference", "Sensitivity: the same with more or fewer queries")
YEARS = Section("Profit", "Sensitivity: twelve months with more or fewer queries")

_CAP = "{plans.queries_cap_per_user_per_month}"
_KEPT = "SUM({capped_queries_per_user[plan,*]})"
_MORE = "{queries_factor}*{decile_queries_per_user[plan,*]}"


@line(
    "Queries under the cap, times those of the plan",
    HELD,
    by=PLAN_STEP,
    unit="ratio",
    kind=STOCK,
    excel=f"IF({{plan_has_cap}}*{_KEPT}>0,SUMPRODUCT(({_MORE}<{_CAP})*{_MORE}+({_MORE}>={_CAP})*{_CAP})/{_KEPT},"
    "{queries_factor})",
)
def capped_queries_response(
    queries_factor: Array,
    plan_has_cap: Array,
    plans__queries_cap_per_user_per_month: Array,
    decile_queries_per_user: Array,
) -> Array:
    """Each tenth sends its factor, up to the cap; the factor itself where nothing is capped or sent."""
    steps = len(ACROSS.fixed)
    plans = queries_factor.shape[-2] // steps
    shape = (*decile_queries_per_user.shape[:-2], plans, -1, decile_queries_per_user.shape[-1])
    usage = np.repeat(decile_queries_per_user.reshape(shape), steps, axis=-3)
    cap = np.where(plan_has_cap > 0, plans__queries_cap_per_user_per_month, np.inf)[..., None, :]
    kept = np.minimum(usage, cap).sum(axis=-2)
    more = np.minimum(usage * queries_factor[..., None, :], cap).sum(axis=-2)
    factor = np.broadcast_to(queries_factor, np.broadcast_shapes(queries_factor.shape, more.shape)).copy()
    return np.asarray(np.divide(more, kept, out=factor, where=(plan_has_cap > 0) & (kept > 0)))


@line(
    "Tokens and orchestration by plan and feature",
    BY_PLAN,
    by=PLAN_FEATURE,
    unit="USD",
    excel="{queries}*({tokens_cost_per_query}+{orchestration_cost_per_query})",
)
def pair_priced_cost(queries: Array, tokens_cost_per_query: Array, orchestration_cost_per_query: Array) -> Array:
    """What vendor prices move of a plan's queries with a feature."""
    return queries * (tokens_cost_per_query + orchestration_cost_per_query)


@line(
    "Other cost of queries by plan and feature",
    BY_PLAN,
    by=PLAN_FEATURE,
    unit="USD",
    excel="{queries}*({router_cost_per_query}+{tools_cost_per_query}+{retrieval_cost_per_query}"
    "+{review_cost_per_query})",
)
def pair_other_query_cost(
    queries: Array,
    router_cost_per_query: Array,
    tools_cost_per_query: Array,
    retrieval_cost_per_query: Array,
    review_cost_per_query: Array,
) -> Array:
    """Router, tools, retrieval and review: what queries move, and vendor prices do not."""
    return queries * (router_cost_per_query + tools_cost_per_query + retrieval_cost_per_query + review_cost_per_query)


@line(
    "Tokens and orchestration by plan",
    BY_PLAN,
    by=PLAN,
    unit="USD",
    excel="SUMIFS({pair_priced_cost[*]},{pair_priced_cost[@plan]},{plan})",
)
def plan_priced_cost(pair_priced_cost: Array, plan_features_of_plan: Array) -> Array:
    """What vendor prices move of a plan's queries."""
    return plan_features_of_plan @ pair_priced_cost


@line(
    "Other cost of queries by plan",
    BY_PLAN,
    by=PLAN,
    unit="USD",
    excel="SUMIFS({pair_other_query_cost[*]},{pair_other_query_cost[@plan]},{plan})",
)
def plan_other_query_cost(pair_other_query_cost: Array, plan_features_of_plan: Array) -> Array:
    """What queries move of a plan's, and vendor prices do not."""
    return plan_features_of_plan @ pair_other_query_cost


def _by_step(label: str, of: str) -> Declare:
    excel = f"{{{of}}}*{{capped_queries_response or queries_factor}}"
    return line(label, BY_STEP, by=PLAN_STEP, unit="USD", excel=excel)


def _all_plans(label: str, of: str) -> Declare:
    return line(label, BY_STEP, by=ACROSS, unit="USD", excel=f"SUMIFS({{{of}[*]}},{{{of}[@across]}},{{across}})")


@_by_step("Tokens and orchestration at the step", "plan_priced_cost")
def step_priced_cost(
    plan_priced_cost: Array, queries_factor: Array | float = 1.0, capped_queries_response: Array | None = None
) -> Array:
    """A plan's cost with its queries moved, as far as a cap lets them."""
    return plan_priced_cost * (queries_factor if capped_queries_response is None else capped_queries_response)


@_by_step("Other cost of queries at the step", "plan_other_query_cost")
def step_other_query_cost(
    plan_other_query_cost: Array, queries_factor: Array | float = 1.0, capped_queries_response: Array | None = None
) -> Array:
    """A plan's cost with its queries moved, as far as a cap lets them."""
    return plan_other_query_cost * (queries_factor if capped_queries_response is None else capped_queries_response)


@_all_plans("Tokens and orchestration at the step, all plans", "step_priced_cost")
def total_step_priced_cost(step_priced_cost: Array, plan_steps_of_across: Array) -> Array:
    """The company's, before any change of vendor prices."""
    return plan_steps_of_across @ step_priced_cost


@_all_plans("Other cost of queries at the step, all plans", "step_other_query_cost")
def total_step_other_query_cost(step_other_query_cost: Array, plan_steps_of_across: Array) -> Array:
    """The company's."""
    return plan_steps_of_across @ step_other_query_cost


def _year(label: str, of: str) -> Declare:
    excel = f"SUMPRODUCT({{{of}[all]}},{{in_diligence_year[all]}})"
    return line(label, YEARS, by=ACROSS, unit="USD", kind=CONSTANT, excel=excel)


@_year("Tokens and orchestration at the step, twelve months", "total_step_priced_cost")
def year_priced_cost_at_step(total_step_priced_cost: Array, in_diligence_year: Array) -> Array:
    """What vendor prices move, with more or fewer queries."""
    return over_months(total_step_priced_cost * in_diligence_year)


@_year("Other cost of queries at the step, twelve months", "total_step_other_query_cost")
def year_other_query_cost_at_step(total_step_other_query_cost: Array, in_diligence_year: Array) -> Array:
    """What queries move, and vendor prices do not."""
    return over_months(total_step_other_query_cost * in_diligence_year)
