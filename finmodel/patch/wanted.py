"""What a workbook's inputs shall hold after an update, and what shall stand as generated: cell by cell, by id."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from finmodel.inputs.assumption import STRUCTURE as STRUCTURAL_ASSUMPTIONS
from finmodel.inputs.kinds import Kind, Raw
from finmodel.inputs.raw import RawRow, RawTable
from finmodel.inputs.row import NOTES
from finmodel.inputs.schema import TABLES
from finmodel.merge.merged import Move
from finmodel.merge.plan import RowPlan
from finmodel.merge.pull import Met
from finmodel.merge.sides import Entry
from finmodel.merge.three import Scalar, same
from finmodel.merge.value import shown, typed
from finmodel.patch.element import Put
from finmodel.workbook.address import address
from finmodel.workbook.entries import Entries
from finmodel.workbook.meaning import EMPTY
from finmodel.workbook.pages.tables import STRUCTURE, kind_of_cell
from finmodel.workbook.view import Place, Value


@dataclass
class Wanted:
    """The inputs as they shall stand, the values as generated, and what to put where for that.

    `named` gives the new ids of spare rows that become records, by the old; `unplaced` are records of the CSVs that
    found no row.
    """

    found: Entries
    puts: dict[Place, Put] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)
    unplaced: list[tuple[str, Entry]] = field(default_factory=list)

    @property
    def generated(self) -> dict[str, Value]:
        """The values as generated, by the ids of Changes."""
        return self.found.generated


def wanted(met: Met) -> Wanted:
    """Settle every record that both sides have, then give spare rows to those that the CSVs alone have."""
    settling = _Settling(met)
    for row in met.planned.rows:
        if not row.whole:
            settling.settle(row)
    for table, entry in _added(met):
        settling.fill(table, entry)
    return settling.wanted


def _added(met: Met) -> Iterator[tuple[str, Entry]]:
    """The records of the CSVs that the workbook does not have, in their order there."""
    known = {id(row.before) for row in met.planned.rows}
    for table, rows in met.ours.items():
        yield from ((table, entry) for entry in rows.values() if id(entry.cells) not in known)


def is_fixed(table: str, column: str, names: str) -> bool:
    """Whether a cell is structure, which no update changes in place."""
    if column in NOTES:
        return False
    return names in STRUCTURAL_ASSUMPTIONS if table == "assumptions" else column in STRUCTURE


class _Settling:
    """Brings the tables of a workbook to what the merge says."""

    def __init__(self, met: Met) -> None:
        self.met, self.seen = met, met.seen
        found = met.found
        self.wanted = Wanted(replace(found, tables=dict(found.tables), generated=dict(found.generated)))

    @property
    def _tables(self) -> dict[str, RawTable]:
        return self.wanted.found.tables

    def settle(self, row: RowPlan) -> None:
        """Bring a record's cells to what the merge says, and its values as generated to what the CSVs say."""
        raw = self._tables[row.table]
        index = self._index(raw, row)
        cells = dict(raw.rows[index].cells)
        spare = row.id if "[spare " in row.id else ""
        for column, kind in self._columns(row, raw, spare):
            if not is_fixed(row.table, column, row.names):
                self._settle_cell(row, column, kind, cells)
        row_id = self._name(spare, row.table, row.names) if spare else row.id
        self._replace(row.table, index, cells, row_id)
        self._base(row, row_id, cells, self._columns(row, raw, spare))

    def _columns(self, row: RowPlan, raw: RawTable, spare: str) -> list[tuple[str, Kind]]:
        """The columns that were generated, of a spare row all that the model knows; others are somebody's own."""
        key = row.id.partition("[")[2]
        mine = [c for c in raw.header if spare or f"{row.table}.{c}[{key}" in self.met.found.generated]
        return [(c, kind) for c in mine if (kind := kind_of_cell(row.table, c, row.names)) is not None]

    def fill(self, table: str, entry: Entry) -> None:
        """Give a record the first spare row of its table."""
        raw = self._tables.get(table)
        if raw is None or not raw.spare or table not in TABLES:
            self.wanted.unplaced.append((table, entry))
            return
        spare = raw.spare[0]
        cells: dict[str, Raw] = {c: _raw(v) for c, v in entry.cells.items() if c in raw.header and v is not None}
        for column, value in cells.items():
            self.wanted.puts[self._place(raw, spare, column)] = Put(_value(value))
        place = self._place(raw, spare, "id")
        row = RawRow(f"{place[0]}!{place[1] + 1}", cells, self._places(raw, spare))
        grown = replace(raw, rows=(*raw.rows, row), ids=(*raw.ids, spare), spare=raw.spare[1:])
        self._tables[table] = self._in_order(grown)
        plan = RowPlan(table, entry.names, {}, None, entry.cells)
        new_id = self._name(spare, table, entry.names)
        self._replace(table, self._tables[table].ids.index(spare), cells, new_id)
        self._base(plan, new_id, cells, self._columns(plan, raw, spare))
        texts = (f"{c}={shown(kind_of_cell(table, c, '') or Kind(), _scalar(v))}" for c, v in cells.items())
        self.wanted.moves.append(Move(f"{place[0]}!{place[1] + 1}", "", entry.names, "", ", ".join(texts), "inputs"))

    def _settle_cell(self, row: RowPlan, column: str, kind: Kind, cells: dict[str, Raw]) -> None:
        stands, target = _value(cells.get(column)), row.cells.get(column)
        retyped = isinstance(stands, str) and isinstance(target, float)
        if not retyped and same(_read(kind, stands), target):
            return
        place = self._place(self._tables[row.table], row.id, column)
        self.wanted.puts[place] = Put(target)
        if target is None:
            cells.pop(column, None)
        else:
            cells[column] = target
        at = f"{place[0]}!{address(*place[1:])}"
        before, after = shown(kind, _scalar(stands)), shown(kind, target)
        why = "a number stored as text" if retyped and same(_read(kind, stands), target) else "inputs"
        self.wanted.moves.append(Move(at, column, row.names, before, after, why))

    def _base(self, row: RowPlan, row_id: str, cells: dict[str, Raw], columns: list[tuple[str, Kind]]) -> None:
        """What the CSVs say counts as generated; digits that the program of the sheet does not keep do not count."""
        generated, key = self.wanted.generated, row_id.partition("[")[2]
        for column, _ in columns:
            entry, value, stands = f"{row.table}.{column}[{key}", row.before.get(column), _value(cells.get(column))
            if is_fixed(row.table, column, row.names) and entry in generated:
                continue
            value = stands if same(_scalar(value), _scalar(stands)) else value
            was = generated.get(entry)
            generated[entry] = value
            place = self.seen.find("Changes", entry, "as generated")
            if place and not (was == value and type(was) is type(value)):
                self.wanted.puts[place] = Put(EMPTY if value in (None, "") else value)

    def _name(self, spare: str, table: str, names: str) -> str:
        """The id of a spare row that becomes a record."""
        new = f"{table}[{names}]"
        self.wanted.named[spare] = new
        self.wanted.puts[self._place(self._tables[table], spare, "id")] = Put(new)
        self.wanted.generated.pop(spare, None)
        return new

    def _index(self, raw: RawTable, row: RowPlan) -> int:
        if row.table != "assumptions":
            return raw.ids.index(row.id)
        return next(i for i, record in enumerate(raw.rows) if f"assumptions[{record.cells['assumption']}]" == row.id)

    def _replace(self, table: str, index: int, cells: dict[str, Raw], row_id: str) -> None:
        raw = self._tables[table]
        rows, ids = list(raw.rows), list(raw.ids)
        rows[index] = replace(rows[index], cells=cells)
        if ids:
            ids[index] = row_id
        self._tables[table] = replace(raw, rows=tuple(rows), ids=tuple(ids))

    def _in_order(self, raw: RawTable) -> RawTable:
        """Records in the order of the sheet."""
        rows = self.seen.sheets[raw.where].row_of
        was = {new: old for old, new in self.wanted.named.items()}
        order = sorted(range(len(raw.ids)), key=lambda i: rows[was.get(raw.ids[i], raw.ids[i])])
        return replace(raw, rows=tuple(raw.rows[i] for i in order), ids=tuple(raw.ids[i] for i in order))

    def _place(self, raw: RawTable, row_id: str, column: str) -> Place:
        row = row_id[len("assumptions[") : -1] if raw.name == "assumptions" else row_id
        spot = self.seen.sheets[raw.where].find(row, column)
        assert spot, f"{row_id} {column} is not on {raw.where}"
        return (raw.where, *spot)

    def _places(self, raw: RawTable, row_id: str) -> dict[str, str]:
        places = {column: self._place(raw, row_id, column) for column in raw.header}
        return {column: f"{place[0]}!{address(*place[1:])}" for column, place in places.items()}


def _read(kind: Kind, value: Value) -> Scalar:
    try:
        return typed(kind, value)
    except ValueError:
        return _scalar(value)


def _scalar(value: object) -> Scalar:
    return value if isinstance(value, (str, float)) and not isinstance(value, bool) else None


def _value(raw: Raw) -> Value:
    return raw if isinstance(raw, (str, float, bool)) else None


def _raw(value: Value) -> Raw:
    return value if isinstance(value, (str, float)) else None
