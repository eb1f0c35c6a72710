"""Whether a cell shows a value already: programs differ in the last digits, which are left alone."""

from __future__ import annotations

from finmodel.workbook.view import Value

_DIGITS = 1e-12


def alike(held: Value, value: Value) -> bool:
    """Whether two values are the same to twelve digits; an empty cell is an empty text."""
    if isinstance(held, float) and isinstance(value, (int, float)) and not isinstance(value, bool):
        return abs(held - value) <= _DIGITS * max(abs(held), abs(value))
    return (type(held) is type(value) and held == value) or (held in (None, "") and value in (None, ""))
