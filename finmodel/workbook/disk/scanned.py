"""A sheet's XML read once by expat: each cell's content, and where its bytes stand."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat

from finmodel.workbook.canonical import column_index
from finmodel.workbook.excel_limits import COLUMNS, ROWS
from finmodel.workbook.package import UnfitError

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
MOST_CELLS = 2_000_000  # of a workbook: twice those of the largest model that was measured
MOST_OWN_CELLS = 500_000  # of them in rows without an id, none of the model's: 100 MiB of the 512 a file may take
TOO_MANY = f"holds more than can be checked (up to {MOST_CELLS:,} cells)"
TOO_MANY_OWN = f"holds more than can be read beside the model (up to {MOST_OWN_CELLS:,} cells in rows without an id)"
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
TAG = re.compile(rb"""<[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>""")


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


Take = Callable[[tuple[int, int], XmlCell], None]


@dataclass
class Count:
    """The cells read of a workbook so far, and those of them in rows without an id."""

    cells: int = 0
    own: int = 0

    def add(self, *, own: bool) -> None:
        """Count one more. Raises UnfitError beyond what is read."""
        self.cells += 1
        self.own += own
        if self.cells > MOST_CELLS:
            raise UnfitError(TOO_MANY)
        if self.own > MOST_OWN_CELLS:
            raise UnfitError(TOO_MANY_OWN)


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
        found = TAG.match(self.xml, start)
        assert found, "expat told of a tag that is none"
        return found[0]

    def end(self, start: int, close: int) -> int:
        """Where the element ends that begins at an offset; `close` is what expat told when it ended."""
        tag = self.tag(start)
        return start + len(tag) if tag.endswith(b"/>") else self.xml.index(b">", close) + 1


class _Reader:
    """The handlers of one sheet."""

    def __init__(self, xml: bytes, count: Count | None, take: Take | None = None) -> None:
        self.found = Scanned(xml)
        self.take, self.keeps, self.count = take or self.found.cells.__setitem__, take is None, count or Count()
        self.named = False  # whether the row has an id
        self.parser = parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.starts = {f"{MAIN} {name}": start for name, start in self._starts().items()}
        self.ends = {f"{MAIN} {name}": end for name, end in self._ends().items()}
        self.row, self.column = -1, -1
        self.opened: tuple[int, dict[str, str]] = (0, {})
        self.formula: str | None = None
        self.told: dict[str, str] = {}
        self.value: str | None = None
        self.text: list[str] = []
        self.columns: list[int] = []
        self.row_start = 0
        self.phonetic = False

    def _starts(self) -> dict[str, Callable[[dict[str, str]], None]]:
        words = dict.fromkeys(("f", "v", "t"), self._words)
        return {"c": self._cell, "row": self._row, "rPh": self._reading, **words}

    def _ends(self) -> dict[str, Callable[[], None]]:
        cells = {"c": self._closed, "f": self._formula, "v": self._value, "t": self._value}
        return {**cells, "row": self._row_closed, "rPh": self._read, "sheetData": self._tail}

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        handler = self.starts.get(tag)
        if handler:
            handler(attributes)

    def _end(self, tag: str) -> None:
        handler = self.ends.get(tag)
        if handler:
            handler()

    def _row(self, attributes: dict[str, str]) -> None:
        before, self.row = self.row, int(attributes.get("r", self.row + 2)) - 1
        self.row_start, self.columns, self.column, self.named = self.parser.CurrentByteIndex, [], -1, False
        if not before < self.row < ROWS:
            raise UnfitError(f"has a row {self.row + 1} after row {before + 1}")

    def _cell(self, attributes: dict[str, str]) -> None:
        address = attributes.get("r")
        match = _ADDRESS.fullmatch(address) if address else None
        if address and (match is None or int(match[2]) != self.row + 1):
            raise UnfitError(f"has a cell {address!r} in row {self.row + 1}")
        self.column = column_index(match[1]) if match else self.column + 1
        self.opened = self.parser.CurrentByteIndex, attributes
        self.formula, self.told, self.value = None, {}, None

    def _words(self, attributes: dict[str, str]) -> None:
        self.told = attributes or self.told  # those of a formula; the others' say nothing
        self.text = []
        self.parser.CharacterDataHandler = self.text.append

    def _reading(self, _: dict[str, str]) -> None:
        self.phonetic = True

    def _read(self) -> None:
        self.phonetic = False

    def _formula(self) -> None:
        self.parser.CharacterDataHandler = None
        self.formula = "".join(self.text)

    def _value(self) -> None:
        self.parser.CharacterDataHandler = None
        if not self.phonetic:
            self.value = (self.value or "") + "".join(self.text)

    def _row_closed(self) -> None:
        if self.keeps:
            self.found.rows.append(XmlRow(self.row, self.row_start, self.parser.CurrentByteIndex, self.columns))

    def _tail(self) -> None:
        self.found.tail = self.parser.CurrentByteIndex

    def _closed(self) -> None:
        start, attributes = self.opened
        shared = array = ""
        if self.formula is not None and (form := self.told.get("t")):
            array = self.told.get("ref", "?") if form in ("array", "dataTable") else ""
            shared = self.told.get("si", "") if form == "shared" else ""
        at = self.row, self.column
        disordered = self.columns and self.columns[-1] >= self.column
        if disordered or self.column >= COLUMNS:
            what = "cells out of order" if disordered else f"more than {COLUMNS:,} columns"
            raise UnfitError(f"has {what} in row {self.row + 1}")
        self.named = self.named or (self.column == 0 and self.value is not None)
        self.count.add(own=not self.named)
        cell = XmlCell(
            start, self.parser.CurrentByteIndex, attributes.get("t", "n"), self.value, self.formula, shared, array,
            attributes.get("s", "0"),
        )  # fmt: skip
        self.take(at, cell)
        self.columns.append(self.column)


def scan(xml: bytes, part: str, count: Count | None = None) -> Scanned:
    """Read a sheet, counting its cells to those of others.

    Raises UnfitError for what is not well formed, not UTF-8, has its cells out of order, or too many of them.
    """
    reader = _Reader(xml, count)
    run(reader.parser, xml, part)
    return reader.found


def each_cell(xml: bytes, part: str, take: Take, count: Count | None = None) -> None:
    """Hand over the cells of a sheet by row and column, one at a time, and hold none. Raises UnfitError as `scan`."""
    run(_Reader(xml, count, take).parser, xml, part)
