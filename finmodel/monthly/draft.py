"""The workbook of a run, made beside its place: built, updated in place, or rebuilt with the edits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from finmodel.builder import build
from finmodel.carry.carried import Left
from finmodel.errors import RebuildNeeded
from finmodel.gates.finding import Finding
from finmodel.inputs import read
from finmodel.merge.merged import Conflict
from finmodel.merge.three import Prefer
from finmodel.monthly.refreshed import BUILT, REBUILT, STOPPED, UPDATED
from finmodel.patch.update import update
from finmodel.workbook.disk.ondisk import OnDisk

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Draft:
    """The bytes of a workbook and how they came about; none where conflicts or findings stopped it."""

    how: str
    content: bytes = b""
    reasons: tuple[str, ...] = ()
    left: tuple[Left, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    findings: tuple[Finding, ...] = ()
    remarks: tuple[str, ...] = ()


def draft(folder: Path, edited: OnDisk | None, path: Path, prefer: Prefer | None, tell: Tell) -> Draft:
    """Make the workbook of the CSVs in `folder` at `path`, out of the edited one where there is one.

    Raises as `build` and `update` do, but for RebuildNeeded.
    """
    if edited is None:
        build(read(folder), path, tell=tell)
        return Draft(BUILT, path.read_bytes())
    try:
        updated = update(edited.view.path, folder, path, prefer=prefer, disk=edited, tell=tell)
    except RebuildNeeded as needed:
        return _rebuilt(folder, edited.view.path, path, prefer, needed.reasons, tell)
    if not updated.ok:
        return Draft(STOPPED, conflicts=updated.conflicts, findings=updated.findings, remarks=updated.remarks)
    return Draft(UPDATED, path.read_bytes(), remarks=updated.remarks)


def _rebuilt(
    folder: Path, edited: Path, path: Path, prefer: Prefer | None, reasons: tuple[str, ...], tell: Tell
) -> Draft:
    """A rebuild that carries what it can: the edits stand in the CSVs by now, so formats and comments remain."""
    built = build(read(folder), path, carry=edited, prefer=prefer, tell=tell)
    return Draft(REBUILT, path.read_bytes(), reasons, built.left)
