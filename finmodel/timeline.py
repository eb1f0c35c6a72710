"""The month, and all date arithmetic."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])", re.ASCII)
_DAY_ZERO = dt.date(1899, 12, 30).toordinal()  # day 0 of spreadsheet date numbers, from March 1900 on


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A calendar month; `index` counts months from year 0, so that differences are month counts."""

    index: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read `YYYY-MM`. Raises ValueError for anything else."""
        match = _MONTH.fullmatch(text)
        if not match or match[1] < "1901":
            raise ValueError(f"{text!r} is not a month")
        return cls(int(match[1]) * 12 + int(match[2]) - 1)

    @classmethod
    def of(cls, date: dt.date) -> Month:
        """Take the month in which a date falls."""
        return cls(date.year * 12 + date.month - 1)

    @property
    def first_day(self) -> dt.date:
        """The first day of the month."""
        return dt.date(self.index // 12, self.index % 12 + 1, 1)

    def __add__(self, months: int) -> Month:
        return Month(self.index + months)

    def __str__(self) -> str:
        return f"{self.index // 12:04d}-{self.index % 12 + 1:02d}"


def serial(date: dt.date) -> int:
    """Give the number by which spreadsheets know a date (1900 date system)."""
    return date.toordinal() - _DAY_ZERO


def from_serial(number: float) -> dt.date:
    """Give the date of a spreadsheet's date number. Raises ValueError outside the calendar."""
    try:
        return dt.date.fromordinal(int(number) + _DAY_ZERO)
    except OverflowError as error:
        raise ValueError(f"{number!r} is not a date") from error


@dataclass(frozen=True)
class Timeline:
    """The months of the model: month 1 is `start`, there are `months` of them."""

    start: Month
    months: int

    @property
    def last(self) -> Month:
        """The last month."""
        return self.start + (self.months - 1)

    @cached_property
    def all(self) -> tuple[Month, ...]:
        """Every month, in order."""
        return tuple(self.start + k for k in range(self.months))

    @cached_property
    def numbers(self) -> NDArray[np.float64]:
        """1..N, shape (months,)."""
        return np.arange(1.0, self.months + 1)

    def number(self, month: Month) -> int:
        """Give the month's number: 1 for the first month, 0 or less before it."""
        return month.index - self.start.index + 1

    def ordinals(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the day number of the first day of each month number."""
        days = [float((self.start + (int(n) - 1)).first_day.toordinal()) for n in numbers.flat]
        return np.array(days).reshape(numbers.shape)

    def first_number_from(self, date: dt.date) -> int:
        """Give the number of the first month that starts on or after a date."""
        return self.number(Month.of(date)) + (date.day > 1)
