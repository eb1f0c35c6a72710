"""The gates on a file on disk, also one that came back edited: the mirror runs on the inputs that stand in it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from finmodel.errors import InputError, Problem
from finmodel.gates.caches import stale
from finmodel.gates.compare import compare
from finmodel.gates.engine import Value, recalculate
from finmodel.gates.finding import Finding, Report
from finmodel.gates.formulas import Standing, stand_ins, standing
from finmodel.gates.opened import Opened, open_as_generated, open_model
from finmodel.gates.presentation import presentation, settings
from finmodel.gates.proof import declared
from finmodel.gates.scenarios import typed_over
from finmodel.gates.shocks import shocked
from finmodel.gates.simulated import tampered
from finmodel.gates.structure import structural
from finmodel.inputs.parse import parse
from finmodel.inputs.tables import Inputs
from finmodel.lines import ITEMS
from finmodel.workbook.address import address
from finmodel.workbook.canonical import column_index
from finmodel.workbook.edits import changed, edits_of, unbased
from finmodel.workbook.entries import Entries, entries
from finmodel.workbook.layout import FIRST_MONTH
from finmodel.workbook.pages.cover import MADE_BY
from finmodel.workbook.read import view
from finmodel.workbook.skeleton import write_skeleton
from finmodel.workbook.view import View


def check(
    path: str | os.PathLike[str],
    *,
    engine: str = "ironcalc",
    shocks: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> Report:
    """Run the gates on a workbook: names, drivers, recalculation, and with `shocks` the shocks.

    The mirror is calculated from the inputs in the file. Findings name sheet, cell, id, what is expected and what
    stands there: edited or typed-over formulas, numbers stored as text, cleared cells, stale caches, figures that an
    engine calculates differently, labels and the Cover where they were edited. Where the inputs are no model, the
    formulas are compared with those of the inputs as generated. Raises InputError when the file cannot be read,
    EngineError when the engine is missing.
    """
    tell("reading")
    seen = view(Path(path))
    if not {"Assumptions", "Changes", "Checks"} <= set(seen.names):
        what = "no finmodel workbook: its sheets carry no ids"
        return Report(engine, findings=(Finding("inputs", what, sheet=str(path)),))
    found = entries(seen)
    findings = [*declared(ITEMS), *_input_findings(seen, found), *settings(seen)]
    opened, wrong = _opened(seen, found)
    findings += wrong
    if opened is None:
        return _without_mirror(seen, found, findings, engine)
    tell("recalculating and comparing")
    stands = standing(opened, {(f.sheet, f.cell) for f in findings})
    report = _gates(opened, stands, findings, engine)
    report = replace(report, findings=(*report.findings, *typed_over(opened, found), *tampered(opened, found)))
    report = replace(report, changed=tuple(changed(found)))
    return shocked(opened, stands, report, tell) if shocks else report


def edits(path: Path) -> list[str]:
    """One line for all that a rebuild would lose: edited inputs, formulas and labels, own cells, own sheets.

    Formulas and labels are compared when this version built the file; another version's may rightly differ.
    """
    try:
        seen = view(path)
    except InputError as error:
        return [str(error)]
    if listed := edits_of(seen):
        return listed
    found = entries(seen)
    opened, broken = _opened(seen, found)
    if opened is None:
        return [str(finding) for finding in broken]
    if seen.value("Cover", "version", "value") != MADE_BY:
        return []
    edited = [f"{f.sheet}!{f.cell} {f.id}: {f.message}, {f.found!r}" for f in standing(opened).findings]
    return [*edited, *_own_cells(opened)]


def opened(seen: View) -> Opened:
    """The file with the model of the inputs that stand in it. Raises InputError with all that keeps them from one."""
    found = entries(seen)
    model, wrong = _opened(seen, found)
    if model is None:
        raise InputError([Problem(f.id or f.sheet, *f.message.split("; ", 1)) for f in wrong])
    return model


def overwritten(seen: View, found: Entries) -> tuple[Finding, ...]:
    """The model's formulas that were edited, typed over or deleted; of another version's file only values typed over.

    Formulas are those of the inputs in the file, or of the inputs as generated where these are no model.
    """
    opened, _ = _opened(seen, found)
    if opened is None:
        try:
            opened = open_as_generated(seen, found)
        except InputError:
            return ()
    listed = standing(opened, {(odd.sheet, odd.cell) for odd in found.oddities}).findings
    if seen.value("Cover", "version", "value") == MADE_BY:
        return listed
    return tuple(f for f in listed if f.found is not None and not str(f.found).startswith("="))


def _own_cells(opened: Opened) -> Iterator[str]:
    """Our sheets that are gone, cells on them that are not ours, and labels that were typed over."""
    pages = {opened.seen.names.get(page.name): page for page in opened.book.pages}
    yield from (f"sheet {page.name!r} was removed" for page in opened.book.pages if page.name not in opened.seen.names)
    ours = {(name, line.row): line.cells for name, page in pages.items() for line in page.lines}
    months = {(name, line.row) for name, page in pages.items() for line in page.lines if line.series}
    for (sheet, row, column), value in opened.seen.values.items():
        if sheet not in pages or value in (None, ""):
            continue
        if (sheet, row) in months and 0 <= column - FIRST_MONTH < opened.book.months:
            continue
        cell = ours.get((sheet, row), {}).get(column)
        if cell is None and pages[sheet].name != "Cover":
            yield f"{sheet}!{address(row, column)}: {value!r} was added"
        elif cell and cell.role in ("label", "link_label", "unit", "id") and value != cell.value:
            yield f"{sheet}!{address(row, column)}: {cell.value!r} -> {value!r}"


def _input_findings(seen: View, found: Entries) -> Iterator[Finding]:
    """What is odd about the inputs, cell by cell, and about their values as generated."""
    for odd in found.oddities:
        yield Finding("inputs", odd.message, sheet=odd.sheet, cell=odd.cell, id=odd.id, found=odd.found)
    if based := unbased(seen, found):
        yield Finding("inputs", based, sheet=seen.names["Changes"])


def _opened(seen: View, found: Entries) -> tuple[Opened | None, list[Finding]]:
    """The file with the model of its inputs, or None and everything that keeps them from being one."""
    inputs, problems = _parsed(found)
    broken = structural(found)
    if inputs is not None and not broken:
        try:
            return open_model(seen, found, inputs), []
        except InputError as error:
            problems = error.problems
    told = tuple(f"{odd.sheet}!{odd.cell} " for odd in found.oddities if odd.cell)
    wrong = [Finding("inputs", f"{p.what}; {p.fix}", id=p.where) for p in problems if not p.where.startswith(told)]
    return None, [*broken, *wrong]


def _parsed(found: Entries) -> tuple[Inputs | None, tuple[Problem, ...]]:
    try:
        return parse(found.tables, scenario=found.scenario), ()
    except InputError as error:
        return None, error.problems


def _without_mirror(seen: View, found: Entries, findings: list[Finding], engine: str) -> Report:
    """What can be said of a file whose inputs are no model: its formulas beside those of the inputs as generated."""
    try:
        opened = open_as_generated(seen, found)
    except InputError:
        return Report(engine, findings=tuple(findings), changed=tuple(changed(found)))
    stands = standing(opened, {(f.sheet, f.cell) for f in findings})
    findings += [*stands.findings, *presentation(opened), *typed_over(opened, found), *tampered(opened, found)]
    listed = tuple(changed(found))
    return Report(engine, len(stands.named), findings=tuple(findings), foreign=stands.foreign, changed=listed)


def _gates(opened: Opened, stands: Standing, findings: list[Finding], engine: str) -> Report:
    findings += stands.findings
    unreliable = {(f.sheet, f.cell) for f in findings if f.gate == "formulas"}
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "skeleton.xlsx"
        write_skeleton(opened.seen, copy, stand_ins(opened, stands), live=stands.given.values(), names=stands.names)
        recalculated = recalculate(copy, engine)

        def look(sheet: str, row: int, column: int) -> Value:
            return recalculated.value(*stands.given[sheet, row, column])

        comparison = compare(opened.book, opened.expected, look, only=stands.given)
    findings += [_moved(f, stands, opened.seen) for f in comparison.findings]
    findings += _lost(stands, comparison.compared)
    findings += stale(opened, {(f.sheet, f.cell) for f in findings} | unreliable)
    findings += presentation(opened)
    foreign = stands.foreign
    return Report(engine, len(stands.named), comparison.compared, comparison.worst, tuple(findings), foreign=foreign)


def _lost(stands: Standing, compared: int) -> list[Finding]:
    """A formula cell of ours that was neither compared nor told: there must be none."""
    told = len(stands.withheld) + len(stands.strays)
    if len(stands.named) == compared + told:
        return []
    message = f"{len(stands.named)} formula cells stand in the file, {compared} were compared, {told} told apart"
    return [Finding("recalculation", message)]


def _moved(finding: Finding, stands: Standing, seen: View) -> Finding:
    """The same finding at the cell's place in the file, with the formula that stands there."""
    column = finding.cell.rstrip("0123456789")
    place = stands.given[finding.sheet, int(finding.cell[len(column) :]) - 1, column_index(column)]
    return replace(finding, sheet=place[0], cell=address(*place[1:]), formula=seen.formulas.get(place, ""))
