"""Where a run reads and writes, and what stands in its way."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from finmodel.errors import InputError, Problem
from finmodel.files import named
from finmodel.patch.lock import lock_of

DRAFT = ".finmodel-refresh-"  # how a run's drafts begin: what a killed one left is swept away by the next


@dataclass(frozen=True)
class Place:
    """The folder of CSVs, the workbook, the one whose edits count (None where none stands), the archive's folder."""

    inputs: Path
    workbook: Path
    source: Path | None
    archive: Path

    @classmethod
    def of(cls, inputs: Path, workbook: Path, edited: Path | None, archive: Path | None) -> Place:
        """Check the places. Raises InputError with every problem."""
        archive = archive or workbook.parent
        problems = [
            *_no_folder(inputs, "give the folder that holds assumptions.csv"),
            *_no_folder(workbook.parent, "make it first, or choose another"),
            *(_no_folder(archive, "make it first, or choose another") if archive != workbook.parent else ()),
            *_unfit(workbook, inputs),
        ]
        if edited is not None and not edited.is_file():
            problems.append(Problem(str(edited), "there is no such file", "give the workbook that holds the edits"))
        if problems:
            raise InputError(problems)
        source = edited or (workbook if workbook.exists() else None)
        return cls(inputs, workbook, source, archive)

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders that are written to."""
        return self.inputs, self.workbook.parent, self.workbook.resolve().parent, self.archive

    def page(self, form: str) -> Path:
        """The change report: beside the workbook, named after it."""
        return self.workbook.with_name(f"{self.workbook.stem}-changes.{form}")

    def kept(self, mark: str) -> Path:
        """Where an older workbook is kept that a rebuild could not carry whole."""
        return self.workbook.with_name(f"{self.workbook.stem}-kept-{mark}{self.workbook.suffix}")


def swept(folders: Iterable[Path]) -> None:
    """Remove the drafts of a run that was killed; the folders are held, so no run is writing them."""
    for folder in folders:
        with named(folder):
            for draft in folder.glob(f"{DRAFT}*"):
                shutil.rmtree(draft) if draft.is_dir() and not draft.is_symlink() else draft.unlink()


def _no_folder(path: Path, fix: str) -> list[Problem]:
    return [] if path.is_dir() else [Problem(str(path), "is not a folder", fix)]


def _unfit(workbook: Path, inputs: Path) -> list[Problem]:
    if workbook.suffix.lower() != ".xlsx":
        return [Problem(str(workbook), "does not end in .xlsx", "write -o NAME.xlsx")]
    if workbook.is_dir():
        return [Problem(str(workbook), "is a folder", "write -o NAME.xlsx")]
    lock = lock_of(workbook.resolve())
    if lock is None:
        return []
    new = workbook.with_name(f"{workbook.stem}-new.xlsx")
    fix = f"close it there, or write a new one: finmodel refresh {inputs} -o {new} --edited {workbook}"
    return [Problem(str(workbook), f"is open in a spreadsheet program ({lock.name} lies beside it)", fix)]
