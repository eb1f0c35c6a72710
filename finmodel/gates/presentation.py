"""How a workbook presents itself: hidden sheets, labels, what the Cover says of the proof, how it calculates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from finmodel.gates.agree import RELATIVE
from finmodel.gates.finding import Finding
from finmodel.gates.opened import Opened
from finmodel.workbook.address import address
from finmodel.workbook.pages.cover import SEAL, SHEET
from finmodel.workbook.seal import seal_holds
from finmodel.workbook.view import Value, View

_LABELS = ("label", "link_label", "unit")
_ENGINE = re.compile(r"IronCalc [0-9]+(\.[0-9]+)+")


def presentation(opened: Opened) -> Iterator[Finding]:
    """Findings of what a reader is shown beside the figures, as far as a model tells what it should be."""
    yield from _labels(opened)
    yield from _stamp(opened)


def settings(seen: View) -> Iterator[Finding]:
    """Hidden sheets and odd settings, which the file shows by itself."""
    yield from _hidden(seen)
    for setting in seen.settings:
        yield Finding("presentation", setting)


def _hidden(seen: View) -> Iterator[Finding]:
    for name, state in seen.states.items():
        if name in seen.sheets:
            words = "very hidden, so that no menu shows it" if state == "veryHidden" else "hidden"
            yield Finding("presentation", f"the sheet is {words}; unhide it", id=name)


def _labels(opened: Opened) -> Iterator[Finding]:
    """Labels and units that were typed over."""
    for page in opened.book.pages:
        where = opened.mapped[page.name]
        for line in page.lines:
            for column, cell in line.cells.items():
                named = where.name(line.row, column) if cell.role in _LABELS and not cell.formula else None
                place = opened.seen.find(where.key, *named) if named else None
                if place is None or place in opened.seen.formulas:
                    continue
                found = opened.seen.values.get(place)
                if (found or "") != (cell.value or ""):
                    message, at = f"the {cell.role.replace('_', ' ')} was typed over", address(*place[1:])
                    yield Finding("presentation", message, place[0], at, line.id, expected=cell.value, found=found)


def _stamp(opened: Opened) -> Iterator[Finding]:
    """The proof as printed on the Cover, as far as the file itself can tell."""
    seen, count = opened.seen, float(len(opened.places))
    printed: dict[str, Value] = {
        i: seen.value(SHEET, f"verified_{i}", "value") for i in ("engine", "formulas", "compared", "worst")
    }
    for i in ("formulas", "compared"):
        if printed[i] != count:
            yield _edited(seen, f"verified_{i}", "not the number of the model's formula cells", count, printed[i])
    if not _ENGINE.fullmatch(str(printed["engine"])):
        yield _edited(seen, "verified_engine", "not an engine that proves a build", None, printed["engine"])
    if not _within(printed["worst"]):
        yield _edited(seen, "verified_worst", "not a difference that a build lets pass", None, printed["worst"])
    if not seal_holds(seen):
        message = "what is printed on the Cover, or its seal, was edited since it was built"
        place = seen.find(SHEET, SEAL, "note")
        yield Finding("presentation", message, seen.names.get(SHEET, SHEET), address(*place[1:]) if place else "", SEAL)


def _within(worst: Value) -> bool:
    try:
        return 0 <= float(str(worst)) <= RELATIVE
    except ValueError:
        return False


def _edited(seen: View, row_id: str, message: str, expected: Value, found: Value) -> Finding:
    place = seen.find(SHEET, row_id, "value")
    sheet, cell = (place[0], address(*place[1:])) if place else (SHEET, "")
    return Finding("presentation", message, sheet, cell, row_id, expected=expected, found=found)
