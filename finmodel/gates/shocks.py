"""Gate 4: every numeric input is moved, and both sides must still agree on every cell.

A still picture agrees too easily: a number typed where a reference belongs shows only when the input moves.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from finmodel.gates.bench import Bench
from finmodel.gates.compare import compare
from finmodel.gates.drill import Drill
from finmodel.gates.expect import Expected
from finmodel.gates.finding import Finding, Report
from finmodel.gates.formulas import Standing, stand_ins
from finmodel.gates.moves import Input, moved_alone, moved_at_random, moved_sparsely, with_values
from finmodel.gates.opened import Opened
from finmodel.inputs.schema import TABLES
from finmodel.inputs.tables import Inputs
from finmodel.mirror import Results, calculate
from finmodel.model.item import Array
from finmodel.workbook.skeleton import write_skeleton

RANDOM_SETS = 3  # sets in which all inputs move together
SPARSE_SETS = (0.1, 0.25, 0.5)  # the shares of inputs that are 0 in further sets: conditions turn there
_SEED = 20260101  # any number; the same one each time
_BLAMED = 3  # findings kept of each set: the first names the cause


def shocked(opened: Opened, stands: Standing, report: Report, tell: Callable[[str], None]) -> Report:
    """The report with gate 4 added: all inputs at random, some at 0, and each alone; what checks read, typed over.

    An input that moves nothing is inert, a check that no wrong figure makes ring is silent.
    """
    findings, inert = list(report.findings), []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "skeleton.xlsx"
        write_skeleton(opened.seen, copy, stand_ins(opened, stands), live=stands.given.values(), names=stands.names)
        bench = Bench.of(opened, stands, copy)
    base = opened.expected.results
    together = shaken(bench)
    for i, values in enumerate(together, start=1):
        tell(f"shock: all inputs at random, set {i} of {len(together)}")
        findings += _try(bench, f"all inputs at random, set {i}", values)[1]
    for i, cell in enumerate(bench.cells, start=1):
        tell(f"shock {i} of {len(bench.cells)}: {cell.id}")
        reason, found = _alone(bench, cell, base, together[0])
        findings += found
        inert += [(cell.id, reason)] if reason else []
    drilled = Drill(bench).run(tell)
    return replace(
        report,
        findings=(*findings, *drilled.findings),
        shocks=sum(len(moved_alone(opened.inputs, cell)) for cell in bench.cells) + len(together) + drilled.tried,
        inert=tuple(inert),
        silent=drilled.silent,
    )


def _try(bench: Bench, name: str, values: Mapping[Input, Any]) -> tuple[Results, list[Finding]]:
    """Move inputs on both sides, compare every cell, move them back."""
    results = calculate(with_values(bench.opened.inputs, dict(values)), graph=bench.graph)
    expected = Expected(bench.opened.book, results)
    with bench.typed(values):
        comparison = compare(bench.opened.book, expected, bench.look, gate="shocks", only=bench.stands.given)
    return results, [replace(f, message=f"{name}: {f.message}") for f in comparison.findings[:_BLAMED]]


def shaken(bench: Bench) -> list[dict[Input, Any]]:
    """All inputs at random, and with a share of them at 0."""
    source = random.Random(_SEED)  # noqa: S311 - not for secrets
    dense = [{cell: moved_at_random(cell, source) for cell in bench.cells} for _ in range(RANDOM_SETS)]
    return dense + [{cell: moved_sparsely(cell, source, share) for cell in bench.cells} for share in SPARSE_SETS]


def _alone(bench: Bench, cell: Input, base: Results, shaken: dict[Input, Any]) -> tuple[str, list[Finding]]:
    """Move one input; the reason when nothing follows, and what disagreed."""
    values = moved_alone(bench.opened.inputs, cell)
    if not values:
        return "it cannot be moved within its bounds", []
    tried = [_try(bench, cell.id, {cell: value}) for value in values]
    findings = [finding for _, found in tried for finding in found]
    if any(_differ(base, results) for results, _ in tried):
        return "", findings
    return _reason(bench, cell, shaken, values[-1]), findings


def _reason(bench: Bench, cell: Input, shaken: dict[Input, Any], value: Any) -> str:
    """Why an input moves nothing; empty when it does, once the other inputs have moved as well."""
    inputs = bench.opened.inputs
    if cell.table == "assumptions" and (why := _not_in_force(inputs, cell)):
        return why
    if not any(cell.driver in bench.graph.drivers(name)[1] for name in bench.graph.items):
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
