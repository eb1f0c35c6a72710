"""Brings the edits of a workbook back into the CSVs: three-way, all or nothing."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from finmodel.errors import InputError, Problem
from finmodel.files import Change, write_all
from finmodel.gates.file import overwritten
from finmodel.gates.finding import Finding
from finmodel.gates.structure import structural
from finmodel.inputs import Inputs, read
from finmodel.lock import locked
from finmodel.merge.apply import apply, pinned, read_back, share_out
from finmodel.merge.merged import Merged, Move
from finmodel.merge.plan import Plan, Planner
from finmodel.merge.sides import Side, Texts, context_of, csvs, folded, generated, read_texts, workbook
from finmodel.merge.three import Prefer, same
from finmodel.merge.value import typed
from finmodel.workbook.edits import unbased
from finmodel.workbook.entries import Entries, Oddity, entries
from finmodel.workbook.layout import INPUT_SHEETS
from finmodel.workbook.pages.tables import kind_of_cell
from finmodel.workbook.read import view
from finmodel.workbook.view import View


def pull(
    path: str | os.PathLike[str],
    inputs: str | os.PathLike[str] = "inputs",
    *,
    prefer: Prefer | None = None,
    dry_run: bool = False,
) -> Merged:
    """Merge the edits of a workbook into the folder of CSVs it was built from.

    What was changed on one side only is taken, what both changed alike is fine, what both changed differently is a
    conflict, unless `prefer` names the side that stands. Nothing is written while a conflict or a finding about an
    input stands, nor with `dry_run`. Raises InputError when a file cannot be read, when the values as generated were
    edited, or when the merged CSVs are no model.
    """
    folder = Path(inputs)
    met = meet(view(Path(path)), folder, prefer=prefer)
    merged = judged(met, overwritten(met.seen, met.found))
    return carried_out(replace(merged, dry_run=dry_run), met, folder)


@dataclass(frozen=True)
class Met:
    """A workbook and the CSVs beside each other, and the plan that merges them."""

    seen: View
    found: Entries
    company: Inputs
    texts: Texts
    ours: Side
    planned: Plan
    refused: tuple[Oddity, ...]


def meet(seen: View, folder: Path, *, prefer: Prefer | None = None) -> Met:
    """Plan the merge of a workbook and a folder of CSVs. Raises InputError as `pull` does."""
    found = _based(seen)
    company = read(folder)
    texts = read_texts(folder)
    ours = csvs(company, texts)
    refused = tuple(_refused(seen, found))
    planned = plan(found, ours, company, refused, prefer)
    return Met(seen, found, company, texts, ours, planned, refused)


def judged(met: Met, formulas: tuple[Finding, ...]) -> Merged:
    """What was found, told apart by whether it keeps the merge from being written; `formulas` are those overwritten."""
    seen, found, planned = met.seen, met.found, met.planned
    inside, beside = _sorted_out(seen, formulas)
    changed = _structure(found, met.ours, planned)
    blocking = [*(_finding(odd) for odd in met.refused), *changed, *planned.findings, *inside]
    odd = [_finding(odd) for odd in found.oddities if not _about_inputs(seen, odd)]
    return Merged(
        seen.path,
        conflicts=tuple(planned.conflicts),
        settled=tuple(planned.settled),
        blocking=tuple(dict.fromkeys(blocking)),
        beside=(*odd, *beside),
        remarks=tuple(_remarks(found, planned)),
    )


def _based(seen: View) -> Entries:
    """The inputs in the file, when what they are compared with can be trusted."""
    if not {"Changes", "Assumptions", "Cover"} <= set(seen.names):
        what = "is no finmodel workbook, or its Changes sheet was removed"
        raise InputError([Problem(str(seen.path), what, "give the workbook that finmodel built")])
    found = entries(seen)
    if wrong := unbased(seen, found):
        fix = "put them back, or bring the edits into the CSVs by hand"
        raise InputError([Problem(str(seen.path), wrong, fix)])
    return found


def plan(
    found: Entries,
    ours: Side,
    company: Inputs,
    refused: Iterable[Oddity],
    prefer: Prefer | None,
    without: Container[str] = (),
) -> Plan:
    """Plan the merge record by record, `without` some spare rows by id."""
    theirs, filled = workbook(found)
    spare = {table: [entry for entry in rows if entry.id not in without] for table, rows in filled.items()}
    ids = frozenset(odd.id for odd in refused)
    return Planner(generated(found), theirs, spare, ours, company.scenarios, prefer, ids).run()


def carried_out(merged: Merged, met: Met, folder: Path) -> Merged:
    """Write the merge, once the reader takes what it makes of the CSVs. Raises InputError where it does not."""
    planned, texts = met.planned, met.texts
    if merged.mergeable:
        share_out(planned.rows)
    moves = apply(planned.rows, texts, context_of(met.ours))
    if merged.mergeable and moves:
        moves += _settled(planned, texts)
    merged = replace(merged, moves=tuple(moves))
    if not merged.mergeable or merged.dry_run:
        return merged
    changes = _changes(texts, folder)
    if changes:
        with locked([folder]):
            write_all(changes)
    return replace(merged, written=tuple(sorted(path.name for path in changes)))


def _settled(planned: Plan, texts: Texts) -> list[Move]:
    """Read the merged CSVs, and write the empty cells that would now count as something else."""
    moves = pinned(planned.rows, read_back(texts), texts)
    if moves:
        read_back(texts)
    return moves


def _changes(texts: Texts, folder: Path) -> Mapping[Path, Change]:
    after = {name: text.encode() for name, text in texts.items()}
    return {
        folder / f"{name}.csv": Change(text.original, after[name])
        for name, text in texts.items()
        if after[name] != text.original
    }


def _refused(seen: View, found: Entries) -> list[Oddity]:
    """Input cells that cannot be taken; a number stored as text is taken when it has one reading."""
    return [odd for odd in found.oddities if _about_inputs(seen, odd) and not _readable(odd)]


def _about_inputs(seen: View, odd: Oddity) -> bool:
    return odd.id != "scenario" and _holds_inputs(seen, odd.sheet)


def _holds_inputs(seen: View, sheet: str) -> bool:
    return sheet in seen.sheets and seen.sheets[sheet].key in ("Assumptions", *INPUT_SHEETS)


def _readable(odd: Oddity) -> bool:
    head, _, rest = odd.id.partition("[")
    table, _, column = head.partition(".")
    if not column or not isinstance(odd.found, str) or odd.found.startswith("="):
        return False
    kind = kind_of_cell(table, column, rest.removesuffix("]"))
    try:
        return kind is not None and typed(kind, odd.found) is not None
    except ValueError:
        return False


def _finding(odd: Oddity) -> Finding:
    return Finding("inputs", odd.message, sheet=odd.sheet, cell=odd.cell, id=odd.id, found=odd.found)


def _sorted_out(seen: View, found: tuple[Finding, ...]) -> tuple[list[Finding], list[Finding]]:
    """Formulas typed over where inputs stand, and those elsewhere."""
    inside = [finding for finding in found if _holds_inputs(seen, finding.sheet)]
    return inside, [finding for finding in found if finding not in inside]


def _structure(found: Entries, ours: Side, planned: Plan) -> Iterator[Finding]:
    """Structure that was changed in the workbook, but for what the CSVs say by now as well."""
    theirs, _ = workbook(found)
    for finding in structural(found):
        head, _, rest = finding.id.partition("[")
        table, _, column = head.partition(".")
        key = folded(rest.removesuffix("]"))
        if rest.startswith("spare "):
            settled = finding.id in planned.met
        elif column:
            entry = ours[table].get(key)
            value = finding.found if not isinstance(finding.found, bool) else str(finding.found)
            now = entry.cells.get(column) if entry else None
            settled = entry is not None and not isinstance(now, bool) and same(now, value)
        else:
            settled = key not in ours[table] and key not in theirs[table]
        if not settled:
            yield finding


def _remarks(found: Entries, planned: Plan) -> Iterator[str]:
    """What the workbook holds that is no part of the CSVs."""
    scenario = found.generated.get("scenario")
    if scenario not in (None, found.scenario):
        yield f"scenario in force: {scenario} -> {found.scenario}; no part of the CSVs (build --scenario)"
    for column, file in planned.unknown.items():
        yield f"column {column!r} is none of {file}; it stays in the workbook"
