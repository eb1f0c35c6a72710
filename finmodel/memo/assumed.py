"""The appendix: every assumption and row of the inputs with its source; and the sources, with what rests on each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from finmodel.inputs.assumption import Assumption
from finmodel.inputs.row import Row
from finmodel.inputs.tables import Inputs
from finmodel.memo.section import Section
from finmodel.merge.value import number_text
from finmodel.page.figure import NONE
from finmodel.page.grid import Cell, Grid
from finmodel.page.sentence import Amount, Sentence, say

_DEFAULT = "default of the model"
_UNNAMED = "no source given"


@dataclass(frozen=True)
class Entry:
    """A row of an input file: its name, what it says, and who says so."""

    table: str
    name: str
    says: str
    source: str
    date: dt.date | None
    note: str
    given: bool = True


def told(value: Any) -> str:
    """A value as a CSV holds it; `-` for an empty cell."""
    if isinstance(value, float):
        return number_text(value)
    return NONE if value in (None, "") else str(value)


def entries(inputs: Inputs) -> tuple[Entry, ...]:
    """Every assumption under the scenario in force, then every row of every table."""
    assumptions = [_assumption(name, one, inputs) for name, one in inputs.assumptions.items()]
    rows = [_row(table, row, inputs) for table, rows in inputs.tables.items() for row in rows]
    return (*assumptions, *rows)


def appendix(found: tuple[Entry, ...]) -> Section:
    """A table a file."""
    grids = []
    for table in dict.fromkeys(one.table for one in found):
        rows = tuple((one.name, one.says, _cited(one), one.note or say(NONE)) for one in found if one.table == table)
        grids.append(Grid(f"{table}.csv", ("Input", "Value", "Source", "Note"), rows))
    return Section(grids=tuple(grids))


def sources(found: tuple[Entry, ...]) -> Section:
    """Each source with the files that rest on it and the latest date; then how many inputs name none."""
    given = [one for one in found if one.given]
    named: dict[str, list[Entry]] = {}
    for one in given:
        if one.source:
            named.setdefault(one.source, []).append(one)
    rows = tuple(
        (
            source,
            ", ".join(dict.fromkeys(f"{one.table}.csv" for one in many)),
            Amount(float(len(many)), "count"),
            _latest(many),
        )
        for source, many in sorted(named.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    )
    grids = (Grid("Sources of the inputs", ("Source", "Files", "Inputs", "Latest date"), rows),) if rows else ()
    return Section(tuple(_counted(given)), grids)


def _latest(many: list[Entry]) -> Cell:
    dates = [one.date for one in many if one.date]
    return str(max(dates)) if dates else say(NONE)


def _counted(given: list[Entry]) -> Iterator[Sentence]:
    bare = [one for one in given if not one.source]
    count, total = Amount(float(len(given) - len(bare)), "count"), Amount(float(len(given)), "count")
    yield say("Of {total} assumptions and rows {count} name a source.", total=total, count=count)
    if bare:
        files = ", ".join(dict.fromkeys(f"{one.table}.csv" for one in bare))
        yield say("Without one: {count}, in {files}.", count=Amount(float(len(bare)), "count"), files=files)


def _assumption(name: str, one: Assumption, inputs: Inputs) -> Entry:
    notes = one.notes
    date = notes.get("as_of") or notes.get("checked_on")
    return Entry(
        "assumptions", name, told(inputs.value(name)), str(notes.get("source") or ""),
        date if isinstance(date, dt.date) else None, str(notes.get("note") or ""), one.given,
    )  # fmt: skip


def _row(table: str, row: Row, inputs: Inputs) -> Entry:
    says = [
        f"{column} {told(value)}"
        for column in inputs.columns(table)
        if column not in row.key and (value := row.cell(column)) not in (None, "")
    ]
    return Entry(table, ", ".join(row.names), "; ".join(says), row.source, row.as_of or row.checked_on, row.note)


def _cited(one: Entry) -> str:
    source = one.source or (_UNNAMED if one.given else _DEFAULT)
    return ", ".join(str(part) for part in (source, one.date) if part)
