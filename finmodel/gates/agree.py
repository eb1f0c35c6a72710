"""When two values agree (MODEL.md, section 2, last lines)."""

from __future__ import annotations

from finmodel.gates.expect import is_nan

RELATIVE = 1e-9
EXACT_UNITS = ("flag", "count", "month", "date", "month number", "text")
NOT_MEANINGFUL = "n.m."


def agree(expected: object, found: object, *, exact: bool = False, size: float = 0.0) -> bool:
    """Whether a found value is the expected one; numbers within 1e-9 of the size of value and operands."""
    if is_nan(expected):
        return found == NOT_MEANINGFUL
    if isinstance(found, bool) or isinstance(expected, bool):
        return found is expected
    if isinstance(expected, float) and isinstance(found, (int, float)):
        limit = 0.0 if exact else RELATIVE * max(abs(expected), abs(found), size)
        return abs(expected - found) <= limit
    return expected == found or (expected == "" and found is None)


def difference(expected: object, found: object, *, size: float = 0.0) -> float:
    """How far two numbers are apart, relative to the size of value and operands; 0 for anything else."""
    if not isinstance(expected, float) or not isinstance(found, (int, float)) or is_nan(expected):
        return 0.0
    size = max(abs(expected), abs(found), size)
    return abs(expected - found) / size if size else 0.0
