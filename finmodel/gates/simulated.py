"""The figures of a simulation on a sheet: what was planned against the mirror, all of them against their seal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from finmodel.errors import InputError
from finmodel.gates.agree import EXACT_UNITS, agree
from finmodel.gates.compare import shown
from finmodel.gates.expect import Expected
from finmodel.gates.finding import Finding
from finmodel.gates.opened import Opened, as_generated
from finmodel.mirror import Results, calculate
from finmodel.workbook.address import address
from finmodel.workbook.cells import Book, Page
from finmodel.workbook.entries import Entries
from finmodel.workbook.meaning import AsSimulated, Printed, Word
from finmodel.workbook.pages.changes import fingerprint
from finmodel.workbook.pages.simulated_table import AGREES, AS_PLANNED
from finmodel.workbook.simulated import FACT, INPUTS, PLANNED, SEAL, SHEET, VALUE, Simulated, simulated_in

_NO_PAGES = Book((), 0, {}, "", "")
_AGAIN = "undo it, or simulate again (finmodel simulate INPUTS --sheet FILE)"
GATE = "simulation"


def misplanned(page: Page, results: Results) -> Iterator[Finding]:
    """Figures that the page has as planned and the mirror has not."""
    expected = Expected(_NO_PAGES, results)
    for line in page.lines:
        means = line.cells[AGREES].means if AGREES in line.cells else None
        if not isinstance(means, AsSimulated) or isinstance(means.now, Printed | Word):
            continue
        told, cell = expected.value(means.now), line.cells[AS_PLANNED]
        size = max(abs(told), 1.0) if isinstance(told, float) else 0.0  # as the sheet itself compares them
        if not agree(told, means.planned, exact=cell.unit in EXACT_UNITS, size=size):
            message = "the simulation has as planned what the mirror has not"
            at = address(line.row, AS_PLANNED)
            yield Finding(GATE, message, page.name, at, line.id, expected=shown(told), found=means.planned)


def tampered(opened: Opened, found: Entries) -> Iterator[Finding]:
    """Figures of a simulation that were edited since it was built; none without its sheet.

    What was planned is held to the mirror as long as the inputs as generated are those that were simulated. The other
    figures no file can calculate again: their seal says whether they are those that were built.
    """
    simulated = simulated_in(opened.seen)
    if simulated is None:
        return
    page = next(page for page in opened.book.pages if page.name == SHEET)
    name = opened.seen.names[SHEET]
    if simulated.fact(SEAL) != simulated.seal:
        message = f"what the simulation found, or its seal, was edited since it was built; {_AGAIN}"
        place = opened.seen.find(SHEET, SEAL, VALUE)
        yield Finding(GATE, message, name, address(*place[1:]) if place else "", SEAL)
    for wrong in _misplanned(simulated, page, found):
        place = opened.seen.find(SHEET, wrong.id, PLANNED) or opened.seen.find(SHEET, wrong.id, VALUE)
        at = address(*place[1:]) if place else ""
        yield Finding(GATE, f"{wrong.message}; {_AGAIN}", name, at, wrong.id, "", wrong.expected, wrong.found)


def _misplanned(simulated: Simulated, page: Page, found: Entries) -> list[Finding]:
    if simulated.fact(INPUTS) != fingerprint(found.generated):
        return []
    with suppress(InputError):  # values as generated that were edited are told as such, and so is the scenario
        inputs = as_generated(found).under(str(simulated.fact(f"{FACT}[scenario]")))
        return list(misplanned(page, calculate(inputs)))
    return []
