"""A home-made log: one row a call, columns under common names."""

from __future__ import annotations

from finmodel.usage.form import Format

GENERIC = Format(
    name="generic",
    title="a log of one row a call",
    marks=(),  # what no other format claims, as long as the columns that matter are there
    paths={
        "at": (
            "timestamp", "time", "at", "ts", "created_at", "created", "started_at", "start_time", "datetime", "date",
        ),
        "feature": ("feature", "feature_name", "use_case", "endpoint", "route", "tag"),
        "model": ("model", "model_name", "model_id"),
        "user": ("user", "user_id", "customer", "customer_id", "account", "account_id", "end_user"),
        "plan": ("plan", "plan_name", "tier", "subscription"),
        "request_id": ("request_id", "call_id", "id"),
        "trace_id": ("trace_id", "query_id", "session_request_id", "correlation_id"),
        "requests": ("requests", "num_requests", "calls"),
        "input_tokens": (
            "input_tokens", "prompt_tokens", "tokens_in", "inputTokens", "input_length", "ContextTokens",
        ),
        "uncached_input_tokens": ("uncached_input_tokens", "fresh_input_tokens"),
        "cache_read_tokens": (
            "cache_read_tokens", "cached_tokens", "cached_input_tokens", "input_cached_tokens",
            "cache_read_input_tokens",
        ),
        "cache_write_tokens": ("cache_write_tokens", "cache_creation_tokens", "cache_creation_input_tokens"),
        "cache_write_5m_tokens": ("cache_write_5m_tokens",),
        "cache_write_1h_tokens": ("cache_write_1h_tokens",),
        "output_tokens": (
            "output_tokens", "completion_tokens", "tokens_out", "outputTokens", "output_length", "GeneratedTokens",
        ),
        "reasoning_tokens": ("reasoning_tokens", "output_reasoning_tokens"),
        "status": ("status", "status_code", "http_status", "outcome"),
        "error": ("error", "error_type", "error_message", "exception"),
        "billed": ("billed",),
        "billed_usd": ("billed_usd", "cost_usd", "usd", "cost", "spend"),
        "cache_hit": ("cache_hit", "response_cache_hit"),
        "batch": ("batch", "is_batch"),
    },
)  # fmt: skip
