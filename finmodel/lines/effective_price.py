"""Inference, third part: the price of a token for a feature, caches and batches counted (MODEL.md, section 2)."""

from __future__ import annotations

from finmodel.lines.arithmetic import instead
from finmodel.model.dimension import FEATURE, FEATURE_MODEL
from finmodel.model.item import STOCK, Array, Declare, Section, line

PRICES = Section("Inference", "Effective prices: caches and batches")


@line(
    "Effective input price",
    PRICES,
    by=FEATURE_MODEL,
    unit="USD per Mtok",
    kind=STOCK,
    excel="((1-{levers.cache_read_share}-{levers.cache_write_share})*{tier_input_usd_per_mtok|input_usd_per_mtok}"
    "+{levers.cache_read_share}*{tier_cache_read_usd_per_mtok|cache_read_usd_per_mtok}"
    "+{levers.cache_write_share}*{tier_cache_write_usd_per_mtok|cache_write_usd_per_mtok})"
    "*(1-{levers.batch_share}*{tier_batch_discount|batch_discount})",
)
def pair_input_usd_per_mtok(
    levers__cache_read_share: Array,
    levers__cache_write_share: Array,
    levers__batch_share: Array,
    input_usd_per_mtok: Array,
    cache_read_usd_per_mtok: Array,
    cache_write_usd_per_mtok: Array,
    batch_discount: Array,
    tier_input_usd_per_mtok: Array,
    tier_cache_read_usd_per_mtok: Array,
    tier_cache_write_usd_per_mtok: Array,
    tier_batch_discount: Array,
    long_contexts_of_feature_model: Array,
) -> Array:
    """Cached tokens are a share of input tokens, never billed at the fresh price as well; batches are discounted."""
    place = long_contexts_of_feature_model
    fresh = instead(input_usd_per_mtok, tier_input_usd_per_mtok, place)
    read = instead(cache_read_usd_per_mtok, tier_cache_read_usd_per_mtok, place)
    write = instead(cache_write_usd_per_mtok, tier_cache_write_usd_per_mtok, place)
    mixed = fresh - levers__cache_read_share * (fresh - read) + levers__cache_write_share * (write - fresh)
    return mixed * (1 - levers__batch_share * instead(batch_discount, tier_batch_discount, place))


@line(
    "Effective output price",
    PRICES,
    by=FEATURE_MODEL,
    unit="USD per Mtok",
    kind=STOCK,
    excel="{tier_output_usd_per_mtok|output_usd_per_mtok}"
    "*(1-{levers.batch_share}*{tier_batch_discount|batch_discount})",
)
def pair_output_usd_per_mtok(
    output_usd_per_mtok: Array,
    levers__batch_share: Array,
    batch_discount: Array,
    tier_output_usd_per_mtok: Array,
    tier_batch_discount: Array,
    long_contexts_of_feature_model: Array,
) -> Array:
    """Output price less the discount on the batched share."""
    price = instead(output_usd_per_mtok, tier_output_usd_per_mtok, long_contexts_of_feature_model)
    discount = instead(batch_discount, tier_batch_discount, long_contexts_of_feature_model)
    return price - price * levers__batch_share * discount


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
