"""An input as uncertainty.csv names it: an assumption, or the cell of a table."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from finmodel.errors import nearest
from finmodel.inputs.assumption import ASSUMPTIONS, LIVE
from finmodel.inputs.kinds import LARGEST, Kind, Number
from finmodel.inputs.row import Row, kind_of
from finmodel.inputs.schema import TABLES
from finmodel.inputs.tables import Inputs
from finmodel.inputs.wording import wrong

_CELL = re.compile(r"([a-z_]+)\.([a-z_0-9]+)\[(.*)\]")
_FIXED = {
    "routing.share": "is one of shares that sum to 1",
    "gpu_rates.share": "is one of shares that sum to 1",
    "usage_deciles.share": "is one of shares that sum to 1",
    "plans.sales_marketing_share": "is one of shares that sum to 1",
    "tool_tiers.from_units": "decides the order of the bands",
    "levers.routing_qualified_loss": "is part of a sum that stays at 1 or less",
    "levers.response_cache_qualified_loss": "is part of a sum that stays at 1 or less",
    "levers.compression_qualified_loss": "is part of a sum that stays at 1 or less",
}  # inputs that cannot move alone
_OF_A_FILE = "(an input of a file is named such as plans.churn_rate[Pro])"
_JUDGING = ("benchmarks", "actuals")


@dataclass(frozen=True)
class Cell:
    """A number among the inputs: the mirror's parameter, its row there (0 for an assumption), bounds and planned value.

    `low` and `high` are the least and the most it may be.
    """

    id: str
    parameter: str
    row: int
    unit: str
    whole: bool
    low: float
    high: float
    planned: float


def cell_of(name: str, inputs: Inputs) -> Cell:
    """Find an input by its name. Raises ValueError with `what; fix`."""
    match = _CELL.fullmatch(name)
    if not match:
        return _assumption(name, inputs)
    table, column, member = match[1], match[2], match[3]
    if table not in TABLES or not inputs.tables[table]:
        known = [table for table, rows in inputs.tables.items() if rows and table not in _JUDGING]
        raise wrong(name, "names no file of this company", nearest(table, known))
    if table in _JUDGING:
        raise wrong(name, "is what figures are held against, not what they come from", "leave it out")
    if column not in TABLES[table].columns():
        raise wrong(name, f"names no column of {table}.csv", nearest(column, TABLES[table].columns()))
    if reason := _FIXED.get(f"{table}.{column}"):
        raise wrong(name, f"{reason}: it cannot move alone", "leave it out; make a multiplier or a rate uncertain")
    rows = {"|".join(row.names): i for i, row in enumerate(inputs.tables[table])}
    if member not in rows:
        raise wrong(name, f"names no row of {table}.csv", nearest(member, rows))
    row = inputs.tables[table][rows[member]]
    kind = kind_of(row.columns()[column])
    if column in row.key or not isinstance(kind, Number):
        raise wrong(name, "is no number that can move", f"choose one of {', '.join(_movable(row))}")
    return _cell(name, f"{table}__{column}", rows[member], kind, row.cell(column), _room(row, column, inputs))


def _assumption(name: str, inputs: Inputs) -> Cell:
    known = [one for one in LIVE if isinstance(ASSUMPTIONS[one].kind, Number)]
    if name not in known:
        raise wrong(name, "is no assumption that is a number", f"{nearest(name, known)} {_OF_A_FILE}")
    return _cell(name, name, 0, ASSUMPTIONS[name].kind, inputs.value(name), math.inf)


def _movable(row: Row) -> list[str]:
    return [
        column
        for column, field in row.columns().items()
        if isinstance(kind_of(field), Number) and column not in row.key and f"{row.table}.{column}" not in _FIXED
    ]


def _room(row: Row, column: str, inputs: Inputs) -> float:
    """The most that other columns of the company leave: a qualified rate and what levers lose come to 1 at most."""
    if (row.table, column) != ("quality", "qualified_rate"):
        return math.inf
    levers = next(lever for lever in inputs.tables["levers"] if lever.cell("feature") == row.cell("feature"))
    return 1 - sum(float(levers.cell(name)) for name in levers.columns() if name.endswith("_qualified_loss"))


def _cell(name: str, parameter: str, row: int, kind: Kind, planned: object, room: float) -> Cell:
    assert isinstance(kind, Number)
    if not isinstance(planned, float):
        raise wrong(name, "is not given", "give it a planned value first")
    low = -LARGEST if kind.low is None else kind.low
    if kind.above is not None:
        low = math.nextafter(kind.above, math.inf)
    high = LARGEST if kind.high is None else kind.high
    if kind.below is not None:
        high = math.nextafter(kind.below, -math.inf)
    return Cell(name, parameter, row, kind.unit, kind.whole, low, min(high, room), planned)
