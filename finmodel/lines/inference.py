"""Inference, fourth part: what a query costs (MODEL.md, section 2)."""

from __future__ import annotations

import numpy as np

from finmodel.lines.routed_price import BY_QUERIES
from finmodel.model.dimension import FEATURE
from finmodel.model.item import RATIO, STOCK, Array, Declare, Section, line
from finmodel.model.like import like

PER_QUERY = Section("Inference", "Cost of a query")
P50_P95 = Section("Inference", "Cost of a query at p50 and p95 tokens: a planning proxy, all adjustments included")


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
    return attempts_per_query * attempt_cost(
        input_tokens, output_tokens, feature_input_usd_per_mtok, feature_output_usd_per_mtok
    )


def attempt_cost(tokens_in: Array, tokens_out: Array, usd_in: Array, usd_out: Array) -> Array:
    """What one billed attempt costs: tokens in millions at prices of a million."""
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


@_per_query("Review", "{review_share or quality.review_rate}*{quality.review_minutes}/60*{quality.review_usd_per_hour}")
def review_cost_per_query(
    quality__review_minutes: Array,
    quality__review_usd_per_hour: Array,
    month_number: Array,
    quality__review_rate: Array | float = 0.0,
    review_share: Array | None = None,
) -> Array:
    """People's time on a share of every query, cache hits included; what a detector flags where there is one."""
    share = quality__review_rate if review_share is None else review_share
    hours = quality__review_minutes / 60
    return share * hours * quality__review_usd_per_hour * np.ones_like(month_number)


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


@line(
    "All in, p50 tokens",
    P50_P95,
    by=FEATURE,
    unit="USD per query",
    kind=RATIO,
    total=BY_QUERIES,
    excel="{attempts_per_query}*({input_tokens_p50}*{feature_input_usd_per_mtok}"
    "+{output_tokens_p50}*{feature_output_usd_per_mtok})/10^6*(1+{features.orchestration_rate})"
    "+{router_cost_per_query}+{tools_cost_per_query}+{retrieval_cost_per_query}+{review_cost_per_query}",
)
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
    attempt = attempt_cost(input_tokens_p50, output_tokens_p50, feature_input_usd_per_mtok, feature_output_usd_per_mtok)
    rest = router_cost_per_query + tools_cost_per_query + retrieval_cost_per_query + review_cost_per_query
    return attempts_per_query * attempt * (1 + features__orchestration_rate) + rest


all_in_cost_per_query_p95 = like(
    all_in_cost_per_query_p50,
    "all_in_cost_per_query_p95",
    "All in, p95 tokens",
    instead={"input_tokens_p50": "input_tokens_p95", "output_tokens_p50": "output_tokens_p95"},
    doc="Planning proxy: the cost at 95th percentile tokens, not the 95th percentile of cost.",
)
