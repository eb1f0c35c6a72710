"""Dates and months as people and programs write them: what each may be, and what to write for it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

from finmodel.inputs.number_text import SHEET_ERROR, SHEET_FAULT
from finmodel.timeline import from_serial

FIRST_YEAR = 1901  # spreadsheets disagree about the year before
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/. ]?([0-9]{2})[-/. ]?([0-9]{2})|([0-9]{4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})")
_MONTH = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})|([0-9]{1,2})[-/.]([0-9]{4})")
_NAMED = re.compile(r"([A-Za-z]{3,9})[-/. ]+([0-9]{2}|[0-9]{4})")
_CLOCK = re.compile(r"(?<=[0-9])[T ][0-9]{1,2}:[0-9:.]+(Z|[+-][0-9:]+)?")
_SERIAL = re.compile(r"[2-7][0-9]{4}")  # the years 1954 to 2118
_FROM_1904 = 1462  # days between the two beginnings that a spreadsheet may count from
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip


class Reading(NamedTuple):
    """A day, or the first of a month, that text may mean, and under which condition it does."""

    day: dt.date
    when: str = ""


def date_fault(text: str) -> tuple[str, str]:
    """Name what is wrong with a date, and what to write instead."""
    return _fault(text, "date", list(_days(text)), "YYYY-MM-DD, such as 2026-01-31", 10)


def month_fault(text: str) -> tuple[str, str]:
    """Name what is wrong with a month, and what to write instead."""
    readings = [*_months(text), *_days(text)]
    return _fault(text, "month", readings, "YYYY-MM, such as 2026-01", 7)


def _fault(text: str, noun: str, readings: list[Reading], form: str, length: int) -> tuple[str, str]:
    written = [f"{reading.day.isoformat()[:length]}{reading.when}" for reading in readings]
    if len(written) == 1:
        return f"is not written as a {noun}", f"write {written[0]}"
    if written:
        return "can be read in two ways", f"write {', '.join(written)}"
    if SHEET_ERROR.fullmatch(text):
        return SHEET_FAULT, f"mend the formula it comes from, or write a {noun} as {form}"
    return f"is not a {noun}", f"write it as {form}"


def _days(text: str) -> Iterator[Reading]:
    text = _CLOCK.sub("", text)
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = (int(part) for part in match.groups() if part)
        yield from _reading(year, month, day)
    elif match := _YEAR_LAST.fullmatch(text):
        first, second, year = map(int, match.groups())
        day_first, month_first = list(_reading(year, second, first)), list(_reading(year, first, second))
        if day_first and month_first and first != second:
            yield Reading(day_first[0].day, " if the day stands first")
            yield Reading(month_first[0].day, " if the month does")
        else:
            yield from day_first or month_first
    elif _SERIAL.fullmatch(text):
        yield Reading(from_serial(int(text)), " if a spreadsheet counted the days from 1900")
        yield Reading(from_serial(int(text) + _FROM_1904), " if from 1904")


def _months(text: str) -> Iterator[Reading]:
    if match := _MONTH.fullmatch(text):
        year, month = (int(match[1]), int(match[2])) if match[1] else (int(match[4]), int(match[3]))
        yield from _reading(year, month, 1)
    elif match := _NAMED.fullmatch(text):
        name, of_year = match[1].casefold(), match[2]
        month = next((i for i, known in enumerate(_MONTHS, 1) if name in (known, known[:3])), 0)
        when = f" if {of_year} is the year" if len(of_year) == 2 else ""
        yield from (Reading(found.day, when) for found in _reading(int(f"20{of_year}"[-4:]), month, 1))


def _reading(year: int, month: int, day: int) -> Iterator[Reading]:
    try:
        date = dt.date(year, month, day)
    except ValueError:  # such as the 30th of February
        return
    if year >= FIRST_YEAR:
        yield Reading(date)
