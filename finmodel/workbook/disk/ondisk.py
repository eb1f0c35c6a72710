"""A workbook as it stands in its bytes: what its cells hold, and the place of each cell's bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from finmodel.workbook.address import address
from finmodel.workbook.disk.parts import Parts
from finmodel.workbook.disk.scanned import Count, Scanned, XmlCell, each_cell, scan
from finmodel.workbook.package import UnfitError
from finmodel.workbook.view import Place, Value, View

MOST_FORMULA_CHARACTERS = 64 * 1024 * 1024  # of the formulas that a sheet shares, written out


@dataclass(frozen=True)
class OnDisk:
    """The parts, the scanned sheets by name, and the view of both."""

    parts: Parts
    sheets: Mapping[str, Scanned]
    view: View

    @property
    def arrays(self) -> dict[Place, str]:
        """The ranges that array formulas and data tables fill, by their first cells."""
        return {
            (name, *at): cell.array
            for name, sheet in self.sheets.items()
            for at, cell in sheet.cells.items()
            if cell.array
        }

    def cell(self, place: Place) -> XmlCell | None:
        """The bytes of a cell, where it has any."""
        return self.sheets[place[0]].cells.get(place[1:])

    def with_sheets(self, anew: Mapping[str, Scanned]) -> OnDisk:
        """The same workbook with some of its sheets read again."""
        seen = View(self.view.path, self.view.sheet_names, names_defined=self.view.names_defined)
        seen.formulas = {place: formula for place, formula in self.view.formulas.items() if place[0] not in anew}
        seen.values = {place: value for place, value in self.view.values.items() if place[0] not in anew}
        for name, sheet in anew.items():
            _into(seen, name, sheet, self.parts.words)
        return OnDisk(self.parts, {**self.sheets, **anew}, seen)


def read_sheets(parts: Parts, path: Path) -> View:
    """What stands in every sheet, without the places of its bytes. Raises UnfitError as `on_disk` does."""
    seen, count = _nothing(parts, path), Count()
    for name, part in parts.sheets.items():
        each_cell(parts.archive.read(part), part, _Taken(seen, name, parts.words).take, count)
    return seen


def on_disk(parts: Parts, path: Path) -> OnDisk:
    """Read every sheet. Raises UnfitError for what is not well formed, or more than can be updated."""
    count = Count()
    sheets = {name: scan(parts.archive.read(part), part, count) for name, part in parts.sheets.items()}
    seen = _nothing(parts, path)
    for name, sheet in sheets.items():
        _into(seen, name, sheet, parts.words)
    return OnDisk(parts, sheets, seen)


def _nothing(parts: Parts, path: Path) -> View:
    return View(path, tuple(parts.sheets), names_defined=dict(parts.names), states=dict(parts.states))


def _into(seen: View, name: str, sheet: Scanned, words: list[str]) -> None:
    taken = _Taken(seen, name, words)
    for at, cell in sheet.cells.items():
        taken.take(at, cell)


class _Taken:
    """Takes the cells of a sheet into a view, shared formulas written out."""

    def __init__(self, seen: View, name: str, words: list[str]) -> None:
        self.seen, self.name, self.words = seen, name, words
        self.first: dict[str, tuple[int, int, str]] = {}
        self.characters = 0

    def take(self, at: tuple[int, int], cell: XmlCell) -> None:
        """Take one cell."""
        place, value = (self.name, *at), _value(cell, self.words, self.name)
        if cell.formula is not None:
            self.seen.formulas[place] = self._shared(at, cell, cell.formula) if cell.shared else cell.formula
            self.seen.values[place] = value
        elif value is not None:
            self.seen.values[place] = value

    def _shared(self, at: tuple[int, int], cell: XmlCell, formula: str) -> str:
        if formula:
            self.first[cell.shared] = *at, formula
            return formula
        written = _shared(self.first, cell.shared, *at, self.name)
        self.characters += len(written)
        if self.characters > MOST_FORMULA_CHARACTERS:
            raise UnfitError(f"holds more than can be checked (formulas shared on {self.name!r})")
        return written


def translated(formula: str, origin: tuple[int, int], place: tuple[int, int]) -> str:
    """A shared formula of one cell as it reads in another; row and column from 0."""
    from openpyxl.formula.translate import Translator  # few files share formulas

    moved = Translator(f"={formula}", address(*origin)).translate_formula(address(*place))
    return str(moved)[1:]


def _shared(first: Mapping[str, tuple[int, int, str]], index: str, row: int, column: int, name: str) -> str:
    if index not in first:
        raise UnfitError(f"has a shared formula without its text on {name!r}")
    *origin, formula = first[index]
    return translated(formula, (origin[0], origin[1]), (row, column))


def _value(cell: XmlCell, words: list[str], sheet: str) -> Value:
    text = cell.text
    if not text:
        return None
    try:
        match cell.kind:
            case "s":
                return words[int(text)]
            case "n":
                return float(text)
            case "b":
                return text.strip() in ("1", "true")
            case "d":
                raise UnfitError(f"holds dates as text on {sheet!r}; open it in a spreadsheet program and save it")
    except (ValueError, IndexError):
        raise UnfitError(f"has a cell on {sheet!r} whose value is none: {text[:40]!r}") from None
    return text
