"""A finished month: a folder of its own with workbook, report, inputs, and a manifest of what they are."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from finmodel.files import named, settle, write_tree
from finmodel.inputs.tables import Inputs
from finmodel.timeline import Month
from finmodel.version import __version__

MANIFEST = "manifest.json"
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])", re.ASCII)
_LIBRARIES = ("genai-prices", "ironcalc", "xlsxwriter")


def finished(as_of: dt.date, inputs: Inputs) -> Month | None:
    """The last month that has ended on a day, that day included; None before the model begins."""
    month = Month.of(as_of + dt.timedelta(days=1)) + -1
    return month if month >= inputs.timeline.start else None


def before(folder: Path, month: str, workbook: str) -> Path | None:
    """The workbook of the latest month archived before another."""
    earlier = [path for path in folder.glob("*") if _MONTH.fullmatch(path.name) and path.name < month]
    held = [path / workbook for path in sorted(earlier) if (path / workbook).is_file()]
    return held[-1] if held else None


@dataclass(frozen=True)
class Archive:
    """A month's folder before it is in place: bytes by name, with `inputs/` for those of the CSVs."""

    folder: Path
    month: Month
    files: Mapping[str, bytes]

    @property
    def path(self) -> Path:
        """Where it will stand."""
        return self.folder / str(self.month)

    def drafted(self, prefix: str) -> Path:
        """Write it beside its place; the name begins with `prefix`."""
        with named(self.path):
            draft = Path(tempfile.mkdtemp(prefix=prefix, dir=self.folder))
            try:
                write_tree(draft, self.files)
            except BaseException:
                shutil.rmtree(draft, ignore_errors=True)
                raise
        return draft

    def move(self, draft: Path) -> None:
        """Put the draft in its place: the whole month or nothing."""
        with named(self.path):
            draft.rename(self.path)
        settle(self.folder)


def archive(folder: Path, month: Month, inputs: Inputs, as_of: dt.date, files: Mapping[str, bytes]) -> Archive:
    """A month's folder of these files, with their manifest."""
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}
    manifest = {
        "month": str(month),
        "as_of": as_of.isoformat(),
        "company": str(inputs.value("company")),
        "sha256": hashes,
        "versions": {"finmodel": __version__, **{name: version(name) for name in _LIBRARIES}},
        "price_sources": sorted({str(row.cell("source")) for row in inputs.tables["prices"] if row.cell("source")}),
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    return Archive(folder, month, {**files, MANIFEST: text.encode()})
