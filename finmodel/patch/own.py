"""Formulas that somebody wrote beside the model: which of them an engine may be given, and what they read.

They are not ours, so nothing is taken on trust: known functions over few cells, texts of bounded length, no circles,
nothing that depends on the clock. What reads a cell that is not calculated is not calculated either.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import NamedTuple

from finmodel.workbook.burden import MOST_CELLS_READ, beyond_excel
from finmodel.workbook.canonical import TOKEN, column_index
from finmodel.workbook.view import Place, Value, View

MOST_FORMULAS = 50_000
MOST_READ = 1_000_000  # cells that all of them read together
LONGEST_TEXT = 32_767
_SIGNS = frozenset("+-*/^=<>(),%&")
_WORDS = frozenset(["true", "false"])
_NUMBER = 25  # characters of a number as text
KNOWN = frozenset(
    [
        "ABS", "AND", "AVERAGE", "AVERAGEIF", "AVERAGEIFS", "CHOOSE", "COLUMN", "COLUMNS", "COUNT", "COUNTA",
        "COUNTBLANK", "COUNTIF", "COUNTIFS", "DATE", "DAY", "EDATE", "EOMONTH", "EXP", "IF", "IFERROR", "IFNA", "INDEX",
        "INT", "ISBLANK", "ISERROR", "ISNA", "ISNUMBER", "ISTEXT", "LEFT", "LEN", "LN", "LOG", "LOG10", "LOWER",
        "MATCH", "MAX", "MAXIFS", "MEDIAN", "MID", "MIN", "MINIFS", "MOD", "MONTH", "N", "NOT", "OR", "PMT", "POWER",
        "PRODUCT", "RIGHT", "ROUND", "ROUNDDOWN", "ROUNDUP", "ROW", "ROWS", "SIGN", "SQRT", "SUM", "SUMIF", "SUMIFS",
        "SUMPRODUCT", "TRIM", "TRUNC", "UPPER", "VLOOKUP", "XLOOKUP", "YEAR",
    ]
)  # fmt: skip


@dataclass
class Own:
    """Own formulas: those an engine is given, those it is not, and what each of the former reads."""

    given: set[Place] = field(default_factory=set)
    left: set[Place] = field(default_factory=set)
    reads: dict[Place, frozenset[Place]] = field(default_factory=dict)

    def leave(self, failed: Collection[Place]) -> None:
        """Leave out formulas, and all that read them."""
        readers = _readers(self.reads, {*failed, *self.reads})
        open_, roots = list(failed), set(failed)
        while open_:
            place = open_.pop()
            if place in self.given or place in roots:
                roots.discard(place)
                self.given.discard(place)
                self.left.add(place)
                open_ += [reader for reader in readers.get(place, ()) if reader in self.given]


def own_formulas(seen: View, ours: Collection[Place], names: Collection[str], arrays: Mapping[Place, str]) -> Own:
    """Sort the formulas that are not `ours`; `names` are those they may use, `arrays` the ranges they fill."""
    own = Own()
    mine = {place: formula for place, formula in seen.formulas.items() if place not in ours}
    room = MOST_READ if len(mine) <= MOST_FORMULAS else 0
    for place, formula in mine.items():
        areas = None if place in arrays else _areas(formula, place[0], seen, names)
        size = sum(area.size for area in areas or ())
        if areas is None or size > min(room, MOST_CELLS_READ):
            own.left.add(place)
            continue
        room -= size
        own.given.add(place)
        own.reads[place] = frozenset(cell for area in areas for cell in area.cells())
    own.leave([*own.left, *_covered(arrays, seen)])
    own.left &= set(mine)
    own.leave(_unbounded(own, seen))
    return own


class _Area(NamedTuple):
    """A range of a sheet, rows and columns from 0."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    @property
    def size(self) -> int:
        """How many cells it has."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)

    def cells(self) -> Iterator[Place]:
        """Each of them."""
        for row in range(self.top, self.bottom + 1):
            yield from ((self.sheet, row, column) for column in range(self.left, self.right + 1))

    def holds(self, place: Place) -> bool:
        """Whether a cell is one of them."""
        sheet, row, column = place
        return sheet == self.sheet and self.top <= row <= self.bottom and self.left <= column <= self.right


def _areas(formula: str, sheet: str, seen: View, names: Collection[str]) -> list[_Area] | None:
    """What a formula reads; None for one that no engine is given."""
    areas: list[_Area] = []
    if beyond_excel(formula):
        return None
    for match in TOKEN.finditer(formula):
        if match["c1"]:
            areas.append(_area(match, sheet))
            if areas[-1].sheet not in seen.sheet_names:
                return None
        elif not _harmless(match, names):
            return None
    return areas


def _harmless(match: re.Match[str], names: Collection[str]) -> bool:
    token = match[0]
    if match["function"]:
        return token.upper().removeprefix("_XLFN.") in KNOWN
    if match["name"]:
        return token.casefold() in _WORDS or token in names
    return not match["other"] or token in _SIGNS


def _sheet(match: re.Match[str], sheet: str) -> str:
    stated: str | None = match["sheet"]
    if not stated:
        return sheet
    return stated[1:-1].replace("''", "'") if stated.startswith("'") else stated


def _area(match: re.Match[str], sheet: str) -> _Area:
    rows = sorted((int(match["r1"]) - 1, int(match["r2"] or match["r1"]) - 1))
    columns = sorted((column_index(match["c1"]), column_index(match["c2"] or match["c1"])))
    return _Area(_sheet(match, sheet), rows[0], columns[0], rows[1], columns[1])


def _covered(arrays: Mapping[Place, str], seen: View) -> Iterator[Place]:
    """The cells that array formulas and data tables fill."""
    areas = [_area(match, place[0]) for place, text in arrays.items() if (match := TOKEN.match(text)) and match["c1"]]
    for area in areas:
        small = area.size <= MOST_CELLS_READ
        yield from area.cells() if small else (place for place in seen.values if area.holds(place))


def _unbounded(own: Own, seen: View) -> list[Place]:
    """Those that read themselves, and those whose text may grow beyond what a cell holds."""
    lengths: dict[Place, int] = {}
    wrong: list[Place] = []
    for place in _in_order(own.reads):
        read = own.reads[place]
        if (read & own.reads.keys()) - lengths.keys():
            wrong.append(place)  # part of a circle, or reads one
            continue
        known = [lengths[other] if other in lengths else _length(seen.values.get(other)) for other in read]
        formula = seen.formulas[place]
        lengths[place] = max((_NUMBER, len(formula), *known))
        if "&" in formula:
            times = formula.count("&") + 1
            lengths[place] = len(formula) + times * max((_NUMBER, *known))
        if lengths[place] > LONGEST_TEXT:
            wrong.append(place)
            lengths[place] = LONGEST_TEXT
    return wrong


def _in_order(reads: Mapping[Place, frozenset[Place]]) -> Iterator[Place]:
    """Each formula after those that it reads; circles come last."""
    waiting = {place: len(read & reads.keys()) for place, read in reads.items()}
    readers = _readers(reads, set(reads))
    ready = [place for place, count in waiting.items() if not count]
    while ready:
        place = ready.pop()
        yield place
        for reader in readers.get(place, ()):
            waiting[reader] -= 1
            if not waiting[reader]:
                ready.append(reader)
    yield from (place for place, count in waiting.items() if count)


def _readers(reads: Mapping[Place, frozenset[Place]], wanted: AbstractSet[Place]) -> dict[Place, list[Place]]:
    """Which formulas read each of the cells wanted."""
    readers: dict[Place, list[Place]] = {}
    for place, read in reads.items():
        for other in read & wanted:
            readers.setdefault(other, []).append(place)
    return readers


def _length(value: Value) -> int:
    return len(value) if isinstance(value, str) else _NUMBER
