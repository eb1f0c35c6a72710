"""What was read of a company so far, and what a rule is that it must keep."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from finmodel.errors import Problem
from finmodel.inputs.assumption import Assumption
from finmodel.inputs.raw import RawRow
from finmodel.inputs.row import Row
from finmodel.timeline import Timeline

SUM_TOLERANCE = 1e-9  # of shares that sum to 1


@dataclass(frozen=True)
class Found:
    """Everything read so far: typed rows beside the places they came from."""

    assumptions: Mapping[str, Assumption]
    tables: dict[str, list[Row]]
    places: dict[str, list[RawRow]]
    timeline: Timeline

    def rows(self, table: str) -> Iterator[tuple[Row, RawRow | None]]:
        """Rows with their places; completed rows have none."""
        places = self.places[table]
        for i, row in enumerate(self.tables[table]):
            yield row, places[i] if i < len(places) else None

    def place(self, assumption: str, column: str) -> str:
        """Say where a cell of an assumption stands."""
        rows = self.places["assumptions"]
        return next((r.place(column) for r in rows if str(r.cells.get("assumption", "")).strip() == assumption), "")


class Rule(NamedTuple):
    """A check and the tables that must be free of other problems for it to make sense."""

    needs: tuple[str, ...]
    check: Callable[[Found], Iterable[Problem]]
