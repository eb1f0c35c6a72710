"""A figure as text, by its unit."""

from __future__ import annotations

import math

from finmodel.page.escape import Safe
from finmodel.page.medium import MARKDOWN, Medium

Value = float | str | None  # None for n.m.; text for months (YYYY-MM) and words such as `cash generative`

NOT_MEANINGFUL = "n.m."
NONE = "-"
_DECIMALS = {
    "USD per user": 2, "USD per account": 2, "share": 1, "rate": 1, "ratio": 2, "factor": 3, "index": 1, "months": 1,
    "accounts": 1, "users": 1, "queries per day": 2, "minutes": 1, "seconds": 1,
}  # fmt: skip
_SMALL = ("USD each", "USD per Mtok", "USD per query")  # four decimals, more where they would read 0
_MOST = 10
_PERCENT = ("share", "rate")
_HUGE = 1e15


def figure(value: Value, unit: str, currency: str, beside: float | None = None) -> Safe:
    """A value in its unit, for Markdown; see `worded`."""
    return Safe(worded(value, unit, currency, MARKDOWN, beside))


def worded(
    value: Value, unit: str, currency: str, medium: Medium, beside: float | None = None, *, short: bool = False
) -> str:
    """A value in its unit, safe in its medium: USD is the model's currency, shares are percent, None is n.m.

    `beside` is what it is held against: where both would read alike and are not, more decimals are shown. A `short`
    one says no more than the currency.
    """
    if value is None:
        return medium.own(NOT_MEANINGFUL)
    if isinstance(value, str):
        return medium.text(value)
    decimals = _decimals(value, unit)
    while (
        beside is not None
        and decimals < _MOST
        and not math.isclose(value, beside, rel_tol=0, abs_tol=1e-9)
        and _number(value, unit, decimals) == _number(beside, unit, decimals)
    ):
        decimals += 1
    number = _number(value, unit, decimals)
    return _in_unit(number, "USD" if short and unit.startswith("USD") else unit, currency, medium)


def _decimals(value: float, unit: str) -> int:
    if unit in _SMALL:
        leading = -math.floor(math.log10(abs(value))) if value else 0
        return min(max(4, leading + 2), _MOST)
    if unit == "USD":
        return 0 if abs(value) >= 1000 or value == round(value) else 2
    return _DECIMALS.get(unit, 0)


def _number(value: float, unit: str, decimals: int) -> str:
    if abs(value) >= _HUGE:
        return f"{value:.2e}"
    return f"{value:z,.{decimals}%}" if unit in _PERCENT else f"{value:z,.{decimals}f}"


def _in_unit(number: str, unit: str, currency: str, medium: Medium) -> str:
    if unit.startswith("USD"):
        return medium.own(f"{medium.text(currency)} {number}{unit.removeprefix('USD')}")
    return medium.own(f"{number} months") if unit == "months" else medium.own(number)
