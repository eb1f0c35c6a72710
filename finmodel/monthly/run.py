"""The monthly run: prices, edits, workbook, report and archive.

Everything is made on a copy first. Then files are moved into place, each whole, in an order in which the run may stop
after any of them: the CSVs, the report, the workbook, the archive. The next run finds the rest to be done, because the
CSVs take no edit twice, the report comes before the workbook that it compares with, and the archive is made of what
stands.
"""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from finmodel.lock import locked
from finmodel.merge.three import Prefer
from finmodel.monthly.draft import draft
from finmodel.monthly.place import Place, swept
from finmodel.monthly.refreshed import STOPPED, UNCHANGED, Refreshed
from finmodel.monthly.staged import Staged
from finmodel.monthly.threshold import Threshold, parse_all, verdicts
from finmodel.monthly.written import Written
from finmodel.patch.source import read_source
from finmodel.workbook.disk.ondisk import OnDisk

Tell = Callable[[str], None]


def refresh(
    inputs: str | os.PathLike[str],
    path: str | os.PathLike[str],
    *,
    edited: str | os.PathLike[str] | None = None,
    prices_on: dt.date | None = None,
    as_of: dt.date | None = None,
    fail_on: Iterable[str] = (),
    archive: str | os.PathLike[str] | None = None,
    prefer: Prefer | None = None,
    tell: Tell = lambda _: None,
) -> Refreshed:
    """Bring CSVs, workbook, change report and archive up to date; a second run changes nothing.

    `path` is the workbook; its edits, or those of `edited`, are merged into the CSVs. `prices_on` is the day on which
    vendor prices are pulled, None for no pull. `as_of` says which month is finished, without it the latest date of any
    input. `fail_on` are thresholds such as `gross_margin<0.5`: a breach is told, and the files are written all the
    same. `archive` is the folder of finished months, that of the workbook without it. Conflicts and findings keep
    everything from being written. Raises InputError when something cannot be read, is open in a spreadsheet program or
    held by another run, ProofError when a recalculated cell is not the mirror's, OSError when a file cannot be
    written; nothing is lost then.
    """
    thresholds = parse_all(fail_on)
    place = Place.of(Path(inputs), Path(path), Path(edited) if edited else None, Path(archive) if archive else None)
    with locked([*place.folders, place.workbook]), tempfile.TemporaryDirectory(prefix="finmodel-") as folder:
        swept(place.folders)
        staged = Staged.copy(place.inputs, Path(folder) / "inputs")
        return _Run(place, staged, Path(folder), thresholds, prefer, tell).run(prices_on, as_of)


@dataclass(frozen=True)
class _Run:
    """A run whose folders are held."""

    place: Place
    staged: Staged
    folder: Path
    thresholds: list[Threshold]
    prefer: Prefer | None
    tell: Tell

    def run(self, prices_on: dt.date | None, as_of: dt.date | None) -> Refreshed:
        """Gather, draft, judge, write."""
        source = self.place.source
        before = {path: path.read_bytes() for path in (self.place.workbook, source) if path and path.exists()}
        self.tell("reading")
        old = read_source(source) if source else None
        result = self._gathered(old, prices_on)
        if result.how == STOPPED:
            return result
        made = draft(self.staged.folder, old, self._new, self.prefer, self.tell)
        result = replace(result, how=made.how, reasons=made.reasons, left=made.left)
        if made.how == STOPPED:
            return replace(result, conflicts=made.conflicts, findings=made.findings)
        self.tell("reporting")
        written = Written(self.place, self.staged, before, old.view if old else None, made.content, as_of)
        held = tuple(verdicts(self.thresholds, written.new.results)) if self.thresholds else ()
        self.tell("writing")
        return replace(written.write(result), verdicts=held)

    @property
    def _new(self) -> Path:
        """The workbook while it is made."""
        return self.folder / self.place.workbook.name

    def _gathered(self, old: OnDisk | None, prices_on: dt.date | None) -> Refreshed:
        """Prices and edits, put into the copy of the CSVs."""
        result = Refreshed(self.place.workbook, UNCHANGED)
        if prices_on is not None:
            self.tell("pulling prices")
            pulled = self.staged.prices(prices_on)
            warnings = tuple(map(str, pulled.warnings))
            result = replace(result, prices=pulled.rows, doubts=pulled.conflicts, warnings=warnings)
        if old is None:
            return result
        self.tell("merging edits")
        merged = self.staged.edits(old.view, self.prefer)
        result = replace(result, moves=merged.moves, settled=merged.settled)
        if not merged.ok:
            return replace(result, how=STOPPED, conflicts=merged.conflicts, findings=merged.findings)
        return result
