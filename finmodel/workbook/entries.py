"""The inputs that stand in a workbook, as raw tables, and what is odd about their cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from finmodel.inputs.assumption import ASSUMPTIONS, BASE
from finmodel.inputs.kinds import NONE, Number, Raw
from finmodel.inputs.raw import RawRow, RawTable
from finmodel.inputs.row import NOTES, may_be_blank, numeric
from finmodel.inputs.schema import TABLES
from finmodel.workbook.address import address
from finmodel.workbook.layout import INPUT_SHEETS
from finmodel.workbook.meaning import EMPTY
from finmodel.workbook.pages.tables import STRUCTURE
from finmodel.workbook.positions import Positions
from finmodel.workbook.view import Value, View

_FIXED = ("id", "label", "unit", "live")


@dataclass(frozen=True)
class Oddity:
    """An input cell that cannot be taken as it is."""

    sheet: str
    cell: str
    id: str
    message: str
    found: Value


@dataclass(frozen=True)
class Entries:
    """What a workbook's input sheets hold."""

    tables: dict[str, RawTable]
    scenario: str
    oddities: tuple[Oddity, ...]
    generated: dict[str, Value]


def entries(seen: View) -> Entries:
    """Read every input table and assumption by id."""
    oddities: list[Oddity] = []
    tables: dict[str, RawTable] = {}
    for name, where in seen.sheets.items():
        if where.key == "Assumptions":
            tables["assumptions"] = _assumptions(name, where, seen, oddities)
        for table in TABLES:
            found = _table(table, name, where, seen, oddities)
            if found:
                tables[table] = found
    scenario = seen.value("Assumptions", "scenario", "value")
    if not _present(scenario):
        place = seen.find("Assumptions", "scenario", "value")
        cell = address(*place[1:]) if place else ""
        oddities.append(Oddity("Assumptions", cell, "scenario", "the scenario in force was cleared; pick one", None))
    oddities += _doubled(seen)
    return Entries(tables, str(scenario or BASE), tuple(oddities), _generated(seen))


def _doubled(seen: View) -> list[Oddity]:
    message = "a row with this id stands already; delete the copy"
    return [
        Oddity(name, "", row_id, message, row_id) for name, where in seen.sheets.items() for row_id in where.doubled
    ]


def _generated(seen: View) -> dict[str, Value]:
    """Input values as generated, from Changes."""
    name = seen.names.get("Changes")
    if name is None:
        return {}
    where = seen.sheets[name]
    spots = {row_id: where.find(row_id, "as generated") for row_id in where.row_of}
    values = {row_id: seen.values.get((name, *spot)) for row_id, spot in spots.items() if spot}
    return {row_id: None if value == EMPTY else value for row_id, value in values.items()}


def raw_as_generated(found: Entries) -> dict[str, RawTable]:
    """The input tables as they were generated, from Changes."""
    rows: dict[str, dict[str, dict[str, Raw]]] = {"assumptions": {}, **{table: {} for table in TABLES}}
    for entry, value in found.generated.items():
        head, _, key = entry.partition("[")
        table, _, column = head.partition(".")
        if table in rows and column:
            cells = rows[table].setdefault(f"{table}[{key}", {"assumption": key[:-1]} if table == "assumptions" else {})
            cells |= {column: value} if _present(value) else {}
    return {table: _raw_table(table, held, found) for table, held in rows.items() if held}


def _raw_table(table: str, rows: Mapping[str, dict[str, Raw]], found: Entries) -> RawTable:
    heads = (entry.partition("[")[0].partition(".") for entry in found.generated)
    named = {"assumption": None} if table == "assumptions" else {}
    columns = named | dict.fromkeys(column for head, _, column in heads if head == table)
    rows = {row_id: cells for row_id, cells in rows.items() if cells}  # a record that an edit added was not generated
    records = tuple(RawRow(row_id, cells) for row_id, cells in rows.items())
    spare = tuple(entry for entry in found.generated if entry.startswith(f"{table}[spare "))
    ids = () if table == "assumptions" else tuple(rows)
    return RawTable(table, table, tuple(columns), records, ids, spare)


def _assumptions(name: str, where: Positions, seen: View, oddities: list[Oddity]) -> RawTable:
    rows = {row: i for row, i in where.rows.items() if i in ASSUMPTIONS}
    grid = where.grids[next(iter(rows))] if rows else None
    columns = {c: key for c, key in grid.columns.items() if key not in _FIXED} if grid else {}
    records = []
    for row, row_id in rows.items():
        cells: dict[str, Raw] = {"assumption": row_id}
        places = {}
        number = isinstance(ASSUMPTIONS[row_id].kind, Number)
        for column, key in columns.items():
            place = (name, row, column)
            places[key] = f"{name}!{address(row, column)}"
            needed = key == BASE
            value = _entry(
                place, f"assumptions.{key}[{row_id}]", seen, oddities, number=number and key not in NOTES, needed=needed
            )
            if value is not None:
                cells[key] = value
        records.append(RawRow(f"{name}!{row + 1}", cells, places))
    return RawTable("assumptions", name, ("assumption", *columns.values()), tuple(records))


def _table(table: str, name: str, where: Positions, seen: View, oddities: list[Oddity]) -> RawTable | None:
    rows = {row: row_id for row, row_id in where.rows.items() if row_id.startswith(f"{table}[")}
    if not rows or "." in next(iter(rows.values())).split("[")[0] or where.key not in INPUT_SHEETS:
        return None
    grid = where.grids[next(iter(rows))]
    columns = {c: key for c, key in grid.columns.items() if key != "id"}
    records, ids, spare = [], [], []
    for row, row_id in rows.items():
        filled = any(_present(seen.values.get((name, row, c))) or (name, row, c) in seen.formulas for c in columns)
        if not filled:
            spare.append(row_id)
            continue
        ids.append(row_id)
        records.append(_record(table, name, row, row_id, columns, seen, oddities))
    return RawTable(table, name, tuple(columns.values()), tuple(records), tuple(ids), tuple(spare))


def _record(
    table: str, name: str, row: int, row_id: str, columns: dict[int, str], seen: View, oddities: list[Oddity]
) -> RawRow:
    fields = TABLES[table].columns()
    cells: dict[str, Raw] = {}
    places: dict[str, str] = {}
    for column, key in columns.items():
        places[key] = f"{name}!{address(row, column)}"
        field = fields.get(key)
        number = field is not None and numeric(field)
        needed = field is not None and not may_be_blank(field)
        entry_id = f"{table}.{key}[{row_id.partition('[')[2]}"
        value = _entry((name, row, column), entry_id, seen, oddities, number=number, needed=needed)
        if value is not None:
            cells[key] = value
    return RawRow(f"{name}!{row + 1}", cells, places)


def _entry(
    place: tuple[str, int, int], entry_id: str, seen: View, oddities: list[Oddity], *, number: bool, needed: bool
) -> Raw:
    value = seen.values.get(place)
    sheet, row, column = place
    cell = address(row, column)
    if place in seen.formulas:
        oddities.append(
            Oddity(
                sheet, cell, entry_id, "a formula stands in an input cell; type its value", f"={seen.formulas[place]}"
            )
        )
    elif number and isinstance(value, str) and value.strip() not in ("", NONE) and not _is_structure(entry_id):
        oddities.append(
            Oddity(sheet, cell, entry_id, "a number or date is stored as text; type it again as a number", value)
        )
    elif needed and not _present(value):
        oddities.append(
            Oddity(sheet, cell, entry_id, "the cell was cleared; type its value (0 where none is meant)", None)
        )
    return value if _present(value) else None


def _is_structure(entry_id: str) -> bool:
    return entry_id.partition(".")[2].partition("[")[0] in STRUCTURE


def _present(value: Value) -> bool:
    return value is not None and value != ""
