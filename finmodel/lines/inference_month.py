"""Inference, fifth part: what a month of queries costs, by feature, vendor and plan (MODEL.md, section 2)."""

from __future__ import annotations

from finmodel.lines.arithmetic import over_members, ratio
from finmodel.lines.inference import attempt_cost
from finmodel.model.dimension import FEATURE, FEATURE_MODEL, MODEL, PLAN, PLAN_FEATURE, PROVIDER
from finmodel.model.item import RATIO, Array, Declare, Section, line

MONTH = Section("Inference", "Cost of the month by feature")
TOTALS = Section("Inference", "Cost of the month")
MEAN = Section("Inference", "Cost of the average query, all features")
VENDORS = Section("Inference", "Tokens cost by model and provider")
PLANS = Section("Inference", "Cost of the month by plan")


def _of_month(label: str, per_query: str) -> Declare:
    return line(label, MONTH, by=FEATURE, unit="USD", excel=f"{{{per_query}}}*{{feature_queries}}")


@_of_month("Tokens cost", "tokens_cost_per_query")
def tokens_cost(tokens_cost_per_query: Array, feature_queries: Array) -> Array:
    """Tokens cost of the month."""
    return tokens_cost_per_query * feature_queries


@_of_month("Orchestration cost", "orchestration_cost_per_query")
def orchestration_cost(orchestration_cost_per_query: Array, feature_queries: Array) -> Array:
    """Orchestration cost of the month."""
    return orchestration_cost_per_query * feature_queries


@_of_month("Router cost", "router_cost_per_query")
def router_cost(router_cost_per_query: Array, feature_queries: Array) -> Array:
    """Router cost of the month."""
    return router_cost_per_query * feature_queries


@_of_month("Tools cost", "tools_cost_per_query")
def tools_cost(tools_cost_per_query: Array, feature_queries: Array) -> Array:
    """Tools cost of the month."""
    return tools_cost_per_query * feature_queries


@_of_month("Retrieval cost", "retrieval_cost_per_query")
def retrieval_cost(retrieval_cost_per_query: Array, feature_queries: Array) -> Array:
    """Retrieval cost of the month."""
    return retrieval_cost_per_query * feature_queries


@_of_month("Inference cost", "inference_cost_per_query")
def inference_cost(inference_cost_per_query: Array, feature_queries: Array) -> Array:
    """Inference cost of the month."""
    return inference_cost_per_query * feature_queries


@_of_month("Review cost", "review_cost_per_query")
def review_cost(review_cost_per_query: Array, feature_queries: Array) -> Array:
    """Review cost of the month."""
    return review_cost_per_query * feature_queries


@line(
    "Billed tokens",
    MONTH,
    by=FEATURE,
    unit="tokens",
    excel="{feature_queries}*{attempts_per_query}*({input_tokens}+{output_tokens})",
)
def billed_tokens(
    feature_queries: Array, attempts_per_query: Array, input_tokens: Array, output_tokens: Array
) -> Array:
    """Tokens of all billed attempts."""
    return feature_queries * attempts_per_query * (input_tokens + output_tokens)


def _total(label: str, of: str, unit: str = "USD") -> Declare:
    return line(label, TOTALS, unit=unit, excel=f"SUM({{{of}[*]}})")


@_total("Tokens cost, all features", "tokens_cost")
def total_tokens_cost(tokens_cost: Array) -> Array:
    """Tokens cost of the company."""
    return over_members(tokens_cost)


@_total("Orchestration cost, all features", "orchestration_cost")
def total_orchestration_cost(orchestration_cost: Array) -> Array:
    """Orchestration cost of the company."""
    return over_members(orchestration_cost)


@_total("Router cost, all features", "router_cost")
def total_router_cost(router_cost: Array) -> Array:
    """Router cost of the company."""
    return over_members(router_cost)


@_total("Tools cost, all features", "tools_cost")
def total_tools_cost(tools_cost: Array) -> Array:
    """Tools cost of the company."""
    return over_members(tools_cost)


@_total("Retrieval cost, all features", "retrieval_cost")
def total_retrieval_cost(retrieval_cost: Array) -> Array:
    """Retrieval cost of the company."""
    return over_members(retrieval_cost)


@_total("Inference cost, all features", "inference_cost")
def total_inference_cost(inference_cost: Array) -> Array:
    """Inference cost of the company: COGS, never training."""
    return over_members(inference_cost)


@_total("Review cost, all features", "review_cost")
def total_review_cost(review_cost: Array) -> Array:
    """Review cost of the company."""
    return over_members(review_cost)


@_total("Billed tokens, all features", "billed_tokens", "tokens")
def total_billed_tokens(billed_tokens: Array) -> Array:
    """Billed tokens of the company."""
    return over_members(billed_tokens)


@line(
    "Tokens cost by route",
    VENDORS,
    by=FEATURE_MODEL,
    unit="USD",
    excel="{feature_queries}*{attempts_per_query}*{routing_share}*({input_tokens}*{pair_input_usd_per_mtok}"
    "+{output_tokens}*{pair_output_usd_per_mtok})/10^6",
)
def pair_tokens_cost(
    feature_queries: Array,
    attempts_per_query: Array,
    routing_share: Array,
    input_tokens: Array,
    output_tokens: Array,
    pair_input_usd_per_mtok: Array,
    pair_output_usd_per_mtok: Array,
) -> Array:
    """What a feature's queries on a model cost."""
    attempt = attempt_cost(input_tokens, output_tokens, pair_input_usd_per_mtok, pair_output_usd_per_mtok)
    return feature_queries * attempts_per_query * routing_share * attempt


@line(
    "Tokens cost by model",
    VENDORS,
    by=MODEL,
    unit="USD",
    excel="SUMIFS({pair_tokens_cost[*]},{pair_tokens_cost[@model]},{model})",
)
def model_tokens_cost(pair_tokens_cost: Array, feature_models_of_model: Array) -> Array:
    """What all features pay for a model."""
    return feature_models_of_model @ pair_tokens_cost


@line(
    "Tokens cost by provider",
    VENDORS,
    by=PROVIDER,
    unit="USD",
    excel="SUMIFS({model_tokens_cost[*]},{model_tokens_cost[@provider]},{provider})",
)
def provider_tokens_cost(model_tokens_cost: Array, models_of_provider: Array) -> Array:
    """What the company pays a vendor for tokens; sums to total_tokens_cost."""
    return models_of_provider @ model_tokens_cost


@line(
    "Inference cost by plan and feature",
    PLANS,
    by=PLAN_FEATURE,
    unit="USD",
    excel="{queries}*{inference_cost_per_query}",
)
def pair_inference_cost(queries: Array, inference_cost_per_query: Array) -> Array:
    """Inference cost of a plan's queries with a feature."""
    return queries * inference_cost_per_query


@line(
    "Review cost by plan and feature",
    PLANS,
    by=PLAN_FEATURE,
    unit="USD",
    excel="{queries}*{review_cost_per_query}",
)
def pair_review_cost(queries: Array, review_cost_per_query: Array) -> Array:
    """Review cost of a plan's queries with a feature."""
    return queries * review_cost_per_query


@line(
    "Inference cost by plan",
    PLANS,
    by=PLAN,
    unit="USD",
    excel="SUMIFS({pair_inference_cost[*]},{pair_inference_cost[@plan]},{plan})",
)
def plan_inference_cost(pair_inference_cost: Array, plan_features_of_plan: Array) -> Array:
    """Inference cost of a plan's users."""
    return plan_features_of_plan @ pair_inference_cost


@line(
    "Review cost by plan",
    PLANS,
    by=PLAN,
    unit="USD",
    excel="SUMIFS({pair_review_cost[*]},{pair_review_cost[@plan]},{plan})",
)
def plan_review_cost(pair_review_cost: Array, plan_features_of_plan: Array) -> Array:
    """Review cost of a plan's users."""
    return plan_features_of_plan @ pair_review_cost


def _mean(label: str, cost: str) -> Declare:
    excel = f'IF({{total_queries}}>0,{{{cost}}}/{{total_queries}},"n.m.")'
    return line(label, MEAN, unit="USD per query", kind=RATIO, excel=excel)


@_mean("Tokens cost of the average query", "total_tokens_cost")
def mean_tokens_cost_per_query(total_tokens_cost: Array, total_queries: Array) -> Array:
    """Tokens cost of the month over its queries; n.m. without queries."""
    return ratio(total_tokens_cost, total_queries)


@_mean("Orchestration cost of the average query", "total_orchestration_cost")
def mean_orchestration_cost_per_query(total_orchestration_cost: Array, total_queries: Array) -> Array:
    """Orchestration cost of the month over its queries; n.m. without queries."""
    return ratio(total_orchestration_cost, total_queries)


@_mean("Router cost of the average query", "total_router_cost")
def mean_router_cost_per_query(total_router_cost: Array, total_queries: Array) -> Array:
    """Router cost of the month over its queries; n.m. without queries."""
    return ratio(total_router_cost, total_queries)


@_mean("Tools cost of the average query", "total_tools_cost")
def mean_tools_cost_per_query(total_tools_cost: Array, total_queries: Array) -> Array:
    """Tools cost of the month over its queries; n.m. without queries."""
    return ratio(total_tools_cost, total_queries)


@_mean("Retrieval cost of the average query", "total_retrieval_cost")
def mean_retrieval_cost_per_query(total_retrieval_cost: Array, total_queries: Array) -> Array:
    """Retrieval cost of the month over its queries; n.m. without queries."""
    return ratio(total_retrieval_cost, total_queries)


@_mean("Review cost of the average query", "total_review_cost")
def mean_review_cost_per_query(total_review_cost: Array, total_queries: Array) -> Array:
    """Review cost of the month over its queries; n.m. without queries."""
    return ratio(total_review_cost, total_queries)


@line(
    "All-in cost of the average query",
    MEAN,
    unit="USD per query",
    kind=RATIO,
    excel='IF({total_queries}>0,({total_inference_cost}+{total_review_cost})/{total_queries},"n.m.")',
)
def mean_all_in_cost_per_query(total_inference_cost: Array, total_review_cost: Array, total_queries: Array) -> Array:
    """Inference and review of the month over its queries; n.m. without queries."""
    return ratio(total_inference_cost + total_review_cost, total_queries)
