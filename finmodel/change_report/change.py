"""What changed between two models, input by input."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from finmodel.change_report.in_force import in_force
from finmodel.change_report.record import Key, Place, equal, fields, name_of_row, rows_by_key
from finmodel.inputs.assumption import ASSUMPTIONS
from finmodel.inputs.kinds import Kind, Value
from finmodel.inputs.row import NOTES, Row, empty_means
from finmodel.inputs.schema import TABLES
from finmodel.inputs.tables import Inputs
from finmodel.workbook.pages.tables import kind_of_cell

SCENARIO = Place("assumptions", ("scenario",), "")


@dataclass(frozen=True)
class Change:
    """An input that is not the same on both sides.

    `row` is changed, new or removed: a dated row that is new or removed is held against what is in force on its date
    on the other side, None where nothing is.
    """

    place: Place
    record: str
    unit: str
    row: str
    old: Value
    new: Value

    @property
    def id(self) -> str:
        """The id of the input, as on Changes."""
        table, _, column = self.place
        return f"{table}.{column}[{self.record}]" if column else self.record

    @property
    def is_note(self) -> bool:
        """Whether it says something about an input and is none."""
        return self.place.column in NOTES


def changes(old: Inputs, new: Inputs) -> Iterator[Change]:
    """Every input that differs, in the order of the files."""
    if old.scenario != new.scenario:
        yield Change(SCENARIO, "scenario", "text", "changed", old.scenario, new.scenario)
    for name in ASSUMPTIONS:
        was, now = (fields(inputs.assumptions[name]) for inputs in (old, new))
        yield from _cells("assumptions", (name,), name, was, now)
    for table in TABLES:
        yield from _rows(table, old, new)


def _cells(table: str, key: Key, record: str, was: Mapping[str, Value], now: Mapping[str, Value]) -> Iterator[Change]:
    for column in dict.fromkeys((*was, *now)):
        before, after = was.get(column), now.get(column)
        if not equal(before, after):
            yield Change(Place(table, key, column), record, _unit(table, column, record), "changed", before, after)


def _rows(table: str, old: Inputs, new: Inputs) -> Iterator[Change]:
    was, now = (rows_by_key(inputs, table) for inputs in (old, new))
    for key in dict.fromkeys((*now, *was)):
        if key not in was:
            yield from _only(now[key], key, "new", new, in_force(now[key], old))
        elif key not in now:
            yield from _only(was[key], key, "removed", old, in_force(was[key], new))
        else:
            yield from _cells(table, key, name_of_row(now[key]), fields(was[key]), fields(now[key]))


def _only(row: Row, key: Key, how: str, own: Inputs, beside: Mapping[str, Value] | None) -> Iterator[Change]:
    """The cells of a row that one side does not have: those that differ from what is in force there, or from defaults.

    A row that says nothing new is told by its first cell, unless it stands there for a member that is new itself.
    """
    given = {column: value for column, value in fields(row).items() if column not in (*row.key, *NOTES)}
    usual = beside if beside is not None else {column: _default(row, column, own) for column in given}
    told = [column for column, value in given.items() if not equal(value, usual.get(column))]
    if not told and not row.member_of:
        told = list(given)[:1]
    for column in told:
        there = beside.get(column) if beside is not None else None
        old, new = (there, given[column]) if how == "new" else (given[column], there)
        record = name_of_row(row)
        yield Change(Place(row.table, key, column), record, _unit(row.table, column, record), how, old, new)


def _default(row: Row, column: str, own: Inputs) -> Value:
    """What an empty cell of the row counts as."""
    field = row.columns()[column]
    match empty_means(field):
        case "start_month":
            return own.timeline.start
        case "last_month":
            return own.timeline.last
        case "equal_share":
            return 1 / len(own.tables[row.table])
    if field.is_required():
        return None
    default: Value = field.get_default(call_default_factory=True, validated_data=dict(row))
    return default


def _unit(table: str, column: str, record: str) -> str:
    kind = kind_of_cell(table, column, record)
    return (kind or Kind()).unit
