"""Formulas that somebody wrote beside the model: which of them an engine may be given, and what they read.

They are not ours, so nothing is taken on trust: known functions over few cells, texts of bounded length, no circles,
nothing that depends on the clock. What reads a cell that is not calculated is not calculated either.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from finmodel.workbook.burden import MOST_CELLS_READ
from finmodel.workbook.canonical import TOKEN, column_index
from finmodel.workbook.read import Place, Value, View

MOST_FORMULAS = 50_000
MOST_READ = 5_000_000  # cells that all of them read together
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
        readers: dict[Place, list[Place]] = {}
        for place, read in self.reads.items():
            for other in read:
                readers.setdefault(other, []).append(place)
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
        read = None if place in arrays else _read(formula, place[0], seen, names)
        if read is None or (room := room - len(read)) < 0:
            own.left.add(place)
        else:
            own.given.add(place)
            own.reads[place] = frozenset(read)
    covered = {cell for place, area in arrays.items() for cell in _covered(place, area)}
    own.leave([*own.left, *covered])
    own.left &= set(mine)
    own.leave(_unbounded(own, seen))
    return own


def _read(formula: str, sheet: str, seen: View, names: Collection[str]) -> set[Place] | None:
    """The cells that a formula reads; None for one that no engine is given."""
    cells: set[Place] = set()
    for match in TOKEN.finditer(formula):
        if match["c1"]:
            area = _area(match, sheet)
            if match["sheet"] and _sheet(match, sheet) not in seen.sheet_names:
                return None
            if area is None or len(cells) + len(area) > MOST_CELLS_READ:
                return None
            cells |= area
        elif not _harmless(match, names):
            return None
    return cells


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


def _area(match: re.Match[str], sheet: str) -> set[Place] | None:
    name = _sheet(match, sheet)
    rows = sorted((int(match["r1"]), int(match["r2"] or match["r1"])))
    columns = sorted((column_index(match["c1"]), column_index(match["c2"] or match["c1"])))
    if (rows[1] - rows[0] + 1) * (columns[1] - columns[0] + 1) > MOST_CELLS_READ:
        return None
    return {(name, row - 1, c) for row in range(rows[0], rows[1] + 1) for c in range(columns[0], columns[1] + 1)}


def _covered(place: Place, area: str) -> Iterator[Place]:
    """The cells that an array formula fills."""
    match = TOKEN.match(area)
    yield from (_area(match, place[0]) or ()) if match and match["c1"] else ()


def _unbounded(own: Own, seen: View) -> list[Place]:
    """Those that read themselves, and those whose text may grow beyond what a cell holds."""
    lengths: dict[Place, int] = {}
    wrong: list[Place] = []
    for place in _in_order(own.reads):
        read = own.reads[place]
        if any(other in own.reads and other not in lengths for other in read):
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
    waiting = {place: sum(1 for other in read if other in reads) for place, read in reads.items()}
    readers: dict[Place, list[Place]] = {}
    for place, read in reads.items():
        for other in read:
            if other in reads:
                readers.setdefault(other, []).append(place)
    ready = [place for place, count in waiting.items() if not count]
    while ready:
        place = ready.pop()
        yield place
        for reader in readers.get(place, ()):
            waiting[reader] -= 1
            if not waiting[reader]:
                ready.append(reader)
    yield from (place for place, count in waiting.items() if count)


def _length(value: Value) -> int:
    return len(value) if isinstance(value, str) else _NUMBER
