"""A formula of the book as it reads in a file whose rows, columns and sheets stand elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from finmodel.workbook.address import letters
from finmodel.workbook.canonical import TOKEN, column_index
from finmodel.workbook.positions import Positions

_DOLLARS = re.compile(r"(\$?)([A-Z]{1,3})(\$?)([0-9]{1,7})")
_PLAIN = re.compile(r"[A-Za-z_]{4,}")  # nothing that a cell could be called


class UnplacedError(Exception):
    """A formula reads what the file does not have."""


@dataclass(frozen=True)
class Localiser:
    """Where rows and columns stand on the book's `pages`, by page, and in the file, by the `names` of its sheets."""

    pages: Mapping[str, Positions]
    sheets: Mapping[str, Positions]
    names: Mapping[str, str]

    def formula(self, formula: str, page: str) -> str:
        """The formula, of a cell on a page of the book, with the file's addresses. Raises UnplacedError."""
        return "".join(self._token(match, page) for match in TOKEN.finditer(formula))

    def _token(self, match: re.Match[str], page: str) -> str:
        if match["c1"] is None:
            return match[0]
        stated = match["sheet"]
        key = stated.strip("'").replace("''", "'") if stated else page
        corners = [(int(match["r1"]) - 1, column_index(match["c1"]))]
        if match["c2"]:
            corners.append((int(match["r2"]) - 1, column_index(match["c2"])))
        places = self._range(key, *corners) if len(corners) > 1 else [self._cell(key, corners[0])]
        signs = _DOLLARS.findall(match[0].rpartition("!")[2])
        texts = [f"{a}{letters(column)}{b}{row + 1}" for (a, _, b, _), (row, column) in zip(signs, places, strict=True)]
        return (f"{_quoted(self.names[key])}!" if stated else "") + ":".join(texts)

    def _cell(self, key: str, at: tuple[int, int]) -> tuple[int, int]:
        named = self.pages[key].name(*at)
        spot = self.sheets[self.names[key]].find(*named) if named else None
        if spot is None:
            raise UnplacedError
        return spot

    def _range(self, key: str, first: tuple[int, int], last: tuple[int, int]) -> list[tuple[int, int]]:
        """The rows that hold what the range covers on the page, in whatever order they stand in the file."""
        page, sheet = self.pages[key], self.sheets[self.names[key]]
        covered = [page.rows[row] for row in range(first[0], last[0] + 1) if row in page.rows]
        rows = [sheet.row_of[row_id] for row_id in covered if row_id in sheet.row_of]
        if not rows or len(rows) < len(covered):
            raise UnplacedError
        keys = [page.grids[page.row_of[covered[0]]].columns.get(column) for _, column in (first, last)]
        by_key = sheet.grids[min(rows)].by_key
        if any(k is None or k not in by_key for k in keys):
            raise UnplacedError
        columns = [by_key[k] for k in keys if k]
        return [(min(rows), columns[0]), (max(rows), columns[1])]


def _quoted(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else "'" + name.replace("'", "''") + "'"
