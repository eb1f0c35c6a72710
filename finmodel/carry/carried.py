"""What a rebuild takes over from an older workbook, and what it has to leave there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from finmodel.inputs.tables import Inputs
from finmodel.merge.merged import Conflict, Merged, Move
from finmodel.merge.pull import Met
from finmodel.workbook.cells import Scalar


@dataclass(frozen=True)
class Left:
    """One thing that stays behind in the older workbook: where it is, what it is and why."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"not carried: {self.where}: {self.what}"


@dataclass(frozen=True)
class Carried:
    """The inputs of the new workbook: those of the CSVs with the edits on top.

    `generated` are the values that Changes shows as generated, which are those of the CSVs, so that an edit stays an
    edit. `rows` gives the new id of each row of an input table by its id in the older workbook. `moves` are the edited
    cells, `settled` the conflicts that a preference decided, `gone` the edits of records that the CSVs no longer have.
    """

    met: Met
    merged: Merged
    inputs: Inputs
    generated: Mapping[str, Scalar]
    rows: Mapping[str, str]
    moves: tuple[Move, ...]
    settled: tuple[Conflict, ...]
    gone: tuple[Conflict, ...]
