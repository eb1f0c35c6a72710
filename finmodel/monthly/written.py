"""What a run writes: drafts of all files first, then moves in the order in which a run may stop after any of them."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from finmodel.builder import refuse_edited
from finmodel.change_report.side import Side
from finmodel.errors import InputError
from finmodel.files import Change, write_all
from finmodel.inputs import read
from finmodel.mirror import calculate
from finmodel.monthly.archive import Archive, archive, before, finished
from finmodel.monthly.place import DRAFT, Place
from finmodel.monthly.refreshed import UNCHANGED, Refreshed
from finmodel.monthly.report import FORMS, between, pages
from finmodel.monthly.staged import Staged
from finmodel.timeline import Month
from finmodel.workbook.entries import entries
from finmodel.workbook.view import View

_MARK = 8  # digits of a kept file's SHA-256 in its name
_MEANWHILE = "was changed by somebody else meanwhile"


@dataclass(frozen=True)
class Written:
    """The end of a run.

    `before` are the bytes that stood at the start, `old` is the workbook whose edits count, `content` the new one.
    """

    place: Place
    staged: Staged
    before: Mapping[Path, bytes]
    old: View | None
    content: bytes
    as_of: dt.date | None

    def write(self, result: Refreshed) -> Refreshed:
        """Write what is not there yet. Raises OSError or InputError; then everything is as it was."""
        changes = {**self.staged.changes}
        kept = self._kept() if result.left else None
        if kept:
            changes |= self._unless_there(kept, self.before[self._source])
        for form, page in self._pages.items():
            changes |= self._unless_there(self.place.page(form), page)
        changes |= self._unless_there(self.place.workbook, self.content)
        if self.place.workbook in changes and self.place.workbook != self.place.source:
            self._refuse_edited()
        month = self._archive()
        self._moved(changes, month)
        how = result.how if self.place.workbook in changes else UNCHANGED
        archived = month.path if month else None
        warnings = (*result.warnings, *self._anothers_month(archived))
        return replace(result, how=how, kept=kept, written=tuple(changes), archived=archived, warnings=warnings)

    @cached_property
    def new(self) -> Side:
        """The model in the new workbook: that of the CSVs, under the scenario that somebody picked there."""
        company = read(self.staged.folder)
        picked = entries(self.old).scenario if self.old else company.scenario
        company = company.under(picked) if picked in company.scenarios else company
        return Side(self.place.workbook.name, calculate(company).finite())

    @property
    def _source(self) -> Path:
        return self.place.source or self.place.workbook

    def _kept(self) -> Path:
        return self.place.kept(hashlib.sha256(self.before[self._source]).hexdigest()[:_MARK])

    def _refuse_edited(self) -> None:
        if self.place.workbook.exists():
            refuse_edited(self.place.workbook)

    @cached_property
    def _pages(self) -> dict[str, bytes]:
        """The change report, where there is something to compare with and something changed."""
        if self.old is None or self.before[self._source] == self.content:
            return {}
        return pages(self.old, self.new, self.place.workbook.name)

    def _unless_there(self, path: Path, data: bytes) -> dict[Path, Change]:
        standing = self.before.get(path, path.read_bytes() if path.exists() else None)
        return {path: Change(standing, data)} if standing != data else {}

    def _anothers_month(self, archived: Path | None) -> list[str]:
        """A warning where the folder of the finished month holds that of another workbook."""
        month, name = self._finished, self.place.workbook.name
        folder = self.place.archive / str(month)
        if month is None or archived or (folder / name).exists():
            return []
        other = f"{folder} holds the month of another workbook, so that of {name} is not archived"
        return [f"{other}; name a folder of its own with --archive"]

    @cached_property
    def _finished(self) -> Month | None:
        inputs = read(self.staged.folder)
        return finished(self.as_of or inputs.as_of, inputs)

    def _archive(self) -> Archive | None:
        """The finished month, unless it is archived already: a finished month is never written again."""
        month = self._finished
        if month is None or (self.place.archive / str(month)).exists():
            return None
        inputs = read(self.staged.folder)
        as_of = self.as_of or inputs.as_of
        name = self.place.workbook.name
        files = {name: self.content} | {self.place.page(f).name: page for f, page in self._of_month(str(month)).items()}
        files |= {f"inputs/{file}": data for file, data in self.staged.files.items()}
        return archive(self.place.archive, month, inputs, as_of, files)

    def _of_month(self, month: str) -> dict[str, bytes]:
        """The report of a month: against the month archived before it, else the one of the last change."""
        name = self.place.workbook.name
        last = before(self.place.archive, month, name)
        if last is not None:
            try:
                return between(last, f"{last.parent.name}/{name}", self.new, f"{month}/{name}")
            except InputError:
                pass  # another version's, which this one cannot read
        standing = {form: self.place.page(form) for form in FORMS}
        return self._pages or {form: page.read_bytes() for form, page in standing.items() if page.exists()}

    def _moved(self, changes: Mapping[Path, Change], month: Archive | None) -> None:
        drafted = month.drafted(DRAFT) if month else None
        try:
            write_all(changes, meanwhile=_MEANWHILE, prefix=DRAFT)
            if month and drafted:
                month.move(drafted)
        except BaseException:
            if drafted:
                shutil.rmtree(drafted, ignore_errors=True)
            raise
