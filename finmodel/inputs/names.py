"""Names and keys across files: unknown ones, duplicates, and one spelling for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from finmodel.errors import Problem, nearest
from finmodel.inputs.kinds import key_of, shown
from finmodel.inputs.raw import RawRow, RawTable
from finmodel.inputs.row import Row
from finmodel.inputs.schema import TABLES

_HOME = {"plan": "plans", "feature": "features", "model": "prices"}  # where a name is introduced


def check_names(raws: Mapping[str, RawTable]) -> list[Problem]:
    """Names that no other file introduces. Works on raw cells, so that one bad cell does not make more."""
    problems = []
    for table, raw in raws.items():
        for column, home in _HOME.items():
            if table not in TABLES or home == table or column not in TABLES[table].columns() or home not in raws:
                continue
            known = _names(raws[home], column)
            for row in raw.rows:
                name = str(row.cells.get(column, "")).strip()
                if name and key_of(name) not in known:
                    fix = f"{nearest(name, known.values())} (names come from {raws[home].where})"
                    problems.append(Problem(row.place(column), f"{shown(name)} is not a {column}", fix))
    return problems


def check_keys(row_type: type[Row], rows: Iterable[tuple[Row, RawRow]]) -> list[Problem]:
    """Records that say the same thing twice."""
    problems, seen = [], dict[tuple[str, ...], str]()
    for row, place in rows:
        key = tuple(key_of(str(row.cell(column))) for column in row_type.key)
        if key in seen:
            named = ", ".join(f"{column} {row.cell(column)}" for column in row_type.key)
            problems.append(Problem(place.where, f"{named} stands already in {seen[key]}", "keep one of the two rows"))
        seen.setdefault(key, place.where)
    return problems


def one_spelling(tables: dict[str, list[Row]]) -> None:
    """Rewrite, in place, every name as its home file spells it first."""
    for column, home in _HOME.items():
        spelling: dict[str, str] = {}
        for row in tables[home]:
            spelling.setdefault(key_of(row.cell(column)), row.cell(column))
        for table, row_type in TABLES.items():
            if column in row_type.columns():
                tables[table] = [_respelled(row, column, spelling) for row in tables[table]]


def _respelled(row: Row, column: str, spelling: Mapping[str, str]) -> Row:
    name = row.cell(column)
    wanted = spelling.get(key_of(name), name)
    return row if wanted == name else row.model_copy(update={column: wanted})


def _names(raw: RawTable, column: str) -> dict[str, str]:
    names = (str(row.cells.get(column, "")).strip() for row in raw.rows)
    return {key_of(name): name for name in names if name}
