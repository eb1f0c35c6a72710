"""Which files hold the log: globs, kinds, compression; a file of another kind is named as such."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from finmodel.errors import InputError, Problem
from finmodel.inputs.wording import shown

FileKind = Literal["csv", "jsonl", "parquet"]
Compression = Literal["", "gzip", "zstd"]

_KINDS: dict[str, FileKind] = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl",
    ".parquet": "parquet", ".pq": "parquet",
}  # fmt: skip
_COMPRESSED: dict[str, Compression] = {".gz": "gzip", ".zst": "zstd"}
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "is a ZIP archive or a workbook"),
    (b"%PDF", "is a PDF"),
    (b"BZh", "is compressed with bzip2"),
    (b"\xfd7zXZ", "is compressed with xz"),
    (b"SQLite format 3", "is an SQLite database"),
    (b"\xff\xfe", "is UTF-16 text"),
    (b"\xfe\xff", "is UTF-16 text"),
    (b"<", "is HTML or XML"),
    (b"Obj\x01", "is Avro"),
    (b"ORC", "is ORC"),
)
_WANTED = "give CSV, JSON Lines or Parquet, plain or as .gz or .zst"


@dataclass(frozen=True)
class LogFile:
    """One file of the log."""

    path: Path
    kind: FileKind
    compression: Compression = ""


def log_files(patterns: Sequence[str | os.PathLike[str]]) -> tuple[LogFile, ...]:
    """Find the files of a log, in order of their names within each pattern.

    Raises InputError with every name that is no file, every file of another kind, and files of several kinds.
    """
    problems: list[Problem] = []
    paths = list(dict.fromkeys(path for pattern in patterns for path in _expanded(os.fspath(pattern), problems)))
    files = [file for path in paths if (file := _log_file(path, problems))]
    kinds = {file.kind: file for file in files}
    if len(kinds) > 1:
        named = " and ".join(f"{file.path.name} is {kind}" for kind, file in kinds.items())
        problems.append(Problem("LOGS", f"are of several kinds ({named})", "import each kind by itself"))
    if not paths and not problems:
        problems.append(Problem("LOGS", "name no file", "give the files of a usage log"))
    if problems:
        raise InputError(problems)
    return tuple(files)


def _expanded(pattern: str, problems: list[Problem]) -> Iterable[Path]:
    if "://" in pattern:
        fix = "download it first, or read it as a table with --connect and --table"
        problems.append(Problem(shown(pattern), "is not on this machine", fix))
        return []
    path = Path(pattern)
    if path.is_file():
        return [path]
    if path.is_dir():
        found = sorted(file for file in path.iterdir() if file.is_file() and not file.name.startswith("."))
    else:
        found = sorted(Path(name) for name in glob.glob(pattern, recursive=True) if Path(name).is_file())  # noqa: PTH207 - a pattern may be absolute
    if not found:
        problems.append(Problem(shown(pattern), "names no file", "give the files of a usage log"))
    return found


def _log_file(path: Path, problems: list[Problem]) -> LogFile | None:
    try:
        with path.open("rb") as file:
            magic = file.read(16)
    except OSError as error:
        problems.append(Problem(str(path), f"cannot be read ({error.strerror})", "check its permissions"))
        return None
    name, compression = path, _compression(magic)
    if path.suffix.casefold() in _COMPRESSED:
        name = path.with_suffix("")
    if magic.startswith(b"PAR1"):
        return LogFile(path, "parquet")
    what = next((what for mark, what in _MAGIC if magic.startswith(mark)), "")
    if not magic:
        what = "is empty"
    elif not what and not compression and b"\0" in magic:
        what = "is no text"
    if compression != _COMPRESSED.get(path.suffix.casefold(), ""):
        ending = {"gzip": ".gz", "zstd": ".zst"}.get(compression)
        what = f"is packed with {compression}, but its name does not end in {ending}" if ending else "is not packed"
    kind = _KINDS.get(name.suffix.casefold())
    if not what and (kind is None or kind == "parquet"):
        what = "is no Parquet file" if kind else "has a name that does not tell its kind"
    if what or kind is None:
        problems.append(Problem(str(path), what, _WANTED))
        return None
    return LogFile(path, kind, compression)


def _compression(magic: bytes) -> Compression:
    if magic.startswith(b"\x1f\x8b"):
        return "gzip"
    return "zstd" if magic.startswith(b"\x28\xb5\x2f\xfd") else ""
