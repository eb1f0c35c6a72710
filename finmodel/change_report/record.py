"""Records by key: how both sides find each other's rows, and what a row holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from finmodel.inputs.assumption import BASE, Assumption
from finmodel.inputs.kinds import Value, key_of
from finmodel.inputs.row import NOTES, Row
from finmodel.inputs.tables import Inputs
from finmodel.merge.three import same

Key = tuple[str, ...]


class Place(NamedTuple):
    """A cell: its table, the folded key of its row, its column."""

    table: str
    key: Key
    column: str


def key_of_row(row: Row) -> Key:
    """The key of a row, as lookups compare names."""
    return tuple(map(key_of, row.names))


def name_of_row(row: Row) -> str:
    """The key of a row as it reads: `Pro|Chat|2026-01`."""
    return "|".join(row.names)


def rows_by_key(inputs: Inputs, table: str) -> dict[Key, Row]:
    """The rows of a table."""
    return {key_of_row(row): row for row in inputs.tables[table]}


def fields(record: Row | Assumption) -> Mapping[str, Value]:
    """What a row or an assumption holds, by column, notes last; None for an empty cell."""
    if isinstance(record, Row):
        return {column: _filled(record.cell(column)) for column in (*record.columns(), *NOTES)}
    notes = {column: _filled(record.notes.get(column)) for column in NOTES}
    return {BASE: record.base, **record.scenarios, **notes}


def _filled(value: Value) -> Value:
    return None if value == "" else value


def equal(one: Value, other: Value) -> bool:
    """Whether two cells hold the same, numbers to the digits that a spreadsheet keeps."""
    if isinstance(one, float) and isinstance(other, float):
        return same(one, other)
    return _filled(one) == _filled(other)
