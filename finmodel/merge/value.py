"""Values between a sheet's cell and a CSV's text: what a kind reads, and how people write it."""

from __future__ import annotations

from decimal import Decimal

from finmodel.inputs.kinds import DateKind, Kind, MonthKind, Number
from finmodel.inputs.number_text import written
from finmodel.inputs.table_text import Dialect
from finmodel.merge.three import Scalar
from finmodel.timeline import from_serial
from finmodel.workbook.pages.tables import spreadsheet

_TINY = 1e-12  # below this nobody counts the zeros


def typed(kind: Kind, value: Scalar | bool) -> Scalar:
    """A sheet's value as the reader takes it. Raises ValueError with `what; fix`."""
    if value is None or value == "":
        return None
    if type(kind) is Kind and isinstance(value, float):
        value = number_text(value)
    return spreadsheet(kind.parse(value))


def shown(kind: Kind, value: Scalar) -> str:
    """A value in a message: as it is written in a CSV with commas."""
    return text_of(kind, value, Dialect()) or "(empty)"


def text_of(kind: Kind, value: Scalar, dialect: Dialect, old: str = "") -> str:
    """A value as people write it in a file of this dialect; `old` is the text it replaces."""
    if not isinstance(value, float):
        return value or ""
    if isinstance(kind, MonthKind):
        return from_serial(value).isoformat()[:7]
    if isinstance(kind, DateKind):
        return from_serial(value).isoformat()
    percent = isinstance(kind, Number) and kind.unit in ("share", "rate") and old.strip().endswith("%")
    text = number_text(value * 100) if percent else number_text(value)
    return written(text, dialect.decimal, local=dialect.delimiter != ",") + "%" * percent


def number_text(value: float) -> str:
    """A number with the 15 digits that spreadsheets keep, without an exponent where it can be avoided."""
    text = f"{value:.15g}"
    return format(Decimal(text), "f") if abs(value) >= _TINY else text
