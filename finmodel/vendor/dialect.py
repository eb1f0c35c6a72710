"""How a CSV file is written, so that a row added to it looks like its neighbours."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from finmodel.inputs.csvfile import split

_LINE_END = re.compile(r"\r\n|\r|\n")
_NEEDS_QUOTES = re.compile(r'["\r\n]|\A\s|\s\Z')
_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?", re.ASCII)
_TWO_READINGS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}", re.ASCII)


@dataclass(frozen=True)
class Dialect:
    """The encoding without its mark, delimiter, line ending, decimal mark, and the columns that are always quoted."""

    encoding: str
    delimiter: str
    line_end: str
    ends_with_line_end: bool
    decimal_mark: str
    columns: tuple[str, ...]
    quoted: frozenset[str]

    def added(self, rows: Sequence[Mapping[str, str]]) -> bytes:
        """Give the bytes that append rows; cells of columns that the file does not have are left out."""
        lines = [self.delimiter.join(self._cell(row, column) for column in self.columns) for row in rows]
        if not lines:
            return b""
        if self.ends_with_line_end:
            return "".join(line + self.line_end for line in lines).encode(self.encoding)
        return "".join(self.line_end + line for line in lines).encode(self.encoding)

    def _cell(self, row: Mapping[str, str], column: str) -> str:
        text = self._local(row.get(column, ""))
        if self.delimiter in text or _NEEDS_QUOTES.search(text) or column in self.quoted:
            return '"' + text.replace('"', '""') + '"'
        return text

    def _local(self, text: str) -> str:
        """A number as the file writes it: with its decimal mark, and never one that has two readings there."""
        if not _NUMBER.fullmatch(text):
            return text
        text = text.replace(".", self.decimal_mark)
        return f"{text}0" if self.delimiter != "," and _TWO_READINGS.fullmatch(text) else text


def dialect_of(name: str, data: bytes, known: set[str]) -> Dialect:
    """Read the dialect of a CSV file that can be read; `known` are column names, `name` is for messages.

    Raises UnreadableError.
    """
    _, table, delimiter = split(name, data, known)
    records = _records(table, delimiter)
    (header, _), last = records[0], records[-1]
    columns = tuple(cell.strip() for cell in header)
    named = _quoted(columns, *records[0], delimiter, set())
    quoted = _quoted(columns, *last, delimiter, named)  # where the header is quoted, quotes that are needed count too
    return Dialect(
        encoding=_encoding(data),
        delimiter=delimiter,
        line_end=_line_end(table),
        ends_with_line_end=table.endswith(("\n", "\r")),
        decimal_mark=_decimal_mark(records[1:], delimiter),
        columns=columns,
        quoted=frozenset(quoted),
    )


def _encoding(data: bytes) -> str:
    return {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(data[:2], "utf-8")


def _line_end(text: str) -> str:
    """The ending of the last line, or of the first where the last has none."""
    last = _LINE_END.search(text, max(len(text) - 2, 0))
    first = _LINE_END.search(text)
    found = last if last and last.end() == len(text) else first
    return found[0] if found else "\n"


def _records(text: str, delimiter: str) -> list[tuple[list[str], str]]:
    """Each record that is not blank: its cells and its raw text."""
    lines = io.StringIO(text, newline="").readlines()
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    records, start = list[tuple[list[str], str]](), 0
    for cells in reader:
        raw = "".join(lines[start : reader.line_num])
        start = reader.line_num
        if any(cell.strip() for cell in cells):
            records.append((cells, raw.rstrip("\r\n")))
    return records


def _quoted(columns: Sequence[str], cells: Sequence[str], raw: str, delimiter: str, anyway: set[str]) -> set[str]:
    """The columns whose cell in a record is quoted without need, or, of those in `anyway`, at all."""
    parts = re.findall(rf'(?:\A|{re.escape(delimiter)})("(?:[^"]|"")*"|[^{re.escape(delimiter)}]*)', raw)
    return {
        column
        for column, part, cell in zip(columns, parts, cells, strict=False)
        if part.startswith('"') and (column in anyway or not (delimiter in cell or _NEEDS_QUOTES.search(cell)))
    }


def _decimal_mark(records: Sequence[tuple[list[str], str]], delimiter: str) -> str:
    """A comma where the numbers of a file that may have them do; a point where it has none."""
    numbers = [cell.strip() for cells, _ in records for cell in cells if _NUMBER.fullmatch(cell.strip())]
    commas, points = sum("," in n for n in numbers), sum("." in n for n in numbers)
    return "," if delimiter != "," and commas > points else "."
