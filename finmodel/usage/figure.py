"""A figure for one cell of the CSVs, and what goes with a set of them."""

from __future__ import annotations

from dataclasses import dataclass, field

Key = tuple[tuple[str, str], ...]  # column and name, as many as tell the row


@dataclass(frozen=True)
class Figure:
    """A measured value and the cell it belongs in; `note` says what was done to it."""

    table: str
    key: Key
    column: str
    value: float
    note: str = ""


@dataclass
class Figures:
    """Figures in order of their files, and what they do not say themselves."""

    cells: list[Figure] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def put(self, table: str, key: Key, column: str, value: float | None, note: str = "") -> None:
        """Add a figure; None is one that the log does not give."""
        if value is not None:
            self.cells.append(Figure(table, key, column, value, note))
