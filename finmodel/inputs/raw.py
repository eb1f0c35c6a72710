"""A table as it was found, cell by cell, with the place of each: what both CSVs and workbooks are read into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from finmodel.inputs.kinds import Raw


@dataclass(frozen=True)
class RawRow:
    """A record: its place, its non-empty cells, and the place of single cells where that is finer."""

    where: str
    cells: Mapping[str, Raw]
    places: Mapping[str, str] | None = None

    def place(self, column: str) -> str:
        """Where a cell stands: `prices.csv:14 input_usd_per_mtok`, or sheet and cell."""
        if self.places and column in self.places:
            return f"{self.places[column]} {column}"
        return f"{self.where} {column}"


@dataclass(frozen=True)
class RawTable:
    """A file or an input sheet's table: where it is, its header, its records."""

    name: str
    where: str
    header: tuple[str, ...]
    rows: tuple[RawRow, ...]
    capacity: int | None = None  # rows a workbook's table holds, empty ones included
