"""A text log read a line at a time, in bounded memory: its first records, and the place of each."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from finmodel.errors import InputError, Problem
from finmodel.inputs.wording import shown
from finmodel.usage.logfile import LogFile

LONGEST_LINE = 2 * 1024 * 1024  # bytes; a call's record is far shorter, also with its texts
DELIMITERS = (",", ";", "\t", "|")

Record = dict[str, Any]


@contextmanager
def opened(file: LogFile) -> Iterator[IO[bytes]]:
    """Open a text log, unpacked."""
    if file.compression == "zstd":
        import pyarrow as pa

        with pa.input_stream(str(file.path), compression="zstd") as stream:
            yield io.BufferedReader(stream)
    elif file.compression == "gzip":
        with gzip.open(file.path, "rb") as packed:
            yield packed  # type: ignore[misc]  # a GzipFile reads as any binary file
    else:
        with Path(file.path).open("rb") as plain:
            yield plain


def text_lines(stream: IO[bytes]) -> Iterator[tuple[int, str | None]]:
    """Give every line with its number; None for one that is too long or no UTF-8."""
    number = 0
    while line := stream.readline(LONGEST_LINE):
        number += 1
        whole = line.endswith(b"\n") or len(line) < LONGEST_LINE
        while not whole and (more := stream.readline(LONGEST_LINE)):
            whole = more.endswith(b"\n")
            line = b""
        try:
            yield number, line.decode("utf-8-sig" if number == 1 else "utf-8") if line else None
        except UnicodeDecodeError:
            yield number, None


def csv_header(file: LogFile) -> tuple[list[str], str]:
    """Give the column names and the delimiter. Raises InputError where the first line is no header."""
    with opened(file) as stream:
        first = next((line for _, line in text_lines(stream)), None)
    if first is None or not first.strip():
        raise InputError([Problem(f"{file.path}:1", "is no header line", "start with the names of the columns")])
    delimiter = max(DELIMITERS, key=first.count)
    names = [name.strip() for name in next(csv.reader([first], delimiter=delimiter))]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError([Problem(f"{file.path}:1", f"has the column {shown(twice[0])} twice", "keep one of them")])
    return names, delimiter


def csv_records(file: LogFile, header: Sequence[str], delimiter: str) -> Iterator[tuple[int, Record | str]]:
    """Give each record under its header with its first line, or what keeps it from being one."""
    with opened(file) as stream:
        lines = _Lines(stream)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        next(reader, None)
        while True:
            start = lines.number + 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                yield start, f"is not CSV ({error})"
                yield from ((line, "is lost with the record above") for line in range(start + 1, lines.number + 1))
                continue
            if cells is None:
                return
            if cells and len(cells) != len(header):
                yield start, f"has {len(cells)} cells, the header {len(header)}"
            elif cells:
                yield start, dict(zip(header, cells, strict=True))


class _Lines:
    """Lines for the csv module, counted."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._lines = text_lines(stream)
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        self.number, line = next(self._lines)
        return "\ufffd\n" if line is None else line  # too long, or no UTF-8: no record in any case


def json_records(file: LogFile) -> Iterator[tuple[int, Record | str]]:
    """Give the record of each line with its number, or what keeps it from being one."""
    with opened(file) as stream:
        for number, line in text_lines(stream):
            if line is None:
                yield number, "is too long a line, or no UTF-8 text"
            elif line.strip():
                yield number, _json(line)


def _json(line: str) -> Record | str:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return "is not JSON"
    return value if isinstance(value, dict) else "is no JSON object"
