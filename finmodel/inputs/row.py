"""The base of every typed row: a column is a field, its kind an annotation, its meaning a description."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

from finmodel.inputs import kinds
from finmodel.inputs.kinds import Kind
from finmodel.timeline import Month

START_MONTH = {"empty_means": "start_month"}
LAST_MONTH = {"empty_means": "last_month"}
EQUAL_SHARE = {"empty_means": "equal_share"}
BLANK = {"empty_means": "empty"}  # may stay empty in the workbook too
OPTIONAL = {**BLANK, "optional": "yes"}  # the workbook has the column only where the file has it

Name = Annotated[str, kinds.Name()]
OptionalName = Annotated[str, kinds.Name()]
Text = Annotated[str, kinds.Kind()]
Date = Annotated[dt.date, kinds.DateKind()]
NoteDate = Annotated[dt.date | None, kinds.DateKind(or_month=True)]
MonthOf = Annotated[Month, kinds.MonthKind()]
OptionalMonth = Annotated[Month | None, kinds.MonthKind()]
Usd = Annotated[float, kinds.Number("USD")]
UsdEach = Annotated[float, kinds.Number("USD each")]
UsdPerMtok = Annotated[float, kinds.Number("USD per Mtok")]
Share = Annotated[float, kinds.Number("share", high=1)]
Rate = Annotated[float, kinds.Number("rate")]
RateToOne = Annotated[float, kinds.Number("rate", high=1)]
Growth = Annotated[float, kinds.Number("rate", low=None, above=-1)]
Decline = Annotated[float, kinds.Number("rate", low=None, above=-1, below=1)]
Tokens = Annotated[float, kinds.Number("tokens")]
Accounts = Annotated[float, kinds.Number("accounts")]
Count = Annotated[float, kinds.Number("count")]
Months = Annotated[float, kinds.Number("months", whole=True)]
Life = Annotated[float, kinds.Number("months", low=1, whole=True)]
OptionalSeconds = Annotated[float | None, kinds.Number("seconds")]
OptionalQueries = Annotated[float | None, kinds.Number("queries")]
OptionalShare = Annotated[float | None, kinds.Number("share", high=1)]
OptionalRatio = Annotated[float | None, kinds.Number("ratio", low=None)]
Minutes = Annotated[float, kinds.Number("minutes")]


def col(
    description: str,
    default: Any = ...,
    *,
    same_as: str = "",
    extra: dict[str, Any] | None = None,
    alias: str | None = None,
) -> Any:
    """Declare a column: what it means, and what an empty cell counts as."""
    if same_as:
        return Field(description=description, default_factory=lambda row: row.get(same_as), json_schema_extra=extra)
    return Field(default, description=description, json_schema_extra=extra, alias=alias)


class Row(BaseModel):
    """One record of one file. Class variables place it; `columns()` lists what it holds."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, populate_by_name=True)

    table: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    required: ClassVar[bool] = False
    spare: ClassVar[int] = 0  # empty rows kept inside the workbook's ranges for dated additions
    if_given: ClassVar[bool] = False  # no table in the workbook, spare rows included, without rows of its own
    member_of: ClassVar[str] = ""  # the table whose members each have exactly one row here

    owner: Text = col("who answers for the row", "")
    source: Text = col("where the figure comes from", "")
    as_of: NoteDate = col("the date the figure was true", None)
    checked_on: NoteDate = col("the date somebody last looked", None)
    note: Text = col("anything else", "")

    @classmethod
    @cache
    def columns(cls) -> dict[str, FieldInfo]:
        """List the model's own columns by CSV name, in workbook order, without the notes."""
        own = {f.alias or name: f for name, f in cls.model_fields.items() if name not in NOTES}
        return dict(sorted(own.items(), key=lambda item: (may_be_blank(item[1]), _rank(item[1]))))

    def cell(self, column: str) -> Any:
        """Give the value under a CSV column name."""
        return getattr(self, "from_" if column == "from" else column)

    @property
    def names(self) -> tuple[str, ...]:
        """Give the parts of its key as text."""
        cells = (self.cell(part) for part in self.key)
        return self.named(*(f"{cell:.15g}" if isinstance(cell, float) else str(cell) for cell in cells))

    @classmethod
    def named(cls, *parts: str) -> tuple[str, ...]:
        """Leave out a last part that says no more than an empty cell: a price without a threshold."""
        silent = cls.columns()[cls.key[-1]].default == 0 and parts[-1] in ("", "0")
        return parts[:-1] if silent else parts


NOTES = ("owner", "source", "as_of", "checked_on", "note")


def kind_of(field: FieldInfo) -> Kind:
    """Give the kind declared for a column."""
    return next((m for m in field.metadata if isinstance(m, Kind)), Kind())


def empty_means(field: FieldInfo) -> str:
    """Say what an empty cell means beyond a plain default: a word of the context, or nothing."""
    extra = field.json_schema_extra
    return str(extra["empty_means"]) if isinstance(extra, dict) else ""


def may_be_blank(field: FieldInfo) -> bool:
    """Whether the cell may stay empty in the workbook."""
    return empty_means(field) == "empty"


def optional(field: FieldInfo) -> bool:
    """Whether the workbook has the column only where the file has it."""
    return isinstance(field.json_schema_extra, dict) and "optional" in field.json_schema_extra


def numeric(field: FieldInfo) -> bool:
    """Whether a spreadsheet holds the column as numbers (dates included)."""
    return isinstance(kind_of(field), (kinds.Number, kinds.MonthKind, kinds.DateKind))


def _rank(field: FieldInfo) -> int:
    return 1 if numeric(field) else 0  # names and words first, so that the numbers form one block
