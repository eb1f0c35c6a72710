"""A workbook as the rules see it: formulas, values and looks of the cells that are ours, read once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from finmodel.gates.finding import Finding, Shown
from finmodel.inputs.assumption import ASSUMPTIONS
from finmodel.inputs.row import NOTES
from finmodel.inputs.schema import TABLES
from finmodel.lines import ITEMS
from finmodel.rules.formula import Area, Formula, parse
from finmodel.workbook.address import address
from finmodel.workbook.layout import INPUT_SHEETS, TIMELINE_COLUMNS
from finmodel.workbook.pages import assumptions
from finmodel.workbook.pages.tables import STRUCTURE
from finmodel.workbook.positions import Grid, Positions
from finmodel.workbook.read import view
from finmodel.workbook.styled import cells_of, styled
from finmodel.workbook.view import Place, Value, View


class Look(NamedTuple):
    """What a cell's style says: colours as RRGGBB, `fill` empty where there is none."""

    font: str
    fill: str
    locked: bool


class Spot(NamedTuple):
    """A cell of ours by name: its place, the key of its sheet, the id of its row and the key of its column."""

    place: Place
    sheet: str
    id: str
    column: str


@dataclass
class Audited:
    """The workbook; everything here counts from 0, and sheets go by the names they have now."""

    path: Path
    seen: View
    looks: dict[Place, Look]
    links: dict[Place, str]
    names: dict[str, Area]
    conditions: dict[str, list[Area]]
    arrays: set[Place]
    engine: str = "ironcalc"

    @cached_property
    def formulas(self) -> dict[Place, Formula]:
        """Every formula of the file, somebody's own included."""
        return {place: parse(text, *place) for place, text in self.seen.formulas.items()}

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        """The cells of ours that have a name, empty ones included."""
        return tuple(spot for name, where in self.seen.sheets.items() for spot in _spots(name, where))

    @cached_property
    def at(self) -> dict[Place, Spot]:
        """The same by place."""
        return {spot.place: spot for spot in self.spots}

    @cached_property
    def ours(self) -> dict[Place, Formula]:
        """The formulas that stand in cells of ours."""
        return {spot.place: self.formulas[spot.place] for spot in self.spots if spot.place in self.formulas}

    @cached_property
    def distinct(self) -> dict[Place, Formula]:
        """Each different formula of a row once, at its first cell."""
        seen: dict[tuple[str, int, str], Place] = {}
        for (sheet, row, column), formula in self.ours.items():
            seen.setdefault((sheet, row, formula.r1c1), (sheet, row, column))
        return {place: self.ours[place] for place in seen.values()}

    def value(self, place: Place) -> Value:
        """The constant or cached value of a cell."""
        return self.seen.values.get(place)

    def content(self, place: Place) -> str | float | bool:
        """What stands in a cell, for a message: its formula, else its constant; nothing is an empty text."""
        if place in self.formulas:
            return f"={self.formulas[place].text}"
        value = self.value(place)
        return "" if value is None else value

    def constant(self, place: Place) -> Value:
        """What was typed into a cell; None for a formula."""
        return None if place in self.seen.formulas else self.seen.values.get(place)

    def finding(
        self, place: Place, message: str, *, expected: Shown = None, found: Shown = None, level: str = "error"
    ) -> Finding:
        """A finding at a cell; the rule's number is added where the rules are run."""
        spot = self.at.get(place)
        return Finding(
            "", message, place[0], address(*place[1:]), spot.id if spot else "", "", expected, found, level=level
        )

    def missing(self, key: str, message: str, row_id: str = "") -> Finding:
        """A finding on a sheet of which a row, or the whole of it, is not there."""
        return Finding("", message, self.seen.names.get(key, key), "A1", row_id)


def is_month(column: str) -> bool:
    """Whether a column key is that of a month."""
    return column[:1] == "m" and column[1:].isdigit()


def is_told(spot: Spot) -> bool:
    """Whether a cell holds words that a formula puts together, in the note's place of a timeline."""
    item = ITEMS.get(spot.id.partition("[")[0])
    return item is not None and item.unit == "text" and item.sheet == spot.sheet and spot.column == "note"


def kind_of_input(spot: Spot) -> str:
    """`input` for a cell in which somebody may type, `structure` for one fixed when it was built, else empty."""
    if spot.sheet == assumptions.SHEET:
        if spot.id in ASSUMPTIONS and spot.column not in ("id", "label", "unit", "live"):
            return "structure" if ASSUMPTIONS[spot.id].structure and spot.column not in NOTES else "input"
        return "input" if (spot.id, spot.column) == ("scenario", "value") else ""
    table = spot.id.partition("[")[0]
    if spot.sheet not in INPUT_SHEETS or table not in TABLES:
        return ""
    if spot.column not in (*TABLES[table].columns(), *NOTES):
        return ""
    return "structure" if spot.column in STRUCTURE and "[spare " not in spot.id else "input"


def on_input_sheet(spot: Spot) -> bool:
    """Whether constants may stand on its sheet."""
    return spot.sheet == assumptions.SHEET or spot.sheet in INPUT_SHEETS


def read(path: Path, engine: str = "ironcalc") -> Audited:
    """Read a workbook for the rules. Raises InputError when the file is not a readable xlsx."""
    seen = view(path)
    with styled(path) as whole:
        book = Audited(path, seen, {}, {}, _names(whole), {}, set(), engine)
        for sheet in whole.worksheets:
            if sheet.title in seen.sheets:
                _read_sheet(sheet, book)
    return book


def _read_sheet(sheet: Any, book: Audited) -> None:
    known: dict[int, Look] = {}
    for cell in cells_of(sheet):
        if not cell.has_style and cell.value is None:
            continue
        place = (sheet.title, cell.row - 1, cell.column - 1)
        if cell.style_id not in known:
            known[cell.style_id] = _look(cell)
        book.looks[place] = known[cell.style_id]
        if cell.hyperlink is not None:
            book.links[place] = cell.hyperlink.location or str(cell.hyperlink.target or "").removeprefix("#")
        if cell.data_type == "f" and not isinstance(cell.value, str):
            book.arrays.add(place)
    book.conditions[sheet.title] = [
        Area(sheet.title, area.min_row - 1, area.min_col - 1, area.max_row - 1, area.max_col - 1)
        for condition in sheet.conditional_formatting
        for area in condition.sqref.ranges
    ]


def _look(cell: Any) -> Look:
    fill = _colour(cell.fill.fgColor) if cell.fill.fill_type == "solid" else ""
    return Look(_colour(cell.font.color), fill, bool(cell.protection.locked))


def _colour(colour: Any) -> str:
    """RRGGBB; the theme's text colour and no colour at all are black."""
    if colour is None:
        return "000000"
    if colour.type == "rgb":
        return str(colour.rgb)[-6:].upper()
    if colour.type == "theme":
        return "000000" if colour.theme == 1 else f"theme {colour.theme}"
    return "000000" if colour.indexed in (0, 8, 64) else f"indexed {colour.indexed}"


def _names(book: Any) -> dict[str, Area]:
    found = {}
    for name, defined in book.defined_names.items():
        formula = parse(str(defined.attr_text or ""), "", 0, 0)
        if len(formula.areas) == 1 and not formula.names:
            found[name.casefold()] = formula.areas[0]
    return found


def _spots(name: str, where: Positions) -> Iterator[Spot]:
    for row, row_id in where.rows.items():
        for column, key in where.grids[row].columns.items():
            if not _is_timeline(where.grids[row]) or key in TIMELINE_COLUMNS or is_month(key):
                yield Spot((name, row, column), where.key, row_id, key)


def _is_timeline(grid: Grid) -> bool:
    return "m1" in grid.by_key


def ranks(where: Positions) -> dict[int, int]:
    """Of a timeline sheet: the position of each of its columns among ours, as if none had been inserted."""
    grid = next((grid for grid in where.grids.values() if _is_timeline(grid)), None)
    keys = {} if grid is None else {c: k for c, k in grid.columns.items() if k in TIMELINE_COLUMNS or is_month(k)}
    doubled = {key for key, n in Counter(keys.values()).items() if n > 1}
    return {column: i for i, column in enumerate(sorted(c for c, k in keys.items() if k not in doubled))}
