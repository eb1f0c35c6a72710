"""The zip behind a workbook, opened with bounds: a small file must not fill the memory when it is read.

Sizes are measured while inflating; what a zip says of itself is not believed.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from finmodel.errors import InputError, Problem

MOST_PARTS = 2_000  # a workbook of ours has some 60; each costs a reading of its own
MOST_BYTES = 256 * 1024 * 1024  # inflated, all parts together: what MOST_TAGS formula cells take
MOST_TAGS = 24_000_000  # in all XML parts; a formula cell takes 6
MOST_TAGS_HELD = 400_000  # in a part that is held as a tree: workbook, styles, relations
MOST_NAMES = 5_000  # defined names, which an engine looks through for each; ours are some 40
_CHUNK = 1 << 20
_OVERLAP = 16  # bytes kept of the chunk before, so that no word is cut in two
_STREAMED = re.compile(r"xl/(worksheets|charts|pivotCache|drawings|sharedStrings\.xml|comments)")
_DECLARES = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_NAME = re.compile(rb"<(?:\w+:)?definedName[\s>]")
_UNREADABLE = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError)
_FIX = "give a workbook that finmodel built"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_FIX = "take the password off, or save it as Excel Workbook (.xlsx)"


class UnfitError(Exception):
    """What is wrong with a package, in words that follow the file's name, and after a semicolon what to do."""

    def problem(self, path: Path, fix: str = _FIX) -> Problem:
        """The same told of its file; `fix` is what to do where the error does not say."""
        what, _, own = str(self).partition("; ")
        return Problem(str(path), what, own or fix)


@dataclass
class _Measured:
    """What has been inflated so far."""

    inflated: int = 0
    tags: int = 0


def refuse_missing(path: Path) -> None:
    """Raise InputError where no file stands."""
    if path.is_dir():
        raise InputError([Problem(str(path), "is a folder", _FIX)])
    if not path.is_file():
        raise InputError([Problem(str(path), "there is no such file", _FIX)])


def check_package(path: Path) -> bool:
    """Whether the workbook holds macros. Raises InputError for what is no zip, or one that is not safe to read."""
    try:
        _refuse_old(path)
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            _measure_all(package, parts)
    except UnfitError as error:
        raise InputError([error.problem(path)]) from None
    except _UNREADABLE as error:
        why = "no zip package, or one cut off" if isinstance(error, zipfile.BadZipFile) else "damaged inside"
        what = f"cannot be read as an xlsx workbook ({why})"
        raise InputError([Problem(str(path), what, _FIX)]) from None
    return any(part.filename.endswith("vbaProject.bin") for part in parts)


def _refuse_old(path: Path) -> None:
    with path.open("rb") as file:
        if file.read(len(_OLE)) == _OLE:
            raise UnfitError(f"is encrypted, or in the format of Excel 97; {_OLE_FIX}")
    if path.stat().st_size > MOST_BYTES:
        raise UnfitError(f"is larger than {MOST_BYTES >> 20} MiB")


def _measure_all(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS:
        raise UnfitError(f"holds {len(parts):,} parts, and {MOST_PARTS:,} is the limit")
    if min((part.header_offset for part in parts), default=0):
        raise UnfitError("has other bytes in front of its first part; save it again in a spreadsheet")
    measured = _Measured()
    for part in parts:
        _measure(package, part, measured)


def _measure(package: zipfile.ZipFile, part: zipfile.ZipInfo, measured: _Measured) -> None:
    xml = part.filename.endswith((".xml", ".rels", ".vml"))
    tags = names = 0
    with package.open(part) as file:
        before = b""
        while chunk := file.read(_CHUNK):
            measured.inflated += len(chunk)
            if measured.inflated > MOST_BYTES:
                raise UnfitError(f"inflates to more than {MOST_BYTES >> 20} MiB")
            if not xml:
                continue
            text = before + chunk.replace(b"\0", b"")  # UTF-16 hides no word
            if _DECLARES.search(text):
                raise UnfitError(f"declares a DOCTYPE or an entity in {part.filename}, which no workbook needs")
            tags += chunk.count(b"<")
            names += len(_NAME.findall(text)) - len(_NAME.findall(before))
            before = text[-_OVERLAP:]
            _bounded(part.filename, tags, names, measured)
    measured.tags += tags


def _bounded(name: str, tags: int, names: int, measured: _Measured) -> None:
    if measured.tags + tags > MOST_TAGS:
        raise UnfitError(f"holds more than {MOST_TAGS:,} XML tags")
    if names > MOST_NAMES:
        raise UnfitError(f"defines more than {MOST_NAMES:,} names")
    if tags > MOST_TAGS_HELD and not _STREAMED.match(name):
        raise UnfitError(f"holds more than {MOST_TAGS_HELD:,} XML tags in {name}")
