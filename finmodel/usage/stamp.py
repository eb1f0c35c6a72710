"""The time of a call as seconds since 1970, in UTC, however the log writes it."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import ibis

from finmodel.errors import InputError, Problem
from finmodel.inputs.wording import shown

if TYPE_CHECKING:
    from ibis.expr.types import FloatingValue

TimeUnit = Literal["", "s", "ms", "us", "ns"]
_PER_SECOND = {"s": 1.0, "ms": 1e3, "us": 1e6, "ns": 1e9}
_FROM_SIZE = ((1e11, 1.0), (1e14, 1e3), (1e17, 1e6))  # seconds reach 1e11 in the year 5138
_LATEST = dt.datetime(2100, 1, 1, tzinfo=dt.UTC).timestamp()
_EARLIEST_ZONED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_OFFSET = r"([zZ]|UTC|[+-][0-9]{2}(:?[0-9]{2})?)$"


def seconds(value: Any, sample: str, *, unit: TimeUnit = "", zone: str = "UTC") -> FloatingValue:
    """Read a time: ISO 8601, or a count since 1970 whose unit its size tells. Nothing for what is neither.

    Times without an offset are in `zone`. Raises InputError for a zone that does not exist.
    """
    kind = value.type()
    if kind.is_timestamp() or kind.is_date():
        return _within(value.cast("timestamp").epoch_seconds().cast("float64"))
    if not kind.is_string():
        return _within(_counted(value.cast("float64"), unit))
    if _is_number(sample):
        return _within(_counted(value.try_cast("float64"), unit))
    iso = ibis.ifelse(value.like("____-__-__%"), value, ibis.null("string"))
    read = iso.try_cast("timestamp('UTC')").epoch_seconds().cast("float64")
    turns = _turns(zone)
    if len(turns) == 1 and not turns[0][1]:
        return _within(read)
    return _within(ibis.ifelse(iso.re_search(_OFFSET), read, read - _offset(read, turns)))


def _within(read: FloatingValue) -> FloatingValue:
    return ibis.ifelse((read >= 0) & (read < _LATEST), read, ibis.null("float64"))


def _counted(read: FloatingValue, unit: TimeUnit) -> FloatingValue:
    if unit:
        return read / _PER_SECOND[unit]
    return ibis.cases(*((read < limit, read / per) for limit, per in _FROM_SIZE), else_=read / 1e9)


def _is_number(sample: str) -> bool:
    try:
        float(sample)
    except ValueError:
        return False
    return True


def _offset(read: FloatingValue, turns: tuple[tuple[float, float], ...]) -> FloatingValue:
    """The zone's offset at a local time."""
    first = turns[0][1]
    return ibis.cases(*((read >= start, offset) for start, offset in reversed(turns[1:])), else_=first)


@cache
def _turns(zone: str) -> tuple[tuple[float, float], ...]:
    """The local times at which a zone's offset changes, as seconds, with the offset from then on."""
    try:
        info = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        what = f"{shown(zone)} is no time zone"
        raise InputError([Problem("--timezone", what, "write a name such as Europe/Berlin")]) from None
    hours = int((_LATEST - _EARLIEST_ZONED.timestamp()) // 3600)
    turns = [(float("-inf"), _at(info, 0))]
    day = 24
    for start in range(0, hours, day):
        if _at(info, start + day) != _at(info, start):
            at = next(hour for hour in range(start, start + day) if _at(info, hour + 1) != _at(info, hour)) + 1
            offset = _at(info, at)
            turns.append((_EARLIEST_ZONED.timestamp() + at * 3600 + max(offset, _at(info, at - 1)), offset))
    return tuple(turns)


def _at(info: ZoneInfo, hour: int) -> float:
    offset = (_EARLIEST_ZONED + dt.timedelta(hours=hour)).astimezone(info).utcoffset()
    assert offset is not None
    return offset.total_seconds()
