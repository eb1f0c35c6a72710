"""What may stand in an input cell: how it is read, its unit and its bounds."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from pydantic_core import core_schema

from finmodel.inputs.date_text import FIRST_YEAR, date_fault, month_fault
from finmodel.inputs.number_text import NUMBER, number_fault, with_point
from finmodel.inputs.wording import wrong
from finmodel.timeline import Month, from_serial

NONE = "none"  # a number that was not given
LARGEST = 1e15  # beyond this a spreadsheet no longer shows whole units
SMALLEST = 1e-9  # but for 0: products of smaller ones fall below what spreadsheets tell from 0
NAME_LENGTH = 80  # ids of pairs stay below the 255 characters that MATCH and SUMIFS take
TEXT_LENGTH = 2_000  # a note, not a document; a cell holds at most 32,767

Raw = str | float | int | bool | dt.date | dt.datetime | None
Value = str | float | Month | dt.date | None

_NOT_IN_XML = "\ufffe\uffff"
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # text then reads as other text
_READ_AS_VALUE = re.compile(  # what a spreadsheet takes for something other than text
    r"[\d\s.,:/%+\-$€£¥()']+|true|false|#.*"
    r"|(\d{1,2}[ \-/])?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ \-/,]*\d{1,4}([ ,\-/]+\d{2,4})?",
    re.IGNORECASE,
)


class Local(str):
    """Text of a semicolon or tab file, in which a decimal comma may stand."""

    __slots__ = ()


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
        text = "\n".join(str(raw).strip().replace("\r\n", "\n").split("\r"))
        if any((unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t") or c in _NOT_IN_XML for c in text):
            raise wrong(raw, "holds a control character", "delete it")
        if turns := _TURNS.intersection(text):
            raise wrong(raw, f"holds {ascii(min(turns))[1:-1]}, which turns the direction of text", "delete it")
        if len(text) > TEXT_LENGTH:
            raise wrong(raw, f"has {len(text)} characters", f"write at most {TEXT_LENGTH}")
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
    or_none: bool = False

    def parse(self, raw: Raw) -> Value:
        """Read a number; `5%` counts for shares and rates only, the word `none` where there may be none."""
        if self.or_none and str(raw).strip() == NONE:
            return NONE
        if isinstance(raw, (bool, dt.date)):
            raise wrong(raw, "is not a number", f"write {self.hint}")
        number = float(raw) if isinstance(raw, (int, float)) else self._from_text(raw or "")
        if not abs(number) <= LARGEST:  # NaN too
            raise wrong(raw, f"is not a number of at most {LARGEST:g} in size", f"write {self.hint}")
        if abs(number) < SMALLEST and (number or _has_digits(raw)):
            raise wrong(raw, f"is nearer to 0 than {SMALLEST:g}", "write 0, or check the unit")
        if not self.admits(number):
            raise wrong(raw, "is out of bounds", f"write {self.hint}")
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
        percent = "%" if text.endswith("%") else ""
        digits = text.removesuffix("%").rstrip()
        if percent and self.unit not in ("share", "rate"):
            raise wrong(raw, "is a percentage", f"write {self.hint}")
        if isinstance(raw, Local):
            digits = with_point(raw, digits, percent)
        if not NUMBER.fullmatch(digits):
            raise wrong(raw, *number_fault(digits, percent))
        exponent = "e-2" if percent and "e" not in digits.casefold() else ""
        return float(digits + exponent) / (100 if percent and not exponent else 1)

    @property
    def hint(self) -> str:
        """What to enter, for people."""
        noun = "none, or a number" if self.or_none else "a whole number" if self.whole else "a number"
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


def _has_digits(raw: Raw) -> bool:
    """Whether text that was read as 0 says another number, too small for any."""
    return isinstance(raw, str) and bool(re.search("[1-9]", re.split("[eE]", raw)[0]))


def _whole_day(number: float) -> dt.date:
    """The date of a spreadsheet's date number; a time of day would be lost."""
    if number != int(number):
        raise wrong(f"{from_serial(number)} and a time of day", "is not a date", "type the date alone")
    return from_serial(number)


@dataclass(frozen=True)
class MonthKind(Kind):
    """A calendar month, `YYYY-MM`."""

    unit: str = "month"

    def parse(self, raw: Raw) -> Month:
        """Read a month, also from a first-of-month date cell."""
        if isinstance(raw, (int, float)):
            raw = _whole_day(raw)
        if isinstance(raw, dt.date):
            if raw.day != 1:
                raise ValueError(f"{raw} is not the first day of a month; write {raw.replace(day=1)}")
            return Month.of(raw)
        try:
            return Month.parse(str(raw).strip())
        except ValueError:
            raise wrong(raw, *month_fault(str(raw).strip())) from None

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
        if isinstance(raw, (int, float)):
            return _whole_day(raw)
        if isinstance(raw, dt.datetime):
            return raw.date()
        if isinstance(raw, dt.date):
            return raw
        text = str(raw).strip()
        try:
            if self.or_month and len(text) == 7:
                return Month.parse(text).first_day
            if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII) and text >= str(FIRST_YEAR):
                return dt.date.fromisoformat(text)
        except ValueError:
            pass  # such as the 30th of February
        raise wrong(raw, *date_fault(text))

    @property
    def hint(self) -> str:
        """What to enter, for people."""
        return "a date"


@dataclass(frozen=True)
class Name(Kind):
    """The name of a member: free text that a formula can look up without surprise."""

    def parse(self, raw: Raw) -> str:
        """Read a name. Refuses characters that lookups treat as patterns, and controls."""
        text = str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw)
        text = text.strip()
        bad = {c for c in text if c in "|[]*?~" + _NOT_IN_XML or unicodedata.category(c) in ("Cc", "Cf", "Cs")}
        if bad:
            signs = " ".join(map(ascii, sorted(bad)))
            raise wrong(raw, f"holds {signs}", "choose a name without | [ ] * ? ~ and controls")
        if text[:1] in ("<", ">", "="):
            raise wrong(raw, f"starts with {text[0]}, which a formula reads as a comparison", "choose another name")
        if _READ_AS_VALUE.fullmatch(text) and not NUMBER.fullmatch(text):
            raise wrong(raw, "reads as a date, number or logical value in a lookup", "add a word to it")
        if len(text) > NAME_LENGTH:
            raise wrong(raw, f"has {len(text)} characters", f"shorten it to {NAME_LENGTH}")
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
            raise wrong(raw, "is not known", f"write one of {', '.join(self.options)}")
        return text

    @property
    def hint(self) -> str:
        """What to enter, for people."""
        return "one of " + ", ".join(self.options)


@dataclass(frozen=True)
class Numbers(Kind):
    """Positive numbers separated by `;`, or the word `none`."""

    def parse(self, raw: Raw) -> str:
        """Read the list; kept as text, since it is structure."""
        if str(raw).strip() == NONE:
            return NONE
        for part in [raw] if isinstance(raw, Local) else str(raw).split(";"):
            Number(low=None, above=0).parse(part)
        return str(raw).strip()

    @property
    def hint(self) -> str:
        """What to enter, for people."""
        return "numbers separated by ;"


def numbers_of(value: Value) -> list[str]:
    """The numbers of such a list, each in plain digits; none for the word `none`."""
    parts = str(value).split(";") if value not in (None, NONE) else []
    return [f"{number:.0f}" if number.is_integer() else repr(number) for number in map(float, parts)]


def key_of(name: str) -> str:
    """Fold what a spreadsheet lookup does not tell apart: case, width, and numbers as text."""
    folded = unicodedata.normalize("NFKC", name).casefold().strip()
    return repr(float(folded)) if NUMBER.fullmatch(folded) else folded
