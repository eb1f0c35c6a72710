"""Langfuse's observations: every usage type stands for itself.

So input leaves out cached tokens, and output the reasoning.
"""

from __future__ import annotations

from finmodel.usage.form import Format

LANGFUSE = Format(
    name="langfuse",
    title="Langfuse's observations",
    marks=(
        frozenset({"usageDetails", "startTime"}),
        frozenset({"usage_details", "start_time"}),
    ),
    paths={
        "at": ("startTime", "start_time"),
        "feature": ("metadata.feature", "traceName", "trace_name", "name"),
        "model": ("model", "providedModelName", "provided_model_name"),
        "user": ("userId", "user_id"),
        "plan": ("metadata.plan",),
        "request_id": ("id",),
        "trace_id": ("traceId", "trace_id"),
        "input_tokens": ("usageDetails.input", "usage_details.input"),
        "cache_read_tokens": tuple(
            f"{usage}.{name}"
            for usage in ("usageDetails", "usage_details")
            for name in ("cache_read_input_tokens", "input_cached_tokens", "input_cache_read")
        ),
        "cache_write_tokens": tuple(
            f"{usage}.{name}"
            for usage in ("usageDetails", "usage_details")
            for name in ("cache_creation_input_tokens", "input_cache_creation")
        ),
        "cache_write_5m_tokens": ("usageDetails.input_cache_creation_5m", "usage_details.input_cache_creation_5m"),
        "cache_write_1h_tokens": ("usageDetails.input_cache_creation_1h", "usage_details.input_cache_creation_1h"),
        "output_tokens": ("usageDetails.output", "usage_details.output"),
        "reasoning_tokens": tuple(
            f"{usage}.{name}"
            for usage in ("usageDetails", "usage_details")
            for name in ("output_reasoning_tokens", "output_reasoning")
        ),
        "status": ("level",),
        "billed_usd": ("costDetails.total", "cost_details.total", "calculatedTotalCost", "totalCost"),
    },
    cache_apart=True,
    reasoning_apart=True,
)
