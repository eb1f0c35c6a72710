"""Number formats and comments of the older workbook, put on the cells of the new one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from finmodel.carry.carried import Left
from finmodel.carry.places import Places
from finmodel.workbook.address import address
from finmodel.workbook.cells import Book, Cell, Line, Note, Page
from finmodel.workbook.comments import Comment, comments
from finmodel.workbook.excel_limits import CHARACTERS, NUMBER_FORMAT_CHARACTERS
from finmodel.workbook.layout import INPUT_SHEETS
from finmodel.workbook.pages.cover import MADE_BY
from finmodel.workbook.pages.notes import ENDINGS
from finmodel.workbook.parts import Parts
from finmodel.workbook.styled import number_formats
from finmodel.workbook.styles import style

_INPUTS = ("Assumptions", *INPUT_SHEETS)
_ROLES = ("input", "remark")
_UNTOLD = str.maketrans("", "", '\\"')  # programs write the same format with other quotes


@dataclass
class Dressed:
    """The new book with what was put on it, and what was not."""

    book: Book
    done: list[str] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


def dressed(places: Places) -> Dressed:
    """Put number formats on inputs and comments on rows."""
    result = Dressed(places.book)
    formats = dict(_formats(places, result))
    notes = _notes(places, result)
    pages = [
        replace(
            page,
            lines=[_formatted(page, line, formats) for line in page.lines],
            notes=_beside(page.notes, notes.get(page.name, [])),
        )
        for page in places.book.pages
    ]
    result.book = replace(places.book, pages=tuple(pages))
    return result


def _formats(places: Places, result: Dressed) -> Iterator[tuple[tuple[str, int, int], str]]:
    """The formats that are not those of the inputs' units."""
    seen = places.carried.met.seen
    sheets = {name for name, where in seen.sheets.items() if where.key in _INPUTS}
    if seen.value("Cover", "version", "value") != MADE_BY:
        what = "were those of another version of finmodel, so nobody can tell which were set by hand"
        result.left.append(Left("number formats", what))
        return
    pages = {page.name: {line.row: line for line in page.lines} for page in places.book.pages}
    for place, own in number_formats(seen.path, sheets).items():
        named = places.named(place)
        spot = places.find(named) if named else None
        cell = pages[spot[0]][spot[1]].cells.get(spot[2]) if spot else None
        if spot is None or cell is None or cell.role not in _ROLES or _same(own, _of(cell)):
            continue
        if len(own) <= NUMBER_FORMAT_CHARACTERS:
            result.done.append(f"number format of {named}: {own}")
            yield spot, own


def _of(cell: Cell) -> str:
    return str(style(cell.role, cell.unit).get("num_format", "General"))


def _same(one: str, other: str) -> bool:
    return one.translate(_UNTOLD) == other.translate(_UNTOLD)


def _formatted(page: Page, line: Line, formats: Mapping[tuple[str, int, int], str]) -> Line:
    own = {c: formats[page.name, line.row, c] for c in line.cells if (page.name, line.row, c) in formats}
    if not own:
        return line
    cells = {c: replace(cell, number_format=own[c]) if c in own else cell for c, cell in line.cells.items()}
    return replace(line, cells=cells)


def _notes(places: Places, result: Dressed) -> dict[str, list[Note]]:
    """The comments by page; several at one cell become one."""
    seen = places.carried.met.seen
    with Parts.open(seen.path) as parts:
        found = [
            comment for comment in comments(parts) if comment.sheet in seen.sheets and not _is_ours(comment, places)
        ]
    notes: dict[str, dict[tuple[int, int], Note]] = {}
    for comment in found:
        place = comment.sheet, comment.row, comment.column
        named = places.named(place)
        spot = places.find(named) if named else None
        at = f"{comment.sheet}!{address(*place[1:])}"
        if spot is None:
            result.left.append(
                Left(at, f"{_said(comment)}, {'its row or month is gone' if named else 'its row has no id'}")
            )
            continue
        result.done.append(f"comment at {at} on {named}: {_said(comment)}")
        before = notes.setdefault(spot[0], {}).get(spot[1:])
        text = f"{before.text}\n{comment.text}" if before else comment.text
        notes[spot[0]][spot[1:]] = Note(*spot[1:], comment.author, text[:CHARACTERS])
    return {page: list(held.values()) for page, held in notes.items()}


def _is_ours(comment: Comment, places: Places) -> bool:
    """Whether the model said it, and nobody wrote anything else into it; some programs drop who said it."""
    said = " ".join(comment.text.split())
    same = places.carried.met.seen.value("Cover", "version", "value") == MADE_BY
    new = {page.name for page in places.book.pages}
    if not same or places.carried.met.seen.sheets[comment.sheet].key not in new:
        return said.endswith(ENDINGS)
    return any(said == " ".join(note.text.split()) for page in places.book.pages for note in page.notes)


def _beside(ours: list[Note], theirs: list[Note]) -> list[Note]:
    """Their notes, and ours where they have none: a cell takes one."""
    taken = {(note.row, note.column) for note in theirs}
    return [*(note for note in ours if (note.row, note.column) not in taken), *theirs]


def _said(comment: Comment) -> str:
    line = " ".join(comment.text.split())
    return f"a comment ({line[:60]}{'...' if len(line) > 60 else ''})"
