"""Rule 1: one formula per timeline row, and the opening in its own column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from finmodel.gates.finding import Finding
from finmodel.rules.audited import Audited, Spot, is_month, ranks
from finmodel.rules.formula import Formula, Rank, parse
from finmodel.workbook.view import Place

_APART = 100_000
_FILL = "fill the row from a month that is right"


def one_formula(book: Audited) -> Iterator[Finding]:
    """All months of a row are equal, counted from the cell. The odd ones are named; columns inserted do not count."""
    positions = {name: ranks(where) for name, where in book.seen.sheets.items()}
    for months in _rows(book):
        standing = {spot.place: book.formulas[spot.place] for spot in months if spot.place in book.formulas}
        for spot in months:
            if standing and spot.place not in standing and book.value(spot.place) is None:
                like = next(iter(standing.values()))
                message = f"this month has no formula; {_FILL}"
                yield book.finding(spot.place, message, expected=f"as ={like.text}", found="")
        if len({formula.r1c1 for formula in standing.values()}) > 1:
            yield from _odd(book, standing, positions)


def _rows(book: Audited) -> Iterator[list[Spot]]:
    months = (spot for spot in book.spots if is_month(spot.column))
    for _, row in groupby(months, lambda spot: spot.place[:2]):
        yield list(row)


def _odd(book: Audited, standing: dict[Place, Formula], positions: dict[str, dict[int, int]]) -> Iterator[Finding]:
    shapes = {place: parse(f.text, *place, _rank(place[0], positions)).r1c1 for place, f in standing.items()}
    usual = Counter(shapes.values()).most_common(1)[0][0]
    like = standing[next(place for place, shape in shapes.items() if shape == usual)]
    for place, shape in shapes.items():
        if shape != usual:
            message = f"not the formula of the row's other months; {_FILL}"
            yield book.finding(place, message, expected=f"as ={like.text}", found=f"={standing[place].text}")


def _rank(own: str, positions: dict[str, dict[int, int]]) -> Rank:
    """Columns by their position among ours; any other stands apart from them, by its own number."""
    return lambda sheet, column: positions.get(sheet or own, {}).get(column, _APART + column)


def opening(book: Audited) -> Iterator[Finding]:
    """What month 1 reads as the month before it stands in the opening column, as a formula of its own."""
    columns = {spot.place[0]: spot.place[2] for spot in book.spots if spot.column == "opening"}
    for spot in book.spots:
        formula = book.formulas.get(spot.place)
        if spot.column != "m1" or formula is None:
            continue
        for area in formula.areas:
            place = (area.sheet, area.top, area.left)
            before = area.single and area.sheet == spot.place[0] and area.left == columns.get(area.sheet)
            if before and place in book.at and place not in book.formulas and book.value(place) is None:
                message = "the first month reads an opening that is not there; put its formula here"
                yield book.finding(place, message, expected="a formula", found="")
