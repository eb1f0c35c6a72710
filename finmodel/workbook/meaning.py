"""What a formula cell stands for, so that somebody else can say what it must show.

The workbook says which figure a cell holds; it never says the figure. `finmodel.gates` does, from the mirror.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

EMPTY = "(empty)"  # what Changes shows for an input cell that holds nothing


class At(Enum):
    """Which column of a line item's row."""

    MONTHS = "months"
    OPENING = "opening"
    TOTAL = "total"
    CONSTANT = "constant"


@dataclass(frozen=True, slots=True)
class Figure:
    """A line item's value for one member; for `At.MONTHS` the whole row."""

    item: str
    member: int
    at: At


@dataclass(frozen=True, slots=True)
class AtDiligence:
    """A line item's value for one member in the diligence month."""

    item: str
    member: int = 0


@dataclass(frozen=True, slots=True)
class AtMonth:
    """A line item's value for one member in a month counted from 1."""

    item: str
    member: int
    month: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """The status of a metric in the diligence month, as words or (`passes`) as 1 for PASS and 0 for the rest."""

    metric: str  # `metric` or `metric|plan`
    passes: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """An input table's cell as it stands now; `row` counts filled rows, `blank` is what an empty cell shows.

    A word that is `spoken` has blanks where the CSV has underscores.
    """

    table: str
    column: str
    row: int
    blank: str | float = 0.0
    spoken: bool = False


@dataclass(frozen=True, slots=True)
class Live:
    """An assumption under the scenario in force."""

    assumption: str


@dataclass(frozen=True, slots=True)
class Given:
    """An assumption's cell in the column of a scenario or a note as it stands now."""

    assumption: str
    column: str


@dataclass(frozen=True, slots=True)
class RowFilled:
    """How many of a spare row's columns are filled; `row` counts filled rows, None for an empty one."""

    table: str
    columns: tuple[str, ...]
    row: int | None


@dataclass(frozen=True, slots=True)
class Changed:
    """Whether an input cell differs from what was generated: 1 or 0."""

    now: Entry | Given | RowFilled | Word
    generated: str | float


@dataclass(frozen=True, slots=True)
class Coded:
    """The word for a line item's code 0, 1, 2... of one member."""

    item: str
    member: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MainModel:
    """The model that answers most of a feature's queries in the diligence month, or a `column` of its row in models."""

    feature: int
    column: str = "model"
    blank: str = ""


class Word(Enum):
    """Figures of the workbook itself."""

    SCENARIO = "scenario in force"
    SCENARIO_NUMBER = "position of the scenario in force"
    HEADING = "scenario and master check, as text"
    MASTER = "OK or CHECK"
    WARNINGS = "how many warnings"
    CHANGES = "how many inputs were changed"
    MONTH = "dates of the months"
    MONTH_NUMBER = "numbers of the months"
    ZERO = "the number 0 before month 1"
    TOLERANCE = "the tolerance of checks"
    COMPLETE = "cells missing in an input table: 0"
    PASSES = "how many metrics read PASS"
    FLAGS = "how many metrics read FLAG"
    DILIGENCE_NUMBER = "number of the diligence month"


@dataclass(frozen=True, slots=True)
class Status:
    """OK, or what is wrong, for a row of Checks; `item` is empty for the completeness of a table."""

    item: str


@dataclass(frozen=True, slots=True)
class Retires:
    """LOOK for a model in use that retires within the horizon, else OK."""

    member: int


@dataclass(frozen=True, slots=True)
class AsBuilt:
    """The value under the scenario in force, of `values` as of build, one a scenario."""

    values: tuple[str | float | None, ...]


@dataclass(frozen=True, slots=True)
class StillAsBuilt:
    """Whether what stands `now` agrees with its value as of build: 1 or 0."""

    now: Meaning
    values: tuple[str | float | None, ...]


@dataclass(frozen=True, slots=True)
class Unmoved:
    """Whether all of them agree, in words."""

    figures: tuple[StillAsBuilt, ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """A text that is printed elsewhere in the workbook."""

    text: str


@dataclass(frozen=True, slots=True)
class AsSimulated:
    """Whether what stands `now` agrees with what a simulation had as planned: 1 or 0."""

    now: Meaning
    planned: str | float | None


@dataclass(frozen=True, slots=True)
class Disagree:
    """How many of them do not agree."""

    rows: tuple[AsSimulated, ...]


@dataclass(frozen=True, slots=True)
class Holds:
    """Whether all that a simulation had as planned still agrees, in words; `scenario` is that of the simulation."""

    rows: tuple[AsSimulated, ...]
    scenario: AsSimulated


@dataclass(frozen=True, slots=True)
class Apart:
    """How far a constant of a simulation lies from another; n.m. where one is no number."""

    value: str | float | None
    other: str | float | None


Meaning = (
    Retires
    | Printed
    | AsSimulated
    | Disagree
    | Holds
    | Apart
    | AsBuilt
    | StillAsBuilt
    | Unmoved
    | Figure
    | AtDiligence
    | AtMonth
    | Verdict
    | Coded
    | MainModel
    | Entry
    | Live
    | Given
    | RowFilled
    | Changed
    | Status
    | Word
)
