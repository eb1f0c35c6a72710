"""A sample's calls in the words of each format."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pandas as pd

Row = dict[str, Any]


def _generic(call: Any) -> Iterator[Row]:
    yield {
        "timestamp": f"{call.at}",
        "feature": call.feature,
        "model": call.model,
        "plan": call.plan,
        "user": f"user-{call.user}",
        "request_id": f"req-{call.request:010d}",
        "trace_id": f"trace-{call.trace:010d}",
        "input_tokens": call.input_tokens,
        "cache_read_tokens": call.cache_read_tokens,
        "cache_write_tokens": call.cache_write_tokens,
        "output_tokens": call.output_tokens,
        "reasoning_tokens": call.reasoning_tokens,
        "status": "error" if call.failed else "ok",
        "cost_usd": call.billed_usd,
    }


def _tags(call: Any) -> Row:
    return {
        "feature": call.feature, "plan": call.plan, "user": f"user-{call.user}", "trace_id": f"trace-{call.trace:010d}",
    }  # fmt: skip


def _openai(call: Any) -> Iterator[Row]:
    yield {
        "id": f"chatcmpl-{call.request:010d}",
        "object": "chat.completion",
        "created": int(call.at.timestamp()),
        "model": call.model,
        "metadata": _tags(call),
        "usage": {
            "prompt_tokens": call.input_tokens,
            "completion_tokens": call.output_tokens,
            "total_tokens": call.input_tokens + call.output_tokens,
            "prompt_tokens_details": {"cached_tokens": call.cache_read_tokens},
            "completion_tokens_details": {"reasoning_tokens": call.reasoning_tokens},
        },
        "status_code": 500 if call.failed else 200,
        "cost_usd": call.billed_usd,
    }


def _anthropic(call: Any) -> Iterator[Row]:
    yield {
        "id": f"msg_{call.request:010d}",
        "type": "message",
        "timestamp": f"{call.at.isoformat()}Z",
        "model": call.model,
        "stop_reason": None if call.failed else "end_turn",
        "metadata": {**_tags(call), "user_id": f"user-{call.user}"},
        "usage": {
            "input_tokens": call.input_tokens - call.cache_read_tokens - call.cache_write_tokens,
            "cache_read_input_tokens": call.cache_read_tokens,
            "cache_creation_input_tokens": call.cache_write_tokens,
            "output_tokens": call.output_tokens,
            "service_tier": "standard",
        },
        "status_code": 529 if call.failed else 200,
        "cost_usd": call.billed_usd,
    }


def _litellm(call: Any) -> Iterator[Row]:
    yield {
        "request_id": f"chatcmpl-{call.request:010d}",
        "startTime": f"{call.at.isoformat()}Z",
        "model": call.model,
        "spend": call.billed_usd,
        "prompt_tokens": call.input_tokens,
        "completion_tokens": call.output_tokens,
        "total_tokens": call.input_tokens + call.output_tokens,
        "end_user": f"user-{call.user}",
        "cache_hit": "False",
        "status": "failure" if call.failed else "success",
        "request_tags": json.dumps([call.feature]),
        "metadata": json.dumps({
            "plan": call.plan,
            "trace_id": f"trace-{call.trace:010d}",
            "additional_usage_values": {
                "cache_read_input_tokens": call.cache_read_tokens,
                "cache_creation_input_tokens": call.cache_write_tokens,
            },
        }),
    }  # fmt: skip


def _langfuse(call: Any) -> Iterator[Row]:
    yield {
        "id": f"obs-{call.request:010d}",
        "traceId": f"trace-{call.trace:010d}",
        "type": "GENERATION",
        "name": call.feature,
        "startTime": f"{call.at.isoformat()}Z",
        "model": call.model,
        "level": "ERROR" if call.failed else "DEFAULT",
        "userId": f"user-{call.user}",
        "metadata": json.dumps({"plan": call.plan}),
        "usageDetails": json.dumps({
            "input": call.input_tokens - call.cache_read_tokens - call.cache_write_tokens,
            "input_cached_tokens": call.cache_read_tokens,
            "cache_creation_input_tokens": call.cache_write_tokens,
            "output": call.output_tokens - call.reasoning_tokens,
            "output_reasoning_tokens": call.reasoning_tokens,
        }),
        "costDetails": json.dumps({"total": call.billed_usd}),
    }  # fmt: skip


def _otel(call: Any) -> Iterator[Row]:
    yield {
        "name": f"chat {call.model}",
        "context": {"trace_id": f"0x{call.trace:032x}", "span_id": f"0x{call.request:016x}"},
        "start_time": f"{call.at.isoformat()}Z",
        "status": {"status_code": "ERROR" if call.failed else "UNSET"},
        "attributes": {
            "gen_ai.operation.name": "chat",
            "gen_ai.response.model": call.model,
            "gen_ai.usage.input_tokens": call.input_tokens,
            "gen_ai.usage.output_tokens": call.output_tokens,
            "gen_ai.usage.cache_read.input_tokens": call.cache_read_tokens,
            "gen_ai.usage.cache_creation.input_tokens": call.cache_write_tokens,
            "gen_ai.usage.cost": call.billed_usd,
            "feature": call.feature,
            "plan": call.plan,
            "user.id": f"user-{call.user}",
        },
    }


def _focus(call: Any) -> Iterator[Row]:
    """One row a kind of token; the amount billed stands with the input."""
    fresh = call.input_tokens - call.cache_read_tokens - call.cache_write_tokens
    meters = {
        "Input Tokens": fresh,
        "Cached Input Tokens": call.cache_read_tokens,
        "Cache Write Tokens": call.cache_write_tokens,
        "Output Tokens": call.output_tokens,
    }
    for meter, quantity in meters.items():
        yield {
            "ChargePeriodStart": f"{call.at.floor('D').isoformat()}Z",
            "ChargePeriodEnd": f"{(call.at.floor('D') + pd.Timedelta(days=1)).isoformat()}Z",
            "BilledCost": call.billed_usd if meter == "Input Tokens" else 0.0,
            "ConsumedQuantity": quantity,
            "ConsumedUnit": "Tokens",
            "SkuMeter": meter,
            "ResourceName": call.model,
            "Tags": json.dumps({"feature": call.feature, "plan": call.plan, "user": f"user-{call.user}"}),
        }


ROWS: Mapping[str, Callable[[Any], Iterator[Row]]] = {
    "generic": _generic,
    "openai": _openai,
    "anthropic": _anthropic,
    "litellm": _litellm,
    "langfuse": _langfuse,
    "otel": _otel,
    "focus": _focus,
}


def rows_of(calls: pd.DataFrame, form: str) -> Iterator[Row]:
    """Give the rows of some calls in a format."""
    for call in calls.itertuples(index=False):
        yield from ROWS[form](call)
