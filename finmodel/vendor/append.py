"""Rows at the end of a CSV file; what stands there stays, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from finmodel.errors import InputError, Problem
from finmodel.inputs.formula_text import prefixed
from finmodel.inputs.kinds import Kind
from finmodel.inputs.number_text import written
from finmodel.inputs.table_text import Dialect, TableText
from finmodel.inputs.wording import shown

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)


def appended(name: str, data: bytes, known: set[str], rows: Sequence[Mapping[str, str]]) -> bytes:
    """Give a file's bytes with rows appended in its own dialect; `known` are the columns that tell its delimiter.

    Cells of columns that the file does not have are left out. Raises InputError for cells with control characters, and
    for cells that a spreadsheet would take for a formula.
    """
    problems = [problem for row in rows for column, text in row.items() for problem in _unfit(name, column, text)]
    if problems:
        raise InputError(problems)
    table = TableText.parse(name, data, known)
    for row in rows:
        table.append({c: _local(t, table.dialect) for c, t in row.items() if c in table.header}, at_end=True)
    return table.encode()


def _local(text: str, dialect: Dialect) -> str:
    return written(text, dialect.decimal, local=dialect.delimiter != ",") if _NUMBER.fullmatch(text) else text


def _unfit(name: str, column: str, text: str) -> Iterator[Problem]:
    fix = "the source is not to be trusted; write the row by hand"
    try:
        Kind().parse(text)
    except ValueError as error:
        yield Problem(f"{name} {column}", str(error).rpartition("; ")[0], fix)
    if prefixed(text) != text:
        yield Problem(f"{name} {column}", f"{shown(text)} would be read as a formula", fix)
