"""The time that a log covers: months, days, and the days on which it holds nothing."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from finmodel.timeline import Month

_DAY_ZERO = dt.date(1970, 1, 1)
_RELATIVE_BEFORE = 24 * (dt.date(2000, 1, 1) - _DAY_ZERO).days


@dataclass(frozen=True)
class Covered:
    """A month of the log: how many of its days the log covers."""

    month: Month
    days: int

    @property
    def whole(self) -> int:
        """The days of the calendar month."""
        first = self.month.first_day
        return calendar.monthrange(first.year, first.month)[1]

    @property
    def partial(self) -> bool:
        """Whether days are missing."""
        return self.days < self.whole


@dataclass(frozen=True)
class Period:
    """The hours (since 1970, UTC) in which the log holds rows."""

    hours: tuple[int, ...]

    @classmethod
    def of(cls, hours: Iterable[int]) -> Period:
        """Take the hours of rows, in any order."""
        return cls(tuple(sorted({int(hour) for hour in hours})))

    @cached_property
    def relative(self) -> bool:
        """Whether the clock starts near 1970, so that times are no dates."""
        return self.hours[-1] < _RELATIVE_BEFORE

    @cached_property
    def first(self) -> dt.date:
        """The first day."""
        return _day(self.hours[0] // 24)

    @cached_property
    def last(self) -> dt.date:
        """The last day."""
        return _day(self.hours[-1] // 24)

    @cached_property
    def gaps(self) -> tuple[dt.date, ...]:
        """Days without a row, on whose weekday other weeks have rows: more likely lost than quiet."""
        held = {hour // 24 for hour in self.hours}
        weekdays = {day % 7 for day in held}
        between = range(self.hours[0] // 24, self.hours[-1] // 24 + 1)
        return tuple(_day(day) for day in between if day not in held and day % 7 in weekdays)

    @cached_property
    def days(self) -> int:
        """The days covered: from the first to the last, without the gaps."""
        return (self.last - self.first).days + 1 - len(self.gaps)

    @property
    def short(self) -> bool:
        """Whether it is too short to say what happens in a day."""
        return self.days < 2

    @property
    def covered_hours(self) -> int:
        """The hours covered; of a log within a day those from the first to the last."""
        return self.hours[-1] - self.hours[0] + 1 if self.short else 24 * self.days

    @cached_property
    def months(self) -> tuple[Covered, ...]:
        """Every month from the first to the last, with the days covered."""
        return tuple(_covered(month, self) for month in _months(self.first, self.last))

    @cached_property
    def month_starts(self) -> tuple[int, ...]:
        """The hour at which each month starts."""
        return tuple(24 * (covered.month.first_day - _DAY_ZERO).days for covered in self.months)

    def __str__(self) -> str:
        return f"{self.covered_hours} hours" if self.relative else f"{self.first} to {self.last}"


def _day(number: int) -> dt.date:
    return _DAY_ZERO + dt.timedelta(days=number)


def _months(first: dt.date, last: dt.date) -> Iterator[Month]:
    month = Month.of(first)
    while month <= Month.of(last):
        yield month
        month += 1


def _covered(month: Month, period: Period) -> Covered:
    start = max(month.first_day, period.first)
    end = min((month + 1).first_day - dt.timedelta(days=1), period.last)
    lost = sum(Month.of(day) == month for day in period.gaps)
    return Covered(month, (end - start).days + 1 - lost)
