"""A plan written into the CSVs' text, and held to what the reader then reads."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Iterable
from pathlib import Path

from finmodel.errors import InputError, Problem
from finmodel.inputs.assumption import ASSUMPTIONS
from finmodel.inputs.formula_text import prefixed
from finmodel.inputs.kinds import Kind
from finmodel.inputs.read import read
from finmodel.inputs.row import NOTES, empty_means
from finmodel.inputs.schema import TABLES
from finmodel.inputs.table_text import Dialect, Record, TableText
from finmodel.inputs.tables import Inputs
from finmodel.merge.merged import Move
from finmodel.merge.plan import RowPlan
from finmodel.merge.sides import Context, Side, Texts, csvs
from finmodel.merge.three import Scalar, same
from finmodel.merge.value import shown, text_of
from finmodel.workbook.pages.tables import kind_of_cell

_FOLLOWED = "workbook; the empty cell would follow another"


def apply(rows: Iterable[RowPlan], texts: Texts, context: Context) -> list[Move]:
    """Write the planned cells into the texts; gives one move for each cell, one for a record of its own."""
    moves: list[Move] = []
    for row in rows:
        if not row.writes:
            continue
        text = texts.get(row.table) or texts.setdefault(row.table, _new(texts))
        if row.line is None:
            _append(row, text, context)
        else:
            for column in row.writes:
                _put(row, text, row.line, column)
        moves += _moves(row)
    return moves


def pinned(rows: Iterable[RowPlan], merged: Side, texts: Texts) -> list[Move]:
    """Write the cells that were left empty and now count as something else than the workbook shows."""
    moves: list[Move] = []
    for row in rows:
        entry = merged[row.table].get(row.key)
        if entry is None or entry.line is None:
            continue
        wanted = [c for c, value in row.cells.items() if not same(_plain(entry.cells.get(c)), value)]
        pins = dataclasses.replace(row, line=entry.line, before=entry.cells, whole=False)
        pins.writes = dict.fromkeys((c for c in wanted if c not in row.writes), _FOLLOWED)
        for column in pins.writes:
            _put(pins, texts[row.table], entry.line, column)
        moves += _moves(pins)
    return moves


def share_out(rows: Iterable[RowPlan]) -> None:
    """A column that is given for all records or for none is written for all once it is written for one."""
    for table, row_type in TABLES.items():
        shared = [c for c, f in row_type.columns().items() if empty_means(f) == "equal_share"]
        mine = [row for row in rows if row.table == table]
        for column in shared:
            if any(column in row.writes for row in mine):
                for row in mine:
                    if column not in row.given:
                        row.writes.setdefault(column, "workbook; given for all or none")


def read_back(texts: Texts) -> Side:
    """Read the merged CSVs as any others. Raises InputError with every problem."""
    return csvs(reread(texts), texts)


def reread(texts: Texts) -> Inputs:
    """Type the merged CSVs as any others. Raises InputError with every problem."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in texts.items():
            text.number()
            Path(folder, f"{name}.csv").write_bytes(text.encode())
        try:
            return read(folder)
        except InputError as error:
            raise InputError(Problem(f"merged {p.where}", p.what, p.fix) for p in error.problems) from None


def _put(row: RowPlan, text: TableText, line: Record, column: str) -> None:
    text.put(line, column, _written(row, column, text.dialect, text.text(line, column)))


def _written(row: RowPlan, column: str, dialect: Dialect, old: str = "") -> str:
    """A cell as the file holds it; text that a spreadsheet would take for a formula is prefixed."""
    value = row.cells.get(column)
    return prefixed(value) if isinstance(value, str) else text_of(_kind(row, column), value, dialect, old)


def _append(row: RowPlan, text: TableText, context: Context) -> None:
    """Add a record: its names, what is written, and what differs from the default of an empty cell."""
    if row.table == "assumptions":
        cells: dict[str, str] = {"assumption": row.names}
        cells |= {"unit": ASSUMPTIONS[row.names].kind.unit} if "unit" in text.header else {}
        columns = list(row.writes)
    else:
        cells = {}
        columns = [c for c in (*TABLES[row.table].columns(), *NOTES) if _needed(row, c, context)]
    for column in columns:
        cells[column] = _written(row, column, text.dialect)
    row.line = text.append(cells)


def _needed(row: RowPlan, column: str, context: Context) -> bool:
    value = row.cells.get(column)
    if column in row.writes:
        return True
    return not same(value, None) and not same(value, context.default(row.table, column, row.cells, row.names))


def _new(texts: Texts) -> TableText:
    """An empty file in the dialect of the others."""
    return TableText(texts["assumptions"].dialect if "assumptions" in texts else Dialect(), [])


def _moves(row: RowPlan) -> list[Move]:
    file = f"{row.table}.csv"
    texts = {c: shown(_kind(row, c), row.cells.get(c)) for c in row.writes}
    if row.whole:
        new = ", ".join(f"{column}={text}" for column, text in texts.items())
        return [Move(file, "", row.names, "", new, next(iter(row.writes.values())))]
    before = {c: shown(_kind(row, c), _plain(row.before.get(c))) for c in row.writes}
    return [Move(file, c, row.names, before[c], text, row.writes[c]) for c, text in texts.items()]


def _kind(row: RowPlan, column: str) -> Kind:
    return kind_of_cell(row.table, column, row.names) or Kind()


def _plain(value: object) -> Scalar:
    return value if isinstance(value, (str, float)) else None
