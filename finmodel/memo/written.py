"""The files that a memo is written to: all of them or none."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from finmodel.errors import InputError, Problem
from finmodel.files import Change, write_all
from finmodel.gates.office import converted, office
from finmodel.memo.memo import Memo
from finmodel.memo.page import TEMPLATES
from finmodel.page.target import usable
from finmodel.page.template import folder_of
from finmodel.workbook.ours import is_folder

_FORMS = {".html": "html", ".htm": "html", ".md": "md", ".markdown": "md", ".json": "json"}
_WITHOUT_OFFICE = "install libreoffice-calc to print a PDF, or leave --pdf out"


@dataclass(frozen=True)
class Asked:
    """The file of each form (html, md, json, pdf), the workbook to print, and the folder of somebody's templates."""

    source: Path
    files: tuple[tuple[str, Path], ...]
    own: Path | None = None

    @classmethod
    def of(
        cls, source: Path, output: Path | None, md: Path | None, pdf: Path | None, own: Path | None, *, as_json: bool
    ) -> Asked:
        """Check the files asked for. Raises InputError for one that cannot be written or a PDF of no workbook.

        Raises EngineError for a PDF without LibreOffice.
        """
        files: list[tuple[str, Path]] = []
        if output is not None:
            _no_pdf(output)
            form = _FORMS.get(output.suffix.lower(), "json" if as_json else "md")
            files.append((form, usable(output, "write -o NAME.html or -o NAME.md")))
        if md is not None:
            files.append(("md", usable(md, "write --md NAME.md")))
        if pdf is not None:
            if is_folder(source):
                fix = f"build one first: finmodel build {source} -o model.xlsx"
                raise InputError([Problem(f"--pdf {pdf}", "prints a workbook, and these are CSVs", fix)])
            office(_WITHOUT_OFFICE)
            files.append(("pdf", usable(pdf, "write --pdf NAME.pdf")))
        _once(files)
        return cls(source, tuple(files), None if own is None else folder_of(own, TEMPLATES))

    @property
    def nothing(self) -> bool:
        """Whether no file is asked for."""
        return not self.files

    def writes(self, form: str) -> bool:
        """Whether a file of this form is asked for."""
        return any(one == form for one, _ in self.files)


def write(memo: Memo, asked: Asked, *, tell: Callable[[str], None] = lambda _: None) -> None:
    """Write every file asked for. Raises EngineError without LibreOffice or the chart library, InputError, OSError."""
    changes = {}
    for form, path in asked.files:
        tell({"pdf": "printing", "html": "drawing"}.get(form, "writing"))
        before = path.read_bytes() if path.exists() else None
        changes[path] = Change(before, _bytes(form, memo, asked))
    if changes:
        write_all(changes)


def _bytes(form: str, memo: Memo, asked: Asked) -> bytes:
    if form == "pdf":
        return converted(asked.source, "pdf", _WITHOUT_OFFICE)
    if form == "html":
        return memo.html(asked.own).encode()
    text = memo.markdown(asked.own) if form == "md" else json.dumps(memo.as_dict(), ensure_ascii=False) + "\n"
    return text.encode()


def _no_pdf(output: Path) -> None:
    if output.suffix.lower() == ".pdf":
        fix = f"write --pdf {output} for the workbook, or print NAME.html from a browser"
        raise InputError([Problem(f"-o {output}", "is no form of the memo", fix)])


def _once(files: list[tuple[str, Path]]) -> None:
    paths = [path.resolve() for _, path in files]
    twice = next((path for path in paths if paths.count(path) > 1), None)
    if twice is not None:
        raise InputError([Problem(str(twice), "is named twice", "name a file of its own for each")])
