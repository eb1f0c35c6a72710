"""A table before it is text."""

from __future__ import annotations

from dataclasses import dataclass

from finmodel.page.sentence import Amount, Part

Cell = Part


@dataclass(frozen=True)
class Grid:
    """Rows under headings; the first cell of a row names it. Columns that hold amounts stand at the right."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def numeric(self) -> tuple[bool, ...]:
        """For each column whether it holds amounts."""
        return tuple(any(isinstance(row[i], Amount) for row in self.rows) for i in range(len(self.headings)))
