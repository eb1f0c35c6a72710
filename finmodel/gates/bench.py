"""The engine with a workbook loaded, and the ways to type into it: what the shocks work on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from finmodel.gates.engine import IronCalc
from finmodel.gates.formulas import Standing
from finmodel.gates.moves import Input, numeric_inputs
from finmodel.gates.opened import Opened
from finmodel.model.graph import Graph
from finmodel.workbook.layout import row_ids
from finmodel.workbook.pages.tables import spreadsheet
from finmodel.workbook.view import Place


@dataclass
class Bench:
    """The engine with the workbook loaded, and the model it holds."""

    opened: Opened
    engine: IronCalc
    graph: Graph
    stands: Standing
    cells: list[Input]

    @classmethod
    def of(cls, opened: Opened, stands: Standing, file: Path) -> Bench:
        """Load a file. Raises EngineError where the engine cannot."""
        inputs = opened.inputs
        cells = numeric_inputs(inputs, {table: row_ids(inputs, table)[0] for table in inputs.tables})
        return cls(opened, IronCalc(file), Graph.of(opened.expected.results.items), stands, list(cells))

    def place(self, cell: Input) -> Place:
        """Where an input stands in the file. Raises KeyError for one that does not: entries come from the file."""
        key = "Assumptions" if cell.table == "assumptions" else None
        sheets = [key] if key else list(self.opened.seen.names)
        for sheet in sheets:
            place = self.opened.seen.find(sheet, cell.row_id, cell.column)
            if place and (key or place not in self.opened.seen.formulas) and sheet not in ("Changes", "Checks"):
                return place
        message = f"{cell.id} is not in the workbook"
        raise KeyError(message)

    @contextmanager
    def typed(self, values: Mapping[Input, Any]) -> Iterator[None]:
        """Inputs stand at other values, and everything is recalculated; afterwards they stand where they stood.

        Nothing is recalculated afterwards: what is typed next is.
        """
        self._type(values)
        self.engine.evaluate()
        try:
            yield
        finally:
            self._type({cell: cell.value for cell in values})

    @contextmanager
    def typed_over(self, place: Place, value: float) -> Iterator[None]:
        """A number stands where a formula of ours stands on the book's page, and everything is recalculated.

        Afterwards the formula stands again, and nothing is recalculated.
        """
        given = self.stands.given[place]
        formula = self.engine.content(*given)
        self.engine.set(*given, value)
        self.engine.evaluate()
        try:
            yield
        finally:
            self.engine.write(*given, formula)

    def look(self, sheet: str, row: int, column: int) -> Any:
        """A recalculated value, by its place on the book's page."""
        return self.engine.value(*self.stands.given[sheet, row, column])

    def _type(self, values: Mapping[Input, Any]) -> None:
        for cell, value in values.items():
            number = spreadsheet(value)
            assert isinstance(number, float)
            self.engine.set(*self.place(cell), number)
