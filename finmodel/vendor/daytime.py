"""Prices by time of day: the one of most hours stands in the row, the others are said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from finmodel.vendor.amount import INPUT, spelled
from finmodel.vendor.mtok import base_prices

if TYPE_CHECKING:
    from genai_prices.types import ModelInfo, ModelPrice

_MIDNIGHT = dt.time(0, tzinfo=dt.UTC)


@dataclass(frozen=True)
class _Stretch:
    """Part of a UTC day with one price."""

    start: dt.datetime
    end: dt.datetime
    price: ModelPrice

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


def by_daytime(info: ModelInfo, day: dt.date) -> tuple[ModelPrice, dt.datetime, tuple[str, ...]]:
    """Give the price in force most of a UTC day, a moment at which it is, and remarks on the other hours.

    Of two that hold equally long the dearer one counts: a plan errs on that side. Nothing is averaged.
    """
    stretches = _stretches(info, day)
    hours: dict[str, dt.timedelta] = {}
    for stretch in stretches:
        hours[_key(stretch)] = hours.get(_key(stretch), dt.timedelta()) + (stretch.end - stretch.start)
    chosen = max(stretches, key=lambda s: (hours[_key(s)], base_prices(s.price)[INPUT], -s.start.timestamp()))
    others = [stretch for stretch in stretches if _key(stretch) != _key(chosen)]
    return chosen.price, chosen.start, tuple(_remarks(others))


def _remarks(others: Sequence[_Stretch]) -> Iterator[str]:
    if others:
        yield "the price of most hours of the day"
    for key in dict.fromkeys(map(_key, others)):
        same = [stretch for stretch in others if _key(stretch) == key]
        yield f"{' and '.join(map(str, same))} UTC pay {spelled(base_prices(same[0].price))}"


def _key(stretch: _Stretch) -> str:
    return repr(sorted(base_prices(stretch.price).items()))


def _stretches(info: ModelInfo, day: dt.date) -> list[_Stretch]:
    starts = [dt.datetime.combine(day, time) for time in sorted({_MIDNIGHT, *_times(info, day)})]
    ends = [*starts[1:], starts[0] + dt.timedelta(days=1)]
    return [_Stretch(start, end, info.get_prices(start)) for start, end in zip(starts, ends, strict=True)]


def _times(info: ModelInfo, day: dt.date) -> set[dt.time]:
    """The UTC times at which a price of the day may change; a time without a zone is UTC."""
    from genai_prices.types import TimeOfDateConstraint

    constraints = [price.constraint for price in info.prices] if isinstance(info.prices, list) else []
    times = [t for c in constraints if isinstance(c, TimeOfDateConstraint) for t in (c.start_time, c.end_time)]
    moments = [dt.datetime.combine(day, time, time.tzinfo or dt.UTC).astimezone(dt.UTC) for time in times]
    return {moment.timetz() for moment in moments}
