"""Updates a workbook in place with what the CSVs say: merged, patched, proved, and only then written."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from finmodel.errors import ProofError, RebuildNeeded
from finmodel.files import Change, write_all
from finmodel.gates.file import overwritten
from finmodel.gates.finding import Finding
from finmodel.gates.formulas import Standing, standing
from finmodel.gates.opened import Opened
from finmodel.gates.structure import new_tiers
from finmodel.lock import locked
from finmodel.merge.pull import Met, judged, meet
from finmodel.merge.three import Prefer
from finmodel.patch.caches import drawn, proof_of, refreshed
from finmodel.patch.paper import lengthened
from finmodel.patch.proof import prove
from finmodel.patch.reasons import reasons
from finmodel.patch.reload import asked
from finmodel.patch.source import read_source, told_of, usable
from finmodel.patch.target import Target, as_built, constants, patched, rewritten, target_of
from finmodel.patch.updated import Updated
from finmodel.patch.wanted import Wanted, wanted
from finmodel.workbook.address import address
from finmodel.workbook.disk.ondisk import OnDisk
from finmodel.workbook.edits import changed
from finmodel.workbook.entries import entries
from finmodel.workbook.pages.cover import MADE_BY
from finmodel.workbook.seal import seal_holds

Tell = Callable[[str], None]
_PIVOTS = "pivot tables keep their old figures until they are refreshed (in Excel: Data, Refresh All)"


def update(
    path: str | os.PathLike[str],
    inputs: str | os.PathLike[str] = "inputs",
    out: str | os.PathLike[str] | None = None,
    *,
    prefer: Prefer | None = None,
    dry_run: bool = False,
    disk: OnDisk | None = None,
    tell: Tell = lambda _: None,
) -> Updated:
    """Bring what changed in the CSVs into a workbook, in place or as `out`; all else in it stays byte for byte.

    What the workbook alone changed stays and stays listed on `Changes`; what both changed differently is a conflict,
    unless `prefer` names the side that stands. Nothing is written while a conflict or a finding stands, nor with
    `dry_run`. `disk` is the workbook where it was read already. Raises RebuildNeeded when the workbook cannot take the
    inputs, InputError when a file cannot be read or updated safely or the merged inputs are no model, ProofError when a
    recalculated cell is not the mirror's.
    """
    source, folder, target = Path(path), Path(inputs), Path(path if out is None else out)
    tell("reading")
    disk = disk or read_source(source)
    usable(source, target, dry_run=dry_run)
    met = meet(disk.view, folder, prefer=prefer)
    merged = judged(met, ())
    if not merged.mergeable or merged.findings:
        merged = judged(met, overwritten(met.seen, met.found))
        return Updated(
            source, target, conflicts=merged.conflicts, settled=merged.settled, findings=merged.findings,
            remarks=merged.remarks, dry_run=dry_run,
        )  # fmt: skip
    tell("calculating")
    draft = _draft(disk, met, _command(folder, source))
    result = replace(draft.result(source, target), settled=merged.settled, remarks=merged.remarks, dry_run=dry_run)
    if draft.stands.findings:
        return replace(result, findings=draft.stands.findings)
    tell("recalculating and comparing")
    with told_of(source):
        proved = _proved(draft, result)
    return _written(proved, draft, target)


@dataclass
class _Draft:
    """The workbook with its new inputs, beside the model of them; `parts` are the bytes to write."""

    disk: OnDisk
    want: Wanted
    target: Target
    opened: Opened
    stands: Standing
    after: OnDisk
    sealed: bool
    parts: dict[str, bytes]

    def result(self, source: Path, out: Path) -> Updated:
        """What moves and what stays."""
        return Updated(source, out, moves=tuple(self.want.moves), kept=tuple(changed(self.want.found)))


def _command(folder: Path, source: Path) -> str:
    new = source.with_name(f"{source.stem}-new.xlsx")
    return shlex.join(["finmodel", "build", str(folder), "-o", str(new), "--carry", str(source)])


def _draft(disk: OnDisk, met: Met, command: str) -> _Draft:
    """Patch the inputs and read the file again. Raises RebuildNeeded with every reason."""
    want = wanted(met)
    if why := reasons(met, want):
        raise RebuildNeeded(why, command)
    if late := list(new_tiers(replace(want.found, generated=met.found.generated))):
        raise RebuildNeeded([finding.message for finding in late], command)
    target = target_of(met, want)
    puts, full = constants(disk, want, target)
    if full:
        raise RebuildNeeded(full, command)
    after = patched(disk, puts)
    _as_wanted(after, want, target)
    opened = Opened(after.view, target.inputs, target.book, target.expected, dict(target.pages))
    stands = standing(opened)
    made_by = met.seen.value("Cover", "version", "value")
    if stands.findings and made_by != MADE_BY:
        raise RebuildNeeded([f"{made_by} built the workbook, and {MADE_BY} calculates otherwise"], command)
    if lacking := _lacking(met, stands):
        raise RebuildNeeded(
            [f"the workbook has no row {row_id}, which the new inputs need" for row_id in lacking], command
        )
    return _Draft(disk, want, target, opened, stands, after, seal_holds(disk.view), {})


def _lacking(met: Met, stands: Standing) -> list[str]:
    """Rows that the model needs now and did not need before: those somebody deleted are findings."""
    gone = dict.fromkeys(finding.id for finding in stands.findings if finding.found is None)
    before = {finding.id for finding in overwritten(met.seen, met.found)} if gone else set()
    return [row_id for row_id in gone if row_id not in before]


def _as_wanted(after: OnDisk, want: Wanted, target: Target) -> None:
    """Raise ProofError when the patched bytes do not read as what was to be written."""
    found = entries(after.view)
    cells = {name: [row.cells for row in table.rows] for name, table in found.tables.items()}
    meant = {name: [row.cells for row in table.rows] for name, table in want.found.tables.items()}
    ids = {name: (table.ids, table.spare) for name, table in found.tables.items()}
    generated = {entry: value for entry, value in want.generated.items() if value not in (None, "")}
    stands = {entry: value for entry, value in found.generated.items() if value not in (None, "")}
    wanted_ids = {name: (table.ids, table.spare) for name, table in want.found.tables.items()}
    if cells != meant or ids != wanted_ids or stands != generated or as_built(after, target):
        raise ProofError([Finding("inputs", f"the patched bytes of {target.book.title} do not read as was meant")])


def _proved(draft: _Draft, result: Updated) -> Updated:
    """Prove the patched file, then patch what its formulas show."""
    proved = prove(draft.opened, draft.stands, draft.after)
    caches = dict(refreshed(draft.opened, proved))
    cover = proof_of(draft.target, proved, draft.after, seal=draft.sealed)
    puts = {**caches, **cover}
    draft.parts |= _sheets(draft, rewritten(draft.after, puts))
    charts = drawn(draft.after, puts, proved)
    draft.parts |= charts
    left = tuple(f"{sheet}!{address(row, column)}" for sheet, row, column in sorted(proved.left))
    if draft.parts:
        draft.parts |= _workbook_part(draft, recalculate=bool(left))
    pivots = (_PIVOTS,) if draft.disk.parts.pivots and draft.parts else ()
    remarks = (*result.remarks, *pivots)
    return replace(result, caches=len(caches), points=len(charts), left=left, parts=tuple(draft.parts), remarks=remarks)


def _sheets(draft: _Draft, anew: Mapping[str, bytes]) -> dict[str, bytes]:
    """The sheets whose bytes changed, first with their inputs, then with what formulas show."""
    before, after = draft.disk, draft.after
    final = {name: anew.get(name, sheet.xml) for name, sheet in after.sheets.items()}
    return {before.parts.sheets[name]: xml for name, xml in final.items() if xml != before.sheets[name].xml}


def _workbook_part(draft: _Draft, *, recalculate: bool) -> dict[str, bytes]:
    """The workbook part, where lines were added that print, or where the file is to be recalculated when opened."""
    disk, part = draft.disk, draft.disk.parts.workbook
    before = after = disk.parts.archive.read(part)
    for name in (disk.view.names["Changes"], disk.view.names["Cover"]):
        ends = (view.sheets[name].last_row + 1 for view in (disk.view, draft.after.view))
        after = lengthened(after, part, list(disk.parts.sheets).index(name), *ends)
    after = asked(after, part) if recalculate else after
    return {part: after} if after != before else {}


def _written(result: Updated, draft: _Draft, target: Path) -> Updated:
    """Write the file, unless it stands there already. Raises EditedError where `out` holds somebody's edits."""
    before = draft.disk.parts.archive.content
    content = draft.disk.parts.archive.replaced(draft.parts)
    standing_there = target.read_bytes() if target.exists() else None
    if result.dry_run or standing_there == content:
        return result
    if target.resolve() != result.path.resolve() and standing_there is not None:
        from finmodel.builder import refuse_edited  # it brings along all that writes workbooks

        refuse_edited(target)
    elif standing_there is not None:
        standing_there = before
    with locked([target]):
        write_all({target: Change(standing_there, content)})
    return replace(result, written=True)
