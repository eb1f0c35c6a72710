"""The three-way rule for one cell: as generated, in the workbook now, in the CSVs now."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import Literal

Scalar = str | float | None
Prefer = Literal["workbook", "inputs"]

_DIGITS = 1e-14  # spreadsheet programs save 15 significant digits


class Source(Enum):
    """Whose value stands after the merge."""

    SAME = "same"
    WORKBOOK = "workbook"
    INPUTS = "inputs"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The value of a cell after the merge, whose it is, and whether both sides had changed it differently."""

    value: Scalar
    source: Source
    contested: bool = False


def merge(
    base: Scalar, theirs: Scalar, ours: Scalar, *, prefer: Prefer | None = None, ours_changed: bool | None = None
) -> Outcome:
    """Merge one cell: the side that changed it wins; both alike is fine; both differently is a conflict.

    `theirs` is the workbook, `ours` the CSVs. `prefer` settles conflicts. `ours_changed` is given where a CSV's empty
    cell moved with another one, which is no edit of its own.
    """
    edited = not same(base, theirs)
    moved = not same(base, ours) if ours_changed is None else ours_changed
    if same(theirs, ours):
        return Outcome(ours, Source.SAME)
    if not edited:
        return Outcome(ours, Source.INPUTS)
    if not moved:
        return Outcome(theirs, Source.WORKBOOK)
    if prefer is None:
        return Outcome(ours, Source.CONFLICT, contested=True)
    return Outcome(*((theirs, Source.WORKBOOK) if prefer == "workbook" else (ours, Source.INPUTS)), contested=True)


def same(one: Scalar, other: Scalar) -> bool:
    """Whether two cells hold the same, numbers to the digits that a spreadsheet keeps."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=_DIGITS)
    return (_empty(one) and _empty(other)) or one == other


def _empty(value: Scalar) -> bool:
    return value is None or value == ""
