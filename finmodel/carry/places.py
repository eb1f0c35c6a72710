"""Where a cell of the older workbook stands in the new one, by id."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from finmodel.carry.carried import Carried
from finmodel.timeline import Month, from_serial
from finmodel.workbook.cells import Book
from finmodel.workbook.positions import Positions, page_positions
from finmodel.workbook.view import Place


class Named(NamedTuple):
    """A cell by the key of its sheet, the id of its row and the key of its column."""

    sheet: str
    row_id: str
    column: str

    def __str__(self) -> str:
        return f"{self.row_id} {self.column}".strip()


@dataclass(frozen=True)
class Places:
    """The cells of both workbooks; months are found by date, `later` counts those that the timeline moved on."""

    carried: Carried
    book: Book
    mapped: dict[str, Positions]
    later: int

    @classmethod
    def of(cls, carried: Carried, book: Book) -> Places:
        """Map both."""
        found, now = carried.met.found, carried.inputs.value("start_month")
        then = found.generated.get("assumptions.base[start_month]")
        later = (
            now.index - Month.of(from_serial(then)).index if isinstance(then, float) and isinstance(now, Month) else 0
        )
        return cls(carried, book, {p.name: page_positions(p, book.months) for p in book.pages}, later)

    def named(self, place: Place) -> Named | None:
        """The name of a cell of the older workbook; a cell beside a row's columns has the row's."""
        sheet, row, column = place
        where = self.carried.met.seen.sheets.get(sheet)
        if where is None or row not in where.rows:
            return None
        return Named(where.key, *(where.name(row, column) or (where.rows[row], "id")))

    def find(self, named: Named) -> tuple[str, int, int] | None:
        """Page, row and column in the new workbook."""
        where = self.mapped.get(named.sheet)
        row_id = self.carried.rows.get(named.row_id, named.row_id) if where else ""
        spot = where.find(row_id, self._column(named.column)) if where else None
        return (named.sheet, *spot) if spot else None

    def _column(self, key: str) -> str:
        number = key[1:]
        return f"m{int(number) - self.later}" if key.startswith("m") and number.isdecimal() else key
