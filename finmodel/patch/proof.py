"""The proof of patched bytes: every formula of ours recalculated and held to the mirror, own ones recalculated."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from finmodel.errors import EngineError, ProofError
from finmodel.gates.compare import Comparison, compare
from finmodel.gates.engine import IronCalc
from finmodel.gates.finding import Finding
from finmodel.gates.formulas import Standing, stand_ins
from finmodel.gates.opened import Opened
from finmodel.patch.own import Own, own_formulas
from finmodel.workbook.disk.ondisk import OnDisk
from finmodel.workbook.skeleton import write_skeleton
from finmodel.workbook.view import Place, Value

_NO_VALUES = frozenset(["#NAME?", "#ERROR!", "#N/IMPL!", "#CIRC!", "#SPILL!", "#CALC!"])  # what an engine cannot do


@dataclass
class Proved:
    """What the engine compared, the values of own formulas, and those it could not calculate."""

    comparison: Comparison
    values: dict[Place, Value] = field(default_factory=dict)
    left: set[Place] = field(default_factory=set)


def prove(opened: Opened, stands: Standing, disk: OnDisk) -> Proved:
    """Recalculate the file. Raises ProofError with every cell of ours that is not the mirror's."""
    ours = {*stands.given.values(), *stands.withheld.values()}
    own = own_formulas(disk.view, ours, stands.names, disk.arrays)
    engine = _engine(opened, stands, own)
    if engine is None:
        own.leave(list(own.given))
        engine = _engine(opened, stands, own)
    if engine is None:
        raise EngineError("IronCalc could not recalculate the workbook")

    def look(sheet: str, row: int, column: int) -> Value:
        return engine.value(*stands.given[sheet, row, column])

    comparison = compare(opened.book, opened.expected, look, only=stands.given)
    if comparison.findings or comparison.compared != len(opened.places):
        counted = f"{len(opened.places)} formula cells are the model's, {comparison.compared} were compared"
        raise ProofError(comparison.findings or [Finding("recalculation", counted)])
    values = {place: engine.value(*place) for place in own.given}
    own.leave([place for place, value in values.items() if value in _NO_VALUES])
    return Proved(comparison, {place: values[place] for place in own.given}, own.left)


def _engine(opened: Opened, stands: Standing, own: Own) -> IronCalc | None:
    """The engine with the file's formulas; None when the own ones among them are too much for it."""
    seen = opened.seen
    live = [*stands.given.values(), *own.given]
    instead: Mapping[Place, Value] = stand_ins(opened, stands) | {p: seen.values.get(p) for p in own.left}
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "skeleton.xlsx"
        sheets = seen.sheet_names if own.given else None
        write_skeleton(seen, copy, instead, live=live, names=stands.names, sheets=sheets)
        try:
            return IronCalc(copy)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException:
            if not own.given:
                raise
            return None
