"""The three sides of a merge as records by key: as generated, in the workbook now, in the CSVs now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from finmodel.inputs.assumption import ASSUMPTIONS, BASE
from finmodel.inputs.kinds import key_of
from finmodel.inputs.raw import RawTable
from finmodel.inputs.read import FILES, known_columns
from finmodel.inputs.row import NOTES, empty_means
from finmodel.inputs.schema import TABLES
from finmodel.inputs.table_text import Record as Line
from finmodel.inputs.table_text import TableText
from finmodel.inputs.tables import Inputs
from finmodel.merge.three import Scalar
from finmodel.timeline import Month, from_serial
from finmodel.workbook.entries import Entries
from finmodel.workbook.pages.tables import spreadsheet
from finmodel.workbook.view import Value

Key = tuple[str, ...]
Texts = dict[str, TableText]


@dataclass(frozen=True)
class Entry:
    """One record of a side: its names as they read, its cells with their effective values.

    `line` is where it stands in a CSV, None where it is a default row; `given` are the columns filled there.
    `places` are the cells on a sheet.
    """

    names: str
    cells: Mapping[str, Value]
    line: Line | None = None
    given: frozenset[str] = frozenset()
    id: str = ""
    places: Mapping[str, str] | None = None


Side = dict[str, dict[Key, Entry]]


@dataclass(frozen=True)
class Context:
    """What empty cells mean beyond a plain default."""

    start_month: Scalar
    months: Scalar
    rows: Mapping[str, int]

    def default(self, table: str, column: str, cells: Mapping[str, Value], name: str = "") -> Scalar:
        """What an empty cell of a record counts as; None where it stays empty."""
        if table == "assumptions":
            return self._assumed(name) if column == BASE else None
        if column in NOTES or column not in TABLES[table].columns():
            return None
        field = TABLES[table].columns()[column]
        match empty_means(field):
            case "start_month":
                return self.start_month
            case "last_month":
                return self._month(self.months)
            case "equal_share":
                return 1 / max(self.rows.get(table, 1), 1)
        if field.is_required():
            return None
        return spreadsheet(field.get_default(call_default_factory=True, validated_data=dict(cells)))

    def _assumed(self, name: str) -> Scalar:
        if name == "diligence_month" and isinstance(self.months, float):
            return self._month(min(12.0, self.months))
        return spreadsheet(ASSUMPTIONS[name].default)

    def _month(self, number: Scalar) -> Scalar:
        if not isinstance(self.start_month, float) or not isinstance(number, float):
            return None
        return spreadsheet(Month.of(from_serial(self.start_month)) + (int(number) - 1))


def folded(names: str) -> Key:
    """The key under which sides find each other's records: as lookups compare names."""
    return tuple(map(key_of, names.split("|")))


def context_of(side: Side) -> Context:
    """What empty cells meant on a side."""
    known = side["assumptions"]

    def base(name: str) -> Scalar:
        value = known[folded(name)].cells.get(BASE) if folded(name) in known else None
        return value if not isinstance(value, bool) else None

    return Context(base("start_month"), base("months"), {table: len(rows) for table, rows in side.items()})


def generated(found: Entries) -> Side:
    """The values as generated, from Changes."""
    side: Side = {name: {} for name in FILES}
    cells: dict[tuple[str, str], dict[str, Value]] = {}
    for entry, value in found.generated.items():
        head, bracket, rest = entry.partition("[")
        table, dot, column = head.partition(".")
        if table in side and dot and bracket:
            cells.setdefault((table, rest.removesuffix("]")), {})[column] = value
    for (table, names), held in cells.items():
        side[table][folded(names)] = Entry(names, held, id=f"{table}[{names}]")
    return side


def workbook(found: Entries) -> tuple[Side, dict[str, list[Entry]]]:
    """What stands in the workbook: its records by the keys they were generated with, and the filled spare rows."""
    side: Side = {name: {} for name in FILES}
    spare: dict[str, list[Entry]] = {}
    for name, table in found.tables.items():
        for entry in _sheet_rows(name, table):
            if entry.names.startswith("spare "):
                spare.setdefault(name, []).append(entry)
            else:
                side[name].setdefault(folded(entry.names), entry)
    return side, spare


def _sheet_rows(name: str, table: RawTable) -> Iterator[Entry]:
    for i, row in enumerate(table.rows):
        names = str(row.cells["assumption"]) if name == "assumptions" else table.ids[i].partition("[")[2][:-1]
        cells = {c: v for c, v in row.cells.items() if isinstance(v, (str, float, bool)) and c != "assumption"}
        yield Entry(names, cells, id=f"{name}[{names}]", places=row.places)


def csvs(inputs: Inputs, texts: Texts) -> Side:
    """What stands in the CSVs: every record, the default ones included, with effective values."""
    side: Side = {"assumptions": dict(_assumptions(inputs, texts.get("assumptions")))}
    for name, row_type in TABLES.items():
        side[name] = {}
        columns = (*row_type.columns(), *NOTES)
        places = inputs.places.get(name, ())
        for i, row in enumerate(inputs.tables[name]):
            line = int(places[i].partition(":")[2] or 0) if i < len(places) else 0
            record = texts[name].row_at(line) if line else None
            names = "|".join(row.names)
            cells: dict[str, Value] = {column: spreadsheet(row.cell(column)) for column in columns}
            side[name][folded(names)] = Entry(names, cells, record, _given(texts.get(name), record, columns))
    return side


def _assumptions(inputs: Inputs, text: TableText | None) -> Iterator[tuple[Key, Entry]]:
    columns = (*inputs.scenarios, *NOTES)
    lines = {text.text(row, "assumption").strip(): row for row in text.rows} if text else {}
    for name, given in inputs.assumptions.items():
        cells: dict[str, Value] = {BASE: spreadsheet(given.base)}
        cells |= {c: spreadsheet(v) for c, v in (*given.scenarios.items(), *given.notes.items())}
        yield folded(name), Entry(name, cells, lines.get(name), _given(text, lines.get(name), columns))


def _given(text: TableText | None, line: Line | None, columns: tuple[str, ...]) -> frozenset[str]:
    if text is None or line is None:
        return frozenset()
    return frozenset(column for column in columns if text.text(line, column).strip())


def read_texts(folder: Path) -> Texts:
    """The CSVs of a folder as text, those that are there."""
    found = {name: folder / f"{name}.csv" for name in FILES}
    return {
        name: TableText.parse(path.name, path.read_bytes(), known_columns(name))
        for name, path in found.items()
        if path.exists()
    }
