"""The gates on a file on disk, also one that came back edited: the mirror runs on the inputs that stand in it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from finmodel.errors import InputError, Problem
from finmodel.gates.compare import Spot, compare, difference_within, shown, spots
from finmodel.gates.engine import Value, recalculate
from finmodel.gates.expect import Expected
from finmodel.gates.finding import Finding, Report, Shown
from finmodel.gates.proof import declared
from finmodel.gates.shocks import shocked
from finmodel.gates.structure import structural
from finmodel.inputs.parse import parse
from finmodel.inputs.tables import Inputs
from finmodel.lines import ITEMS
from finmodel.mirror import calculate
from finmodel.workbook.book import make_book
from finmodel.workbook.canonical import canonical, column_index
from finmodel.workbook.cells import Book
from finmodel.workbook.edits import changed, edits_of, unbased
from finmodel.workbook.emptied import emptied
from finmodel.workbook.entries import Entries, entries
from finmodel.workbook.layout import FIRST_MONTH
from finmodel.workbook.pages.cover import MADE_BY
from finmodel.workbook.positions import Positions, page_positions
from finmodel.workbook.read import Place, View, view
from finmodel.workbook.render import filled, letters


@dataclass(frozen=True)
class Opened:
    """A workbook on disk with the model that its inputs make."""

    seen: View
    inputs: Inputs
    book: Book
    expected: Expected
    mapped: dict[str, Positions]  # where cells stand on the pages of the book


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
    engine calculates differently. Raises InputError when the file is no finmodel workbook, EngineError when the
    engine is missing.
    """
    tell("reading")
    seen = view(Path(path))
    if not {"Assumptions", "Changes", "Checks"} <= set(seen.names):
        what = "no finmodel workbook: its sheets carry no ids"
        return Report(engine, findings=(Finding("inputs", what, sheet=str(path)),))
    found = entries(seen)
    findings = [*declared(ITEMS), *_oddities(found)]
    if based := unbased(seen, found):
        findings.append(Finding("inputs", based, sheet=seen.names["Changes"]))
    if broken := structural(found):
        return Report(engine, findings=(*findings, *broken))
    try:
        opened = _open(seen, found)
    except InputError as error:
        wrong = [Finding("inputs", f"{p.what}; {p.fix}", id=p.where) for p in error.problems]
        return Report(engine, findings=tuple(findings or wrong))
    tell("recalculating and comparing")
    places = _places(opened)
    report = replace(_gates(opened, places, findings, engine), changed=tuple(changed(found)))
    return shocked(opened, places, report, tell) if shocks else report


def edits(path: Path) -> list[str]:
    """One line for all that a rebuild would lose: edited inputs, formulas and labels, own cells, own sheets.

    Formulas and labels are compared when this version built the file; another version's may rightly differ.
    """
    if listed := edits_of(path):
        return listed
    seen = view(path)
    found = entries(seen)
    if broken := structural(found):
        return [str(finding) for finding in broken]
    if seen.value("Cover", "version", "value") != MADE_BY:
        return []
    opened = _open(seen, found)
    changed = [f"{f.sheet}!{f.cell} {f.id}: {f.message}, {f.found!r}" for f in _formulas(opened, _places(opened))]
    return [*changed, *_own_cells(opened)]


def caches(seen: View) -> list[tuple[Place, Shown, Value]]:
    """Formula cells whose cached value is not the mirror's: place, what the mirror says, what is cached.

    Whatever formula stands there is not looked at. Raises InputError when the inputs in the file make no model.
    """
    found = entries(seen)
    if broken := structural(found):
        raise InputError([Problem(f.id, *f.message.split("; ", 1)) for f in broken])
    opened = _open(seen, found)
    places = _places(opened)
    return [
        (place, shown(spot.expected), cached)
        for spot in spots(opened.book, opened.expected)
        if (place := places[spot.page.name, spot.line.row, spot.column]) in seen.formulas
        and difference_within(spot, cached := seen.values.get(place), opened.expected) is None
    ]


def _own_cells(opened: Opened) -> Iterator[str]:
    """Cells on our sheets that are not ours, and labels that were typed over."""
    for page in opened.book.pages:
        name = opened.seen.names[page.name]
        ours = {(line.row, column): cell for line in page.lines for column, cell in line.cells.items()}
        months = {(line.row, FIRST_MONTH + i) for line in page.lines if line.series for i in range(opened.book.months)}
        for (sheet, row, column), value in opened.seen.values.items():
            if sheet != name or value in (None, "") or (row, column) in months:
                continue
            cell = ours.get((row, column))
            if cell is None and page.name != "Cover":
                yield f"{sheet}!{letters(column)}{row + 1}: {value!r} was added"
            elif cell and cell.role in ("label", "link_label", "unit", "id") and value != cell.value:
                yield f"{sheet}!{letters(column)}{row + 1}: {cell.value!r} -> {value!r}"


def _oddities(found: Entries) -> list[Finding]:
    return [Finding("inputs", o.message, sheet=o.sheet, cell=o.cell, id=o.id, found=o.found) for o in found.oddities]


def _open(seen: View, found: Entries) -> Opened:
    inputs = parse(found.tables, scenario=found.scenario)
    book = make_book(inputs, generated={k: v for k, v in found.generated.items() if not isinstance(v, bool)})
    expected = Expected(book, calculate(inputs).finite())
    return Opened(seen, inputs, book, expected, {p.name: page_positions(p, book.months) for p in book.pages})


def _gates(opened: Opened, places: dict[Place, Place | None], findings: list[Finding], engine: str) -> Report:
    findings += _formulas(opened, places)
    unreliable = {(f.sheet, f.cell) for f in findings if f.gate == "formulas"}
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "emptied.xlsx"
        emptied(opened.seen.path, copy)
        recalculated = recalculate(copy, engine)

        def look(sheet: str, row: int, column: int) -> Value:
            place = places[sheet, row, column]
            return recalculated.value(*place) if place else None

        comparison = compare(opened.book, opened.expected, look)
    findings += [_moved(f, places, opened.seen) for f in comparison.findings]
    findings += list(_stale(opened, places, {(f.sheet, f.cell) for f in findings} | unreliable))
    ours = {place for place in places.values() if place}
    standing = ours & set(opened.seen.formulas)
    foreign = len(opened.seen.formulas) - len(standing)
    compared = sum(1 for place in places.values() if place in standing)
    return Report(engine, len(standing), compared, comparison.worst, tuple(findings), foreign=foreign)


def _places(opened: Opened) -> dict[Place, Place | None]:
    """Where each formula cell of the book stands in the file."""
    return {(s.page.name, s.line.row, s.column): _place(opened, s) for s in spots(opened.book, opened.expected)}


def _place(opened: Opened, spot: Spot) -> Place | None:
    where = opened.mapped[spot.page.name]
    named = where.name(spot.line.row, spot.column)
    assert named, f"{spot.page.name} {spot.line.row} {spot.column} has no name"
    return opened.seen.find(where.key, *named)


def _formulas(opened: Opened, places: dict[Place, Place | None]) -> Iterator[Finding]:
    """Formulas that are gone, typed over or edited."""
    for spot in spots(opened.book, opened.expected):
        place = places[spot.page.name, spot.line.row, spot.column]
        formula = filled(spot.formula, spot.column)
        row_id = spot.line.id or spot.page.name
        if place is None:
            where = f"{letters(spot.column)}{spot.line.row + 1}"
            yield Finding(
                "formulas", "the row or column is gone", spot.page.name, where, row_id, expected=f"={formula}"
            )
            continue
        cell = f"{letters(place[2])}{place[1] + 1}"
        stands = opened.seen.formulas.get(place)
        if stands is None:
            value = opened.seen.values.get(place)
            yield Finding(
                "formulas",
                "a value was typed over a formula",
                place[0],
                cell,
                row_id,
                expected=f"={formula}",
                found=value,
            )
        elif stands != formula and not _same(opened, spot, formula, place[0], stands):
            yield Finding(
                "formulas", "the formula was edited", place[0], cell, row_id, expected=f"={formula}", found=f"={stands}"
            )


def _same(opened: Opened, spot: Spot, formula: str, sheet: str, stands: str) -> bool:
    return canonical(formula, spot.page.name, opened.mapped) == canonical(stands, sheet, opened.seen.sheets)


def _moved(finding: Finding, places: dict[Place, Place | None], seen: View) -> Finding:
    """The same finding at the cell's place in the file, with the formula that stands there."""
    column = finding.cell.rstrip("0123456789")
    place = places[finding.sheet, int(finding.cell[len(column) :]) - 1, column_index(column)]
    if place is None:
        return finding
    where = f"{letters(place[2])}{place[1] + 1}"
    return replace(finding, sheet=place[0], cell=where, formula=seen.formulas.get(place, ""))


def _stale(opened: Opened, places: dict[Place, Place | None], known: set[tuple[str, str]]) -> Iterator[Finding]:
    """Caches that are not what the formula gives: what previews, phones and pandas would show."""
    missing = 0
    for spot in spots(opened.book, opened.expected):
        place = places[spot.page.name, spot.line.row, spot.column]
        if place is None:
            continue
        cell = f"{letters(place[2])}{place[1] + 1}"
        cached = opened.seen.values.get(place)
        if (place[0], cell) in known or difference_within(spot, cached, opened.expected) is not None:
            continue
        if cached is None:
            missing += 1
            continue
        yield Finding(
            "caches",
            "the cached value is stale",
            place[0],
            cell,
            spot.line.id,
            expected=shown(spot.expected),
            found=cached,
        )
    if missing:
        message = f"{missing} formula cells hold no value; open the file in a spreadsheet program and save it"
        yield Finding("caches", message)
