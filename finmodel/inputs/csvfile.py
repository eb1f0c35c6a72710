"""A CSV file as a raw table: encodings, delimiters and physical line numbers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from finmodel.errors import Problem, nearest
from finmodel.inputs.kinds import Ambiguous, Raw, shown
from finmodel.inputs.raw import RawRow, RawTable

LARGEST_FILE = 64 * 1024 * 1024  # bytes; far beyond any plan, small enough to hold
_DELIMITERS = (",", ";", "\t")
_LOCAL_NUMBER = re.compile(r"([+-]?[0-9]+)([.,])([0-9]+)(%?)", re.ASCII)


class Unreadable(Exception):
    """A file that cannot be read as CSV; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def read_csv(path: Path, known: set[str]) -> RawTable:
    """Read one file. `known` holds the column names that tell the delimiter. Raises Unreadable."""
    text = _decode(path)
    delimiter, text, skipped = _delimiter(path.name, text, known)
    lines = _records(path.name, text, delimiter, skipped)
    try:
        _, header = next(lines)
    except StopIteration:
        raise Unreadable(Problem(path.name, "the file is empty", "write a header line and at least one row")) from None
    names = tuple(name.strip() for name in header)
    rows = tuple(
        _row(path.name, line, names, cells, delimiter) for line, cells in lines if any(cell.strip() for cell in cells)
    )
    return RawTable(path.stem, path.name, names, rows)


def _decode(path: Path) -> str:
    if not path.is_file():
        raise Unreadable(Problem(path.name, "is not a file", "put a CSV file there"))
    if path.stat().st_size > LARGEST_FILE:
        raise Unreadable(Problem(path.name, "is larger than 64 MiB", "keep one row a record; usage logs go elsewhere"))
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(Problem(path.name, f"cannot be read ({error.strerror})", "check its permissions")) from None
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Unreadable(
            Problem(f"{path.name}:{line}", f"is not {encoding.removesuffix('-sig')} text", "save it as 'CSV UTF-8'")
        ) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise Unreadable(Problem(f"{path.name}:{line}", "holds a NUL character", "save it as 'CSV UTF-8'"))
    return text


def _delimiter(name: str, text: str, known: set[str]) -> tuple[str, str, int]:
    """The delimiter, the text after a `sep=` line, and how many lines that took."""
    first, _, rest = text.partition("\n")
    stated = re.fullmatch(r'"?sep=(.)"?\r?', first)
    if stated and stated[1] in _DELIMITERS:
        return stated[1], rest, 1
    header = next((line for line in text.splitlines() if line.strip()), "")
    counts = {d: len(known & {cell.strip().strip('"') for cell in header.split(d)}) for d in _DELIMITERS}
    best = max(counts.values())
    fits = [d for d in _DELIMITERS if counts[d] == best]
    if header and best == 0:
        fix = f"start with a header line; {nearest(header.split(',')[0].strip(), known)}"
        raise Unreadable(Problem(f"{name}:1", f"{shown(header)} names no column of this file", fix))
    return fits[0], text, 0


def _records(name: str, text: str, delimiter: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Each record with the physical line it starts on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1 + skipped
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable(
                Problem(f"{name}:{start}", f"is not CSV ({error})", "close the quotes and double the ones inside")
            ) from None
        if cells:
            yield start, cells
        start = reader.line_num + 1 + skipped


def _row(name: str, line: int, header: tuple[str, ...], cells: list[str], delimiter: str) -> RawRow:
    where = f"{name}:{line}"
    if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
        extra = ", ".join(shown(cell) for cell in cells[len(header) :])
        raise Unreadable(Problem(where, f"has more cells than the header ({extra})", "quote cells that hold the delimiter"))
    named = zip(header, cells, strict=False)
    return RawRow(where, {column: _localise(cell, delimiter) for column, cell in named if cell.strip()})


def _localise(cell: str, delimiter: str) -> Raw:
    """In a semicolon or tab file a decimal comma is read where it has one reading only."""
    if delimiter == ",":
        return cell
    match = _LOCAL_NUMBER.fullmatch(cell.strip())
    if not match:
        return cell
    whole, mark, decimals, percent = match.groups()
    if len(decimals) == 3 and len(whole.lstrip("+-")) <= 3 and whole.lstrip("+-") != "0":
        return Ambiguous(cell)
    return f"{whole}.{decimals}{percent}" if mark == "," else cell
