"""Billed tokens by vendor: what an invoice counts (MODEL.md, section 5, actuals)."""

from __future__ import annotations

from finmodel.model.dimension import FEATURE_MODEL, MODEL, PROVIDER
from finmodel.model.item import Array, Section, line

VENDORS = Section("Inference", "Billed tokens by model and provider", ("actuals",))


@line("Billed tokens by route", VENDORS, by=FEATURE_MODEL, unit="tokens", excel="{billed_tokens}*{routing_share}")
def pair_billed_tokens(billed_tokens: Array, routing_share: Array) -> Array:
    """Tokens of a feature's queries on a model."""
    return billed_tokens * routing_share


@line(
    "Billed tokens by model",
    VENDORS,
    by=MODEL,
    unit="tokens",
    excel="SUMIFS({pair_billed_tokens[*]},{pair_billed_tokens[@model]},{model})",
)
def model_billed_tokens(pair_billed_tokens: Array, feature_models_of_model: Array) -> Array:
    """Tokens of all features on a model."""
    return feature_models_of_model @ pair_billed_tokens


@line(
    "Billed tokens by provider",
    VENDORS,
    by=PROVIDER,
    unit="tokens",
    excel="SUMIFS({model_billed_tokens[*]},{model_billed_tokens[@provider]},{provider})",
)
def provider_billed_tokens(model_billed_tokens: Array, models_of_provider: Array) -> Array:
    """Tokens that a vendor bills; they sum to total_billed_tokens."""
    return models_of_provider @ model_billed_tokens
