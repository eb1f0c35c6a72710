"""A formula as the rules read it: its text in R1C1 terms, what it reads, and its tokens."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from finmodel.workbook.canonical import column_index

LAST_ROW, LAST_COLUMN = 1_048_575, 16_383
_TOKEN = re.compile(
    r"""
    (?P<text>"(?:[^"]|"")*")
  | (?P<error>\#[A-Z0-9/]+[!?]?)
  | (?P<ref>(?:(?P<sheet>'(?:[^']|'')+'|[^\W\d][\w.]*|\[\d+\][\w.]*)!)?
      (?: (?P<a1>\$?)(?P<c1>[A-Z]{1,3})(?P<b1>\$?)(?P<r1>[0-9]{1,7})
            (?: : (?P<a2>\$?)(?P<c2>[A-Z]{1,3})(?P<b2>\$?)(?P<r2>[0-9]{1,7}) )?
        | (?P<columns>\$?[A-Z]{1,3}:\$?[A-Z]{1,3})
        | (?P<rows>\$?[0-9]{1,7}:\$?[0-9]{1,7}) )(?![\w(.]))
  | (?P<function>[^\W\d][\w.]*(?=\())
  | (?P<name>[^\W\d][\w.\\]*)
  | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
  | (?P<space>\s+)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_KINDS = ("text", "error", "ref", "function", "name", "number", "space", "other")
Rank = Callable[[str, int], int]  # the position of a sheet's column among ours; the own sheet is called ""


class Token(NamedTuple):
    """A word of a formula; `kind` is one of text, error, ref, function, name, number, other."""

    kind: str
    text: str


class Area(NamedTuple):
    """A rectangle of cells, counted from 0, both ends included."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    @property
    def single(self) -> bool:
        """Whether it is one cell."""
        return self.top == self.bottom and self.left == self.right

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies in it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


class Formula(NamedTuple):
    """A formula without `=`: as it stands, relative to its cell, the areas and the names it reads."""

    text: str
    r1c1: str
    areas: tuple[Area, ...]
    names: tuple[str, ...]


def parse(text: str, sheet: str, row: int, column: int, rank: Rank | None = None) -> Formula:
    """Read a formula that stands at a cell; with `rank` columns are counted among ours, as if none were inserted."""
    parts: list[str] = []
    areas: list[Area] = []
    names: list[str] = []
    for match in _TOKEN.finditer(text):
        if match["ref"]:
            area = _area(match, sheet)
            areas.append(area)
            parts.append(_relative(match, area, row, column, rank))
        else:
            parts.append(match[0])
            if match["name"]:
                names.append(match[0].casefold())
    return Formula(text, "".join(parts), tuple(areas), tuple(names))


def tokens(text: str) -> list[Token]:
    """The words of a formula, spaces left out."""
    found = []
    for match in _TOKEN.finditer(text):
        kind = next(kind for kind in _KINDS if match[kind] is not None)
        if kind != "space":
            found.append(Token(kind, match[0]))
    return found


def function_name(token: Token) -> str:
    """A function's name without the prefixes of the file format."""
    return token.text.upper().removeprefix("_XLFN.").removeprefix("_XLWS.")


def _area(match: re.Match[str], own: str) -> Area:
    stated = match["sheet"]
    sheet = stated.strip("'").replace("''", "'") if stated else own
    if match["columns"]:
        left, right = (column_index(part.strip("$")) for part in match["columns"].split(":"))
        return Area(sheet, 0, left, LAST_ROW, right)
    if match["rows"]:
        top, bottom = (int(part.strip("$")) - 1 for part in match["rows"].split(":"))
        return Area(sheet, top, 0, bottom, LAST_COLUMN)
    rows = [int(match[r]) - 1 for r in ("r1", "r2") if match[r]]
    columns = [column_index(match[c]) for c in ("c1", "c2") if match[c]]
    return Area(sheet, min(rows), min(columns), max(rows), max(columns))


def _relative(match: re.Match[str], area: Area, row: int, column: int, rank: Rank | None) -> str:
    prefix = f"{match['sheet']}!" if match["sheet"] else ""
    if not match["c1"]:
        return match["ref"]
    ends = []
    for a, c, b, r in (("a1", "c1", "b1", "r1"), ("a2", "c2", "b2", "r2")):
        if match[c]:
            there, here = column_index(match[c]), column
            if rank is not None:
                there, here = rank(area.sheet if match["sheet"] else "", there), rank("", column)
            rows = f"R{match[r]}" if match[b] else f"R[{int(match[r]) - 1 - row}]"
            ends.append(rows + (f"C{there + 1}" if match[a] else f"C[{there - here}]"))
    return prefix + ":".join(ends)
