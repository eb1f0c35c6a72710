"""Rules 5, 7 and 8: what the formulas come to."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from finmodel.errors import InputError
from finmodel.gates.caches import differing
from finmodel.gates.engine import Value, recalculate
from finmodel.gates.file import opened
from finmodel.gates.finding import Finding
from finmodel.gates.formulas import stand_ins, standing
from finmodel.gates.opened import Opened, open_as_generated
from finmodel.rules.audited import Audited
from finmodel.rules.graph import CellGraph
from finmodel.workbook.address import address
from finmodel.workbook.entries import entries
from finmodel.workbook.skeleton import write_skeleton
from finmodel.workbook.view import Place

ERRORS = {
    "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#CIRC!", "#ERROR!", "#N/IMPL!", "#SPILL!",
    "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#GETTING_DATA",
}  # fmt: skip


def circles(book: Audited) -> Iterator[Finding]:
    """No cell reads itself, by whatever way."""
    cycle = CellGraph(book.formulas, book.names).cycle(book.ours)
    if cycle:
        first = next((place for place in cycle if place in book.at), cycle[0])
        turn = cycle.index(first)
        path = [f"{place[0]}!{address(*place[1:])}" for place in (*cycle[turn:], *cycle[:turn], first)]
        way = " <- ".join(path if len(path) < 8 else [*path[:4], "...", *path[-3:]])
        message = "the formula reads itself; let one cell of the circle read the month before or an input"
        yield book.finding(first, message, expected="no circle", found=way)


def errors(book: Audited) -> Iterator[Finding]:
    """After a true recalculation no cell of ours holds an error; of a chain of them the first is named."""
    wrong = {place: value for place, value in _recalculated(book) if isinstance(value, str) and value in ERRORS}
    graph = CellGraph(book.formulas, book.names)
    first = [place for place in wrong if not any(read in wrong for read in graph.reads(place))]
    if wrong and not first:  # they read each other: a cell of the circle, not one that reads it
        first = [next((place for place in graph.cycle(wrong) if place in wrong), next(iter(wrong)))]
    for place in first:
        message = "an error value after recalculation; mend the formula or the input it reads"
        others = len(wrong) - len(first)
        message += f" ({others} cells that read such cells show errors too)" if others > 0 else ""
        yield book.finding(place, message, expected="a value", found=wrong[place])


def _recalculated(book: Audited) -> list[tuple[Place, Value]]:
    """What the formulas of ours come to; an edited one too heavy for an engine shows its cached value."""
    model = _model(book)
    if model is None:
        return [(place, _unread(book, place)) for place in book.ours]
    stands = standing(model)
    given = set(stands.given.values())
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "skeleton.xlsx"
        write_skeleton(book.seen, copy, stand_ins(model, stands), live=given, names=stands.names)
        values = recalculate(copy, book.engine)
        return [(place, values.value(*place) if place in given else _unread(book, place)) for place in book.ours]


def _model(book: Audited) -> Opened | None:
    """What says which formulas are ours: the model of the inputs as they stand, or as generated."""
    for of in (opened, lambda seen: open_as_generated(seen, entries(seen))):
        with suppress(InputError):
            return of(book.seen)
    return None


def _unread(book: Audited, place: Place) -> Value:
    """A formula that no engine is given: broken where a reference is gone, else what it showed last."""
    return "#REF!" if "#REF!" in book.seen.formulas[place] else book.value(place)


def cached(book: Audited) -> Iterator[Finding]:
    """Every formula cell shows, unopened, what the mirror says; cells that show nothing are told once a sheet."""
    try:
        stale = differing(opened(book.seen))
    except InputError as error:
        what = f"the inputs in the file make no model, so no cached value can be judged: {error.problems[0]}"
        yield book.missing("Assumptions", what)
        return
    empty: dict[str, list[Place]] = {}
    for place, expected, found in stale:
        if found is None:
            empty.setdefault(place[0], []).append(place)
        else:
            message = "the cached value is not the mirror's; recalculate and save, and see what check finds"
            yield book.finding(place, message, expected=expected, found=found)
    for places in empty.values():
        more = f" and {len(places) - 1} more on the sheet" if len(places) > 1 else ""
        message = f"no cached value here{more}; open the file in a spreadsheet program and save it"
        yield book.finding(min(places), message, expected="a value", found="")
