"""The change report of a run, as pages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from finmodel.change_report.compare import compare
from finmodel.change_report.side import Side, side
from finmodel.patch.source import read_source
from finmodel.workbook.view import View

FORMS = ("md", "html")


def read_side(path: Path) -> Side:
    """The model in a workbook of ours, read by its bytes, which is quickest."""
    return side(path, read_already=read_source(path).view)


def pages(old: View, new: Side, name: str) -> dict[str, bytes]:
    """The report by form, the old workbook as it was before anybody edited it against the new one."""
    before = replace(side(old.path, as_generated=True, read_already=old), name=f"{name} before")
    found = compare(before, replace(new, name=name))
    return {"md": found.markdown.encode(), "html": found.html.encode()}


def between(old: Path, old_name: str, new: Side, name: str) -> dict[str, bytes]:
    """The report by form of two finished workbooks."""
    found = compare(replace(read_side(old), name=old_name), replace(new, name=name))
    return {"md": found.markdown.encode(), "html": found.html.encode()}
