"""What a merge writes: record by record, cell by cell, before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from finmodel.gates.finding import Finding
from finmodel.inputs.assumption import STRUCTURE as STRUCTURAL_ASSUMPTIONS
from finmodel.inputs.kinds import Kind
from finmodel.inputs.row import NOTES
from finmodel.inputs.schema import TABLES
from finmodel.inputs.table_text import Record as Line
from finmodel.merge.merged import Conflict
from finmodel.merge.sides import Context, Entry, Key, Side, context_of, folded
from finmodel.merge.three import Prefer, Scalar, Source, merge, same
from finmodel.merge.value import shown, typed
from finmodel.workbook.pages.tables import STRUCTURE, kind_of_cell
from finmodel.workbook.view import Value

REMOVED = "(row removed)"


@dataclass
class RowPlan:
    """A record as it shall stand: every cell's value, and why a cell is written; without `line` it is a new one."""

    table: str
    names: str
    cells: dict[str, Scalar]
    line: Line | None
    before: Mapping[str, Value] = field(default_factory=dict)
    writes: dict[str, str] = field(default_factory=dict)
    given: frozenset[str] = frozenset()  # the columns filled in the CSV
    whole: bool = False  # a record of its own that the workbook adds
    id: str = ""  # of its row in the workbook

    @property
    def key(self) -> Key:
        """The key that the record will be read with."""
        if self.table == "assumptions":
            return folded(self.names)
        return folded(self.spelt)

    @property
    def spelt(self) -> str:
        """The names in the key, as people write them."""
        row_type = TABLES[self.table]
        held = [(kind_of_cell(self.table, part, "") or Kind(), self.cells.get(part)) for part in row_type.key]
        return "|".join(row_type.named(*("" if value is None else shown(kind, value) for kind, value in held)))


@dataclass
class Plan:
    """Rows to write and what stands against it."""

    rows: list[RowPlan] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    settled: list[Conflict] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    met: set[str] = field(default_factory=set)  # filled spare rows that the CSVs have by now
    unknown: dict[str, str] = field(default_factory=dict)  # columns that are no inputs, by where they stand
    removed: list[str] = field(default_factory=list)  # rows whose record the CSVs no longer have


@dataclass
class Planner:
    """Plans the merge of the sides; `scenarios` are those of the CSVs, `refused` the ids of cells with a finding."""

    base: Side
    theirs: Side
    spare: Mapping[str, list[Entry]]
    ours: Side
    scenarios: tuple[str, ...]
    prefer: Prefer | None = None
    refused: frozenset[str] = frozenset()
    plan: Plan = field(default_factory=Plan)

    def __post_init__(self) -> None:
        self.then, self.now = context_of(self.base), context_of(self.ours)

    def run(self) -> Plan:
        """Merge every record that was generated, then take the filled spare rows."""
        for table, rows in self.base.items():
            for key, base in rows.items():
                theirs = self.theirs[table].get(key)
                if theirs is not None:
                    self._row(table, key, base, theirs)
        for table, filled in self.spare.items():
            for entry in filled:
                self._spare(table, entry)
        return self.plan

    def _row(self, table: str, key: Key, base: Entry, theirs: Entry) -> None:
        cells = dict(self._cells(table, base, theirs))
        ours = self._match(table, key, base, cells)
        if ours is None:
            self._removed(table, base, theirs, cells)
            self.plan.removed.append(theirs.id)
            return
        plain = {column: _scalar(value) for column, value in ours.cells.items()}
        row = RowPlan(table, ours.names, plain, ours.line, ours.cells, given=ours.given, id=theirs.id)
        following: dict[str, Scalar] = {}
        for column, (was, now) in cells.items():
            moved = self._moved(table, column, base, ours)
            self._cell(row, column, was, now, moved)
            following |= {column: was} if moved is False and column not in row.writes else {}
        for column, was in following.items():
            if not same(self.now.default(table, column, row.cells, row.names), row.cells.get(column)):
                row.cells[column] = was  # what it follows is the workbook's by now
        self.plan.rows.append(row)

    def _cells(self, table: str, base: Entry, theirs: Entry) -> Iterator[tuple[str, tuple[Scalar, Scalar]]]:
        """The cells that may be merged, as generated and as they stand; findings for those that cannot."""
        for column in dict.fromkeys((*base.cells, *theirs.cells)):
            fixed = base.names in STRUCTURAL_ASSUMPTIONS if table == "assumptions" else column in STRUCTURE
            kind = self._kind(table, column, base)
            if kind is None or (fixed and column not in NOTES):
                continue
            was, now = base.cells.get(column), theirs.cells.get(column)
            if was == now:
                yield column, (_scalar(was), _scalar(was))
            elif (read := self._read(table, column, theirs, kind)) is not None:
                yield column, (_scalar(was), read[0])

    def _kind(self, table: str, column: str, base: Entry) -> Kind | None:
        foreign = table == "assumptions" and column not in (*base.cells, *NOTES)
        kind = None if foreign else kind_of_cell(table, column, base.names)
        if kind is None:
            self.plan.unknown.setdefault(column, f"{table}.csv")
        return kind

    def _read(self, table: str, column: str, theirs: Entry, kind: Kind) -> tuple[Scalar] | None:
        """A changed cell's value; None, and a finding, where it is none."""
        value = theirs.cells.get(column)
        cell_id = f"{table}.{column}[{theirs.names}]"
        if cell_id in self.refused:
            return None
        place = (theirs.places or {}).get(column, "")
        sheet, _, cell = place.rpartition("!")
        try:
            return (typed(kind, value),)
        except ValueError as error:
            found = value if not isinstance(value, bool) else str(value)
            self.plan.findings.append(Finding("inputs", str(error), sheet, cell, cell_id, found=found))
            return None

    def _match(self, table: str, key: Key, base: Entry, cells: Mapping[str, tuple[Scalar, Scalar]]) -> Entry | None:
        """The CSV's record: by the key as generated, else by the one typed since, else one whose month follows."""
        rows = self.ours[table]
        if table == "assumptions":
            return rows.get(key)
        now = {column: value for column, (_, value) in cells.items()}
        fixed = {column: _scalar(value) for column, value in base.cells.items()}
        typed_key = RowPlan(table, base.names, {**fixed, **now}, None).key
        found = rows.get(typed_key) if typed_key not in self.base[table] else None
        if found and (key not in rows or all(same(value, _scalar(found.cells.get(c))) for c, value in now.items())):
            return found
        if key in rows:
            return rows[key]
        following = {**fixed, "from": self.now.start_month}
        entry = rows.get(RowPlan(table, base.names, following, None).key)
        follows = "from" in TABLES[table].key and same(fixed.get("from"), self.then.start_month)
        return entry if entry and follows and "from" not in entry.given else None

    def _moved(self, table: str, column: str, base: Entry, ours: Entry) -> bool | None:
        """Whether the CSVs changed a cell: an empty one whose default follows others did not; None: compare."""
        if table == "assumptions" and column not in (*self.scenarios, *NOTES):
            return True  # the scenario was removed
        default = self.then.default(table, column, base.cells, base.names)
        follows = column not in ours.given and same(_scalar(base.cells.get(column)), default)
        return False if follows else None

    def _cell(self, row: RowPlan, column: str, was: Scalar, now: Scalar, moved: bool | None) -> None:
        ours = row.cells.get(column)
        outcome = merge(was, now, ours, prefer=self.prefer, ours_changed=moved)
        if outcome.contested:
            self._contested(row.table, column, row.names, (was, now, ours))
        if outcome.source is Source.WORKBOOK:
            row.cells[column] = outcome.value
            row.writes[column] = "workbook, preferred" if outcome.contested else "workbook"

    def _contested(
        self, table: str, column: str, names: str, sides: tuple[Scalar, Scalar, Scalar], ours: str = ""
    ) -> None:
        kind = kind_of_cell(table, column, names) or Kind()
        texts = [shown(kind, value) for value in sides]
        found = Conflict(f"{table}.csv", column, names, texts[0], texts[1], ours or texts[2], self.prefer or "")
        (self.plan.settled if self.prefer else self.plan.conflicts).append(found)

    def _removed(self, table: str, base: Entry, theirs: Entry, cells: Mapping[str, tuple[Scalar, Scalar]]) -> None:
        """A record that the CSVs no longer have stays removed, unless the workbook edited it."""
        edited = {column: pair for column, pair in cells.items() if not same(*pair)}
        for column, (was, now) in edited.items():
            self._contested(table, column, base.names, (was, now, None), REMOVED)
        if edited and self.prefer == "workbook":
            values = {c: _scalar(v) for c, v in theirs.cells.items() if kind_of_cell(table, c, base.names)}
            values |= {column: now for column, (_, now) in cells.items()}
            writes = {column: "workbook, preferred" for column, value in values.items() if value is not None}
            self.plan.rows.append(RowPlan(table, base.names, values, None, writes=writes, whole=True))

    def _spare(self, table: str, entry: Entry) -> None:
        """A filled spare row is a new record; one that the CSVs have by now is compared cell by cell."""
        cells: dict[str, Scalar] = {}
        for column in entry.cells:
            kind = self._kind(table, column, entry)
            read = self._read(table, column, entry, kind) if kind else None
            cells |= {column: read[0]} if read else {}
        row = RowPlan(table, entry.names, effective(table, cells, self.then), None, whole=True)
        row.names = "|".join(row.key)
        if self._stands(table, entry, row):
            return
        known = self.ours[table].get(row.key)
        moved_away = known and known.line and any(other.line is known.line for other in self.plan.rows)
        if known is None or moved_away:
            row.names = row.spelt
            row.writes = dict.fromkeys(cells, "workbook")
            self.plan.rows.append(row)
            return
        self.plan.met.add(entry.id)
        plain = {column: _scalar(value) for column, value in known.cells.items()}
        met = RowPlan(table, known.names, plain, known.line, known.cells, given=known.given, id=entry.id)
        for column in row.cells:
            if column not in TABLES[table].key and column not in STRUCTURE:
                self._cell(met, column, None, row.cells[column], moved=True)
        self.plan.rows.append(met)

    def _stands(self, table: str, entry: Entry, row: RowPlan) -> bool:
        """Whether the workbook itself has such a record already, which is a finding."""
        if row.key not in {other.key for other in self.plan.rows if other.table == table}:
            return False
        message = f"{row.spelt} stands already in another row; keep one of the two"
        self.plan.findings.append(Finding("inputs", message, id=entry.id))
        return True


def effective(table: str, cells: Mapping[str, Scalar], context: Context) -> dict[str, Scalar]:
    """A record's cells with the defaults of the empty ones."""
    full = dict(cells)
    for column in TABLES[table].columns():
        if full.get(column) is None:
            full[column] = context.default(table, column, full)
    return full


def _scalar(value: Value) -> Scalar:
    return None if value == "" else str(value) if isinstance(value, bool) else value
