"""What is known of a call, under the names that every format is brought to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["time", "tokens", "count", "usd", "text"]


@dataclass(frozen=True)
class Field:
    """A field of a call: how its text is read, and what it means."""

    name: str
    kind: Kind
    meaning: str


FIELDS = (
    Field("at", "time", "when the call started"),
    Field("feature", "text", "the feature that called"),
    Field("model", "text", "the model that answered, as the log names it"),
    Field("user", "text", "the user, or the customer"),
    Field("plan", "text", "the user's price plan"),
    Field("request_id", "text", "the call's own id"),
    Field("trace_id", "text", "the id that a query's attempts share"),
    Field("requests", "count", "calls that a row adds up, where a row is more than one"),
    Field("input_tokens", "tokens", "input tokens, cached ones included unless the format keeps them apart"),
    Field("uncached_input_tokens", "tokens", "input tokens without the cached ones"),
    Field("cache_read_tokens", "tokens", "input tokens read from the cache"),
    Field("cache_write_tokens", "tokens", "input tokens written to the cache, whatever their life"),
    Field("cache_write_5m_tokens", "tokens", "those kept for five minutes"),
    Field("cache_write_1h_tokens", "tokens", "those kept for an hour"),
    Field("output_tokens", "tokens", "output tokens, reasoning included unless the format keeps it apart"),
    Field("reasoning_tokens", "tokens", "output tokens of reasoning"),
    Field("status", "text", "how the call ended: a word or an HTTP status"),
    Field("error", "text", "what went wrong; empty when nothing did"),
    Field("billed", "text", "whether the vendor charged for the call, where the log says so"),
    Field("billed_usd", "usd", "what the vendor charged"),
    Field("cache_hit", "text", "whether the answer came from the company's own cache, without a call"),
    Field("batch", "text", "whether the call was part of a batch"),
    Field("batch_id", "text", "the id of the batch's line, where a batch gives one"),
    Field("quantity", "count", "what a row of a bill counts"),
    Field("unit", "text", "the unit of that quantity"),
    Field("meter", "text", "the kind of token that was metered"),
)
NAMES = tuple(field.name for field in FIELDS)
MOST_TOKENS = 1e9  # of one call, or of one row that adds calls up: beyond it something else was counted
