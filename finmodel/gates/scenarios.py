"""The figures as of build on Diligence: what the mirror says of every scenario, from the inputs as generated."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from finmodel.errors import InputError
from finmodel.gates.agree import EXACT_UNITS, agree
from finmodel.gates.expect import Expected, is_nan
from finmodel.gates.finding import Finding
from finmodel.gates.opened import Opened, as_generated
from finmodel.gates.operands import operand_size
from finmodel.inputs.tables import Inputs
from finmodel.mirror import Results, calculate_all
from finmodel.workbook.address import address
from finmodel.workbook.cells import Book, Scalar, Snapshot
from finmodel.workbook.entries import Entries
from finmodel.workbook.meaning import AtDiligence
from finmodel.workbook.pages.scenarios import SHEET, meanings
from finmodel.workbook.snapshot import Held, held

NOT_MEANINGFUL = "n.m."
_NO_PAGES = Book((), 0, {}, "", "")


def as_built(inputs: Inputs) -> Snapshot:
    """The headline figures of every scenario, by the ids of their rows. Raises InputError when one overflows."""
    return {scenario: _figures(results) for scenario, results in calculate_all(inputs).items()}


def _figures(results: Results) -> dict[str, Scalar]:
    expected = Expected(_NO_PAGES, results)
    told = {row_id: expected.value(means) for row_id, means in meanings(results.items).items()}
    return {row_id: NOT_MEANINGFUL if is_nan(value) else value for row_id, value in told.items()}


def typed_over(opened: Opened, found: Entries) -> Iterator[Finding]:
    """Figures as of build that are not what the inputs as generated come to; an edited input moves none of them."""
    every: dict[str, Results] = {}
    with suppress(InputError):  # values as generated that were edited are told as such
        every = calculate_all(as_generated(found))
    told = {scenario: _figures(results) for scenario, results in every.items()}
    page = next(page for page in opened.book.pages if page.name == SHEET)
    for one in held(page, opened.mapped[SHEET], opened.seen):
        expected = told.get(one.scenario, {}).get(one.row_id)
        if expected is not None and not _agrees(one, expected, every[one.scenario], opened):
            yield _finding(one, expected, opened)


def _agrees(one: Held, expected: Scalar, results: Results, opened: Opened) -> bool:
    if one.place is None or one.place in opened.seen.formulas:
        return one.place is not None  # a formula there is told as one
    means = meanings(results.items)[one.row_id]
    size = 0.0
    if isinstance(means, AtDiligence):
        size = operand_size(results, results.items[means.item], means.member, results.diligence_number - 1)
    return agree(expected, opened.seen.values.get(one.place), exact=one.unit in EXACT_UNITS, size=size)


def _finding(one: Held, expected: Scalar, opened: Opened) -> Finding:
    if one.place is None:
        message = f"the row, or the column of scenario {one.scenario}, is gone; build anew (finmodel build)"
        return Finding("scenarios", message, opened.seen.names.get(SHEET, SHEET), "", one.row_id, expected=expected)
    message = f"not what scenario {one.scenario} came to as generated; undo it, or build anew (finmodel build)"
    sheet, cell, found = one.place[0], address(*one.place[1:]), opened.seen.values.get(one.place)
    return Finding("scenarios", message, sheet, cell, one.row_id, expected=expected, found=found)
