"""References by name into A1: the only place that writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from finmodel.errors import DeclarationError
from finmodel.inputs.assumption import ASSUMPTIONS
from finmodel.lines.plan_rows import member_index
from finmodel.model.dimension import KEYED, Dimension, Member
from finmodel.model.item import LineItem
from finmodel.model.reference import PLAN_ROW, TIME, Either, Reference, Template
from finmodel.workbook.address import OWN, PREVIOUS, cell, letters, quoted, span
from finmodel.workbook.layout import (
    FIRST_MONTH,
    MASTER_TIMELINE,
    MEMBER,
    MEMBER_2,
    MONTH_ROW,
    NUMBER_ROW,
    TOTAL,
    Block,
    Layout,
)

TOLERANCE_COLUMN = 4  # on Checks
EMPTY = "0"  # what a sum over a block without rows reads
_RECENT = re.compile(r"(MAXIFS|MINIFS|NUMBERVALUE)\(")
_SUM_OF_NONE = re.compile(r"SUMIFS\(0,[^()]*\)")  # beside another term
_SUM = re.compile(r"(SUM|SUMIFS|SUMPRODUCT|COUNTIFS)\([^()]*\)")


def future(formula: str) -> str:
    """Function names as the file format wants them."""
    return _RECENT.sub(r"_xlfn.\1(", formula)


@dataclass(frozen=True)
class Spot:
    """Where a formula stands: its sheet and row, whose it is, and its column (`OWN` for the months)."""

    sheet: str
    row: int
    by: Dimension | None
    member: int
    column: str = OWN


class Renderer:
    """Turns templates into formulas for one layout."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.last_month = letters(FIRST_MONTH + layout.months - 1)

    def formula(self, item: LineItem, spot: Spot) -> str:
        """The Excel side of a line item at a spot."""
        if self._sums_nothing(item.template, spot):
            return "0"
        text = "".join(self._part(part, spot) for part in item.template)
        return future(_SUM_OF_NONE.sub(EMPTY, text))

    def text(self, template: Template, spot: Spot) -> str:
        """Any template at a spot."""
        return future("".join(self._part(part, spot) for part in template))

    def column_of(self, table: str, column: str) -> str:
        """A whole input column, spare rows included."""
        place = self.layout.tables[table]
        index = place.column(column)
        return span((place.first, index), (place.last, index), sheet=place.sheet)

    def fetch(self, table: str, column: str, key: str) -> str:
        """An input found by the id of its row, never by position; `key` is the cell or text with the id."""
        return f"INDEX({self.column_of(table, column)},MATCH({key},{self.column_of(table, 'id')},0))"

    def member_id(self, table: str, row: int) -> str:
        """The id of an input row, put together from the member's names beside a calculation row."""
        names = (f"${letters(MEMBER + i)}{row + 1}" for i in range(len(KEYED[table].parts)))
        joined = '&"|"&'.join(names)
        return f'"{table}["&{joined}&"]"'

    def months_of(self, item: str, member: int = 0) -> str:
        """The months of a line item's member, from any sheet."""
        home, row = self._home(item, member)
        return span((row, FIRST_MONTH), (row, FIRST_MONTH + self.layout.months - 1), sheet=home)

    def month_of(self, item: str, member: int, number: int) -> str:
        """One month of a line item's member, counted from 1, from any sheet."""
        home, row = self._home(item, member)
        return cell(row, FIRST_MONTH + number - 1, sheet=home)

    def total_of(self, item: str, member: int) -> str:
        """The total of a line item's member, from any sheet."""
        home, row = self._home(item, member)
        return cell(row, TOTAL, sheet=home)

    def constant_of(self, item: str, member: int) -> str:
        """The value of a line item without months, or the total of one with months, from any sheet."""
        home, row = self._home(item, member)
        column = self.layout.blocks[home, item].column if not self.layout.items[item].monthly else TOTAL
        return cell(row, column, sheet=home)

    def names_and_constants(self, item: str, part: str, of: str, name: str) -> tuple[str, str]:
        """One part of the members of a line item, and its constants, in the rows that share another part."""
        by = self.layout.items[item].by
        assert by is not None
        home, own = self.layout.items[item].sheet, by.parts.index(of)
        rows = [self._home(item, i)[1] for i, m in enumerate(self.layout.members.of[by.name]) if m[own] == name]
        columns = (MEMBER + by.parts.index(part), self.layout.blocks[home, item].column)
        names, constants = (span((rows[0], column), (rows[-1], column), sheet=home) for column in columns)
        return names, constants

    def _home(self, item: str, member: int) -> tuple[str, int]:
        home = self.layout.items[item].sheet
        return home, self.layout.blocks[home, item].row(member)

    def _part(self, part: str | Reference | Either, spot: Spot) -> str:
        if isinstance(part, str):
            return part
        if isinstance(part, Either):
            part = part.first if self._stands(part.first, spot) else part.second
        return self._input(part, spot) if part.table else self._named(part, spot)

    def _input(self, part: Reference, spot: Spot) -> str:
        if part.selector == "base":
            return f",{self.column_of(part.table, part.name)},0" if self._tiered(spot) else ""
        if part.selector == "column":
            return self.column_of(part.table, part.name)
        return self._constant(self.layout.blocks[spot.sheet, part.key], part, spot)

    def _named(self, part: Reference, spot: Spot) -> str:
        if part.name in self.layout.items:
            return self._item(part, spot)
        if part.name in TIME:
            row = MONTH_ROW if part.name == "month" else NUMBER_ROW
            prefix = f"{quoted(MASTER_TIMELINE)}!" if spot.sheet == "Checks" else ""
            return prefix + (self._row(row, absolute=True) if part.selector == "all" else f"{spot.column}${row + 1}")
        if part.name in ASSUMPTIONS:
            return part.name
        if part.name == "tolerance":
            return f"${letters(TOLERANCE_COLUMN)}{spot.row + 1}"
        if part.name == PLAN_ROW:
            return self._plan_row(spot)
        return self._member_name(part, spot)

    def _names(self, spot: Spot) -> Member:
        assert spot.by is not None
        return self.layout.members.of[spot.by.name][spot.member]

    def _stands(self, part: Reference, spot: Spot) -> bool:
        """Whether a line item by a partial dimension has a row of the spot's member."""
        by = self.layout.items[part.name].by
        assert by is not None
        return self._names(spot) in self.layout.members.of[by.name]

    def _tiered(self, spot: Spot) -> bool:
        assert spot.by is not None
        return self._names(spot)[spot.by.parts.index("model")] in self.layout.inputs.tiered

    def _member_name(self, part: Reference, spot: Spot) -> str:
        beside = (*spot.by.parts, spot.by.attribute) if spot.by else ()
        if part.name not in beside:
            raise DeclarationError(f"{{{part.name}}} names no member of the row")
        return f"${letters(MEMBER + beside.index(part.name))}{spot.row + 1}"

    def _plan_row(self, spot: Spot) -> str:
        """A pure link to the line item that the row's member names."""
        assert spot.by is not None
        line_item, name = self.layout.members.of[spot.by.name][spot.member][:2]
        item = self.layout.items[line_item]
        _, row = self._home(line_item, member_index(item, name, self.layout.members))
        return f"{quoted(item.sheet) + '!' if item.sheet != spot.sheet else ''}{spot.column}{row + 1}"

    def _item(self, part: Reference, spot: Spot) -> str:
        item = self.layout.items[part.name]
        on_checks = spot.sheet == "Checks"  # checks look straight at the sheets they check
        sheet = item.sheet if on_checks else spot.sheet
        block = self.layout.blocks[sheet, part.name]
        prefix = f"{quoted(sheet)}!" if on_checks else ""
        if block.constant and not part.selector.startswith("@"):
            return self._constant(block, part, spot, prefix)
        address = self._monthly(block, item, part, spot)
        return address if address == EMPTY else prefix + address

    def _constant(self, block: Block, part: Reference, spot: Spot, prefix: str = "") -> str:
        letter = letters(block.column)
        if part.selector in ("*", "block"):
            return prefix + self._column(block, letter, absolute=True) if block.count else EMPTY
        if part.part:
            rows = self._slice(block, self.layout.items[block.key], part.part, spot)
            return prefix + span((rows[0], block.column), (rows[-1], block.column)) if rows else EMPTY
        return f"{prefix}${letter}{block.row(self._project(spot, block.by)) + 1}"

    def _monthly(self, block: Block, item: LineItem, part: Reference, spot: Spot) -> str:
        selector = part.selector
        if selector.startswith("@"):
            return self._beside(block, item, part.part)
        if selector in ("*", "block", "totals") or selector.endswith(",*"):
            return self._many(block, item, part, spot)
        row = block.row(self._project(spot, block.by))
        if selector in ("all", ":now", "now:"):
            first = "$" + letters(FIRST_MONTH) if selector != "now:" else OWN
            last = "$" + self.last_month if selector != ":now" else OWN
            return f"{first}{row + 1}:{last}{row + 1}"
        column = {"": spot.column, "-1": PREVIOUS, "1": "$" + letters(FIRST_MONTH), "total": "$" + letters(TOTAL)}
        return f"{column[selector]}{row + 1}"

    def _many(self, block: Block, item: LineItem, part: Reference, spot: Spot) -> str:
        if part.selector == "block":
            end = (block.row(block.count - 1), FIRST_MONTH + self.layout.months - 1)
            return span((block.first, FIRST_MONTH), end) if block.count else EMPTY
        if part.selector == "totals":
            return self._column(block, letters(TOTAL), absolute=True)
        if part.selector == "*":
            return self._column(block, spot.column, absolute=False)
        rows = self._slice(block, item, part.part, spot)
        return f"{spot.column}{rows[0] + 1}:{spot.column}{rows[-1] + 1}" if rows else EMPTY

    def _slice(self, block: Block, item: LineItem, part: str, spot: Spot) -> list[int]:
        """Rows whose member shares this row's part; they stand together when it is the outermost of the order."""
        by = item.by
        assert by is not None
        assert spot.by is not None
        if by.parts[by.order[0]] != part:
            raise DeclarationError(
                f"{{{item.id}[{part},*]}} does not stand together; use SUMIFS with {{{item.id}[@{part}]}}"
            )
        own = self.layout.members.of[spot.by.name][spot.member][spot.by.parts.index(part)]
        index = by.parts.index(part)
        return [block.row(i) for i, member in enumerate(self.layout.members.of[by.name]) if member[index] == own]

    def _beside(self, block: Block, item: LineItem, part: str) -> str:
        assert item.by is not None
        offset = item.by.parts.index(part) if part in item.by.parts else 1
        return self._column(block, letters(MEMBER if offset == 0 else MEMBER_2), absolute=True)

    def _column(self, block: Block, letter: str, *, absolute: bool) -> str:
        if not block.count:
            return EMPTY
        mark = "$" if absolute else ""
        first, last = block.first + 1, block.row(block.count - 1) + 1
        return f"{mark}{letter}{mark}{first}:{mark}{letter}{mark}{last}"

    def _row(self, row: int, *, absolute: bool) -> str:
        mark = "$" if absolute else ""
        return f"${letters(FIRST_MONTH)}{mark}{row + 1}:${self.last_month}{mark}{row + 1}"

    def _project(self, spot: Spot, target: Dimension | None) -> int:
        """The member index of what the row belongs to."""
        if target is None:
            return 0
        if spot.by is None:
            raise DeclarationError(f"a company-wide row cannot read one {target.name}; use [*]")
        if spot.by is target:
            return spot.member
        names = dict(zip(spot.by.parts, self._names(spot), strict=True))
        return self.layout.members.position(target, tuple(names[part] for part in target.parts))

    def _sums_nothing(self, template: Template, spot: Spot) -> bool:
        """Whether the formula is one sum over a block without rows, which Excel has no way to write."""
        ranged = [p for p in template if isinstance(p, Reference) and not p.table and (p.selector[-1:] == "*")]
        shape = "".join(p if isinstance(p, str) else "x" for p in template)
        empty = any(self._part(p, spot) == EMPTY for p in ranged)
        return empty and bool(_SUM.fullmatch(shape))
