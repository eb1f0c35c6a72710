"""The edits of a workbook on top of the CSVs' values: typed inputs in which an edit stays an edit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from finmodel.carry.carried import Carried
from finmodel.errors import ConflictError, InputError, Problem
from finmodel.gates.file import overwritten
from finmodel.inputs.schema import TABLES
from finmodel.inputs.tables import Inputs
from finmodel.lines import ITEMS
from finmodel.merge.apply import apply, pinned, read_back, reread, share_out
from finmodel.merge.merged import Merged, Move
from finmodel.merge.plan import REMOVED, Plan, RowPlan, effective
from finmodel.merge.pull import Met, judged, meet, plan
from finmodel.merge.sides import Entry, Side, Texts, context_of, folded, workbook
from finmodel.merge.three import Prefer
from finmodel.merge.value import typed
from finmodel.workbook.cells import Scalar
from finmodel.workbook.layout import lay_out, row_ids
from finmodel.workbook.pages.changes import input_cells
from finmodel.workbook.pages.tables import kind_of_cell
from finmodel.workbook.read import view
from finmodel.workbook.render import Renderer

Ids = Mapping[str, tuple[str, ...]]


def carry(path: Path, inputs: Inputs, prefer: Prefer | None = None) -> Carried:
    """Merge the edits of a workbook over the CSVs, which stay as they are.

    A cell that both sides changed is a conflict unless `prefer` settles it. What cannot be merged is left, and so is
    an edit of a record that is gone. Raises ConflictError, and InputError as `pull` does or when the inputs were not
    read from CSVs.
    """
    if inputs.folder is None:
        raise InputError([Problem("--carry", "the inputs were not read from CSVs", "read them from a folder")])
    met = meet(view(path), inputs.folder, prefer=prefer)
    verdict = judged(met, overwritten(met.seen, met.found))
    open_conflicts = [one for one in verdict.conflicts if one.ours != REMOVED]
    if open_conflicts:
        raise ConflictError(open_conflicts)
    moves = _written(_takeable(met, verdict, prefer), met)
    merged = _named(reread(met.texts), met.ours, met.texts)
    merged = replace(merged, files=inputs.files, folder=inputs.folder, scenario=_scenario(met, inputs, merged))
    both = (*verdict.conflicts, *verdict.settled)
    settled = tuple(one for one in both if one.ours != REMOVED)
    gone = tuple(one for one in both if one.ours == REMOVED)
    base, rows = generated(inputs, merged), _rows(met, merged)
    return Carried(met, verdict, merged, base, rows, tuple(moves), settled, gone)


def _takeable(met: Met, verdict: Merged, prefer: Prefer | None) -> Plan:
    """The plan without the filled spare rows that something was found about, and without records that are gone."""
    blocked = [finding.id for finding in verdict.blocking]
    _, filled = workbook(met.found)
    spare = [entry.id for rows in filled.values() for entry in rows]
    faulty = {row for row in spare if any(_row_of(cell) == row for cell in blocked)}
    planned = plan(met.found, met.ours, met.company, met.refused, prefer, without=faulty)
    removed = {(one.file, one.record) for one in verdict.settled if one.ours == REMOVED}
    planned.rows = [row for row in planned.rows if not (row.whole and (f"{row.table}.csv", row.names) in removed)]
    return planned


def _row_of(cell_id: str) -> str:
    """The row that a finding is about: `prices[spare 1]`, of a cell of it too."""
    head, bracket, rest = cell_id.partition("[")
    return head.partition(".")[0] + bracket + rest


def _written(planned: Plan, met: Met) -> list[Move]:
    share_out(planned.rows)
    moves = apply(planned.rows, met.texts, context_of(met.ours))
    if moves:
        moves += pinned(planned.rows, read_back(met.texts), met.texts)
    return moves


def _named(merged: Inputs, ours: Side, texts: Texts) -> Inputs:
    """The merged inputs with the ids of their rows: those of the CSVs by their names there, others in spare rows."""
    ids, spare = {}, {}
    for table, row_type in TABLES.items():
        by_line = {id(entry.line): entry.names for entry in ours[table].values() if entry.line}
        taken = 0
        named = []
        for row, place in zip(merged.tables[table], merged.places[table], strict=True):
            line = int(place.partition(":")[2] or 0)
            key = "|".join(str(row.cell(part)) for part in row_type.key)
            known = ours[table].get(folded(key))
            names = by_line.get(id(texts[table].row_at(line)) if line else 0, known.names if known else "")
            taken += not names
            named.append(f"{table}[{names or f'spare {taken}'}]")
        ids[table] = tuple(named)
        spare[table] = tuple(f"{table}[spare {taken + n}]" for n in range(1, row_type.spare + 1))
    return replace(merged, ids=ids, spare=spare)


def _scenario(met: Met, inputs: Inputs, merged: Inputs) -> str:
    """The scenario that somebody picked, else the one asked for."""
    found = met.found
    picked = found.generated.get("scenario") not in (None, found.scenario)
    return found.scenario if picked and found.scenario in merged.scenarios else inputs.scenario


def generated(inputs: Inputs, merged: Inputs) -> dict[str, Scalar]:
    """The CSVs' values by the ids of Changes; 0 cells are filled in the spare rows of the merged inputs."""
    layout = lay_out(inputs, ITEMS)
    values = {cell.id: cell.value for cell in input_cells(layout, Renderer(layout)) if "[spare " not in cell.id}
    rows = (row for table in merged.ids for rows in row_ids(merged, table) for row in rows)
    return {**values, **{row: 0.0 for row in rows if "[spare " in row}}


def _rows(met: Met, merged: Inputs) -> dict[str, str]:
    """The new id of each row of an input table by its old one: the same, or that of the record with its key."""
    _, filled = workbook(met.found)
    then = context_of(met.ours)
    found: dict[str, str] = {}
    for table, row_type in TABLES.items():
        named, empty = row_ids(merged, table)
        keys = (folded("|".join(str(row.cell(part)) for part in row_type.key)) for row in merged.tables[table])
        by_key = dict(zip(keys, named, strict=True))
        found |= {row: row for row in (*named, *empty)}
        for entry in filled.get(table, ()):
            found.pop(entry.id, None)
            cells = effective(table, _typed(table, entry), then)
            new = by_key.get(RowPlan(table, entry.names, cells, None).key)
            found |= {entry.id: new} if new else {}
    return found


def _typed(table: str, entry: Entry) -> dict[str, Scalar]:
    """The cells of a filled spare row that can be read."""
    cells: dict[str, Scalar] = {}
    for column, value in entry.cells.items():
        kind = kind_of_cell(table, column, "")
        try:
            cells |= {column: typed(kind, value)} if kind else {}
        except ValueError:
            continue  # told already: the row is left
    return cells
