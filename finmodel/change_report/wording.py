"""Figures, inputs and changes in words, safe in the medium of the page."""

from __future__ import annotations

import math
from dataclasses import dataclass

from finmodel.change_report.change import Change
from finmodel.change_report.effect import Effect
from finmodel.inputs.kinds import Value as Input
from finmodel.merge.value import number_text
from finmodel.page.figure import NONE, NOT_MEANINGFUL, Value, worded
from finmodel.page.medium import Medium

UNCHANGED = "unchanged"
_EMPTY = "(empty)"
_DUST = 1e-12  # sums in another order differ by less
_FEWEST, _MOST = 2, 6  # decimals of a point


@dataclass(frozen=True)
class Words:
    """Words in one medium and one currency."""

    medium: Medium
    currency: str

    def figure(self, value: Value, unit: str, beside: Value = None) -> str:
        """A figure in its unit; more decimals where it would read like the one beside it, and is not."""
        return worded(value, unit, self.currency, self.medium, beside if isinstance(beside, float) else None)

    def pair(self, effect: Effect) -> tuple[str, str]:
        """A figure on both sides."""
        return self.figure(effect.old, effect.unit, effect.new), self.figure(effect.new, effect.unit, effect.old)

    def change(self, effect: Effect) -> str:
        """What a figure changes by: shares in points, others in their unit and in percent."""
        own = self.medium.own
        if effect.change is None:
            return own(NOT_MEANINGFUL if effect.old != effect.new and None in (effect.old, effect.new) else NONE)
        if _alike(effect):
            return own(UNCHANGED)
        if effect.unit == "share":
            return own(f"{self.points(effect.change)} points")
        return own(f"{self.signed(effect.change, effect.unit)}{_percent(effect)}")

    def signed(self, value: float, unit: str) -> str:
        """A difference with its sign."""
        sign = "+" if value > 0 else "-" if value < 0 else ""
        return self.medium.own(f"{sign}{self.figure(abs(value), unit)}")

    def points(self, share: float | None) -> str:
        """A difference of two shares in points, with its sign; `-` for none at all, n.m. where it has no meaning."""
        if share is None or abs(share) < _DUST:
            return self.medium.own(NOT_MEANINGFUL if share is None else NONE)
        decimals = _FEWEST
        while decimals < _MOST and not float(f"{100 * share:.{decimals}f}"):
            decimals += 1
        return self.medium.own(f"{100 * share:+z,.{decimals}f}")

    def sentence(self, effect: Effect) -> str:
        """What became of a figure, in words that hold without numbers too."""
        old, new = self.pair(effect)
        label = self.medium.text(effect.label)
        if effect.old is None and effect.new is None:
            return self.medium.own(f"{label}: {NOT_MEANINGFUL} on both sides")
        if _alike(effect):
            return self.medium.own(f"{label}: {new}, {UNCHANGED}")
        if effect.change is None:
            return self.medium.own(f"{label}: {old} before, {new} now")
        return self.medium.own(f"{label}: from {old} to {new} ({self.change(effect)})")

    def input(self, value: Input, *, row: str) -> str:
        """An input as a CSV holds it; nothing, rather than an empty cell, where its row is not there."""
        if isinstance(value, float):
            return self.medium.own(number_text(value))
        if value in (None, ""):
            return self.medium.own(_EMPTY if row == "changed" else NONE)
        return self.medium.text(value)

    def input_change(self, change: Change) -> str:
        """What an input changes by, where both are numbers."""
        if not isinstance(change.old, float) or not isinstance(change.new, float):
            return self.medium.own(NONE)
        if change.unit in ("share", "rate"):
            return self.medium.own(f"{self.points(change.new - change.old)} points")
        return self.medium.own(f"{change.new / change.old - 1:+,.1%}" if change.old > 0 else NONE)


def _alike(effect: Effect) -> bool:
    """Whether a figure is the same on both sides, but for dust."""
    if isinstance(effect.old, float) and isinstance(effect.new, float):
        return math.isclose(effect.old, effect.new, rel_tol=_DUST, abs_tol=_DUST)
    return effect.old == effect.new


def _percent(effect: Effect) -> str:
    """The change relative to the old figure, where that is above 0."""
    if effect.change is None or not isinstance(effect.old, float) or effect.old <= 0:
        return ""
    return f", {effect.change / effect.old:+,.1%}"
