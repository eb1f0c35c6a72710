"""LiteLLM's spend log: prompt tokens include what the cache held, `spend` is what LiteLLM reckons the call cost."""

from __future__ import annotations

from finmodel.usage.form import Format

_USAGE = "metadata.usage_object"
_EXTRA = "metadata.additional_usage_values"
LITELLM = Format(
    name="litellm",
    title="LiteLLM's spend log",
    marks=(frozenset({"spend", "startTime", "prompt_tokens", "completion_tokens"}),),
    paths={
        "at": ("startTime",),
        "feature": ("metadata.feature", "metadata.requester_metadata.feature", "request_tags.0"),
        "model": ("model",),
        "user": ("end_user", "user"),
        "plan": ("metadata.plan", "metadata.requester_metadata.plan"),
        "request_id": ("request_id",),
        "trace_id": ("metadata.trace_id", "metadata.requester_metadata.trace_id"),
        "input_tokens": ("prompt_tokens",),
        "cache_read_tokens": (
            f"{_EXTRA}.cache_read_input_tokens", f"{_USAGE}.cache_read_input_tokens",
            f"{_USAGE}.prompt_tokens_details.cached_tokens",
        ),
        "cache_write_tokens": (f"{_EXTRA}.cache_creation_input_tokens", f"{_USAGE}.cache_creation_input_tokens"),
        "cache_write_5m_tokens": (
            f"{_USAGE}.prompt_tokens_details.cache_creation_token_details.ephemeral_5m_input_tokens",
        ),
        "cache_write_1h_tokens": (
            f"{_USAGE}.prompt_tokens_details.cache_creation_token_details.ephemeral_1h_input_tokens",
        ),
        "output_tokens": ("completion_tokens",),
        "reasoning_tokens": (f"{_USAGE}.completion_tokens_details.reasoning_tokens",),
        "status": ("status", "metadata.status"),
        "billed_usd": ("spend",),
        "cache_hit": ("cache_hit",),
    },
)  # fmt: skip
