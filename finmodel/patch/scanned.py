"""A sheet's XML read once by expat: each cell's content, and where its bytes stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat

from finmodel.workbook.canonical import column_index
from finmodel.workbook.package import UnfitError

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_TAG = re.compile(rb"""<[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>""")


def parser() -> expat.XMLParserType:
    """An expat parser that names elements `namespace name`."""
    made = expat.ParserCreate(namespace_separator=" ")
    made.buffer_text = True
    return made


def run(reader: expat.XMLParserType, xml: bytes, part: str) -> None:
    """Parse a part. Raises UnfitError for what is not well formed, not UTF-8, or declares a DOCTYPE."""
    head = xml[:200].partition(b"?>")[0].upper()
    if xml[:2] in (b"\xff\xfe", b"\xfe\xff") or (b"ENCODING" in head and b"UTF-8" not in head):
        raise UnfitError(f"is not written in UTF-8 in {part}")

    def refuse(*_: object) -> None:
        raise UnfitError("declares a DOCTYPE")

    reader.StartDoctypeDeclHandler = refuse
    try:
        reader.Parse(xml, True)
    except expat.ExpatError as error:
        raise UnfitError(f"is not well formed in {part} ({error})") from None
    except (UnfitError, ValueError) as error:
        raise UnfitError(f"{error} in {part}") from None


class XmlCell(NamedTuple):
    """A cell: offsets of its tag and of its close, type and text of its value, formula (None without), attributes."""

    start: int
    close: int
    kind: str
    text: str | None
    formula: str | None
    shared: str  # the index of a shared formula
    array: str  # the range of an array formula or a data table
    style: str


class XmlRow(NamedTuple):
    """A row: its number from 0, the offsets of its tag and of its close, its columns in order."""

    number: int
    start: int
    close: int
    columns: list[int]


@dataclass
class Scanned:
    """The cells of a sheet by row and column from 0, and its rows in order; `tail` is where another row may follow."""

    xml: bytes
    cells: dict[tuple[int, int], XmlCell] = field(default_factory=dict)
    rows: list[XmlRow] = field(default_factory=list)
    tail: int = 0

    def tag(self, start: int) -> bytes:
        """The tag that begins at an offset."""
        found = _TAG.match(self.xml, start)
        assert found, "expat told of a tag that is none"
        return found[0]

    def end(self, start: int, close: int) -> int:
        """Where the element ends that begins at an offset; `close` is what expat told when it ended."""
        tag = self.tag(start)
        return start + len(tag) if tag.endswith(b"/>") else self.xml.index(b">", close) + 1


class _Reader:
    """The handlers of one sheet."""

    def __init__(self, xml: bytes) -> None:
        self.found = Scanned(xml)
        self.parser = parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.names = {f"{MAIN} {name}": name for name in ("sheetData", "row", "c", "f", "v", "is", "t", "rPh")}
        self.row, self.column = -1, -1
        self.opened: tuple[int, dict[str, str]] = (0, {})
        self.formula: tuple[str | None, dict[str, str]] = (None, {})
        self.value: str | None = None
        self.text: list[str] = []
        self.columns: list[int] = []
        self.row_start = 0
        self.phonetic = False

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = self.names.get(tag)
        if name == "c":
            self._cell(attributes)
        elif name in ("f", "v", "t"):
            self.text = []
            self.parser.CharacterDataHandler = self.text.append
            if name == "f":
                self.formula = "", attributes
        elif name == "row":
            self.row = int(attributes.get("r", self.row + 2)) - 1
            self.row_start, self.columns, self.column = self.parser.CurrentByteIndex, [], -1
        elif name == "rPh":
            self.phonetic = True

    def _cell(self, attributes: dict[str, str]) -> None:
        address = attributes.get("r")
        match = _ADDRESS.fullmatch(address) if address else None
        if address and (match is None or int(match[2]) != self.row + 1):
            raise UnfitError(f"has a cell {address!r} in row {self.row + 1}")
        self.column = column_index(match[1]) if match else self.column + 1
        self.opened = self.parser.CurrentByteIndex, attributes
        self.formula, self.value = (None, {}), None

    def _end(self, tag: str) -> None:
        name = self.names.get(tag)
        if name == "c":
            self._closed()
        elif name in ("f", "v", "t"):
            self.parser.CharacterDataHandler = None
            text = "".join(self.text)
            if name == "f":
                self.formula = text, self.formula[1]
            elif not self.phonetic:
                self.value = text if name == "v" else (self.value or "") + text
        elif name == "row":
            self.found.rows.append(XmlRow(self.row, self.row_start, self.parser.CurrentByteIndex, self.columns))
        elif name == "sheetData":
            self.found.tail = self.parser.CurrentByteIndex
        elif name == "rPh":
            self.phonetic = False

    def _closed(self) -> None:
        start, attributes = self.opened
        formula, told = self.formula
        form = told.get("t", "")
        array = told.get("ref", "?") if form in ("array", "dataTable") else ""
        shared = told.get("si", "") if form == "shared" else ""
        kind, style = attributes.get("t", "n"), attributes.get("s", "0")
        cell = XmlCell(start, self.parser.CurrentByteIndex, kind, self.value, formula, shared, array, style)
        at = self.row, self.column
        if at in self.found.cells or (self.columns and self.columns[-1] > self.column):
            raise UnfitError(f"has cells out of order in row {self.row + 1}")
        self.found.cells[at] = cell
        self.columns.append(self.column)


def scan(xml: bytes, part: str) -> Scanned:
    """Read a sheet. Raises UnfitError for what is not well formed, not UTF-8, or has its cells out of order."""
    reader = _Reader(xml)
    run(reader.parser, xml, part)
    rows = [row.number for row in reader.found.rows]
    if rows != sorted(set(rows)):
        raise UnfitError(f"has rows out of order in {part}")
    return reader.found
