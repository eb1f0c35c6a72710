"""What may stand in an input cell: how it is read, its unit and its bounds."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from pydantic_core import core_schema

from finmodel.timeline import Month

LARGEST = 1e15  # beyond this a spreadsheet no longer shows whole units
NAME_LENGTH = 80  # ids of pairs stay below the 255 characters that MATCH and SUMIFS take
TEXT_LENGTH = 2_000  # a note, not a document; a cell holds at most 32,767

Raw = str | float | int | bool | dt.date | dt.datetime | None
Value = str | float | Month | dt.date | None

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"([+-]?[0-9]+),([0-9]+)", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}([,' \u00a0\u202f][0-9]{3})+(\.[0-9]+)?", re.ASCII)
_CURRENCY = re.compile(r"[$€£¥]|USD|EUR|GBP", re.IGNORECASE)


class Ambiguous(str):
    """Number text of a semicolon file that two conventions read differently."""


@dataclass(frozen=True)
class Kind:
    """The base: text as it stands."""

    unit: str = "text"

    def __get_pydantic_core_schema__(self, source: object, handler: object) -> core_schema.CoreSchema:
        """Let pydantic read a field annotated with this kind."""
        return core_schema.no_info_plain_validator_function(self._keep_or_parse)

    def _keep_or_parse(self, raw: Any) -> Value:
        return raw if isinstance(raw, Month) or raw is None else self.parse(raw)

    def parse(self, raw: Raw) -> Value:
        """Read one cell. Raises ValueError with `what; fix`."""
        text = str(raw).strip()
        if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t" for c in text):
            raise ValueError(f"{shown(raw)} holds a control character; delete it")
        if len(text) > TEXT_LENGTH:
            raise ValueError(f"the text has {len(text)} characters; write at most {TEXT_LENGTH}")
        return text

    @property
    def hint(self) -> str:
        """What to enter, for people."""
        return "text"


@dataclass(frozen=True)
class Number(Kind):
    """A number within bounds; `above` and `below` are bounds that are themselves excluded."""

    unit: str = "count"
    low: float | None = 0
    high: float | None = None
    above: float | None = None
    below: float | None = None
    whole: bool = False

    def parse(self, raw: Raw) -> float:
        """Read a number; `5%` counts for shares and rates only."""
        if isinstance(raw, bool) or isinstance(raw, dt.date):
            raise ValueError(f"{shown(raw)} is not a number; write {self.hint}")
        number = float(raw) if isinstance(raw, (int, float)) else self._from_text(raw or "")
        if not math.isfinite(number) or abs(number) > LARGEST:
            raise ValueError(f"{shown(raw)} is not a usable number; write {self.hint}")
        if not self.admits(number):
            raise ValueError(f"{shown(raw)} is out of bounds; write {self.hint}")
        return number

    def admits(self, number: float) -> bool:
        """Whether the number keeps the bounds."""
        return (
            (self.low is None or number >= self.low)
            and (self.high is None or number <= self.high)
            and (self.above is None or number > self.above)
            and (self.below is None or number < self.below)
            and (not self.whole or number == int(number))
        )

    def _from_text(self, raw: str) -> float:
        text = raw.strip()
        percent = text.endswith("%")
        digits = text[:-1].rstrip() if percent else text
        if not isinstance(raw, Ambiguous) and _NUMBER.fullmatch(digits):
            if percent and self.unit not in ("share", "rate"):
                raise ValueError(f"{shown(raw)} is a percentage; write {self.hint}")
            return float(digits) / 100 if percent else float(digits)
        raise ValueError(f"{shown(raw)} {_number_fault(raw, digits)}")

    @property
    def hint(self) -> str:
        """What to enter, for people."""
        noun = "a whole number" if self.whole else "a number"
        if self.low is not None and self.high is not None:
            return f"{noun} from {self.low:g} to {self.high:g}"
        parts = []
        if self.low is not None:
            parts.append(f"{self.low:g} or more")
        if self.above is not None:
            parts.append(f"above {self.above:g}")
        if self.below is not None:
            parts.append(f"below {self.below:g}")
        if self.high is not None:
            parts.append(f"at most {self.high:g}")
        return " ".join([noun, " and ".join(parts)]).strip()


def _number_fault(raw: str, digits: str) -> str:
    if isinstance(raw, Ambiguous):
        return "can be read with a decimal comma or with thousands; write it with a decimal point in a comma file"
    bare = _CURRENCY.sub("", digits).strip()
    if bare != digits and _NUMBER.fullmatch(bare):
        return f"carries a currency sign; write {bare}"
    if _THOUSANDS.fullmatch(bare):
        return f"carries thousands separators; write {re.sub(r'[^0-9.+-]', '', bare)}"
    comma = _DECIMAL_COMMA.fullmatch(bare)
    if comma:
        return f"is not a number; write {comma[1]}.{comma[2]}"
    return "is not a number; write digits with a decimal point, such as 3.0"


@dataclass(frozen=True)
class MonthKind(Kind):
    """A calendar month, `YYYY-MM`."""

    unit: str = "month"

    def parse(self, raw: Raw) -> Month:
        """Read a month, also from a first-of-month date cell."""
        if isinstance(raw, dt.date):
            return Month.of(raw)
        try:
            return Month.parse(str(raw).strip())
        except ValueError:
            raise ValueError(f"{shown(raw)} is not a month; write it as YYYY-MM, such as 2026-01") from None

    @property
    def hint(self) -> str:
        """What to enter, for people."""
        return "a month (its first day)"


@dataclass(frozen=True)
class DateKind(Kind):
    """A date, `YYYY-MM-DD`; `or_month` admits `YYYY-MM` for its first day."""

    unit: str = "date"
    or_month: bool = False

    def parse(self, raw: Raw) -> dt.date:
        """Read a date."""
        if isinstance(raw, dt.datetime):
            return raw.date()
        if isinstance(raw, dt.date):
            return raw
        text = str(raw).strip()
        try:
            if self.or_month and len(text) == 7:
                return Month.parse(text).first_day
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII) or text < "1901":
                raise ValueError
            return dt.date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"{shown(raw)} is not a date; write it as YYYY-MM-DD, such as 2026-01-31") from None

    @property
    def hint(self) -> str:
        """What to enter, for people."""
        return "a date"


@dataclass(frozen=True)
class Name(Kind):
    """The name of a member: free text that a formula can look up without surprise."""

    def parse(self, raw: Raw) -> str:
        """Read a name. Refuses characters that lookups treat as patterns, and controls."""
        text = str(int(raw)) if isinstance(raw, float) and raw == int(raw) else str(raw)
        text = text.strip()
        bad = sorted({c for c in text if c in "|[]*?~" or unicodedata.category(c) in ("Cc", "Cf", "Cs")})
        if bad:
            raise ValueError(f"{shown(raw)} holds {' '.join(map(ascii, bad))}; choose a name without | [ ] * ? ~ and controls")
        if text[:1] in ("<", ">", "="):
            raise ValueError(f"{shown(raw)} starts with {text[0]}, which a formula reads as a comparison; choose another name")
        if len(text) > NAME_LENGTH:
            raise ValueError(f"{shown(raw)} has {len(text)} characters; shorten it to {NAME_LENGTH}")
        return text

    @property
    def hint(self) -> str:
        """What to enter, for people."""
        return "a known name"


@dataclass(frozen=True)
class Choice(Kind):
    """One of a closed list of words."""

    options: tuple[str, ...] = ()

    def parse(self, raw: Raw) -> str:
        """Read one of the words."""
        text = str(raw).strip()
        if text not in self.options:
            raise ValueError(f"{shown(raw)} is not known; write one of {', '.join(self.options)}")
        return text

    @property
    def hint(self) -> str:
        """What to enter, for people."""
        return "one of " + ", ".join(self.options)


@dataclass(frozen=True)
class Numbers(Kind):
    """Zero or more positive numbers separated by `;`."""

    def parse(self, raw: Raw) -> str:
        """Read the list; kept as text, since it is structure."""
        for part in str(raw).split(";"):
            Number(low=None, above=0).parse(part)
        return str(raw).strip()

    @property
    def hint(self) -> str:
        """What to enter, for people."""
        return "numbers separated by ;"


def shown(raw: object) -> str:
    """A cell's content for a message: quoted, printable, short."""
    text = ascii(raw) if any(unicodedata.category(c).startswith("C") for c in str(raw)) else repr(str(raw))
    return text if len(text) <= 60 else text[:56] + "...'"


def key_of(name: str) -> str:
    """What makes two names the same to a spreadsheet lookup: case, width, and numbers as text."""
    folded = unicodedata.normalize("NFKC", name).casefold().strip()
    try:
        return repr(float(folded))
    except ValueError:
        return folded
