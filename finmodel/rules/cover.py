"""Rule 10: the Cover says who, what, as of when, from which files, and how it was proved."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from finmodel.gates.finding import Finding
from finmodel.inputs.schema import TABLES
from finmodel.rules.audited import Audited
from finmodel.rules.looks import BLACK, BLUE, GREEN
from finmodel.workbook.pages.cover import BASELINE, COLOURS, SHEET, UNPROVED
from finmodel.workbook.pages.headlines import HEADLINES
from finmodel.workbook.view import Place

NEEDED = (
    ("company", "value", "the company"),
    ("purpose", "note", "the purpose"),
    ("as_of", "value", "the as-of date"),
    ("version", "value", "the version"),
    ("currency", "value", "the currency"),
    ("signs", "note", "the sign convention"),
    ("advice", "note", "that it is not accounting advice"),
    *((f"headline[{item}]", "value", f"the headline figure {label!r}") for item, label in HEADLINES),
    *((f"colour[{role}]", "note", f"the colour key's {label!r}") for role, label in COLOURS),
)
FILES = ("assumptions", *(name for name, row in TABLES.items() if row.required))
LIMIT = 1e-9
_ANEW = "build anew (finmodel build)"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SHOWS = {"input": BLUE, "calc": BLACK, "link": GREEN}


def told(book: Audited) -> Iterator[Finding]:
    """Everything a reader asks first is there."""
    if SHEET not in book.seen.names:
        yield book.missing(SHEET, f"the sheet is not there; {_ANEW}")
        return
    for row_id, column, what in NEEDED:
        place = book.seen.find(SHEET, row_id, column)
        if place is None:
            yield book.missing(SHEET, f"it does not say {what}; {_ANEW}", row_id)
        elif place not in book.formulas and book.value(place) in (None, ""):
            yield book.finding(place, f"it does not say {what}; write it here", expected=what, found="")
    yield from _date(book)
    yield from _advice(book)
    yield from _key(book)


def _date(book: Audited) -> Iterator[Finding]:
    place = book.seen.find(SHEET, "as_of", "value")
    if place and (value := book.value(place)) and as_of(book) is None:
        yield book.finding(
            place, "the as-of date is no date; write it as 2026-01-31", expected="YYYY-MM-DD", found=value
        )


def as_of(book: Audited) -> dt.date | None:
    """The as-of date on the Cover."""
    value = book.seen.value(SHEET, "as_of", "value")
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        return None


def _advice(book: Audited) -> Iterator[Finding]:
    place = book.seen.find(SHEET, "advice", "note")
    text = " ".join(str(book.seen.value(SHEET, "advice", column)) for column in ("item", "note"))
    if place and book.value(place) and "not accounting advice" not in text.casefold():
        message = 'the words "not accounting advice" are gone; write them here'
        yield book.finding(place, message, expected="Not accounting advice", found=book.value(place))


def _key(book: Audited) -> Iterator[Finding]:
    for role, colour in _SHOWS.items():
        place = book.seen.find(SHEET, f"colour[{role}]", "value")
        look = book.looks.get(place) if place else None
        if place and look and look.font != colour:
            message = "the colour key does not show the colour it explains; give it back"
            yield book.finding(place, message, expected=colour, found=look.font)


def proof(book: Audited) -> Iterator[Finding]:
    """An engine is named, as many cells were compared as there are, and they agree within the limit.

    The counts tell of the file as built: formulas that somebody added since then are not held against them.
    """
    names = ("verified_engine", "verified_formulas", "verified_compared", "verified_worst")
    places = {name: book.seen.find(SHEET, name, "value") for name in names}
    for name, place in places.items():
        if place is None:
            yield book.missing(SHEET, f"the result of the proof is not there; {_ANEW}", name)
    engine, formulas, compared, worst = (places[name] for name in names)
    if engine and book.value(engine) in (None, "", UNPROVED.engine):
        yield book.finding(
            engine, f"no engine proved the file; {_ANEW}", expected="an engine", found=book.content(engine)
        )
    if formulas and compared and (book.value(formulas) != book.value(compared) or not book.value(formulas)):
        message = f"not every formula cell was compared with the mirror; {_ANEW}"
        yield book.finding(compared, message, expected=book.content(formulas), found=book.content(compared))
    if worst and not _number(book, worst) <= LIMIT:
        message = f"the engine and the mirror agree not within 1e-9; {_ANEW}"
        yield book.finding(worst, message, expected="at most 1e-9", found=book.content(worst))


def _number(book: Audited, place: Place) -> float:
    try:
        return float(str(book.value(place)))
    except ValueError:
        return float("inf")


def digests(book: Audited) -> Iterator[Finding]:
    """SHA-256 of each input file: those that every company has, and whichever others are listed."""
    if SHEET not in book.seen.names:
        return
    for name in FILES:
        if book.seen.find(SHEET, f"sha256[{name}.csv]", "note") is None:
            yield book.missing(SHEET, f"the SHA-256 of {name}.csv is not there; {_ANEW}", f"sha256[{name}.csv]")
    for spot in book.spots:
        listed = spot.id.startswith("sha256[") or spot.id == BASELINE
        printed = spot.sheet == SHEET and spot.column == "note" and listed
        if printed and not _DIGEST.fullmatch(str(book.value(spot.place))):
            message = f"no SHA-256: 64 digits of 0-9 and a-f; {_ANEW}"
            yield book.finding(spot.place, message, expected="a SHA-256", found=book.content(spot.place))


def index(book: Audited) -> Iterator[Finding]:
    """The index lists every sheet of ours, and each line leads there."""
    if SHEET not in book.seen.names:
        return
    for key, name in book.seen.names.items():
        place = book.seen.find(SHEET, f"index[{key}]", "item")
        if place is None:
            yield book.missing(
                SHEET, f"the index does not list the sheet {name}; add a line with a link to it", f"index[{key}]"
            )
        elif book.links.get(place, "").rpartition("!")[0].strip("'").replace("''", "'") != name:
            message = f"the line does not lead to the sheet {name}; link it to that sheet's first cell"
            yield book.finding(place, message, expected=f"'{name}'!A1", found=book.links.get(place, ""))
