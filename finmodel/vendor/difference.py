"""What changed between two lists of prices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from finmodel.inputs.kinds import key_of
from finmodel.vendor.amount import COLUMNS, TIER, Prices, Tiers, differs
from finmodel.vendor.listed import Listed, PriceList, in_force


@dataclass(frozen=True)
class Difference:
    """A date on which two lists do not say the same of a model.

    `row` is new, removed, or changed; `before` and `after` are the prices in force on that date in the old and in the
    new list, USD per million tokens, None where there is none. `tier` is the number of input tokens above which
    requests pay them, 0 for the base price.
    """

    provider: str
    model: str
    effective_from: dt.date
    row: str
    before: Prices | None
    after: Prices | None
    tier: Decimal = Decimal(0)

    def change(self, column: str) -> float | None:
        """Give after over before, less 1; None where either is missing or nothing was charged before."""
        if self.before is None or self.after is None or not self.before[column]:
            return None
        return float(self.after[column] / self.before[column] - 1)

    @property
    def direction(self) -> str:
        """`up` or `down` when no price goes the other way, `mixed`, `same`, or `` where there is nothing to compare.

        A larger batch discount is a lower price.
        """
        if self.before is None or self.after is None:
            return ""
        moved = [c for c in COLUMNS if differs(self.after[c], self.before[c])]
        up = {(self.after[column] > self.before[column]) != (column == "batch_discount") for column in moved}
        return "same" if not up else "mixed" if len(up) > 1 else "up" if True in up else "down"

    def as_dict(self) -> dict[str, object]:
        """For programs: numbers as floats, changes as fractions."""
        return {
            "provider": self.provider,
            "model": self.model,
            "effective_from": self.effective_from.isoformat(),
            TIER: float(self.tier),
            "row": self.row,
            "direction": self.direction,
            "before": _floats(self.before),
            "after": _floats(self.after),
            "change": {column: self.change(column) for column in COLUMNS},
        }


def difference(old: PriceList, new: PriceList) -> tuple[Difference, ...]:
    """Compare two lists, by model in the order of the new one, then by date."""
    models = dict.fromkeys([*new.by_model, *old.by_model])
    return tuple(found for key in models for found in _of_model(old.dated(key), new.dated(key)))


def _of_model(old: tuple[Listed, ...], new: tuple[Listed, ...]) -> Iterator[Difference]:
    was = {row.effective_from: row for row in old}
    now = {row.effective_from: row for row in new}
    for date in sorted({*was, *now}):
        before, after = in_force(old, date), in_force(new, date)
        named = now.get(date) or was[date]
        for start in sorted({_BASE, *_thresholds(was.get(date)), *_thresholds(now.get(date))}):
            stood, stands = _at(was.get(date), start), _at(now.get(date), start)
            if _same(stood, stands) and _one_seller(was.get(date), now.get(date)):
                continue
            row = "changed" if stood and stands else "new" if stands else "removed"
            yield Difference(named.provider, named.model, date, row, _at(before, start), _at(after, start), start)


_BASE = Decimal(0)


def _thresholds(listed: Listed | None) -> Tiers:
    return listed.tiers if listed else {}


def _at(listed: Listed | None, start: Decimal) -> Prices | None:
    """A list's prices for requests of more input tokens; those of the base are its own."""
    if listed is None:
        return None
    return listed.tiers.get(start) if start else listed.prices


def _same(one: Prices | None, other: Prices | None) -> bool:
    if one is None or other is None:
        return one is other
    return not any(differs(one[column], other[column]) for column in COLUMNS)


def _one_seller(one: Listed | None, other: Listed | None) -> bool:
    return one is None or other is None or key_of(one.provider) == key_of(other.provider)


def _floats(prices: Prices | None) -> dict[str, float] | None:
    return None if prices is None else {column: float(prices[column]) for column in COLUMNS}
