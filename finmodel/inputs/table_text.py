"""A CSV file as text that can be edited: what is not touched stays byte for byte."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from finmodel.inputs.csvfile import split
from finmodel.inputs.formula_text import unprefixed

_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be", codecs.BOM_UTF8: "utf-8"}
_LINE_END = re.compile(r"\r\n|\r|\n")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+%?", re.ASCII)
_DECIMAL_POINT = re.compile(r"[+-]?[0-9]*\.[0-9]+%?", re.ASCII)


@dataclass(frozen=True)
class Dialect:
    """How a file is written: the mark and encoding of its bytes, its `sep=` line, delimiter and line ends."""

    mark: bytes = b""
    stated: str = ""
    delimiter: str = ","
    newline: str = "\n"
    decimal: str = "."
    quoted: bool = False  # every heading stands in quotes

    @property
    def encoding(self) -> str:
        """The encoding of what follows the mark."""
        return _MARKS.get(self.mark, "utf-8")


@dataclass
class Record:
    """One record as it stands: cells with their quotes, and what ends it."""

    cells: list[str]
    end: str
    line: int = 0

    @property
    def blank(self) -> bool:
        """Whether it holds nothing, so that the reader skips it."""
        return not any(plain(cell).strip() for cell in self.cells)


@dataclass
class TableText:
    """A CSV file, record by record, cell by cell."""

    dialect: Dialect
    records: list[Record]
    original: bytes | None = None
    header: list[str] = field(init=False)

    def __post_init__(self) -> None:
        heading = next((record for record in self.records if not record.blank), None)
        if heading is None:
            heading = Record([], self.dialect.newline)
            self.records.insert(0, heading)
        self._heading = heading
        self.header = [unprefixed(plain(cell).strip()) for cell in heading.cells]
        self._by_line = {record.line: record for record in self.records}

    @classmethod
    def parse(cls, name: str, data: bytes, known: set[str]) -> TableText:
        """Take a file apart. Raises UnreadableError for what is no CSV of the model."""
        stated, text, delimiter = split(name, data, known)
        records = list(_records(text, delimiter, 2 if stated else 1))
        mark = next((mark for mark in _MARKS if data.startswith(mark)), b"")
        newline = next((record.end for record in records if record.end), "\n")
        heads = next((record.cells for record in records if not record.blank), [])
        decimal = _decimal(records, delimiter)
        quoted = bool(heads) and all(cell.startswith('"') for cell in heads)
        return cls(Dialect(mark, stated, delimiter, newline, decimal, quoted), records, data)

    def encode(self) -> bytes:
        """The file's bytes."""
        body = "".join(self.dialect.delimiter.join(record.cells) + record.end for record in self.records)
        return self.dialect.mark + (self.dialect.stated + body).encode(self.dialect.encoding)

    @property
    def rows(self) -> list[Record]:
        """The records below the header that hold something."""
        return [record for record in self.records if not record.blank and record is not self._heading]

    def row_at(self, line: int) -> Record:
        """The record that starts on a line of the file."""
        return self._by_line[line]

    def number(self) -> None:
        """Count the lines anew, after records were added."""
        line = 2 if self.dialect.stated else 1
        for record in self.records:
            record.line = line
            line += sum(len(_LINE_END.findall(part)) for part in (*record.cells, record.end))
        self._by_line = {record.line: record for record in self.records}

    def text(self, row: Record, column: str) -> str:
        """What a cell says, without quotes and the prefix of text; nothing where there is no such cell."""
        index = self.header.index(column) if column in self.header else len(row.cells)
        return unprefixed(plain(row.cells[index])) if index < len(row.cells) else ""

    def put(self, row: Record, column: str, text: str) -> None:
        """Write a cell, its text prefixed where it has to be; a column that is missing is added at the end."""
        self.add_column(column)
        index = self.header.index(column)
        row.cells += [""] * (index + 1 - len(row.cells))
        old = row.cells[index]
        quoted = old.startswith('"') or (not old.strip() and self._quotes(index))
        if not quoted and old.strip() and text:
            text = old[: len(old) - len(old.lstrip())] + text + old[len(old.rstrip()) :]
            row.cells[index] = text if _bare(text.strip(), self.dialect.delimiter) else _quote(text.strip())
        else:
            row.cells[index] = _quote(text) if quoted or not _bare(text, self.dialect.delimiter) else text

    def append(self, cells: Mapping[str, str], *, at_end: bool = False) -> Record:
        """Add a record below the last one that holds something, or below all that stands there."""
        for column in cells:
            self.add_column(column)
        holding = (i for i, record in enumerate(self.records) if record is self._heading or not record.blank)
        last = len(self.records) - 1 if at_end else max(holding)
        above = self.records[last]
        row = Record([_quote("") if self.dialect.quoted else ""] * len(self.header), above.end)
        above.end = above.end or self.dialect.newline
        self.records.insert(last + 1, row)
        for column, text in cells.items():
            if text:
                self.put(row, column, text)
        return row

    def add_column(self, column: str) -> None:
        """Add a column at the end, empty in every record."""
        if column in self.header:
            return
        for row in self.rows:
            row.cells += [""] * (len(self.header) + 1 - len(row.cells))
        self.header.append(column)
        self._heading.cells.append(_quote(column) if self.dialect.quoted else column)

    def _quotes(self, index: int) -> bool:
        """Whether the cells of a column stand in quotes."""
        cells = [row.cells[index] for row in self.rows if index < len(row.cells) and row.cells[index].strip()]
        return all(cell.startswith('"') for cell in cells) if cells else self.dialect.quoted


def plain(cell: str) -> str:
    """A cell without its quotes."""
    return cell[1:-1].replace('""', '"') if cell.startswith('"') else cell


def _quote(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _bare(text: str, delimiter: str) -> bool:
    return text == text.strip() and not any(c in text for c in (delimiter, '"', "\r", "\n"))


def _records(text: str, delimiter: str, line: int) -> Iterator[Record]:
    one = re.compile(rf'("(?:[^"]|"")*"|[^{re.escape(delimiter)}\r\n]*)({re.escape(delimiter)}|\r\n|\r|\n|\Z)')
    cells: list[str] = []
    at, first = 0, line
    while at < len(text) or cells:
        match = one.match(text, at)
        assert match, "the reader takes no such file"
        cells.append(match[1])
        line += len(_LINE_END.findall(match[0]))
        at = match.end()
        if match[2] != delimiter:
            yield Record(cells, match[2], first)
            cells, first = [], line


def _decimal(records: list[Record], delimiter: str) -> str:
    """The decimal mark that a file's numbers have; a point where none tells."""
    if delimiter == ",":
        return "."
    cells = [plain(cell).strip() for record in records for cell in record.cells]
    commas = sum(bool(_DECIMAL_COMMA.fullmatch(cell)) for cell in cells)
    points = sum(bool(_DECIMAL_POINT.fullmatch(cell)) for cell in cells)
    return "," if commas > points else "."
