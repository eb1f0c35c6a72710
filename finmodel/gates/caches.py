"""Caches that are not what the formula gives: what previews, phones and pandas would show."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from finmodel.gates.compare import difference_within, shown
from finmodel.gates.finding import Finding, Shown
from finmodel.gates.opened import Opened
from finmodel.workbook.address import address
from finmodel.workbook.view import Place, Value


def stale(opened: Opened, known: Collection[tuple[str, str]]) -> Iterator[Finding]:
    """Stale cached values, but for the cells (sheet, address) that are known; lost ones are counted in one finding."""
    missing = 0
    for spot in opened.spots:
        place = opened.places[spot.at]
        if place is None or (place[0], address(*place[1:])) in known:
            continue
        cached = opened.seen.values.get(place)
        if difference_within(spot, cached, opened.expected) is not None:
            continue
        if cached is None:
            missing += 1
            continue
        message, expected = "the cached value is stale", shown(spot.expected)
        yield Finding("caches", message, place[0], address(*place[1:]), spot.line.id, expected=expected, found=cached)
    if missing:
        message = f"{missing} formula cells hold no value; open the file in a spreadsheet program and save it"
        yield Finding("caches", message)


def differing(opened: Opened) -> list[tuple[Place, Shown, Value]]:
    """Formula cells whose cached value is not the mirror's, whatever formula stands there: place, mirror's, cached."""
    return [
        (place, shown(spot.expected), cached)
        for spot in opened.spots
        if (place := opened.places[spot.at]) in opened.seen.formulas
        and place is not None
        and difference_within(spot, cached := opened.seen.values.get(place), opened.expected) is None
    ]
