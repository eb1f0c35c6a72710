"""Malformed rows: counted by the engine, found again in the files for the message, refused above one in a hundred."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from finmodel.errors import InputError, Problem
from finmodel.inputs.wording import shown
from finmodel.usage.column import BLANKS
from finmodel.usage.field import FIELDS
from finmodel.usage.head import Head, Keys
from finmodel.usage.lines import Record, csv_records, json_records
from finmodel.usage.logfile import LogFile
from finmodel.usage.shape import Shape

if TYPE_CHECKING:
    from finmodel.usage.measure import Log

MOST = 0.01  # of the rows
SHOWN = 5
_SEARCHED = 2_000_000  # lines; a message is not worth a second reading of everything
_KINDS = {field.name: field.kind for field in FIELDS}
_FIX = "correct the row, or pass --allow-bad to leave such rows out"


def refuse_faults(rows: int, bad: int, files: Sequence[LogFile], head: Head, shape: Shape, log: Log) -> None:
    """Raise InputError when more than 1% of the rows are malformed, unless such rows are allowed."""
    if not bad or (bad < rows and (log.allow_bad or bad <= MOST * rows)):
        return
    problems = list(islice(located(files, head, shape), SHOWN))
    what = f"{bad:,} of {rows:,} rows are malformed ({bad / rows:.1%}; up to {MOST:.0%} are left out)"
    raise InputError([Problem("LOGS", what, _FIX), *problems])


def count_records(files: Sequence[LogFile], head: Head) -> int:
    """Count the records of text files; one that cannot be taken apart counts as its lines, which are lost with it."""
    return sum(1 for file in files if file.kind != "parquet" for _ in _records(file, head))


def located(files: Sequence[LogFile], head: Head, shape: Shape) -> Iterator[Problem]:
    """Find malformed rows: file, line, field, what stands there. A plain reading, apart from the engine's."""
    for file in files:
        for line, record in islice(_records(file, head), _SEARCHED):
            where = f"{file.path.name}:{line}"
            if isinstance(record, str):
                yield Problem(where, record, "correct or remove the line")
            elif fault := _fault(record, shape):
                yield Problem(f"{where} {fault[0]}", fault[1], fault[2])


def _records(file: LogFile, head: Head) -> Iterator[tuple[int, Record | str]]:
    if file.kind == "csv":
        return csv_records(file, head.columns, head.delimiter)
    return _parquet_records(file) if file.kind == "parquet" else json_records(file)


def _parquet_records(file: LogFile) -> Iterator[tuple[int, Record | str]]:
    import pyarrow.parquet as pq

    row = 0
    with pq.ParquetFile(file.path) as parquet:
        for batch in parquet.iter_batches(batch_size=10_000):
            for record in batch.to_pylist():
                row += 1
                yield row, record


def _fault(record: Record, shape: Shape) -> tuple[str, str, str] | None:
    values = {field: _first(record, places) for field, places in shape.places.items()}
    numbers: dict[str, float] = {}
    for field, value in values.items():
        if _KINDS[field] in ("tokens", "count", "usd") and value is not None:
            found = _number(value)
            if found is None or (_KINDS[field] == "tokens" and not 0 <= found <= 1e15):
                return field, f"{shown(value)} is not a number of {_KINDS[field]}", "write digits, 0 or more"
            numbers[field] = found
    if values.get("at") is None:
        return "at", "is empty", "write the time of the call"
    if values.get("status") is None and values.get("error") is None:
        for field in ("input_tokens", "output_tokens"):
            if field in shape.places and field not in numbers and "uncached_input_tokens" not in numbers:
                return field, "is empty", "write the tokens of the call"
    parts = sum(numbers.get(name, 0) for name in ("cache_read_tokens", "cache_write_tokens"))
    if not shape.form.cache_apart and parts > numbers.get("input_tokens", math.inf):
        what = f"{parts:g} are more than the input tokens"
        return "cache_read_tokens", what, "pass --cache-apart if input tokens leave out cached ones"
    stamp = str(values["at"])
    if not any(sign.isdigit() for sign in stamp[:4]):
        return "at", f"{shown(stamp)} is no time", "write it as 2026-01-31T14:05:00Z"
    return None


def _first(record: Record, places: Sequence[Keys]) -> Any:
    for keys in places:
        value = _inside(record, keys)
        if value is not None and str(value).strip().casefold() not in BLANKS:
            return value
    return None


def _inside(value: Any, keys: Keys) -> Any:
    import json

    for key in keys:
        if isinstance(value, str) and value[:1] in ("{", "["):
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                return None
        if isinstance(value, list):
            value = dict(value) if value and isinstance(value[0], tuple) else dict(enumerate(map(str, value)))
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None
