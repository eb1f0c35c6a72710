"""Gate 4: every numeric input is moved, and both sides must still agree on every cell.

A still picture agrees too easily: a number typed where a reference belongs shows only when the input moves.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from finmodel.gates.compare import compare
from finmodel.gates.engine import IronCalc
from finmodel.gates.expect import Expected
from finmodel.gates.finding import Finding, Report
from finmodel.gates.formulas import Standing, stand_ins
from finmodel.gates.moves import Input, moved_alone, moved_at_random, moved_sparsely, numeric_inputs, with_values
from finmodel.gates.opened import Opened
from finmodel.inputs.schema import TABLES
from finmodel.inputs.tables import Inputs
from finmodel.mirror import Results, calculate
from finmodel.model.graph import Graph
from finmodel.model.item import Array
from finmodel.workbook.layout import row_ids
from finmodel.workbook.pages.tables import spreadsheet
from finmodel.workbook.skeleton import write_skeleton
from finmodel.workbook.view import Place

RANDOM_SETS = 3  # sets in which all inputs move together
SPARSE_SETS = (0.1, 0.25, 0.5)  # the shares of inputs that are 0 in further sets: conditions turn there
_SEED = 20260101  # any number; the same one each time
_BLAMED = 3  # findings kept of each set: the first names the cause


@dataclass
class _Bench:
    """The engine with the workbook loaded, and the model it holds."""

    opened: Opened
    engine: IronCalc
    graph: Graph
    stands: Standing
    cells: list[Input]

    def place(self, cell: Input) -> Place:
        """Where an input stands in the file."""
        key = "Assumptions" if cell.table == "assumptions" else None
        sheets = [key] if key else list(self.opened.seen.names)
        for sheet in sheets:
            place = self.opened.seen.find(sheet, cell.row_id, cell.column)
            if place and (key or place not in self.opened.seen.formulas) and sheet not in ("Changes", "Checks"):
                return place
        message = f"{cell.id} is not in the workbook"
        raise KeyError(message)

    def type(self, values: Mapping[Input, Any]) -> None:
        """Type values into the engine, which does not recalculate yet."""
        for cell, value in values.items():
            number = spreadsheet(value)
            assert isinstance(number, float)
            self.engine.set(*self.place(cell), number)

    def look(self, sheet: str, row: int, column: int) -> Any:
        """A recalculated value, by its place on the book's page."""
        return self.engine.value(*self.stands.given[sheet, row, column])

    def try_set(self, name: str, values: Mapping[Input, Any]) -> tuple[Results, list[Finding]]:
        """Move inputs on both sides, compare every cell, move them back."""
        self.type(values)
        self.engine.evaluate()
        results = calculate(with_values(self.opened.inputs, dict(values)), graph=self.graph)
        expected = Expected(self.opened.book, results)
        comparison = compare(self.opened.book, expected, self.look, gate="shocks", only=self.stands.given)
        self.type({cell: cell.value for cell in values})
        return results, [replace(f, message=f"{name}: {f.message}") for f in comparison.findings[:_BLAMED]]


def shocked(opened: Opened, stands: Standing, report: Report, tell: Callable[[str], None]) -> Report:
    """The report with gate 4 added: all inputs at random, some at 0, and each alone; what moves nothing is inert."""
    findings, inert = list(report.findings), []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "skeleton.xlsx"
        write_skeleton(opened.seen, copy, stand_ins(opened, stands), live=stands.given.values(), names=stands.names)
        bench = _bench(opened, stands, copy)
        base = opened.expected.results
        shaken = _shaken(bench)
        for i, values in enumerate(shaken, start=1):
            tell(f"shock: all inputs at random, set {i} of {len(shaken)}")
            findings += bench.try_set(f"all inputs at random, set {i}", values)[1]
        for i, cell in enumerate(bench.cells, start=1):
            tell(f"shock {i} of {len(bench.cells)}: {cell.id}")
            reason, found = _alone(bench, cell, base, shaken[0])
            findings += found
            inert += [(cell.id, reason)] if reason else []
    sets = len(bench.cells) + len(shaken)
    return replace(report, findings=tuple(findings), shocks=sets, inert=tuple(inert))


def _bench(opened: Opened, stands: Standing, copy: Path) -> _Bench:
    inputs = opened.inputs
    cells = numeric_inputs(inputs, {table: row_ids(inputs, table)[0] for table in inputs.tables})
    return _Bench(opened, IronCalc(copy), Graph(opened.expected.results.items), stands, list(cells))


def _shaken(bench: _Bench) -> list[dict[Input, Any]]:
    source = random.Random(_SEED)  # noqa: S311 - not for secrets
    dense = [{cell: moved_at_random(cell, source) for cell in bench.cells} for _ in range(RANDOM_SETS)]
    return dense + [{cell: moved_sparsely(cell, source, share) for cell in bench.cells} for share in SPARSE_SETS]


def _alone(bench: _Bench, cell: Input, base: Results, shaken: dict[Input, Any]) -> tuple[str, list[Finding]]:
    """Move one input; the reason when nothing follows, and what disagreed."""
    values = moved_alone(bench.opened.inputs, cell)
    if not values:
        return "it cannot be moved within its bounds", []
    tried = [bench.try_set(cell.id, {cell: value}) for value in values]
    findings = [finding for _, found in tried for finding in found]
    if any(_differ(base, results) for results, _ in tried):
        return "", findings
    return _reason(bench, cell, shaken, values[-1]), findings


def _reason(bench: _Bench, cell: Input, shaken: dict[Input, Any], value: Any) -> str:
    """Why an input moves nothing; empty when it does, once the other inputs have moved as well."""
    inputs = bench.opened.inputs
    if cell.table == "assumptions" and (why := _not_in_force(inputs, cell)):
        return why
    key = cell.row_id if cell.table == "assumptions" else f"{cell.table}.{cell.column}"
    if not any(key in bench.graph.drivers(name)[1] for name in bench.graph.items):
        return "no line item of this version reads it"
    around = calculate(with_values(inputs, {**shaken, cell: cell.value}), graph=bench.graph)
    with_it = calculate(with_values(inputs, {**shaken, cell: value}), graph=bench.graph)
    if _differ(around, with_it):
        return ""
    if TABLES.get(cell.table) and TABLES[cell.table].spare:
        return "its row is superseded, or not in force within the months modelled"
    return "a threshold that no figure crosses, or a month outside those modelled"


def _not_in_force(inputs: Inputs, cell: Input) -> str:
    own = inputs.assumptions[cell.row_id].scenarios.get(inputs.scenario)
    in_force = inputs.scenario if own is not None else inputs.scenarios[0]
    return "" if cell.column == in_force else f"scenario {inputs.scenario} is in force, which does not read this column"


def _differ(one: Results, other: Results) -> bool:
    if one.statuses != other.statuses:
        return True
    return any(not _same(values, other.months[name]) for name, values in one.months.items())


def _same(one: Array, other: Array) -> bool:
    return np.array_equal(one, other, equal_nan=one.dtype.kind == "f")  # words have no n.m.
