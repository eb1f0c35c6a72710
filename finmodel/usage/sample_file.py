"""A sample into a file: CSV, JSON Lines or Parquet, whole or not at all."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pandas as pd

from finmodel.errors import InputError, Problem
from finmodel.files import move
from finmodel.inputs.formula_text import prefixed
from finmodel.lock import drafted
from finmodel.usage.extra import installed
from finmodel.usage.sample import Sample
from finmodel.usage.sample_rows import rows_of

_NESTED = ("openai", "anthropic", "otel")  # records that no CSV holds


def write_sample(sample: Sample, path: str | os.PathLike[str], form: str = "generic") -> Path:
    """Write a sample in a format; the name's ending tells the kind: .csv, .jsonl, .parquet, the first two also .gz.

    Raises InputError for another ending, and for CSV where the format nests its records; OSError.
    """
    target = Path(path)
    ending = "".join(target.suffixes[-2:]) if target.suffix == ".gz" else target.suffix
    writers: dict[str, Callable[[Sample, Path, str], None]] = {
        ".csv": _csv, ".jsonl": _jsonl, ".parquet": _parquet, ".csv.gz": _csv, ".jsonl.gz": _jsonl,
    }  # fmt: skip
    if ending not in writers or (form in _NESTED and ending.startswith(".csv")):
        fix = "end it in .jsonl or .parquet" if form in _NESTED else "end it in .csv, .jsonl or .parquet"
        raise InputError([Problem(str(target), f"does not suit the format {form}", fix)])
    place = target.resolve()  # a link is written through
    with drafted(place) as folder:
        draft = folder / f"draft{ending}"
        writers[ending](sample, draft, form)
        move(draft, place)
    return target


@contextmanager
def _text(path: Path) -> Iterator[IO[str]]:
    if path.suffix != ".gz":
        with path.open("w", encoding="utf-8", newline="") as file:
            yield file
        return
    with (
        path.open("wb") as raw,
        gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed,
        io.TextIOWrapper(packed, encoding="utf-8", newline="") as file,
    ):
        yield file


def _csv(sample: Sample, path: Path, form: str) -> None:
    with _text(path) as file:
        for number, calls in enumerate(sample.chunks()):
            rows = map(_as_text, rows_of(calls, form))
            first = next(rows, {})
            writer = csv.DictWriter(file, list(first), lineterminator="\n")
            if not number:
                writer.writeheader()
            writer.writerow(first)
            writer.writerows(rows)


def _as_text(row: dict[str, Any]) -> dict[str, Any]:
    return {column: prefixed(cell) if isinstance(cell, str) else cell for column, cell in row.items()}


def _jsonl(sample: Sample, path: Path, form: str) -> None:
    with _text(path) as file:
        for calls in sample.chunks():
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows_of(calls, form))


def _parquet(sample: Sample, path: Path, form: str) -> None:
    with installed():
        import pyarrow as pa
        import pyarrow.parquet as pq

    writer: Any = None
    try:
        for calls in sample.chunks():
            table = _generic_table(calls) if form == "generic" else pa.Table.from_pylist(list(rows_of(calls, form)))
            writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
            writer.write_table(table)
    finally:
        if writer:
            writer.close()


def _generic_table(calls: pd.DataFrame) -> Any:
    """The generic format without a detour by single rows."""
    import pyarrow as pa

    numbers = ("input_tokens", "cache_read_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens")
    return pa.table({
        "timestamp": pa.array(calls["at"]),
        **{name: pa.array(calls[name], pa.string()) for name in ("feature", "model", "plan")},
        "user": pa.array("user-" + calls["user"].astype(str), pa.string()),
        "request_id": pa.array("req-" + calls["request"].astype(str).str.zfill(10), pa.string()),
        "trace_id": pa.array("trace-" + calls["trace"].astype(str).str.zfill(10), pa.string()),
        **{name: pa.array(calls[name]) for name in numbers},
        "status": pa.array(calls["failed"].map({True: "error", False: "ok"}), pa.string()),
        "cost_usd": pa.array(calls["billed_usd"]),
    })  # fmt: skip
