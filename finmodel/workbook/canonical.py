"""Formulas by name: addresses replaced by row ids and column keys, so that moved cells compare equal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from finmodel.workbook.positions import Positions

TOKEN = re.compile(
    r"""
    (?P<text>"(?:[^"]|"")*")
  | (?P<ref>(?:(?P<sheet>'(?:[^']|'')+'|[A-Za-z_][\w.]*)!)?
      \$?(?P<c1>[A-Z]{1,3})\$?(?P<r1>[0-9]{1,7})(?::\$?(?P<c2>[A-Z]{1,3})\$?(?P<r2>[0-9]{1,7}))?(?![\w(.]))
  | (?P<function>[A-Za-z_][\w.]*(?=\())
  | (?P<name>[A-Za-z_\\][\w.]*)
  | (?P<number>[0-9]+\.?[0-9]*(?:[eE][+-]?[0-9]+)?)
  | (?P<space>\s+)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
Sheets = Mapping[str, Positions]  # by the names the sheets have in their file


def canonical(formula: str, sheet: str, sheets: Sheets) -> str:
    """The formula with every address named; `sheet` is where it stands."""
    return "".join(_named(match, sheet, sheets) for match in TOKEN.finditer(formula))


def _named(match: re.Match[str], sheet: str, sheets: Sheets) -> str:
    kind = match.lastgroup if match.lastgroup in ("text", "function", "name", "number", "space", "other") else "ref"
    token = match[0]
    if kind == "ref":
        return _reference(match, sheet, sheets)
    if kind == "function":
        return token.upper().removeprefix("_XLFN.")
    if kind == "number":
        return f"{float(token):.17g}"
    if kind == "space":
        return ""
    return token.casefold() if kind == "name" else token


def _reference(match: re.Match[str], sheet: str, sheets: Sheets) -> str:
    stated = match["sheet"]
    name = stated.strip("'").replace("''", "'") if stated else sheet
    where = sheets.get(name)
    if where is None:
        return match[0].replace("$", "")
    first = int(match["r1"]) - 1, column_index(match["c1"])
    last = (int(match["r2"]) - 1, column_index(match["c2"])) if match["c2"] else first
    if first == last:
        return _cell(where, *first)
    return _range(where, first, last)


def _cell(where: Positions, row: int, column: int) -> str:
    named = where.name(row, column)
    return f"{{{where.key}!{named[0]}@{named[1]}}}" if named else f"{{{where.key}!R{row}C{column}}}"


def _range(where: Positions, first: tuple[int, int], last: tuple[int, int]) -> str:
    """A range by what it covers: inserted rows do not count, and neither does the order of the rows."""
    covered = sorted(where.rows[row] for row in range(first[0], min(last[0], where.last_row) + 1) if row in where.rows)
    corners = [where.grids[row] for row in (first[0], last[0]) if row in where.grids]
    keys = [grid.columns.get(column, f"C{column}") for grid, column in zip(corners, (first[1], last[1]), strict=False)]
    return f"{{{where.key}!{'+'.join(covered)}@{':'.join(dict.fromkeys(keys))}}}"


@cache
def column_index(letters: str) -> int:
    """The index of a column, counted from 0."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1
