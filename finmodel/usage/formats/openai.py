"""OpenAI: stored responses (Chat Completions, Responses, lines of a batch), and the usage export.

Input tokens include the cached ones (`prompt_tokens_details.cached_tokens`), output tokens the reasoning.
"""

from __future__ import annotations

from finmodel.usage.form import Format

OPENAI = Format(
    name="openai",
    title="stored OpenAI responses",
    marks=(
        frozenset({"usage.prompt_tokens", "usage.completion_tokens"}),
        frozenset({"usage.input_tokens", "usage.input_tokens_details"}),
        frozenset({"custom_id", "response.body"}),
    ),
    paths={
        "at": ("created", "created_at", "response.body.created", "response.body.created_at", "timestamp"),
        "feature": ("metadata.feature", "response.body.metadata.feature", "feature"),
        "model": ("model", "response.body.model"),
        "user": ("user", "metadata.user", "safety_identifier", "user_id"),
        "plan": ("metadata.plan", "plan"),
        "request_id": ("id", "response.body.id"),
        "trace_id": ("metadata.trace_id", "trace_id", "custom_id"),
        "input_tokens": (
            "usage.prompt_tokens", "usage.input_tokens",
            "response.body.usage.prompt_tokens", "response.body.usage.input_tokens",
        ),
        "cache_read_tokens": (
            "usage.prompt_tokens_details.cached_tokens", "usage.input_tokens_details.cached_tokens",
            "response.body.usage.prompt_tokens_details.cached_tokens",
            "response.body.usage.input_tokens_details.cached_tokens",
        ),
        "output_tokens": (
            "usage.completion_tokens", "usage.output_tokens",
            "response.body.usage.completion_tokens", "response.body.usage.output_tokens",
        ),
        "reasoning_tokens": (
            "usage.completion_tokens_details.reasoning_tokens", "usage.output_tokens_details.reasoning_tokens",
            "response.body.usage.completion_tokens_details.reasoning_tokens",
            "response.body.usage.output_tokens_details.reasoning_tokens",
        ),
        "status": ("response.status_code", "status_code"),
        "error": ("error.message", "error.code", "error_type"),
        "billed_usd": ("cost_usd", "billed_usd"),
        "batch_id": ("custom_id",),
    },
)  # fmt: skip
OPENAI_EXPORT = Format(
    name="openai",
    title="OpenAI's usage export",
    marks=(frozenset({"input_cached_tokens", "num_model_requests"}),),
    paths={
        "at": ("start_time_iso", "start_time"),
        "feature": ("feature", "project_name"),
        "model": ("model",),
        "user": ("user_id",),
        "requests": ("num_model_requests",),
        "input_tokens": ("input_tokens",),
        "cache_read_tokens": ("input_cached_tokens",),
        "output_tokens": ("output_tokens",),
        "billed_usd": ("amount_value", "cost_usd"),
        "batch": ("batch",),
    },
    grain="day",
)
