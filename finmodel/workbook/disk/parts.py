"""The parts of a workbook's package: which sheet stands where, its words, its charts, how it wants to be calculated."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field

from finmodel.workbook.disk.archive import Archive
from finmodel.workbook.disk.scanned import MAIN, STRICT, parser, run
from finmodel.workbook.package import UnfitError

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
YES = ("1", "true")
_TYPES = "[Content_Types].xml"


@dataclass
class Parts:
    """A package by what its parts are for: sheets in order by name, shared strings, charts.

    `states` are the sheets that are hidden or veryHidden, `calculation` is how the file wants to be calculated.
    """

    archive: Archive
    workbook: str
    sheets: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    charts: tuple[str, ...] = ()
    pivots: int = 0
    states: dict[str, str] = field(default_factory=dict)
    calculation: dict[str, str] = field(default_factory=dict)
    from_1904: bool = False
    signed: bool = False


def open_parts(content: bytes) -> Parts:
    """Open a package. Raises UnfitError, in words that follow the file's name, for one that cannot be read."""
    archive = Archive(content)
    targets = related(archive, "")
    workbook = next((part for kind, part in targets.values() if kind == "officeDocument"), "")
    if workbook.endswith(".bin"):
        raise UnfitError("is a binary workbook (.xlsb); save it as Excel Workbook (.xlsx)")
    if not workbook:
        raise UnfitError("is no workbook: no part says that it is one")
    if not _is_typed(archive, workbook):
        raise UnfitError(f"is no workbook: {_TYPES} does not say that {workbook} is one")
    parts = Parts(archive, workbook, signed=any(name.startswith("_xmlsignatures/") for name in archive.names))
    _read_workbook(parts)
    parts.charts = tuple(name for name in archive.names if _is_chart(name))
    parts.pivots = sum(1 for name in archive.names if "pivotCacheRecords" in name)
    return parts


def _is_typed(archive: Archive, workbook: str) -> bool:
    """Whether the list of content types knows the workbook: without it Excel opens nothing."""
    found = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal found
        named = attributes.get("PartName", "").casefold() == f"/{workbook}".casefold()
        found |= tag.endswith(" Override") and named and attributes.get("ContentType", "").endswith(".main+xml")

    reader = parser()
    reader.StartElementHandler = start
    run(reader, archive.read(_TYPES), _TYPES)
    return found


def _is_chart(name: str) -> bool:
    return posixpath.dirname(name) == "xl/charts" and posixpath.basename(name).startswith("chart")


def related(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """The relations of a part: the last word of the kind and the part led to, by id."""
    folder, name = posixpath.split(part)
    listed = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, tuple[str, str]] = {}
    known = {name.casefold(): name for name in archive.names}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.endswith(" Relationship") and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = kind, known.get(path.casefold(), path)

    if listed in archive.names:
        reader = parser()
        reader.StartElementHandler = start
        run(reader, archive.read(listed), listed)
    return found


def _read_workbook(parts: Parts) -> None:
    """The sheets and defined names. Chart sheets hold no cells and are left out."""
    targets = related(parts.archive, parts.workbook)
    for kind, part in targets.values():
        if kind == "sharedStrings" and part in parts.archive.names:
            parts.words = _words(parts.archive.read(part), part)
    reader = _WorkbookReader(parts, targets)
    run(reader.parser, parts.archive.read(parts.workbook), parts.workbook)


class _WorkbookReader:
    """The handlers of the workbook part."""

    def __init__(self, parts: Parts, targets: Mapping[str, tuple[str, str]]) -> None:
        self.parts, self.targets = parts, targets
        self.parser = parser()
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._start, self._end
        self.defined, self.text = "", list[str]()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        space, _, name = tag.rpartition(" ")
        if space == STRICT:
            raise UnfitError("is saved as Strict Open XML; save it as Excel Workbook (.xlsx)")
        if name == "sheet" and space == MAIN:
            kind, part = self.targets.get(attributes.get(f"{_OFFICE} id", ""), ("", ""))
            if kind == "worksheet":
                title, state = attributes.get("name", ""), attributes.get("state", "visible")
                self.parts.sheets[title] = part
                self.parts.states |= {title: state} if state != "visible" else {}
        elif name == "workbookPr":
            self.parts.from_1904 = attributes.get("date1904") in YES
        elif name == "calcPr":
            self.parts.calculation = attributes
        elif name == "definedName" and "localSheetId" not in attributes:
            self.defined, self.text = attributes.get("name", ""), []
            self.parser.CharacterDataHandler = self.text.append

    def _end(self, tag: str) -> None:
        if tag == f"{MAIN} definedName" and self.defined:
            self.parts.names[self.defined] = "".join(self.text)
            self.defined, self.parser.CharacterDataHandler = "", None


def _words(xml: bytes, part: str) -> list[str]:
    """The shared strings, without the readings of Asian words."""
    words: list[str] = []
    reader = parser()
    pieces: list[str] = []
    state = {"phonetic": False}
    item, text, phonetic = f"{MAIN} si", f"{MAIN} t", f"{MAIN} rPh"

    def start(tag: str, _: dict[str, str]) -> None:
        if tag == item:
            pieces.clear()
        elif tag == phonetic:
            state["phonetic"] = True
        elif tag == text and not state["phonetic"]:
            reader.CharacterDataHandler = pieces.append

    def end(tag: str) -> None:
        reader.CharacterDataHandler = None
        if tag == item:
            words.append("".join(pieces).replace("x005F_", ""))  # the underscore of a text that looks like an escape
        elif tag == phonetic:
            state["phonetic"] = False

    reader.StartElementHandler, reader.EndElementHandler = start, end
    run(reader, xml, part)
    return words
