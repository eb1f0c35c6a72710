"""Levers, first part: what a billed attempt costs with one lever after the other (MODEL.md, section 2, Decisions)."""

from __future__ import annotations

import numpy as np

from finmodel.lines.arithmetic import flag, instead
from finmodel.lines.inference import attempt_cost as priced
from finmodel.model.dimension import FEATURE, FEATURE_MODEL
from finmodel.model.item import STOCK, Array, Declare, Section, line
from finmodel.model.like import like

FULL = Section("Inference", "Levers: the tokens of a query before compression")
ROUTES = Section("Inference", "Levers: what an attempt costs on each model, one lever after the other")
MEANS = Section("Inference", "Levers: what an attempt costs on average, one lever after the other")

TIER_PRICES = ("tier_input_usd_per_mtok", "tier_cache_read_usd_per_mtok", "tier_cache_write_usd_per_mtok")


@line(
    "Input tokens before compression",
    FULL,
    by=FEATURE,
    unit="tokens",
    kind=STOCK,
    excel="{features.input_tokens_mean}*(1+{features.context_growth_rate})^({month_number}-1)",
)
def full_input_tokens(
    features__input_tokens_mean: Array, features__context_growth_rate: Array, month_number: Array
) -> Array:
    """Mean input tokens of a query, grown since month 1 and not compressed."""
    return features__input_tokens_mean * np.exp(np.log1p(features__context_growth_rate) * (month_number - 1))


@line(
    "Input price with its cache, before compression",
    ROUTES,
    by=FEATURE_MODEL,
    unit="USD per Mtok",
    kind=STOCK,
    excel="(1-{levers.cache_read_share}-{levers.cache_write_share})*{full_tier_input_usd_per_mtok|input_usd_per_mtok}"
    "+{levers.cache_read_share}*{full_tier_cache_read_usd_per_mtok|cache_read_usd_per_mtok}"
    "+{levers.cache_write_share}*{full_tier_cache_write_usd_per_mtok|cache_write_usd_per_mtok}",
)
def full_input_usd_per_mtok(
    levers__cache_read_share: Array,
    levers__cache_write_share: Array,
    input_usd_per_mtok: Array,
    cache_read_usd_per_mtok: Array,
    cache_write_usd_per_mtok: Array,
    full_tier_input_usd_per_mtok: Array,
    full_tier_cache_read_usd_per_mtok: Array,
    full_tier_cache_write_usd_per_mtok: Array,
    long_contexts_of_feature_model: Array,
) -> Array:
    """Fresh, read and written tokens at list price, of a request that is not compressed."""
    place = long_contexts_of_feature_model
    fresh = instead(input_usd_per_mtok, full_tier_input_usd_per_mtok, place)
    read = instead(cache_read_usd_per_mtok, full_tier_cache_read_usd_per_mtok, place)
    write = instead(cache_write_usd_per_mtok, full_tier_cache_write_usd_per_mtok, place)
    return fresh - levers__cache_read_share * (fresh - read) + levers__cache_write_share * (write - fresh)


unbatched_input_usd_per_mtok = like(
    full_input_usd_per_mtok,
    "unbatched_input_usd_per_mtok",
    "Input price with its cache, no batch",
    instead={f"full_{price}": price for price in TIER_PRICES},
    doc="Fresh, read and written tokens at list price.",
)


def _attempt(label: str, tokens: str, price_in: str, price_out: str) -> Declare:
    excel = f"({{{tokens}}}*{{{price_in}}}+{{output_tokens}}*{{{price_out}}})/10^6"
    return line(label, ROUTES, by=FEATURE_MODEL, unit="USD each", kind=STOCK, excel=excel)


_FULL_OUTPUT = "full_tier_output_usd_per_mtok|output_usd_per_mtok"


@_attempt("Attempt, no lever", "full_input_tokens", "full_tier_input_usd_per_mtok|input_usd_per_mtok", _FULL_OUTPUT)
def bare_attempt_cost(
    full_input_tokens: Array,
    output_tokens: Array,
    input_usd_per_mtok: Array,
    output_usd_per_mtok: Array,
    full_tier_input_usd_per_mtok: Array,
    full_tier_output_usd_per_mtok: Array,
    long_contexts_of_feature_model: Array,
) -> Array:
    """All input fresh, uncompressed and at once."""
    fresh = instead(input_usd_per_mtok, full_tier_input_usd_per_mtok, long_contexts_of_feature_model)
    output = instead(output_usd_per_mtok, full_tier_output_usd_per_mtok, long_contexts_of_feature_model)
    return priced(full_input_tokens, output_tokens, fresh, output)


@_attempt("Attempt, prompt cache", "full_input_tokens", "full_input_usd_per_mtok", _FULL_OUTPUT)
def cached_attempt_cost(
    full_input_tokens: Array,
    output_tokens: Array,
    full_input_usd_per_mtok: Array,
    output_usd_per_mtok: Array,
    full_tier_output_usd_per_mtok: Array,
    long_contexts_of_feature_model: Array,
) -> Array:
    """Part of the input read from the cache or written to it."""
    output = instead(output_usd_per_mtok, full_tier_output_usd_per_mtok, long_contexts_of_feature_model)
    return priced(full_input_tokens, output_tokens, full_input_usd_per_mtok, output)


compressed_attempt_cost = like(
    cached_attempt_cost,
    "compressed_attempt_cost",
    "Attempt, prompt cache and compression",
    instead={
        "full_input_tokens": "input_tokens",
        "full_input_usd_per_mtok": "unbatched_input_usd_per_mtok",
        "full_tier_output_usd_per_mtok": "tier_output_usd_per_mtok",
    },
    doc="And the input compressed, from the month compression starts; a shorter request may pay a lower price.",
)


@_attempt("Attempt, all levers", "input_tokens", "pair_input_usd_per_mtok", "pair_output_usd_per_mtok")
def attempt_cost(
    input_tokens: Array, output_tokens: Array, pair_input_usd_per_mtok: Array, pair_output_usd_per_mtok: Array
) -> Array:
    """What a billed attempt on the model costs as planned."""
    return priced(input_tokens, output_tokens, pair_input_usd_per_mtok, pair_output_usd_per_mtok)


@line(
    "Highest attempt cost among models in use",
    ROUTES,
    by=FEATURE,
    unit="USD each",
    kind=STOCK,
    excel='MAXIFS({attempt_cost[feature,*]},{routing_share[feature,*]},">0")',
)
def highest_attempt_cost(attempt_cost: Array, routing_share: Array, feature_models_of_feature: Array) -> Array:
    """Of the models that the feature routes to with a share above 0."""
    return highest(np.where(routing_share > 0, attempt_cost, 0.0), feature_models_of_feature)


def highest(values: Array, groups: Array) -> Array:
    """The highest value of each group, 0 where there is none; `values` is (..., row, month), `groups` (group, row)."""
    return np.asarray((values[..., None, :, :] * groups[..., None]).max(axis=-2, initial=0.0))


@line(
    "Dearest model in use",
    ROUTES,
    by=FEATURE_MODEL,
    unit="flag",
    kind=STOCK,
    excel="({routing_share}>0)*({attempt_cost}>={highest_attempt_cost}*(1-10^-9))",
)
def is_dearest(routing_share: Array, attempt_cost: Array, highest_attempt_cost: Array) -> Array:
    """1 for the model with the highest attempt cost; without levers the feature would run on it alone."""
    return flag((routing_share > 0) & (attempt_cost >= highest_attempt_cost * (1 - 1e-9)))


@line(
    "Mean attempt, no lever",
    MEANS,
    by=FEATURE,
    unit="USD each",
    kind=STOCK,
    excel="MAXIFS({bare_attempt_cost[feature,*]},{is_dearest[feature,*]},1)",
)
def dearest_attempt_cost(bare_attempt_cost: Array, is_dearest: Array, feature_models_of_feature: Array) -> Array:
    """Wholly on the dearest model; of two equally dear ones that with the higher list prices."""
    return highest(bare_attempt_cost * is_dearest, feature_models_of_feature)


@line(
    "Mean attempt, routing",
    MEANS,
    by=FEATURE,
    unit="USD each",
    kind=STOCK,
    excel="SUMPRODUCT({routing_share[feature,*]},{bare_attempt_cost[feature,*]})",
)
def routed_attempt_cost(bare_attempt_cost: Array, routing_share: Array, feature_models_of_feature: Array) -> Array:
    """Over the models of the feature, by routing share."""
    return feature_models_of_feature @ (routing_share * bare_attempt_cost)


ROUTED = tuple(
    like(routed_attempt_cost, name, f"Mean attempt, and {words}", instead={"bare_attempt_cost": attempt})
    for name, words, attempt in (
        ("routed_cached_attempt_cost", "prompt cache", "cached_attempt_cost"),
        ("routed_compressed_attempt_cost", "compression", "compressed_attempt_cost"),
        ("planned_attempt_cost", "batching: as planned", "attempt_cost"),
    )
)
