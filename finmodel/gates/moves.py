"""The numeric inputs of a company, and where each can be moved to: the raw material of the shocks."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from finmodel.inputs.assumption import LIVE, Assumption
from finmodel.inputs.kinds import NONE, DateKind, Kind, MonthKind, Number
from finmodel.inputs.row import kind_of
from finmodel.inputs.schema import TABLES
from finmodel.inputs.tables import Inputs
from finmodel.timeline import Month

_STEP = 0.07  # how far an input is moved alone, relative to itself
_FAR = 1e12
_LITTLE = 1e-7
_FROM_ZERO = {"share": 0.03, "rate": 0.03, "factor": 0.9, "USD each": 0.002, "months": 2.0}


@dataclass(frozen=True)
class Input:
    """One numeric input: an assumption under a scenario (`row` is -1), or a table's cell."""

    table: str
    column: str
    row: int
    kind: Kind
    value: Any
    row_id: str

    @property
    def id(self) -> str:
        """The id as Changes has it."""
        if self.table == "assumptions":
            return f"assumptions.{self.column}[{self.row_id}]"
        return f"{self.table}.{self.column}[{self.row_id.partition('[')[2]}"

    @property
    def driver(self) -> str:
        """The input as line items read it, whatever scenario or row: an assumption, or `table.column`."""
        return self.row_id if self.table == "assumptions" else f"{self.table}.{self.column}"


def numeric_inputs(inputs: Inputs, row_ids: dict[str, tuple[str, ...]]) -> Iterator[Input]:
    """Every number, month and date that a workbook holds as an input."""
    for name in LIVE:
        given = inputs.assumptions[name]
        cells = {inputs.scenarios[0]: given.base, **given.scenarios}
        for scenario, value in cells.items():
            if value is not None and value != NONE:
                yield Input("assumptions", scenario, -1, given.known.kind, value, name)
    for table, row_type in TABLES.items():
        for column in inputs.columns(table):
            kind = kind_of(row_type.columns()[column])
            if not isinstance(kind, (Number, MonthKind, DateKind)):
                continue
            for row, value in enumerate(inputs.column(table, column)):
                if value is not None:
                    yield Input(table, column, row, kind, value, row_ids[table][row])


def moved_alone(inputs: Inputs, cell: Input) -> tuple[Any, ...]:
    """Other values for one input, within its bounds and without doubling a key; none where it cannot be moved.

    The bound of a benchmark is moved far to either side: past every figure, so that a verdict has to turn. A multiplier
    is moved to almost nothing as well: what is compared with 0 is then not 0, nor 1 or more.
    """
    if cell.table == "benchmarks":
        return (-_FAR, _FAR)
    if _marks(cell) and not cell.value:
        return ()  # a base price is one without a threshold
    dated = isinstance(cell.value, (Month, dt.date))
    value = _later(inputs, cell) if dated else _number(cell.kind, cell.value, _STEP)
    little = (_LITTLE,) if cell.row_id.endswith("_multiplier") else ()
    return (() if value == cell.value else (value,)) + little


def moved_at_random(cell: Input, source: random.Random) -> Any:
    """A random value for a number; dates and thresholds stay where they are."""
    if isinstance(cell.value, (Month, dt.date)) or _marks(cell):
        return cell.value
    return _number(cell.kind, cell.value, source.uniform(0.02, 0.2) * source.choice((1, -1)))


def moved_sparsely(cell: Input, source: random.Random, share: float) -> Any:
    """0 for that share of the numbers that may be 0, a random value for the others."""
    value = moved_at_random(cell, source)
    may = isinstance(cell.kind, Number) and not _marks(cell) and cell.kind.admits(0.0)
    return type(value)(0) if may and source.random() < share else value


def _marks(cell: Input) -> bool:
    """Whether a number is part of a record's key."""
    return cell.table in TABLES and cell.column in TABLES[cell.table].key


def _number(kind: Kind, value: float, step: float) -> float:
    assert isinstance(kind, Number)
    if kind.whole:
        wanted = value + (2.0 if value == 0 else 1.0)
    elif value == 0:
        wanted = _FROM_ZERO.get(kind.unit, 5.0) * (1 + abs(step))
    else:
        wanted = value * (1 + step)
    if kind.admits(wanted):
        return wanted
    back = value - 1.0 if kind.whole else value * (1 - abs(step))
    return back if kind.admits(back) else value


def _later(inputs: Inputs, cell: Input) -> Any:
    """The next month (31 days for a date) that no other row of the same key has; from the last, the one before."""
    if cell.table == "assumptions":  # the diligence month stays within the timeline
        later: Month = cell.value + 1
        return later if later <= inputs.timeline.last else inputs.timeline.start
    taken = _keys(inputs, cell)
    value = cell.value
    if isinstance(value, Month) and value == inputs.timeline.last and not taken:
        return value + -1  # one later would lie outside the months modelled
    for _ in range(inputs.timeline.months + len(taken) + 1):
        value = value + 1 if isinstance(value, Month) else value + dt.timedelta(days=31)
        if value not in taken:
            return value
    return cell.value


def _keys(inputs: Inputs, cell: Input) -> set[Any]:
    if cell.table == "assumptions" or cell.column not in TABLES[cell.table].key:
        return set()
    others = [part for part in TABLES[cell.table].key if part != cell.column]
    rows = inputs.tables[cell.table]
    own = [rows[cell.row].cell(part) for part in others]
    return {row.cell(cell.column) for row in rows if [row.cell(part) for part in others] == own}


def with_values(inputs: Inputs, values: dict[Input, Any]) -> Inputs:
    """The inputs with some cells replaced; bounds across cells are not checked: both sides must agree anyway."""
    assumptions = dict(inputs.assumptions)
    tables = {name: list(rows) for name, rows in inputs.tables.items()}
    for cell, value in values.items():
        if cell.table == "assumptions":
            assumptions[cell.row_id] = _assumption(assumptions[cell.row_id], cell.column, value, inputs)
        else:
            column = "from_" if cell.column == "from" else cell.column
            tables[cell.table][cell.row] = tables[cell.table][cell.row].model_copy(update={column: value})
    frozen = {name: tuple(rows) for name, rows in tables.items()}
    return dataclasses.replace(inputs, assumptions=assumptions, tables=frozen)


def _assumption(given: Assumption, scenario: str, value: Any, inputs: Inputs) -> Assumption:
    if scenario == inputs.scenarios[0]:
        return dataclasses.replace(given, base=value)
    return dataclasses.replace(given, scenarios={**given.scenarios, scenario: value})
