"""A table as it was found, cell by cell, with the place of each: what both CSVs and workbooks are read into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from finmodel.errors import Problem
from finmodel.inputs.kinds import Raw


@dataclass(frozen=True)
class RawRow:
    """A record: its place, its non-empty cells, and the place of single cells where that is finer."""

    where: str
    cells: Mapping[str, Raw]
    places: Mapping[str, str] | None = None

    def place(self, column: str) -> str:
        """Say where a cell stands: `prices.csv:14 input_usd_per_mtok`, or sheet and cell."""
        if self.places and column in self.places:
            return f"{self.places[column]} {column}"
        return f"{self.where} {column}"

    def problem(self, column: str, message: str) -> Problem:
        """Place the message of a kind, `what; fix`, on one of the cells."""
        what, _, fix = message.rpartition("; ")
        return Problem(self.place(column), what, fix)


@dataclass(frozen=True)
class RawTable:
    """A file or an input sheet's table: where it is, its header, its records."""

    name: str
    where: str
    header: tuple[str, ...]
    rows: tuple[RawRow, ...]
    ids: tuple[str, ...] = ()  # in a workbook: the id of each row
    spare: tuple[str, ...] = ()  # in a workbook: the ids of its empty rows
    header_line: int = 1  # the header's line in a file
    sha256: str = ""  # of the bytes of a file

    @property
    def header_place(self) -> str:
        """Where the header stands: the file's line, or the sheet."""
        return f"{self.where}:{self.header_line}" if self.where.endswith(".csv") else self.where
