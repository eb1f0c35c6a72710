"""Names and keys across files: unknown ones, duplicates, and one spelling for each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import islice

from finmodel.errors import Problem, nearest
from finmodel.inputs.kinds import key_of
from finmodel.inputs.raw import RawRow, RawTable
from finmodel.inputs.row import Row
from finmodel.inputs.schema import TABLES
from finmodel.inputs.wording import shown

_MOST_UNKNOWN, _MOST_KNOWN = 100, 1_000  # names that are compared, at some 20 microseconds a pair

# where a name is introduced
_HOME = {"plan": "plans", "feature": "features", "model": "prices", "provider": "prices", "tool": "tool_tiers"}


def check_names(raws: Mapping[str, RawTable], wrong: Collection[str]) -> dict[str, list[Problem]]:
    """Find, by table, the names that no other file introduces.

    Works on raw cells, so that one bad cell does not make more; `wrong` holds places already complained about.
    """
    return {
        table: [
            problem
            for column, home in _HOME.items()
            if home != table and home in raws and column in TABLES[table].columns()
            for problem in _unknown(raw, raws[home], column, wrong)
        ]
        for table, raw in raws.items()
        if table in TABLES
    }


def _unknown(raw: RawTable, home: RawTable, column: str, wrong: Collection[str]) -> Iterable[Problem]:
    known = {key_of(name): name for row in home.rows if (name := _name(row, column))}
    near, near_by = dict[str, str](), "look for it there"
    for row in raw.rows if known else ():
        name = _name(row, column)
        if name and key_of(name) not in known and row.where not in wrong and row.place(column) not in wrong:
            if name not in near:
                near[name] = (
                    nearest(name, islice(known.values(), _MOST_KNOWN)) if len(near) < _MOST_UNKNOWN else near_by
                )
            fix = f"{near[name]} (names come from {home.where})"
            yield Problem(row.place(column), f"{shown(name)} is not a {column}", fix)


def _name(row: RawRow, column: str) -> str:
    return str(row.cells.get(column, "")).strip()


def check_keys(row_type: type[Row], rows: Iterable[tuple[Row, RawRow]]) -> list[Problem]:
    """Find records that say the same thing twice."""
    problems, seen = [], dict[tuple[str, ...], str]()
    for row, place in rows:
        names = row.names
        key = tuple(map(key_of, names))
        if key in seen:
            what = f"{', '.join(map(shown, names))} stands already in {seen[key]}"
            problems.append(
                Problem(place.place(", ".join(row_type.key[: len(names)])), what, "keep one of the two rows")
            )
        seen.setdefault(key, place.where)
    return problems


def one_spelling(tables: dict[str, list[Row]]) -> None:
    """Rewrite, in place, every name as its home file spells it first."""
    for column, home in _HOME.items():
        users = [table for table, row_type in TABLES.items() if column in row_type.columns()]
        spelling: dict[str, str] = {}
        for table in sorted(users, key=lambda table: table != home):
            for row in tables[table]:
                spelling.setdefault(key_of(row.cell(column)), row.cell(column))
        for table in users:
            tables[table] = [_respelled(row, column, spelling) for row in tables[table]]


def _respelled(row: Row, column: str, spelling: Mapping[str, str]) -> Row:
    wanted = spelling[key_of(row.cell(column))]
    return row if wanted == row.cell(column) else row.model_copy(update={column: wanted})
