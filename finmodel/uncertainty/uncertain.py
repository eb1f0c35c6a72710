"""uncertainty.csv as uncertain inputs; every problem is gathered before any is raised."""

from __future__ import annotations

import math
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from finmodel.errors import InputError, Problem, nearest
from finmodel.inputs.csvfile import read_csv
from finmodel.inputs.encoding import UnreadableError
from finmodel.inputs.parse import parse_table
from finmodel.inputs.raw import RawRow, RawTable
from finmodel.inputs.row import NOTES
from finmodel.inputs.tables import Inputs
from finmodel.inputs.wording import shown
from finmodel.uncertainty.cell import Cell, cell_of
from finmodel.uncertainty.distribution import Discrete, Distribution
from finmodel.uncertainty.row import UncertainInput
from finmodel.uncertainty.shape import misshapen, shaped

FILE = "uncertainty.csv"
_FIRST = (
    "write the header input,distribution,low,mode,high and a row such as churn_multiplier,triangular,0.8,1,1.4 "
    "(`finmodel init DIR --full` shows more)"
)
MOST_BEYOND = (
    0.05  # of the draws may lie beyond an input's bounds and be set to them; more would be another distribution
)


@dataclass(frozen=True)
class Uncertain:
    """An uncertain input. `correlation` is that of two inputs of the group which both give it."""

    cell: Cell
    family: str
    distribution: Distribution
    group: str
    correlation: float


def read_uncertain(folder: Path, inputs: Inputs) -> tuple[Uncertain, ...]:
    """Read the uncertain inputs of a company. Raises InputError with every problem: file, line, column, fix."""
    pairs, problems = _rows(_raw(folder))
    found = []
    for row, place in pairs:
        uncertain, faults = _uncertain(row, place, inputs)
        found += uncertain
        problems += faults
    problems += _lone([pair for pair in pairs if pair[0].group and pair[0].correlation is not None])
    if problems:
        raise InputError(problems)
    return tuple(found)


def _raw(folder: Path) -> RawTable:
    file = folder / FILE
    if not os.path.lexists(file):
        raise InputError([_missing(folder)])
    try:
        raw, misfits = read_csv(file, {*UncertainInput.columns(), *NOTES})
    except UnreadableError as error:
        raise InputError([error.problem]) from None
    if misfits:
        raise InputError(misfits)
    return raw


def _missing(folder: Path) -> Problem:
    others = [path.name for path in sorted(folder.glob("[!.]*.[cC][sS][vV]"))]
    if close := get_close_matches(FILE, others, 1, 0.8):
        return Problem(FILE, f"is missing, but {shown(close[0])} is there", f"rename that to {FILE}")
    return Problem(FILE, "is missing: nothing is uncertain", _FIRST)


def _rows(raw: RawTable) -> tuple[list[tuple[UncertainInput, RawRow]], list[Problem]]:
    """The rows that can be read, and what is wrong with the others."""
    if not raw.rows:
        return [], [Problem(FILE, "has no rows", "write at least one input below the header")]
    try:
        return parse_table(UncertainInput, raw), []
    except InputError as error:
        spoiled = {problem.where.partition(" ")[0] for problem in error.problems}
        good = tuple(row for row in raw.rows if row.where not in spoiled)
        if raw.header_place in spoiled or not good:
            raise
        return parse_table(UncertainInput, replace(raw, rows=good)), list(error.problems)


def _uncertain(row: UncertainInput, place: RawRow, inputs: Inputs) -> tuple[list[Uncertain], list[Problem]]:
    problems = [*misshapen(row, place), *_grouped(row, place)]
    try:
        cell = cell_of(row.input, inputs)
    except ValueError as error:
        return [], [place.problem("input", str(error)), *problems]
    if problems:
        return [], problems
    distribution = shaped(row)
    problems += _beyond(cell, distribution, place)
    return [Uncertain(cell, row.distribution, distribution, row.group, row.correlation or 0.0)], problems


def _grouped(row: UncertainInput, place: RawRow) -> Iterator[Problem]:
    if bool(row.group) != (row.correlation is not None):
        missing, given = ("correlation", "group") if row.group else ("group", "correlation")
        yield Problem(place.place(missing), f"is empty, but {given} is given", "give both or neither")


def _lone(pairs: list[tuple[UncertainInput, RawRow]]) -> Iterator[Problem]:
    sizes = Counter(row.group for row, _ in pairs)
    for row, place in pairs:
        if sizes[row.group] == 1:
            what = f"{row.group!r} is the group of this row alone"
            yield Problem(place.place("group"), what, nearest(row.group, {*sizes} - {row.group}))


def _beyond(cell: Cell, distribution: Distribution, place: RawRow) -> Iterator[Problem]:
    low, high = distribution.support
    bounds = f"{cell.id} is from {cell.low:.6g} to {cell.high:.6g}"
    if isinstance(distribution, Discrete) and cell.whole and any(one % 1 for one in distribution.values):
        yield Problem(place.place("values"), f"{cell.id} is a whole number", "write whole values")
    elif cell.whole and not isinstance(distribution, Discrete):
        yield Problem(place.place("distribution"), f"{cell.id} is a whole number", "write discrete")
    share = distribution.beyond(cell.low, cell.high)
    bell = math.isinf(high)
    if bell and share > MOST_BEYOND:
        what = f"{share:.1%} of the draws would lie beyond its bounds: {bounds}"
        yield Problem(place.place("distribution"), what, "narrow it, or write pert, which has bounds of its own")
    elif share and not bell:
        column = "values" if isinstance(distribution, Discrete) else "low" if low < cell.low else "high"
        yield Problem(place.place(column), f"{low:g} to {high:g} goes past its bounds: {bounds}", "stay within them")
