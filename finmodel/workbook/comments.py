"""Comments of a workbook: notes, and threads as one text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from finmodel.workbook.canonical import column_index
from finmodel.workbook.parts import Element, Parts, every

_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass(frozen=True)
class Comment:
    """What somebody said at a cell; rows and columns are counted from 0."""

    sheet: str
    row: int
    column: int
    author: str
    text: str


def comments(parts: Parts) -> list[Comment]:
    """Every comment, sheet by sheet, row by row. A thread's first author is its author; replies carry their names."""
    people = _people(parts)
    found: list[Comment] = []
    for sheet, part in parts.sheets.items():
        at: dict[tuple[int, int], Comment] = {}
        for target in parts.targets(part, "comments"):
            at |= {(note.row, note.column): note for note in _notes(sheet, parts.tree(target))}
        for target in parts.targets(part, "threadedComment"):
            at |= {(note.row, note.column): note for note in _threads(sheet, parts.tree(target), people)}
        found += [at[spot] for spot in sorted(at)]
    return found


def _notes(sheet: str, root: Element) -> Iterator[Comment]:
    authors = ["".join(author.itertext()) for author in every(root, "author")]
    for note in every(root, "comment"):
        spot = _spot(note.attrib.get("ref", ""))
        text = "".join(run.text or "" for run in every(note, "t"))
        number = note.attrib.get("authorId", "")
        author = authors[int(number)] if number.isdecimal() and int(number) < len(authors) else ""
        if spot and text.strip():
            yield Comment(sheet, *spot, author, text)


def _people(parts: Parts) -> dict[str, str]:
    main = next(iter(parts.targets("", "officeDocument")), "xl/workbook.xml")
    trees = [parts.tree(target) for target in parts.targets(main, "person")]
    listed = (person.attrib for tree in trees for person in every(tree, "person"))
    return {person.get("id", ""): person.get("displayName", "") for person in listed}


def _threads(sheet: str, root: Element, people: dict[str, str]) -> Iterator[Comment]:
    said: dict[tuple[int, int], list[tuple[str, str]]] = {}
    for one in every(root, "threadedComment"):
        spot = _spot(one.attrib.get("ref", ""))
        text = "".join(part.text or "" for part in every(one, "text"))
        if spot:
            said.setdefault(spot, []).append((people.get(one.attrib.get("personId", ""), ""), text))
    for spot, lines in said.items():
        text = "\n".join(f"{author}: {text}" if author else text for author, text in lines)
        yield Comment(sheet, *spot, lines[0][0], text)


def _spot(ref: str) -> tuple[int, int] | None:
    match = _ADDRESS.fullmatch(ref)
    if match is None:
        return None
    return int(match[2]) - 1, column_index(match[1])
