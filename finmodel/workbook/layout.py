"""The layout: which rows stand where. Positions alone; no formulas, no formats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from finmodel.inputs.assumption import ASSUMPTIONS, BASE
from finmodel.inputs.row import NOTES, may_be_blank, numeric
from finmodel.inputs.schema import TABLES
from finmodel.inputs.tables import Inputs
from finmodel.model.dimension import KEYED, Dimension, Members
from finmodel.model.item import CHECK, CONSTANT, LineItem
from finmodel.model.reference import Reference

INPUT_SHEETS = {
    "Prices": ("prices", "models"),
    "Product": ("features", "levers", "quality", "routing", "volumes", "ladder"),
    "Plans": ("plans", "usage_deciles", "accounts", "opex", "tool_tiers"),
    "Training Jobs": ("training",),
    "Benchmarks": ("benchmarks",),
    "Self-host Inputs": ("selfhost", "gpu_rates"),
    "Actuals": ("actuals",),
}
TIMELINE_SHEETS = ("Price Trajectory", "Usage", "Training", "Inference", "Profit", "Self-host")
MASTER_TIMELINE = TIMELINE_SHEETS[0]

# columns of every timeline sheet, counted from 0
ID, LABEL, UNIT, NOTE, MEMBER, MEMBER_2, TOTAL, CONSTANT_COLUMN, FIRST_MONTH = range(9)
HEADER_ROW, MONTH_ROW, NUMBER_ROW, FIRST_ROW = 2, 3, 4, 5
TIMELINE_COLUMNS = ("id", "label", "unit", "note", "member", "member 2", "total", "opening")


@dataclass(frozen=True)
class TablePlace:
    """Where an input table stands: `ids` of all rows in order, the filled ones first unless a workbook had it so."""

    name: str
    sheet: str
    header: int
    columns: tuple[str, ...]
    ids: tuple[str, ...]
    filled: int

    @property
    def first(self) -> int:
        """The first row under the header."""
        return self.header + 1

    @property
    def last(self) -> int:
        """The last row, spare rows included."""
        return self.header + len(self.ids)

    def column(self, name: str) -> int:
        """A column's index."""
        return self.columns.index(name)

    @property
    def numbers(self) -> tuple[int, int] | None:
        """First and last index of the columns that must hold numbers, where there are any."""
        fields = TABLES[self.name].columns()
        indexes = [
            self.column(name)
            for name, f in fields.items()
            if name in self.columns and numeric(f) and not may_be_blank(f)
        ]
        return (indexes[0], indexes[-1]) if indexes else None


@dataclass(frozen=True)
class Block:
    """The rows of one line item, link or fetched input on a timeline sheet, a row a member."""

    key: str  # a line item id, or table.column
    first: int
    by: Dimension | None
    count: int
    constant: bool
    home: bool
    words: bool = False

    def row(self, member: int) -> int:
        """The row of a member."""
        return self.first + member

    @property
    def column(self) -> int:
        """Where a value without months stands: words where there is room for them, in the note's place."""
        return NOTE if self.words else CONSTANT_COLUMN


@dataclass(frozen=True)
class Band:
    """A section of a timeline sheet: what it reads, then what it calculates."""

    title: str
    row: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Layout:
    """All positions of a company's workbook."""

    inputs: Inputs
    items: Mapping[str, LineItem]
    members: Members
    tables: Mapping[str, TablePlace]
    bands: Mapping[str, tuple[Band, ...]]
    uncertainty: bool = False  # whether the sheet of a simulation is among them

    @cached_property
    def blocks(self) -> dict[tuple[str, str], Block]:
        """Every block by sheet and key."""
        return {(s, block.key): block for s, bands in self.bands.items() for band in bands for block in band.blocks}

    @property
    def months(self) -> int:
        """Months of the timeline."""
        return self.inputs.timeline.months

    @cached_property
    def sheets(self) -> tuple[str, ...]:
        """Sheet names in reading order; a sheet without rows is left out."""
        used = {place.sheet for place in self.tables.values()}
        inputs = (sheet for sheet in INPUT_SHEETS if sheet in used)
        timelines = (sheet for sheet in TIMELINE_SHEETS if self.bands[sheet])
        decisions = ("Scale", "Levers", "Governance", *(["Uncertainty"] if self.uncertainty else []))
        return ("Cover", "Diligence", "Assumptions", *inputs, *timelines, *decisions, "Checks", "Changes", "Glossary")

    @property
    def checks(self) -> list[LineItem]:
        """The declared checks, but for those of rows that this company has none of."""
        checks = (item for item in self.items.values() if item.kind is CHECK)
        return [item for item in checks if not any(self._absent(r) for r in item.excel_references)]

    def _absent(self, reference: Reference) -> bool:
        item = None if reference.table else self.items.get(reference.name)
        return item is not None and absent(item, self.members)

    @property
    def assumption_columns(self) -> tuple[str, ...]:
        """Columns of the assumptions table."""
        notes = self.inputs.shown.get("assumptions", ())
        return ("id", "label", "unit", "live", BASE, *self.inputs.scenarios[1:], *notes)

    @property
    def assumptions(self) -> tuple[str, ...]:
        """Assumptions in sheet order."""
        return tuple(ASSUMPTIONS)


def lay_out(inputs: Inputs, items: Mapping[str, LineItem]) -> Layout:
    """Place every table and line item of a company."""
    members = Members.read(inputs)
    tables = _tables(inputs)
    bands = {sheet: _bands(sheet, items, members) for sheet in TIMELINE_SHEETS}
    return Layout(inputs, items, members, tables, bands)


def _tables(inputs: Inputs) -> dict[str, TablePlace]:
    places: dict[str, TablePlace] = {}
    for sheet, names in INPUT_SHEETS.items():
        row = 3
        for name in names:
            ids, spare = row_ids(inputs, name)
            if not ids and (TABLES[name].if_given or not spare):
                continue
            columns = ("id", *inputs.columns(name), *(n for n in NOTES if n in inputs.shown.get(name, ())))
            places[name] = TablePlace(name, sheet, row + 1, columns, ids + spare, len(ids))
            row = places[name].last + 2
    return places


def row_ids(inputs: Inputs, table: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ids of a table's rows, filled and spare: as the workbook has them, else from the keys."""
    if table in inputs.spare and TABLES[table].spare:
        return inputs.ids.get(table, ()), inputs.spare[table]
    row_type = TABLES[table]
    keys = ("|".join(row.names) for row in inputs.tables[table])
    return tuple(f"{table}[{key}]" for key in keys), tuple(f"{table}[spare {n}]" for n in range(1, row_type.spare + 1))


def absent(item: LineItem, members: Members) -> bool:
    """Whether a line item of a partial dimension has no row in this company."""
    return item.by is not None and item.by.partial and not members.count(item.by)


def _bands(sheet: str, items: Mapping[str, LineItem], members: Members) -> tuple[Band, ...]:
    bands: list[Band] = []
    placed: set[str] = set()
    row = FIRST_ROW
    own = [item for item in items.values() if item.sheet == sheet and not absent(item, members)]
    narrow = _narrowed(own, items)
    for title in dict.fromkeys(item.section.title for item in own):
        section = [item for item in own if item.section.title == title]
        heading, row = row, row + 1
        blocks: list[Block] = []
        for key in [*_ingredients(section, sheet, items, placed), *(item.id for item in section)]:
            block = _block(key, row, sheet, items, members, narrow.get(key))
            placed.add(key)
            blocks.append(block)
            row += block.count
        bands.append(Band(title, heading, tuple(blocks)))
        row += 1
    return tuple(bands)


def _ingredients(section: list[LineItem], sheet: str, items: Mapping[str, LineItem], placed: set[str]) -> list[str]:
    """What a section reads that does not stand on the sheet yet: inputs to fetch, line items to link."""
    keys: dict[str, None] = {}
    for item in section:
        for r in item.excel_references:
            fetched = bool(r.table) and not r.whole
            linked = not r.table and r.name in items and items[r.name].sheet != sheet
            if fetched or linked:
                keys[r.key] = None
        if item.total and items[item.total.by].sheet != sheet:
            keys[item.total.by] = None
    return [key for key in keys if key not in placed]


def _narrowed(own: list[LineItem], items: Mapping[str, LineItem]) -> dict[str, Dimension]:
    """Of what a sheet reads, that of which some members are enough: all its readers have those alone."""
    readers: dict[str, set[Dimension | None]] = {}
    for item in own:
        for r in item.excel_references:
            if not r.whole and (r.table or r.name in items):
                readers.setdefault(r.key, set()).add(item.by)
    narrow: dict[str, Dimension] = {}
    for key, dimensions in readers.items():
        by, reader = _members_of(key, items), next(iter(dimensions))
        if by and reader and len(dimensions) == 1 and reader.within == by.name:
            narrow[key] = reader
    return narrow


def _members_of(key: str, items: Mapping[str, LineItem]) -> Dimension | None:
    table, dot, _ = key.partition(".")
    return KEYED[table] if dot else items[key].by


def _block(
    key: str, row: int, sheet: str, items: Mapping[str, LineItem], members: Members, narrow: Dimension | None
) -> Block:
    by = narrow or _members_of(key, items)
    if "." in key:
        return Block(key, row, by, members.count(by), constant=True, home=False)
    item = items[key]
    constant = item.kind is CONSTANT
    return Block(key, row, by, members.count(by), constant, item.sheet == sheet, constant and item.unit == "text")
