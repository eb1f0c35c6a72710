"""Rule 4: colour says content, locks keep what is not an input, units and labels say what a row is."""

from __future__ import annotations

from collections.abc import Iterator

from finmodel.gates.finding import Finding
from finmodel.inputs.assumption import BASE
from finmodel.model.item import UNITS
from finmodel.rules.audited import Audited, Spot, kind_of_input
from finmodel.rules.formula import Formula
from finmodel.workbook import styles
from finmodel.workbook.currency import OWN, in_currency
from finmodel.workbook.pages import assumptions
from finmodel.workbook.view import Place, Value


def _of(role: str, what: str) -> str:
    return str(styles.style(role, "text")[what]).removeprefix("#").upper()


BLUE, FILL = _of("input", "font_color"), _of("input", "bg_color")
GREEN, BLACK, INK = _of("link", "font_color"), _of("calc", "font_color"), _of("label", "font_color")
_SWATCH = "colour[input]"  # the colour key on Cover shows the blue


def colours(book: Audited) -> Iterator[Finding]:
    """Blue on its fill: a constant to change. Green: a link to another sheet. Black: a formula over its own sheet.

    The workbook's ink, a near-black, counts as black: headings wear it. A verdict (a status, the master check in a
    heading and on `Cover`) wears the colour of what it says. A formula may read scalar assumptions by their names and
    stay black (decision 0008); a name alone is a link. Structure (member names, the horizon) is a constant that is
    fixed once built: it has a fill of its own and no blue.
    """
    for spot in book.spots:
        look = book.looks.get(spot.place)
        if look is None:
            continue
        if spot.place in book.formulas:
            wanted = () if _is_verdict(spot) else _of_formula(book.formulas[spot.place], spot.place[0], book)
            if wanted and look.font not in wanted:
                message = (
                    "the font is not the colour of what stands here; copy the format of a cell that holds the like"
                )
                yield book.finding(spot.place, message, expected=_named(wanted[0]), found=_named(look.font))
        elif kind_of_input(spot) == "input":
            if (look.font, look.fill) != (BLUE, FILL):
                message = "an input that does not look like one; copy the format of the input beside it"
                expected, found = (f"{_named(font)} on {fill or 'none'}" for font, fill in ((BLUE, FILL), look[:2]))
                yield book.finding(spot.place, message, expected=expected, found=found)
        elif look.font == BLUE and spot.id != _SWATCH:
            message = "blue says input, and this is none; copy the format of the cell beside it"
            yield book.finding(spot.place, message, expected=_named(INK), found=_named(BLUE))


def _is_verdict(spot: Spot) -> bool:
    return spot.column == "status" or spot.id.startswith("sheet[") or spot.id == "cover_checks"


def _of_formula(formula: Formula, sheet: str, book: Audited) -> tuple[str, ...]:
    linked = any(area.sheet != sheet for area in formula.areas)
    if formula.names == (formula.text.casefold(),) and formula.names[0] in book.names:
        linked = book.names[formula.names[0]].sheet != sheet
    return (GREEN,) if linked else (BLACK, INK)


def _named(colour: str) -> str:
    names = {BLUE: "blue", GREEN: "green", BLACK: "black", INK: "ink"}
    return f"{names[colour]} {colour}" if colour in names else colour


def locks(book: Audited) -> Iterator[Finding]:
    """Inputs are unlocked, everything else is locked."""
    for spot in book.spots:
        look = book.looks.get(spot.place)
        if look is None:
            continue
        if kind_of_input(spot) == "input" and look.locked:
            yield book.finding(
                spot.place, "an input that is locked; unlock the cell", expected="unlocked", found="locked"
            )
        elif kind_of_input(spot) != "input" and not look.locked:
            yield book.finding(spot.place, "no input, and unlocked; lock the cell", expected="locked", found="unlocked")


def units(book: Audited) -> Iterator[Finding]:
    """Every row that has a place for a unit says it, in words of the closed list, money in the company's currency."""
    currency = str(book.seen.value(assumptions.SHEET, "currency", BASE) or OWN)
    known = [in_currency(unit, currency) for unit in UNITS]
    for spot in book.spots:
        if spot.column == "unit" and book.value(spot.place) not in known:
            message = f"the unit is not one of the model's; write one of {', '.join(known)}"
            yield book.finding(spot.place, message, expected="a unit", found=_shown(book.value(spot.place)))


def labels(book: Audited) -> Iterator[Finding]:
    """No two rows of a sheet read alike, and none reads nothing."""
    said: dict[tuple[Value, ...], Place] = {}
    for spot in book.spots:
        if spot.column != "label":
            continue
        sheet, row, _ = spot.place
        members = (book.value((sheet, row, column)) for column in _member_columns(book, spot))
        key = (sheet, book.value(spot.place), *members)
        if book.value(spot.place) in (None, ""):
            yield book.finding(spot.place, "the row has no label; say what it is", expected="a label", found="")
        elif key in said:
            message = f"another row of the sheet (row {said[key][1] + 1}) reads the same; say what tells them apart"
            yield book.finding(spot.place, message, expected="a label of its own", found=_shown(key[1]))
        else:
            said[key] = spot.place


def _member_columns(book: Audited, spot: Spot) -> list[int]:
    grid = book.seen.sheets[spot.place[0]].grids[spot.place[1]].by_key
    return [grid[key] for key in ("member", "member 2") if key in grid]


def _shown(value: Value) -> Value:
    return "" if value is None else value
