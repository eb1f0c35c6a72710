"""Inference: what a query costs, then what a month of queries costs (MODEL.md, section 2)."""

from __future__ import annotations

from typing import Any

import numpy as np

from finmodel.lines.arithmetic import flag, over_members, take
from finmodel.model.dimension import FEATURE, FEATURE_MODEL, MODEL, PLAN, PLAN_FEATURE, PROVIDER
from finmodel.model.item import RATIO, STOCK, Array, Declare, Section, Weighted, line

ROUTING = Section("Inference", "Routing in force")
TOKENS = Section("Inference", "Tokens of a query")
PRICES = Section("Inference", "Effective prices: caches and batches")
PER_QUERY = Section("Inference", "Cost of a query")
P50_P95 = Section("Inference", "Cost of a query at p50 and p95 tokens: a planning proxy, all adjustments included")
MONTH = Section("Inference", "Cost of the month by feature")
TOTALS = Section("Inference", "Cost of the month")
VENDORS = Section("Inference", "Tokens cost by model and provider")
PLANS = Section("Inference", "Cost of the month by plan")

BY_QUERIES = Weighted("feature_queries")
_ROUTE = "{routing.feature[column]},{feature},{routing.model[column]},{model},{routing.from[column]},{routing_from}"


@line(
    "Split in force from",
    ROUTING,
    by=FEATURE,
    unit="month",
    kind=STOCK,
    excel='MAXIFS({routing.from[column]},{routing.feature[column]},{feature},{routing.from[column]},"<="&{month})',
)
def routing_from(routing__from: Array, split_row: Any, timeline: Any) -> Array:
    """First month of the feature's split in force; its rows sum to 1."""
    return take(timeline.ordinals(routing__from), split_row)


@line(
    "Share of queries",
    ROUTING,
    by=FEATURE_MODEL,
    unit="share",
    kind=STOCK,
    excel=f"SUMIFS({{routing.share[column]}},{_ROUTE})",
)
def routing_share(routing__share: Array, route_row: Any) -> Array:
    """Share of the feature's queries that the model answers; 0 when the split in force leaves it out."""
    return take(routing__share, route_row)


@line(
    "Routing rows in force",
    ROUTING,
    by=FEATURE_MODEL,
    unit="count",
    kind=STOCK,
    excel=f"COUNTIFS({_ROUTE})",
)
def routing_rows_in_force(route_row: Any) -> Array:
    """At most one; more would be a duplicate."""
    return np.where(route_row >= 0, 1.0, 0.0)


@line(
    "Shares of the feature's models",
    ROUTING,
    by=FEATURE,
    unit="share",
    kind=STOCK,
    excel="SUM({routing_share[feature,*]})",
)
def feature_routed_share(routing_share: Array, feature_models_of_feature: Array) -> Array:
    """1 when every query goes to some model."""
    return feature_models_of_feature @ routing_share


@line(
    "Used without exactly one price",
    ROUTING,
    by=FEATURE_MODEL,
    unit="flag",
    excel="({routing_share}>0)*({price_rows_in_force}<>1)",
)
def pair_unpriced(routing_share: Array, price_rows_in_force: Array) -> Array:
    """1 where a routed model has no list price in force, or two."""
    return flag((routing_share > 0) & (price_rows_in_force != 1))


@line(
    "Used after retirement",
    ROUTING,
    by=FEATURE_MODEL,
    unit="flag",
    excel="({routing_share}>0)*({models.retire_month}>0)*({month}>{models.retire_month})",
)
def retired_use(routing_share: Array, models__retire_month: Array, month_number: Array) -> Array:
    """1 where a routed model is past its retire_month."""
    return flag((routing_share > 0) & (month_number > models__retire_month))


@line(
    "Compression on",
    TOKENS,
    by=FEATURE,
    unit="flag",
    excel="({month}>={levers.compression_from})*1",
)
def compression_on(levers__compression_from: Array, month_number: Array) -> Array:
    """1 from the month compression starts."""
    return flag(month_number >= levers__compression_from)


@line(
    "Context factor",
    TOKENS,
    by=FEATURE,
    unit="factor",
    kind=STOCK,
    excel="(1+{features.context_growth_rate})^({month_number}-1)*(1-{levers.compression_rate}*{compression_on})",
)
def context_factor(
    features__context_growth_rate: Array,
    levers__compression_rate: Array,
    compression_on: Array,
    month_number: Array,
) -> Array:
    """Growth of the context since month 1, less compression."""
    growth = np.exp(np.log1p(features__context_growth_rate) * (month_number - 1))
    return growth * np.where(compression_on > 0, 1 - levers__compression_rate, 1.0)


def _tokens(label: str, side: str, at: str) -> Declare:
    factor = "{context_factor}" if side == "input" else "{output_tokens_multiplier}"
    excel = f"{{features.{side}_tokens_{at}}}*{factor}"
    return line(label, TOKENS, by=FEATURE, unit="tokens", kind=RATIO, total=BY_QUERIES, excel=excel)


@_tokens("Input tokens, mean", "input", "mean")
def input_tokens(features__input_tokens_mean: Array, context_factor: Array) -> Array:
    """Mean input tokens of a query, cached ones included."""
    return features__input_tokens_mean * context_factor


@_tokens("Output tokens, mean", "output", "mean")
def output_tokens(features__output_tokens_mean: Array, output_tokens_multiplier: Array, month_number: Array) -> Array:
    """Mean output tokens of a query, reasoning tokens included."""
    return features__output_tokens_mean * output_tokens_multiplier * np.ones_like(month_number)


@_tokens("Input tokens, p50", "input", "p50")
def input_tokens_p50(features__input_tokens_p50: Array, context_factor: Array) -> Array:
    """Median input tokens: for pricing talk, never for spend."""
    return features__input_tokens_p50 * context_factor


@_tokens("Output tokens, p50", "output", "p50")
def output_tokens_p50(
    features__output_tokens_p50: Array, output_tokens_multiplier: Array, month_number: Array
) -> Array:
    """Median output tokens: for pricing talk, never for spend."""
    return features__output_tokens_p50 * output_tokens_multiplier * np.ones_like(month_number)


@_tokens("Input tokens, p95", "input", "p95")
def input_tokens_p95(features__input_tokens_p95: Array, context_factor: Array) -> Array:
    """95th percentile of input tokens: tail risk."""
    return features__input_tokens_p95 * context_factor


@_tokens("Output tokens, p95", "output", "p95")
def output_tokens_p95(
    features__output_tokens_p95: Array, output_tokens_multiplier: Array, month_number: Array
) -> Array:
    """95th percentile of output tokens: tail risk."""
    return features__output_tokens_p95 * output_tokens_multiplier * np.ones_like(month_number)


@line(
    "p95 tokens above the context window",
    TOKENS,
    by=FEATURE_MODEL,
    unit="flag",
    excel="({routing_share}>0)*({models.context_window}>0)"
    "*({input_tokens_p95}+{output_tokens_p95}>{models.context_window})",
)
def context_exceeded(
    routing_share: Array, models__context_window: Array, input_tokens_p95: Array, output_tokens_p95: Array
) -> Array:
    """1 where the tail of a routed feature does not fit the model; a check, not a cap."""
    spill = input_tokens_p95 + output_tokens_p95 > models__context_window
    return flag((routing_share > 0) & (models__context_window > 0) & spill)


@line(
    "Effective input price",
    PRICES,
    by=FEATURE_MODEL,
    unit="USD per Mtok",
    kind=STOCK,
    excel="((1-{levers.cache_read_share}-{levers.cache_write_share})*{input_usd_per_mtok}"
    "+{levers.cache_read_share}*{cache_read_usd_per_mtok}"
    "+{levers.cache_write_share}*{cache_write_usd_per_mtok})*(1-{levers.batch_share}*{batch_discount})",
)
def pair_input_usd_per_mtok(
    levers__cache_read_share: Array,
    levers__cache_write_share: Array,
    levers__batch_share: Array,
    input_usd_per_mtok: Array,
    cache_read_usd_per_mtok: Array,
    cache_write_usd_per_mtok: Array,
    batch_discount: Array,
) -> Array:
    """Cached tokens are a share of input tokens, never billed at the fresh price as well; batches are discounted."""
    fresh = input_usd_per_mtok
    saved_by_reading = levers__cache_read_share * (fresh - cache_read_usd_per_mtok)
    paid_for_writing = levers__cache_write_share * (cache_write_usd_per_mtok - fresh)
    return (fresh - saved_by_reading + paid_for_writing) * (1 - levers__batch_share * batch_discount)


@line(
    "Effective output price",
    PRICES,
    by=FEATURE_MODEL,
    unit="USD per Mtok",
    kind=STOCK,
    excel="{output_usd_per_mtok}*(1-{levers.batch_share}*{batch_discount})",
)
def pair_output_usd_per_mtok(output_usd_per_mtok: Array, levers__batch_share: Array, batch_discount: Array) -> Array:
    """Output price less the discount on the batched share."""
    return output_usd_per_mtok - output_usd_per_mtok * levers__batch_share * batch_discount


def _routed(label: str, pair: str) -> Declare:
    excel = f"SUMPRODUCT({{routing_share[feature,*]}},{{{pair}[feature,*]}})"
    return line(label, PRICES, by=FEATURE, unit="USD per Mtok", kind=STOCK, excel=excel)


@_routed("Input price, routed", "pair_input_usd_per_mtok")
def feature_input_usd_per_mtok(
    routing_share: Array, pair_input_usd_per_mtok: Array, feature_models_of_feature: Array
) -> Array:
    """Effective input price over the models of the feature, by routing share."""
    return feature_models_of_feature @ (routing_share * pair_input_usd_per_mtok)


@_routed("Output price, routed", "pair_output_usd_per_mtok")
def feature_output_usd_per_mtok(
    routing_share: Array, pair_output_usd_per_mtok: Array, feature_models_of_feature: Array
) -> Array:
    """Effective output price over the models of the feature, by routing share."""
    return feature_models_of_feature @ (routing_share * pair_output_usd_per_mtok)


@line(
    "Billed attempts a query",
    PER_QUERY,
    by=FEATURE,
    unit="ratio",
    kind=STOCK,
    excel="(1-{levers.response_cache_hit_rate})*(1+{features.retry_rate})",
)
def attempts_per_query(
    levers__response_cache_hit_rate: Array, features__retry_rate: Array, month_number: Array
) -> Array:
    """Retries are extra billed attempts; answers from the response cache need none."""
    missed = 1 - levers__response_cache_hit_rate
    return (missed + missed * features__retry_rate) * np.ones_like(month_number)


def _per_query(label: str, excel: str) -> Declare:
    return line(label, PER_QUERY, by=FEATURE, unit="USD per query", kind=RATIO, total=BY_QUERIES, excel=excel)


@_per_query(
    "Tokens",
    "{attempts_per_query}*({input_tokens}*{feature_input_usd_per_mtok}"
    "+{output_tokens}*{feature_output_usd_per_mtok})/10^6",
)
def tokens_cost_per_query(
    attempts_per_query: Array,
    input_tokens: Array,
    output_tokens: Array,
    feature_input_usd_per_mtok: Array,
    feature_output_usd_per_mtok: Array,
) -> Array:
    """Tokens of all billed attempts at effective prices."""
    return attempts_per_query * _attempt(
        input_tokens, output_tokens, feature_input_usd_per_mtok, feature_output_usd_per_mtok
    )


def _attempt(tokens_in: Array, tokens_out: Array, usd_in: Array, usd_out: Array) -> Array:
    return tokens_in / 1e6 * usd_in + tokens_out / 1e6 * usd_out


@_per_query("Orchestration", "{tokens_cost_per_query}*{features.orchestration_rate}")
def orchestration_cost_per_query(tokens_cost_per_query: Array, features__orchestration_rate: Array) -> Array:
    """A share of tokens cost."""
    return tokens_cost_per_query * features__orchestration_rate


@_per_query("Router", "(1-{levers.response_cache_hit_rate})*{levers.router_usd}")
def router_cost_per_query(
    levers__response_cache_hit_rate: Array, levers__router_usd: Array, month_number: Array
) -> Array:
    """The router sees what the response cache did not answer."""
    return (1 - levers__response_cache_hit_rate) * levers__router_usd * np.ones_like(month_number)


@_per_query("Tools", "(1-{levers.response_cache_hit_rate})*{features.tool_calls}*{features.tool_usd}")
def tools_cost_per_query(
    levers__response_cache_hit_rate: Array, features__tool_calls: Array, features__tool_usd: Array, month_number: Array
) -> Array:
    """Tool calls of what the response cache did not answer; no retry factor."""
    called = (1 - levers__response_cache_hit_rate) * features__tool_calls
    return called * features__tool_usd * np.ones_like(month_number)


@_per_query("Retrieval", "{features.retrieval_usd}")
def retrieval_cost_per_query(features__retrieval_usd: Array, month_number: Array) -> Array:
    """Every query retrieves, cache hits included."""
    return features__retrieval_usd * np.ones_like(month_number)


@_per_query("Review", "{quality.review_rate}*{quality.review_minutes}/60*{quality.review_usd_per_hour}")
def review_cost_per_query(
    quality__review_rate: Array,
    quality__review_minutes: Array,
    quality__review_usd_per_hour: Array,
    month_number: Array,
) -> Array:
    """People's time on a share of every query, cache hits included."""
    hours = quality__review_minutes / 60
    return quality__review_rate * hours * quality__review_usd_per_hour * np.ones_like(month_number)


@_per_query(
    "Inference",
    "{tokens_cost_per_query}+{orchestration_cost_per_query}+{router_cost_per_query}"
    "+{tools_cost_per_query}+{retrieval_cost_per_query}",
)
def inference_cost_per_query(
    tokens_cost_per_query: Array,
    features__orchestration_rate: Array,
    router_cost_per_query: Array,
    tools_cost_per_query: Array,
    retrieval_cost_per_query: Array,
) -> Array:
    """Everything a query costs but people's time."""
    machine = tokens_cost_per_query * (1 + features__orchestration_rate)
    return machine + router_cost_per_query + tools_cost_per_query + retrieval_cost_per_query


@_per_query("All in", "{inference_cost_per_query}+{review_cost_per_query}")
def all_in_cost_per_query(inference_cost_per_query: Array, review_cost_per_query: Array) -> Array:
    """Inference and review."""
    return inference_cost_per_query + review_cost_per_query


def _at_percentile(label: str, at: str) -> Declare:
    excel = (
        f"{{attempts_per_query}}*({{input_tokens_{at}}}*{{feature_input_usd_per_mtok}}"
        f"+{{output_tokens_{at}}}*{{feature_output_usd_per_mtok}})/10^6*(1+{{features.orchestration_rate}})"
        "+{router_cost_per_query}+{tools_cost_per_query}+{retrieval_cost_per_query}+{review_cost_per_query}"
    )
    return line(label, P50_P95, by=FEATURE, unit="USD per query", kind=RATIO, total=BY_QUERIES, excel=excel)


@_at_percentile("All in, p50 tokens", "p50")
def all_in_cost_per_query_p50(
    attempts_per_query: Array,
    input_tokens_p50: Array,
    output_tokens_p50: Array,
    feature_input_usd_per_mtok: Array,
    feature_output_usd_per_mtok: Array,
    features__orchestration_rate: Array,
    router_cost_per_query: Array,
    tools_cost_per_query: Array,
    retrieval_cost_per_query: Array,
    review_cost_per_query: Array,
) -> Array:
    """Planning proxy: the cost at median tokens, not the median cost."""
    attempt = _attempt(input_tokens_p50, output_tokens_p50, feature_input_usd_per_mtok, feature_output_usd_per_mtok)
    rest = router_cost_per_query + tools_cost_per_query + retrieval_cost_per_query + review_cost_per_query
    return attempts_per_query * attempt * (1 + features__orchestration_rate) + rest


@_at_percentile("All in, p95 tokens", "p95")
def all_in_cost_per_query_p95(
    attempts_per_query: Array,
    input_tokens_p95: Array,
    output_tokens_p95: Array,
    feature_input_usd_per_mtok: Array,
    feature_output_usd_per_mtok: Array,
    features__orchestration_rate: Array,
    router_cost_per_query: Array,
    tools_cost_per_query: Array,
    retrieval_cost_per_query: Array,
    review_cost_per_query: Array,
) -> Array:
    """Planning proxy: the cost at 95th percentile tokens, not the 95th percentile of cost."""
    attempt = _attempt(input_tokens_p95, output_tokens_p95, feature_input_usd_per_mtok, feature_output_usd_per_mtok)
    rest = router_cost_per_query + tools_cost_per_query + retrieval_cost_per_query + review_cost_per_query
    return attempts_per_query * attempt * (1 + features__orchestration_rate) + rest


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
    attempt = _attempt(input_tokens, output_tokens, pair_input_usd_per_mtok, pair_output_usd_per_mtok)
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
