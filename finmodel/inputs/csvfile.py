"""A CSV file as a raw table: delimiters, records and physical line numbers, within bounds."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from pathlib import Path

from finmodel.errors import Problem, nearest
from finmodel.inputs.encoding import UnreadableError, decode, file_bytes
from finmodel.inputs.formula_text import unprefixed
from finmodel.inputs.kinds import Local, Raw
from finmodel.inputs.raw import RawRow, RawTable
from finmodel.inputs.wording import shown

MOST_ROWS = 50_000  # of a file: every figure of 20 plans in 240 months is a tenth of it, and they are read in seconds
MOST_COLUMNS = 256  # a file has some twenty, and assumptions.csv one a scenario
_LONGEST_HEADER = 65_536  # characters looked at for the delimiter
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "pipes"}
_STATED = re.compile(r'"?sep=([^"\r\n])"?(?:\r\n|\r|\n|\Z)', re.IGNORECASE)


def read_csv(path: Path, known: set[str]) -> tuple[RawTable, list[Problem]]:
    """Read one file, and note the rows that do not fit its header. Raises UnreadableError.

    `known` holds the column names that tell the delimiter.
    """
    data = file_bytes(path)
    stated, text, delimiter = split(path.name, data, known)
    records = _records(path.name, text, delimiter, skipped=1 if stated else 0)
    header_line, names = _header(path.name, records)
    rows, problems = list[RawRow](), list[Problem]()
    for line, cells in records:
        where = f"{path.name}:{line}"
        if len(rows) == MOST_ROWS:
            what = f"has more than {MOST_ROWS:,} rows"
            raise UnreadableError(Problem(where, what, "keep to one row a record; usage logs go elsewhere"))
        rows.append(RawRow(where, _named(names, cells, local=delimiter != ",")))
        problems += _misfit(where, names, cells, delimiter)
    sha256 = hashlib.sha256(data).hexdigest()
    return RawTable(path.stem, path.name, names, tuple(rows), header_line=header_line, sha256=sha256), problems


def split(name: str, data: bytes, known: set[str]) -> tuple[str, str, str]:
    """Give the `sep=` line of a file, if there is one, the text below it, and its delimiter. Raises UnreadableError."""
    whole = decode(name, data)
    delimiter, text = _delimiter(name, whole, known)
    return whole[: len(whole) - len(text)], text, delimiter


def _header(name: str, records: Iterator[tuple[int, list[str]]]) -> tuple[int, tuple[str, ...]]:
    """Give the header's line and its names."""
    line, cells = next(records, (0, []))
    if not cells:
        raise UnreadableError(Problem(name, "the file is empty", "write a header line and at least one row"))
    if len(cells) > MOST_COLUMNS:
        what = f"the header has {len(cells):,} columns, and at most {MOST_COLUMNS} are read"
        raise UnreadableError(Problem(f"{name}:{line}", what, "keep the columns of this file"))
    return line, tuple(unprefixed(cell.strip()) for cell in cells)


def _delimiter(name: str, text: str, known: set[str]) -> tuple[str, str]:
    """Find the delimiter, and the text after a `sep=` line."""
    stated = _STATED.match(text)
    text = text[stated.end() :] if stated else text
    lines = (line.strip() for line in io.StringIO(text[:_LONGEST_HEADER], newline=""))
    header = next((line for line in lines if line.strip(' ,;\t|"')), "")
    columns = {d: {cell.strip(' "').casefold() for cell in header.split(d)} for d in _DELIMITERS}
    best = max(columns, key=lambda d: len(known & columns[d]))  # the comma, when none is better
    if stated:
        _agrees(name, stated[1], best, known & columns[best])
        return stated[1], text
    if header and not known & columns[best]:
        fix = f"start with a header line; {nearest('', known)}"
        raise UnreadableError(Problem(f"{name}:1", f"{shown(header)} names no column of this file", fix))
    return best, text


def _agrees(name: str, stated: str, best: str, met: Collection[str]) -> None:
    """Hold the delimiter that a file states to those that are read, and to its header."""
    if stated not in _DELIMITERS:
        fix = f"write sep= with one of {' '.join(d for d in _DELIMITERS if d.strip())} or a tab, or leave the line out"
        raise UnreadableError(Problem(f"{name}:1", f"states the delimiter {shown(stated)}", fix))
    if len(met) > 1 and stated != best:
        what = f"states {_DELIMITERS[stated]}, but the header below is parted by {_DELIMITERS[best]}"
        raise UnreadableError(Problem(f"{name}:1", what, f"write sep={best} or leave the line out"))


def _records(name: str, text: str, delimiter: str, *, skipped: int) -> Iterator[tuple[int, list[str]]]:
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
            text = unprefixed(cell.strip())
            named.setdefault(name, Local(text) if local else text)
    return named


def _misfit(where: str, names: Sequence[str], cells: Sequence[str], delimiter: str) -> list[Problem]:
    extra = [shown(cell) for cell in islice(filter(str.strip, cells[len(names) :]), 3)]
    if extra:
        what = f"has more cells than the header ({', '.join(extra)})"
        fix = f"put cells that hold {_DELIMITERS[delimiter]} in quotes"
        return [Problem(where, what, fix + ", and write decimals with a point (3.0)" * (delimiter == ","))]
    if len(cells) == 1 < len(names) and any(d in cells[0] for d in _DELIMITERS if d != delimiter):
        what = f"{shown(cells[0])} is a single cell"
        return [Problem(where, what, f"separate its cells with {_DELIMITERS[delimiter]}, as the header does")]
    return []
