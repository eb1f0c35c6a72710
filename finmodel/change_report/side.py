"""One side of a comparison: a workbook or a folder of CSVs, its model, and what somebody typed into it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from finmodel.change_report.record import Place, fields, key_of_row
from finmodel.errors import InputError, Problem
from finmodel.inputs import Inputs, read
from finmodel.inputs.kinds import Value
from finmodel.inputs.parse import parse
from finmodel.inputs.schema import TABLES
from finmodel.mirror import Results, calculate
from finmodel.workbook.edits import edited, unbased
from finmodel.workbook.entries import Entries, raw_as_generated
from finmodel.workbook.ours import inputs_in, is_folder, ours
from finmodel.workbook.view import View


@dataclass(frozen=True)
class Side:
    """A model as it is compared.

    `edits` are the values that stand in cells of the workbook which somebody edited since it was generated, `seen` is
    the workbook (None for CSVs, and for one that is compared as it was generated), `doubts` are words about what of it
    cannot be trusted.
    """

    name: str
    results: Results
    edits: Mapping[Place, Value] = field(default_factory=dict)
    seen: View | None = None
    as_generated: bool = False
    doubts: tuple[str, ...] = ()

    @property
    def inputs(self) -> Inputs:
        """The inputs compared."""
        return self.results.inputs


def side(path: Path, *, as_generated: bool = False, read_already: View | None = None) -> Side:
    """Read one side; with `as_generated`, as it was before anybody edited it. A workbook may have been read already.

    Raises InputError where there is no model, or no workbook that could have been edited.
    """
    if is_folder(path):
        if as_generated:
            fix = "compare a workbook, or leave the option out"
            raise InputError([Problem(str(path), "is a folder of CSVs, which nobody generated", fix)])
        return Side(str(path), calculate(read(path)).finite())
    seen, found = inputs_in(read_already) if read_already else ours(path)
    standing = parse(found.tables, scenario=found.scenario)
    based = unbased(seen, found)
    edits = {} if based else dict(_edits(found, standing))
    doubts = [f"{based}: nothing in it is told as an edit"] if based else []
    doubts += [f"{odd.sheet}!{odd.cell} {odd.id}: {odd.message}" for odd in found.oddities]
    if as_generated:
        if based:
            raise InputError([Problem(str(path), based, "leave the option out")])
        inputs = parse(raw_as_generated(found), scenario=str(found.generated.get("scenario") or found.scenario))
        return Side(str(path), calculate(inputs).finite(), edits, None, as_generated=True, doubts=tuple(doubts))
    return Side(str(path), calculate(standing).finite(), edits, seen, doubts=tuple(doubts))


def _edits(found: Entries, standing: Inputs) -> Iterator[tuple[Place, Value]]:
    """The cells that were edited since the workbook was generated, with the values that stand there."""
    touched = edited(found)
    for entry in touched:
        head, _, name = entry.partition("[")
        table, _, column = head.partition(".")
        if table == "assumptions":
            given = standing.assumptions[name[:-1]]
            yield Place(table, (name[:-1],), column), fields(given).get(column)
    if found.generated.get("scenario") not in (None, found.scenario):
        yield Place("assumptions", ("scenario",), ""), found.scenario
    for table, raw in ((name, raw) for name, raw in found.tables.items() if name in TABLES):
        ids = {row.where: row_id for row, row_id in zip(raw.rows, raw.ids, strict=True)}
        for row, where in zip(standing.tables[table], standing.places[table], strict=False):
            row_id = ids.get(where, "")
            edited_columns = {column for column in fields(row) if _entry(row_id, column) in touched}
            whole = _was_empty(row_id, found) or edited_columns & set(row.key)
            for column, value in fields(row).items():
                if whole or column in edited_columns:
                    yield Place(table, key_of_row(row), column), value


def _entry(row_id: str, column: str) -> str:
    table, _, names = row_id.partition("[")
    return f"{table}.{column}[{names}"


def _was_empty(row_id: str, found: Entries) -> bool:
    """Whether it is a spare row that was empty when it was generated."""
    return "[spare " in row_id and not found.generated.get(row_id)
