"""A field of a call out of the columns of a log: text, numbers and truth values, whatever their type there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any

import ibis

from finmodel.inputs.formula_text import LIKE_A_FORMULA, PREFIX
from finmodel.usage.engine import Engine
from finmodel.usage.head import Keys

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, FloatingValue, StringValue, Table, Value

BLANKS = ("", "null", "none", "nan", "n/a")
TRUE = ("true", "t", "yes", "y", "1", "1.0", "batch")


def _trim(text: Any) -> Any:
    """Every engine's own; strip() of Ibis 12 takes the letters f and v off names on Spark."""


trim = ibis.udf.scalar.builtin(_trim, name="trim", signature=(("string",), "string"))


def at_keys(engine: Engine, table: Table, keys: Keys) -> Value:
    """Follow keys into a column: objects, maps and arrays by their type, text as JSON."""
    value: Any = table[keys[0]]
    for i, key in enumerate(keys[1:], start=1):
        kind = value.type()
        if kind.is_string() or kind.is_json():
            return engine.inside(value.cast("string") if kind.is_json() else value, keys[i:])
        if kind.is_struct():
            value = value[key] if key in kind.names else ibis.null()
        elif kind.is_map() or (kind.is_array() and key.isdigit()):
            value = value[int(key) if kind.is_array() else key]
        else:
            return ibis.null()
    return value


def first_of(engine: Engine, table: Table, places: Sequence[Keys]) -> Value | None:
    """The first place of a field that holds something; None where the log has no such field."""
    values: list[Any] = [at_keys(engine, table, keys) for keys in places if keys[0] in table.columns]
    values = [value for value in values if not value.type().is_null()]
    if len(values) < 2:
        return values[0] if values else None
    if len({value.type() for value in values}) > 1:
        values = [text(value) for value in values]
    found: Value = ibis.coalesce(*values)
    return found


def text(value: Any) -> StringValue:
    """A value as text."""
    found: StringValue = value if value.type().is_string() else value.cast("string")
    return found


def word(value: Any) -> StringValue:
    """A value as text in small letters without blanks around it; empty for nothing."""
    found: StringValue = trim(text(value)).lower().fill_null("")
    return found


def unprefixed(value: StringValue) -> StringValue:
    """Text without the prefix that keeps a CSV's text from being taken for a formula."""
    written = value.startswith(PREFIX) & value.re_search(f"^{PREFIX}{LIKE_A_FORMULA.pattern}")
    found: StringValue = ibis.ifelse(written, value.substr(1), value)
    return found


def number(value: Any) -> FloatingValue:
    """A value as a number; nothing for text that is none, and for NaN."""
    if not value.type().is_string():
        read = value.cast("float64")
        return ibis.ifelse(read.isnan(), ibis.null("float64"), read) if value.type().is_floating() else read
    read = value.try_cast("float64")
    return ibis.ifelse(read.isnan(), ibis.null("float64"), read)


def no_number(value: Any) -> BooleanValue:
    """Whether text stands where a number should."""
    if not value.type().is_string():
        return ibis.literal(False)
    return (value.notnull() & number(value).isnull() & ~word(value).isin(BLANKS)).fill_null(False)


def truth(value: Any) -> BooleanValue:
    """Whether a value says yes."""
    return value.fill_null(False) if value.type().is_boolean() else word(value).isin(TRUE)


def either(conditions: Sequence[BooleanValue]) -> BooleanValue:
    """Whether any of some conditions holds."""
    return reduce(lambda one, other: one | other, conditions, ibis.literal(False))
