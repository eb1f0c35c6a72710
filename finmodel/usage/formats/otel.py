"""OpenTelemetry spans of generative AI, one row a span, attributes as an object or a map.

By the semantic conventions input tokens include the cached ones, output tokens the reasoning.
"""

from __future__ import annotations

from finmodel.usage.form import Format

_HOLDERS = ("attributes", "SpanAttributes", "span_attributes")


def _attributes(*names: str) -> tuple[str, ...]:
    return tuple(f"{holder}.{name}" for name in names for holder in _HOLDERS)


OTEL = Format(
    name="otel",
    title="OpenTelemetry spans",
    marks=tuple(frozenset({f"{holder}.gen_ai.usage.input_tokens"}) for holder in _HOLDERS),
    paths={
        "at": ("start_time", "startTime", "Timestamp", "start_time_unix_nano", "startTimeUnixNano", "timestamp"),
        "feature": _attributes("feature", "app.feature", "gen_ai.agent.name"),
        "model": _attributes("gen_ai.response.model", "gen_ai.request.model"),
        "user": _attributes("user.id", "enduser.id"),
        "plan": _attributes("plan", "app.plan"),
        "request_id": (*_attributes("gen_ai.response.id"), "context.span_id", "spanId", "SpanId", "span_id"),
        "trace_id": ("context.trace_id", "traceId", "TraceId", "trace_id"),
        "input_tokens": _attributes("gen_ai.usage.input_tokens"),
        "cache_read_tokens": _attributes(
            "gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_read_input_tokens"
        ),
        "cache_write_tokens": _attributes(
            "gen_ai.usage.cache_creation.input_tokens", "gen_ai.usage.cache_creation_input_tokens"
        ),
        "output_tokens": _attributes("gen_ai.usage.output_tokens"),
        "reasoning_tokens": _attributes("gen_ai.usage.reasoning.output_tokens", "gen_ai.usage.reasoning_tokens"),
        "status": ("status.status_code", "StatusCode", "status.code", "status_code"),
        "error": _attributes("error.type"),
        "billed_usd": _attributes("gen_ai.usage.cost", "gen_ai.usage.cost_usd"),
    },
)
