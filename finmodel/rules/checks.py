"""Rule 9: identities are live rows on Checks, totals cover their block, and every sheet is headed by the verdict."""

from __future__ import annotations

from collections.abc import Iterator

from finmodel.gates.finding import Finding
from finmodel.lines import ITEMS
from finmodel.model.item import CHECK, LineItem
from finmodel.rules.audited import Audited, Spot, is_month
from finmodel.rules.formula import Formula, tokens
from finmodel.workbook.pages.checks import SHEET
from finmodel.workbook.view import Place

MASTER = "master_check"


def identities(book: Audited) -> Iterator[Finding]:
    """Corkscrews, totals, views and shares: each declared check stands on Checks, and each row there is live."""
    if SHEET not in book.seen.names:
        yield book.missing(SHEET, "the sheet of the checks is not there; build anew (finmodel build)")
        return
    rows = {spot.id: spot for spot in book.spots if spot.sheet == SHEET and spot.column == "breaches"}
    for item in ITEMS.values():
        if item.kind is CHECK and item.row_id() not in rows and _has_rows(book, item):
            yield book.missing(
                SHEET, f"the check {item.label!r} is not there; build anew (finmodel build)", item.row_id()
            )
    for spot in rows.values():
        yield from _row(spot, book)
    yield from _master(list(rows.values()), book)


def _has_rows(book: Audited, check: LineItem) -> bool:
    """Whether the workbook has the rows that a check reads; some line items have none in most companies."""
    read = [ITEMS[r.name] for r in check.excel_references if not r.table and r.name in ITEMS]
    optional = [item for item in read if item.by is not None and item.by.partial]
    ids = [spot.id for spot in book.spots if spot.column == "id"] if optional or check.section.needs else []
    if not all(any(row_id.startswith(f"{need}[") for row_id in ids) for need in check.section.needs):
        return False
    return all(any(row_id.startswith(f"{item.id}[") for row_id in ids) for item in optional)


def _row(spot: Spot, book: Audited) -> Iterator[Finding]:
    breaches = book.formulas.get(spot.place)
    if breaches is None or not breaches.areas:
        message = "the breaches of a check are not counted live; put its formula back, or build anew"
        yield book.finding(
            spot.place, message, expected="a formula over what it checks", found=book.content(spot.place)
        )
    status = book.seen.find(SHEET, spot.id, "status")
    if status and not _reads(book.formulas.get(status), spot.place):
        message = "the status of a check does not read its breaches; put its formula back, or build anew"
        yield book.finding(status, message, expected='IF(breaches=0,"OK","CHECK")', found=book.content(status))
    tolerance = book.seen.find(SHEET, spot.id, "tolerance")
    if tolerance and tolerance not in book.formulas and book.value(tolerance) in (None, ""):
        yield book.finding(tolerance, "the check has no tolerance; write 10^-9", expected="a tolerance", found="")


def _reads(formula: Formula | None, place: Place) -> bool:
    sheet, row, column = place
    return formula is not None and any(a.sheet == sheet and a.holds(row, column) for a in formula.areas)


def _master(rows: list[Spot], book: Audited) -> Iterator[Finding]:
    place = book.seen.find(SHEET, MASTER, "status")
    if place is None:
        yield book.missing(SHEET, "the master check is not there; build anew (finmodel build)", MASTER)
        return
    formula = book.formulas.get(place)
    left = [spot for spot in rows if not _reads(formula, spot.place)]
    if left:
        message = f"the master check does not read the breaches of {left[0].id}; let its ranges cover all rows"
        yield book.finding(place, message, expected="all rows", found=book.content(place))
    named = book.names.get(MASTER)
    if named is None or (named.sheet, named.top, named.left) != place:
        message = f"the name {MASTER} does not stand for the master check; point it here"
        yield book.finding(place, message, expected=MASTER, found=str(named.sheet if named else ""))


def headings(book: Audited) -> Iterator[Finding]:
    """The master check stands in the heading of every sheet, and turns red there."""
    for name, where in book.seen.sheets.items():
        top = where.row_of[f"sheet[{where.key}]"]
        verdicts = [p for p in book.formulas if p[:2] == (name, top) and MASTER in book.formulas[p].names]
        if not verdicts:
            place = (name, top, max(where.grids[top].columns))
            message = f'the heading does not show the master check; write ="Checks: "&{MASTER} there'
            yield book.finding(place, message, expected=MASTER, found=book.content(place))
        for place in verdicts:
            if not any(area.holds(*place[1:]) for area in book.conditions.get(name, ())):
                message = "the heading does not turn red; give it the conditional format of another sheet's heading"
                yield book.finding(place, message, expected="a conditional format", found="none")


def totals(book: Audited) -> Iterator[Finding]:
    """A total over the months reads all of them; a company-wide sum reads all rows of its block."""
    months = _months(book)
    for spot in book.spots:
        formula = book.formulas.get(spot.place)
        ends = months.get(spot.place[0])
        if formula is None or ends is None:
            continue
        if spot.column == "total" and _cut(formula, spot, ends):
            message = "the total does not cover all months; let its range run from the first to the last"
            yield book.finding(spot.place, message, expected="all months", found=f"={formula.text}")
        elif spot.column == "m1" and "[" not in spot.id and _misses_a_member(formula, spot, book):
            message = "the sum does not cover its whole block; let its range run from the first member to the last"
            yield book.finding(spot.place, message, expected="all members", found=f"={formula.text}")


def _months(book: Audited) -> dict[str, tuple[int, int]]:
    """First and last month column of each timeline sheet."""
    ends: dict[str, tuple[int, int]] = {}
    for spot in book.spots:
        if is_month(spot.column):
            sheet, _, column = spot.place
            first, last = ends.get(sheet, (column, column))
            ends[sheet] = (min(first, column), max(last, column))
    return ends


def _cut(formula: Formula, spot: Spot, ends: tuple[int, int]) -> bool:
    across = [a for a in formula.areas if a.sheet == spot.place[0] and a.top == a.bottom and not a.single]
    return any(ends[0] <= a.left and a.right <= ends[1] and (a.left, a.right) != ends for a in across)


def _misses_a_member(formula: Formula, spot: Spot, book: Audited) -> bool:
    if len(formula.areas) != 1 or [w.kind for w in tokens(formula.text)] != ["function", "other", "ref", "other"]:
        return False
    area, where = formula.areas[0], book.seen.sheets[spot.place[0]]
    covered = [row for row in where.rows if area.top <= row <= area.bottom]
    if area.sheet != spot.place[0] or area.left != area.right or not covered:
        return False
    item = where.rows[covered[0]].partition("[")[0]
    return covered != [row for row, row_id in where.rows.items() if row_id.partition("[")[0] == item]
