"""A CSV file as a raw table: encodings, delimiters and physical line numbers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from finmodel.errors import Problem, nearest
from finmodel.inputs.kinds import Local, Raw
from finmodel.inputs.raw import RawRow, RawTable
from finmodel.inputs.wording import shown

LARGEST_FILE = 64 * 1024 * 1024  # bytes; far beyond any plan, small enough to hold
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_LINE_END = re.compile(r"\r\n|\r|\n")
_STATED = re.compile(r'"?sep=([,;\t])"?(?:\r\n|\r|\n|\Z)')
_AS_CSV = "save it as 'CSV UTF-8'"


class UnreadableError(Exception):
    """A file that cannot be read as CSV; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def read_csv(path: Path, known: set[str]) -> tuple[RawTable, list[Problem]]:
    """Read one file, and note the rows that do not fit its header. Raises UnreadableError.

    `known` holds the column names that tell the delimiter.
    """
    stated, text, delimiter = split(path.name, _bytes(path), known)
    skipped = 1 if stated else 0
    records = _records(path.name, text, delimiter, skipped)
    header_line, header = next(records, (0, []))
    if not header:
        problem = Problem(path.name, "the file is empty", "write a header line and at least one row")
        raise UnreadableError(problem)
    names = tuple(name.strip() for name in header)
    rows, problems = [], list[Problem]()
    for line, cells in records:
        where = f"{path.name}:{line}"
        rows.append(RawRow(where, _named(names, cells, local=delimiter != ",")))
        problems += _misfit(where, names, cells, delimiter)
    return RawTable(path.stem, path.name, names, tuple(rows), header_line=header_line), problems


def split(name: str, data: bytes, known: set[str]) -> tuple[str, str, str]:
    """Give the `sep=` line of a file, if there is one, the text below it, and its delimiter. Raises UnreadableError."""
    whole = decode(name, data)
    delimiter, text = _delimiter(name, whole, known)
    return whole[: len(whole) - len(text)], text, delimiter


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise UnreadableError(Problem(path.name, "is not a file", "put a CSV file there"))
    try:
        if path.stat().st_size > LARGEST_FILE:
            what = "is larger than 64 MiB"
            raise UnreadableError(Problem(path.name, what, "keep to one row a record; usage logs go elsewhere"))
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(
            Problem(path.name, f"cannot be read ({error.strerror})", "check its permissions")
        ) from None


def decode(name: str, data: bytes) -> str:
    """Decode UTF-8 or, with its mark, UTF-16, without the mark. Raises UnreadableError."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, "ignore")
        near = shown(_LINE_END.split(before)[-1][-20:])
        what = f"is not {encoding.removesuffix('-sig').upper()} text: byte 0x{data[error.start]:02x} after {near}"
        raise UnreadableError(Problem(f"{name}:{_lines(before)}", what, _AS_CSV)) from None
    if "\0" in text:
        what = "holds a NUL character, so it is not plain text (or UTF-16 without its mark)"
        raise UnreadableError(Problem(f"{name}:{_lines(text[: text.index(chr(0))])}", what, _AS_CSV))
    return text


def _lines(text: str) -> int:
    return len(_LINE_END.findall(text)) + 1


def _delimiter(name: str, text: str, known: set[str]) -> tuple[str, str]:
    """Find the delimiter, and the text after a `sep=` line."""
    stated = _STATED.match(text)
    if stated:
        return stated[1], text[stated.end() :]
    lines = (line.strip() for line in io.StringIO(text, newline=""))
    header = next((line for line in lines if line.strip(' ,;\t"')), "")
    columns = {d: [cell.strip(' "').casefold() for cell in header.split(d)] for d in _DELIMITERS}
    best = max(columns, key=lambda d: len(known & set(columns[d])))  # the comma, when none is better
    if header and not known & set(columns[best]):
        fix = f"start with a header line; {nearest('', known)}"
        raise UnreadableError(Problem(f"{name}:1", f"{shown(header)} names no column of this file", fix))
    return best, text


def _records(name: str, text: str, delimiter: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Give each record that is not blank, with the physical line it starts on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1 + skipped
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UnreadableError(_no_csv(f"{name}:{start}", error)) from None
        if any(cell.strip() for cell in cells):
            yield start, cells
        start = reader.line_num + 1 + skipped


def _no_csv(where: str, error: csv.Error) -> Problem:
    if "field limit" in str(error):
        what = f"holds a cell of more than {csv.field_size_limit():,} characters"
        return Problem(where, what, "shorten it; if it runs over the lines below, close the quote that opens it")
    return Problem(where, f"is not CSV ({error})", "close the quotes and double the ones inside")


def _named(names: Sequence[str], cells: Sequence[str], *, local: bool) -> dict[str, Raw]:
    """Put the cells that are not blank under their columns; of two columns with one name the first counts."""
    named: dict[str, Raw] = {}
    for name, cell in zip(names, cells, strict=False):
        if cell.strip():
            named.setdefault(name, Local(cell) if local else cell)
    return named


def _misfit(where: str, names: Sequence[str], cells: Sequence[str], delimiter: str) -> list[Problem]:
    extra = [shown(cell) for cell in cells[len(names) :] if cell.strip()]
    if extra:
        what = f"has more cells than the header ({', '.join(extra[:3])})"
        return [Problem(where, what, f"put cells that hold {_DELIMITERS[delimiter]} in quotes")]
    if len(cells) == 1 < len(names) and any(d in cells[0] for d in _DELIMITERS if d != delimiter):
        what = f"{shown(cells[0])} is a single cell"
        return [Problem(where, what, f"separate its cells with {_DELIMITERS[delimiter]}, as the header does")]
    return []
