"""What stands at the head of a log: its columns, and the paths into them, seen in its first records."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from finmodel.errors import InputError, Problem
from finmodel.inputs.wording import shown
from finmodel.usage.lines import Record, csv_header, csv_records, json_records
from finmodel.usage.logfile import LogFile

LOOKED_AT = 200  # records
_DEPTH = 6
Keys = tuple[str, ...]


@dataclass(frozen=True)
class Head:
    """The columns of a log and, by dotted path, the keys that lead to what was seen; `samples` hold a value of each.

    `open`: records may hold columns that the first ones do not (JSON Lines).
    """

    columns: tuple[str, ...]
    seen: dict[str, Keys]
    samples: dict[Keys, str]
    delimiter: str = ","
    open: bool = False


def head_of(files: Sequence[LogFile]) -> Head:
    """Look at the first records. Raises InputError for files that do not hold records, or not the same ones."""
    first = files[0]
    if first.kind == "parquet":
        return _parquet(first)
    if first.kind == "csv":
        return _csv(files)
    records = [record for _, record in islice(json_records(first), LOOKED_AT)]
    found = [record for record in records if not isinstance(record, str)]
    if len(found) * 2 < len(records) or not found:
        fix = "write one record a line, as jq -c does"
        raise InputError([Problem(f"{first.path}:1", "is not JSON Lines: one JSON object a line", fix)])
    seen, samples = _flattened(found)
    return Head(tuple(dict.fromkeys(name for record in found for name in record)), seen, samples, open=True)


def head_of_columns(columns: Iterable[str], records: Iterable[Record]) -> Head:
    """The head of a table that is not a file."""
    names = tuple(columns)
    seen, samples = _flattened(records)
    return Head(names, {**{name: (name,) for name in names}, **seen}, samples)


def _csv(files: Sequence[LogFile]) -> Head:
    header, delimiter = csv_header(files[0])
    for file in files[1:]:
        other, mark = csv_header(file)
        if (other, mark) != (header, delimiter):
            what = f"has another header than {files[0].path.name}"
            raise InputError([Problem(f"{file.path}:1", what, "import files of one header together, others apart")])
    records = (record for _, record in islice(csv_records(files[0], header, delimiter), LOOKED_AT))
    seen, samples = _flattened(record for record in records if not isinstance(record, str))
    return Head(tuple(header), {**{name: (name,) for name in header}, **seen}, samples, delimiter)


def _parquet(file: LogFile) -> Head:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(file.path) as parquet:
            names = tuple(parquet.schema_arrow.names)
            batch = next(parquet.iter_batches(batch_size=LOOKED_AT), None)
            records = batch.to_pylist() if batch is not None else []
    except (pa.ArrowException, OSError) as error:
        what = f"is a damaged Parquet file ({shown(error)})"
        raise InputError([Problem(str(file.path), what, "write it anew")]) from None
    return head_of_columns(names, records)


def _flattened(records: Iterable[Record]) -> tuple[dict[str, Keys], dict[Keys, str]]:
    """Dotted paths to what the records hold; objects as such, as text, and as lists of pairs alike."""
    seen: dict[str, Keys] = {}
    samples: dict[Keys, str] = {}
    for record in records:
        for keys, value in _leaves((), record):
            seen.setdefault(".".join(keys), keys)
            if value is not None and str(value).strip():
                samples.setdefault(keys, str(value))
    return seen, samples


def _leaves(keys: Keys, value: Any) -> Iterator[tuple[Keys, Any]]:
    if keys:
        yield keys, value
    inner = _inner(value, as_text=bool(keys))
    for name, part in inner.items() if len(keys) < _DEPTH else ():
        yield from _leaves((*keys, str(name)), part)


def _inner(value: Any, *, as_text: bool) -> dict[Any, Any]:
    if isinstance(value, dict):
        return value
    if isinstance(value, list):  # of a map of Parquet: pairs
        pairs = all(isinstance(pair, tuple) and len(pair) == 2 for pair in value)
        return dict(value) if pairs else dict(enumerate(value))
    if as_text and isinstance(value, str) and value[:1] in "{[" and value:
        try:
            return _inner(json.loads(value), as_text=False)
        except (ValueError, RecursionError):
            return {}
    return {}
