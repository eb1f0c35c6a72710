"""Which formula cells of a file are the model's, and which are gone, typed over, edited or somebody's own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from finmodel.gates.compare import Spot
from finmodel.gates.finding import Finding
from finmodel.gates.opened import Opened
from finmodel.workbook.address import address, filled
from finmodel.workbook.burden import is_light
from finmodel.workbook.canonical import canonical
from finmodel.workbook.view import Place, Value, View


@dataclass(frozen=True)
class Standing:
    """The formula cells of a file: `named` stand where our ids name a cell, found from the file alone.

    `given` are, by place on the book's page, those that an engine is given: the book's own, and edited ones that are
    light. The other edited ones are `withheld`.
    """

    named: frozenset[Place]
    foreign: int
    given: Mapping[Place, Place]
    withheld: Mapping[Place, Place]
    names: frozenset[str]
    findings: tuple[Finding, ...]

    @cached_property
    def strays(self) -> frozenset[Place]:
        """Those at a cell of ours that the model fills with no formula."""
        return self.named - set(self.given.values()) - set(self.withheld.values())


def standing(opened: Opened, told: Collection[tuple[str, str]] = ()) -> Standing:
    """Sort the formula cells of a file; `told` are the cells (sheet, address) that have a finding already."""
    given: dict[Place, Place] = {}
    withheld: dict[Place, Place] = {}
    findings: list[Finding] = []
    for spot in opened.spots:
        place = opened.places[spot.at]
        finding = _finding(opened, spot, place)
        findings += [finding] if finding else []
        if place is not None and place in opened.seen.formulas:
            heavy = finding is not None and not is_light(opened.seen.formulas[place])
            (withheld if heavy else given)[spot.at] = place
    ours = set(opened.places.values())
    named = frozenset(p for p in opened.seen.formulas if p in ours or _named(opened.seen, p))
    names, wrong = _names(opened)
    found = Standing(named, len(opened.seen.formulas) - len(named), given, withheld, names, ())
    findings += [_stray(opened.seen, p) for p in sorted(found.strays) if (p[0], address(*p[1:])) not in told]
    return Standing(named, found.foreign, given, withheld, names, (*findings, *wrong))


def stand_ins(opened: Opened, found: Standing) -> dict[Place, Value]:
    """What stands in for formulas that no engine is given: the cached value, or the mirror's."""
    expected = {spot.at: spot.expected for spot in opened.spots if spot.at in found.withheld}
    return {
        place: expected[at] if (cached := opened.seen.values.get(place)) is None else cached
        for at, place in found.withheld.items()
    }


def _named(seen: View, place: Place) -> bool:
    where = seen.sheets.get(place[0])
    named = where.name(place[1], place[2]) if where else None
    return bool(where and named and not named[1].startswith("#") and where.find(*named) == place[1:])


def _finding(opened: Opened, spot: Spot, place: Place | None) -> Finding | None:
    """What is wrong with a formula cell: gone, typed over or edited."""
    formula = filled(spot.formula, spot.column)
    row_id = spot.line.id or spot.page.name
    if place is None:
        at = address(spot.line.row, spot.column)
        message = "the row or column is gone"
        return Finding("formulas", message, spot.page.name, at, row_id, expected=f"={formula}")
    stands = opened.seen.formulas.get(place)
    message, found = "the formula was edited", f"={stands}"
    if stands is None:
        message, value = "a value was typed over a formula", opened.seen.values.get(place)
        return Finding("formulas", message, place[0], address(*place[1:]), row_id, expected=f"={formula}", found=value)
    if stands == formula or _same(opened, spot, formula, place[0], stands):
        return None
    return Finding("formulas", message, place[0], address(*place[1:]), row_id, expected=f"={formula}", found=found)


def _same(opened: Opened, spot: Spot, formula: str, sheet: str, stands: str) -> bool:
    return canonical(formula, spot.page.name, opened.readable) == canonical(stands, sheet, opened.seen.sheets)


def _stray(seen: View, place: Place) -> Finding:
    named = seen.sheets[place[0]].name(place[1], place[2])
    message = "a formula stands where the model has none; clear it, or move it to a sheet of your own"
    row_id, found = named[0] if named else "", f"={seen.formulas[place]}"
    return Finding("formulas", message, place[0], address(*place[1:]), row_id, found=found)


def _names(opened: Opened) -> tuple[frozenset[str], tuple[Finding, ...]]:
    """Our defined names that stand as they were written, and a finding for each that does not."""
    wrong = tuple(_edited_names(opened))
    return frozenset(opened.book.names) - {finding.id for finding in wrong}, wrong


def _edited_names(opened: Opened) -> Iterator[Finding]:
    for name, target in sorted(opened.book.names.items()):
        stands = opened.seen.names_defined.get(name)
        if stands is None:
            yield Finding("formulas", "the defined name was deleted", id=name, expected=f"={target}")
        elif canonical(target, "", opened.readable) != canonical(stands, "", opened.seen.sheets):
            message = "the defined name was pointed elsewhere"
            yield Finding("formulas", message, id=name, expected=f"={target}", found=f"={stands}")
