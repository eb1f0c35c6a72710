"""A workbook beside its CSVs, and the edits made on either side: none of them by the code under test."""

import difflib
import io
import pathlib
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import openpyxl

import finmodel
from finmodel.workbook.read import view
from finmodel.workbook.view import View

COMPANY = pathlib.Path(__file__).parent.parent / "check" / "company"
Edit = Callable[[bytes], bytes]


@dataclass
class Desk:
    """The workbook and the folder of CSVs."""

    file: pathlib.Path
    folder: pathlib.Path

    def seen(self) -> View:
        """What stands in the workbook, read once as long as its bytes stay the same."""
        return _seen(self.file, self.file.read_bytes())

    def csv(self, name: str, old: str, new: str) -> None:
        """Change text in a CSV."""
        path = self.folder / f"{name}.csv"
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}.csv"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def add(self, name: str, line: str) -> None:
        """Append a line to a CSV."""
        path = self.folder / f"{name}.csv"
        path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + f"\n{line}\n", encoding="utf-8")

    def place(self, entry: str) -> tuple[str, int, int]:
        """Where the input cell `plans.price_usd[pro]` stands."""
        head, _, rest = entry.partition("[")
        table, _, column = head.partition(".")
        row_id = rest[:-1] if table == "assumptions" else f"{table}[{rest}"
        for name, where in self.seen().sheets.items():
            spot = where.find(row_id, column)
            if spot and where.key not in ("Changes", "Cover", "Diligence"):
                return name, *spot
        raise KeyError(entry)

    def type(self, edits: Mapping[str, object]) -> None:
        """Type values into input cells with openpyxl, which loses every cached value."""
        places = {entry: self.place(entry) for entry in edits}
        book = openpyxl.load_workbook(self.file)
        for entry, value in edits.items():
            sheet, row, column = places[entry]
            book[sheet].cell(row + 1, column + 1).value = value
        book.save(self.file)

    def value(self, entry: str) -> object:
        """What stands in an input cell."""
        return self.seen().values.get(self.place(entry))

    def generated(self, entry: str) -> object:
        """What Changes says was generated."""
        return self.seen().value("Changes", entry, "as generated")

    def shown(self, entry: str) -> object:
        """Whether Changes shows it as changed: the cached 1 or 0."""
        return self.seen().value("Changes", entry, "changed")

    def update(self, **options: object) -> finmodel.Updated:
        """Update the workbook."""
        return finmodel.update(self.file, self.folder, **options)


@lru_cache(maxsize=4)
def _seen(path: pathlib.Path, content: bytes) -> View:
    return view(path)


def parts(path: pathlib.Path | bytes) -> dict[str, bytes]:
    """Every part of a package by name."""
    with zipfile.ZipFile(io.BytesIO(path) if isinstance(path, bytes) else path) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def repacked(path: pathlib.Path, edits: Mapping[str, Edit | bytes], drop: tuple[str, ...] = ()) -> None:
    """Write a package anew with some parts edited, added or dropped."""
    held = parts(path)
    for name, edit in edits.items():
        held[name] = edit if isinstance(edit, bytes) else edit(held[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in held.items():
            if name not in drop:
                package.writestr(name, content)


def changed_parts(before: pathlib.Path | bytes, after: pathlib.Path | bytes) -> set[str]:
    """The parts that differ; both packages have the same ones in the same order."""
    old, new = parts(before), parts(after)
    assert list(old) == list(new)
    return {name for name in old if old[name] != new[name]}


def changed_cells(before: bytes, after: bytes) -> list[str]:
    """The tags of the cells in which two versions of a sheet differ; everything around them is the same."""
    cell = re.compile(rb"(<(?:\w+:)?c\b(?:[^>]*/>|.*?</(?:\w+:)?c>))", re.DOTALL)
    old, new = cell.split(before), cell.split(after)
    found = []
    for tag, start, end, low, high in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            assert all(piece.startswith(b"<") and b"</sheetData>" not in piece for piece in new[low:high] if piece)
            assert end - start == high - low
            found += [
                re.search(rb'r="([A-Z]+[0-9]+)"', piece)[1].decode() for piece in new[low:high] if b" r=" in piece
            ]
    return found
