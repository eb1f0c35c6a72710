"""Anthropic: stored messages, and the usage report flattened to one row a bucket and model.

`input_tokens` leave out what was read from the cache and written to it; both are counted beside. Cache writes are
told apart by their life, five minutes or an hour. Output tokens include thinking.
"""

from __future__ import annotations

from finmodel.usage.form import Format

ANTHROPIC = Format(
    name="anthropic",
    title="stored Anthropic messages",
    marks=(
        frozenset({"usage.input_tokens", "usage.cache_read_input_tokens"}),
        frozenset({"usage.input_tokens", "usage.cache_creation_input_tokens"}),
        frozenset({"usage.input_tokens", "stop_reason"}),
        frozenset({"custom_id", "result.message"}),
    ),
    paths={
        "at": ("timestamp", "created_at", "at", "time"),
        "feature": ("metadata.feature", "feature"),
        "model": ("model", "result.message.model"),
        "user": ("metadata.user_id", "user_id", "user"),
        "plan": ("metadata.plan", "plan"),
        "request_id": ("id", "request_id", "result.message.id"),
        "trace_id": ("metadata.trace_id", "trace_id", "custom_id"),
        "input_tokens": ("usage.input_tokens", "result.message.usage.input_tokens"),
        "cache_read_tokens": ("usage.cache_read_input_tokens", "result.message.usage.cache_read_input_tokens"),
        "cache_write_tokens": (
            "usage.cache_creation_input_tokens", "result.message.usage.cache_creation_input_tokens",
        ),
        "cache_write_5m_tokens": (
            "usage.cache_creation.ephemeral_5m_input_tokens",
            "result.message.usage.cache_creation.ephemeral_5m_input_tokens",
        ),
        "cache_write_1h_tokens": (
            "usage.cache_creation.ephemeral_1h_input_tokens",
            "result.message.usage.cache_creation.ephemeral_1h_input_tokens",
        ),
        "output_tokens": ("usage.output_tokens", "result.message.usage.output_tokens"),
        "status": ("status_code", "status"),
        "error": ("error.type", "error_type"),
        "billed_usd": ("cost_usd", "billed_usd"),
        "batch": ("usage.service_tier", "result.message.usage.service_tier"),
        "batch_id": ("custom_id",),
    },
    cache_apart=True,
)  # fmt: skip
ANTHROPIC_REPORT = Format(
    name="anthropic",
    title="Anthropic's usage report",
    marks=(
        frozenset({"uncached_input_tokens", "cache_read_input_tokens", "output_tokens"}),
        frozenset({"usage_input_tokens_no_cache", "usage_output_tokens"}),
    ),
    paths={
        "at": ("starting_at", "usage_date_utc"),
        "feature": ("feature", "workspace", "workspace_id"),
        "model": ("model", "model_version"),
        "input_tokens": ("uncached_input_tokens", "usage_input_tokens_no_cache"),
        "cache_read_tokens": ("cache_read_input_tokens", "usage_input_tokens_cache_read"),
        "cache_write_5m_tokens": (
            "cache_creation.ephemeral_5m_input_tokens", "usage_input_tokens_cache_write_5m",
        ),
        "cache_write_1h_tokens": (
            "cache_creation.ephemeral_1h_input_tokens", "usage_input_tokens_cache_write_1h",
        ),
        "output_tokens": ("output_tokens", "usage_output_tokens"),
        "billed_usd": ("cost_usd", "amount_usd"),
        "batch": ("service_tier", "usage_type"),
    },
    grain="day",
    cache_apart=True,
    counted=False,
)  # fmt: skip
