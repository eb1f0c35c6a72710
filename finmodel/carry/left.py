"""What a rebuild cannot take over, one by one: it stays in the older workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from finmodel.carry.carried import Carried, Left
from finmodel.errors import InputError
from finmodel.gates.file import opened as open_file
from finmodel.gates.finding import Finding
from finmodel.gates.opened import Opened, open_as_generated
from finmodel.workbook.address import address
from finmodel.workbook.cells import Page
from finmodel.workbook.comments import comments
from finmodel.workbook.drawn import drawn
from finmodel.workbook.pages.cover import MADE_BY
from finmodel.workbook.parts import Parts
from finmodel.workbook.positions import page_positions
from finmodel.workbook.simulated import SHEET
from finmodel.workbook.sparkline import TREND
from finmodel.workbook.view import View

_LABELS = ("label", "link_label", "unit")


def left(carried: Carried) -> Iterator[Left]:
    """Edits that cannot be merged, then what somebody added beside the model."""
    merged, seen = carried.merged, carried.met.seen
    for finding in merged.findings:
        yield _found(finding)
    for one in carried.gone:
        yield Left(f"{one.file} {one.column}[{one.record}]", f"{one.base} -> {one.theirs}, but the CSVs lack the row")
    if carried.met.found.scenario not in carried.inputs.scenarios:
        yield Left("scenario", f"{carried.met.found.scenario} is no column of assumptions.csv any more")
    if SHEET in seen.names:
        yield simulation_left()
    with Parts.open(seen.path) as parts:
        yield from _own_sheets(seen, parts)
        book = _book(carried)
        if book is not None:
            yield from _beside(book, parts)


def simulation_left() -> Left:
    """The figures of a simulation, which a build without one cannot have."""
    what = "a simulation, as of that build; finmodel simulate INPUTS --sheet FILE makes it anew"
    return Left(f"sheet {SHEET!r}", what)


def _found(finding: Finding) -> Left:
    stands = f" ({finding.found})" if finding.found is not None else ""
    place = f"{finding.sheet}!{finding.cell}".strip("!") if finding.sheet else ""
    return Left(f"{place} {finding.id}".strip() or "the workbook", f"{finding.message}{stands}")


def _own_sheets(seen: View, parts: Parts) -> Iterator[Left]:
    """Sheets of somebody's own, with all that is on them."""
    noted = Counter(comment.sheet for comment in comments(parts))
    for name in parts.sheets:
        if name in seen.sheets:
            continue
        cells = sum(1 for place, value in seen.values.items() if place[0] == name and value is not None)
        formulas = sum(1 for place in seen.formulas if place[0] == name)
        things = Counter(kind for kind, _ in drawn(parts, name))
        counts = {"cell": cells, "formula": formulas, **things, "comment": noted[name]}
        held = ", ".join(f"{n} {word}{'s' * (n != 1)}" for word, n in counts.items() if n) or "empty"
        yield Left(f"sheet {name!r}", f"a sheet of your own ({held})")


def _book(carried: Carried) -> Opened | None:
    """The model that stands in the file, or stood there when it was generated."""
    met = carried.met
    try:
        return open_file(met.seen)
    except InputError:
        try:
            return open_as_generated(met.seen, met.found)
        except InputError:
            return None


def _beside(book: Opened, parts: Parts) -> Iterator[Left]:
    """What stands on the model's sheets and is not the model's."""
    seen = book.seen
    for page in book.book.pages:
        name = seen.names.get(page.name)
        if name is None:
            continue
        yield from _drawn(page, name, seen, parts)
        if seen.value("Cover", "version", "value") == MADE_BY:
            yield from _cells(page, name, book)
    for name in sorted(set(seen.names_defined) - set(book.book.names)):
        if not name.startswith("_"):
            yield Left(f"name {name!r}", "a defined name of your own")


def _drawn(page: Page, name: str, seen: View, parts: Parts) -> Iterator[Left]:
    """Everything drawn but the model's: its charts, which come first, and its sparklines, by their cells."""
    of_the_model = page.chart_count
    places = (seen.find(page.name, course.row_id, TREND) for course in page.sparklines)
    courses = {address(*place[1:]) for place in places if place}
    for kind, called in drawn(parts, name):
        if kind == "chart" and of_the_model:
            of_the_model -= 1
        elif kind == "sparkline" and called in courses:
            courses.discard(called)
        else:
            yield Left(name, f"a {kind} of your own{f' ({called})' if called else ''}")


def _cells(page: Page, name: str, book: Opened) -> Iterator[Left]:
    """Cells that the model does not have, and labels that were typed over."""
    seen, ours = book.seen, page_positions(page, book.book.months)
    lines = {line.row: line for line in page.lines}
    texts = {str(cell.value) for line in page.lines for cell in line.cells.values() if cell.value is not None}
    for place, value in seen.values.items():
        if place[0] != name or (value in (None, "") and place not in seen.formulas):
            continue
        named = seen.sheets[name].name(place[1], place[2])
        spot = ours.find(*named) if named else None
        shown = f"={seen.formulas[place]}" if place in seen.formulas else value
        if spot is None:
            if str(value) not in texts and not (named and named[0] not in ours.row_of):
                yield Left(f"{name}!{address(*place[1:])}", f"a cell of your own ({shown})")
            continue
        cell = lines[spot[0]].cells.get(spot[1])
        if cell and cell.role in _LABELS and not cell.formula and str(value) != str(cell.value):
            yield Left(f"{name}!{address(*place[1:])}", f"a {cell.role.replace('_', ' ')} typed over ({value})")
