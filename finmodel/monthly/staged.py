"""The CSVs of a run: a copy in which prices and edits are put, so that nothing is written before all is known."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from finmodel.errors import InputError, Problem
from finmodel.files import Change
from finmodel.inputs.read import FILES
from finmodel.merge.merged import Merged
from finmodel.merge.pull import carried_out, judged, meet
from finmodel.merge.three import Prefer
from finmodel.vendor import Pulled, genai_prices
from finmodel.vendor import pull as pull_prices
from finmodel.workbook.view import View


@dataclass(frozen=True)
class Staged:
    """A copy of the inputs and the bytes of the originals, by file name."""

    origin: Path
    folder: Path
    before: Mapping[str, bytes]

    @classmethod
    def copy(cls, origin: Path, folder: Path) -> Staged:
        """Copy every CSV, so that a misspelt name is told as it is elsewhere. Raises InputError without a folder."""
        if not origin.is_dir():
            fix = "give the folder that holds assumptions.csv"
            raise InputError([Problem(str(origin), "is not a folder", fix)])
        folder.mkdir()
        for path in sorted(origin.glob("[!.]*.[cC][sS][vV]")):
            shutil.copyfile(path, folder / path.name)
        held = {path.name: path.read_bytes() for path in folder.iterdir()}
        return cls(origin, folder, held)

    def prices(self, day: dt.date) -> Pulled:
        """Pull vendor prices into the copy."""
        found = pull_prices(self.folder, genai_prices(), as_of=day)
        found.write()
        return found

    def edits(self, workbook: View, prefer: Prefer | None) -> Merged:
        """Merge the edits of a workbook into the copy; its formulas are looked at when it is updated."""
        met = meet(workbook, self.folder, prefer=prefer)
        return carried_out(judged(met, ()), met, self.folder)

    @property
    def files(self) -> dict[str, bytes]:
        """The CSVs of the model as they stand in the copy."""
        return {path.name: path.read_bytes() for name in FILES if (path := self.folder / f"{name}.csv").exists()}

    @property
    def changes(self) -> dict[Path, Change]:
        """What is to be written, by its place."""
        return {
            self.origin / name: Change(self.before.get(name), after)
            for name, after in self.files.items()
            if self.before.get(name) != after
        }
