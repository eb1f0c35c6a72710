"""The workbook that is to be updated: read with bounds, or refused in words that say what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from finmodel.errors import InputError, Problem
from finmodel.files import refuse_read_only
from finmodel.patch.lock import refuse_open
from finmodel.workbook.disk.ondisk import OnDisk, on_disk
from finmodel.workbook.disk.parts import open_parts
from finmodel.workbook.package import UnfitError, check_package, refuse_missing

SUFFIXES = (".xlsx", ".xlsm")
_FIX = "open it in a spreadsheet program, save it as .xlsx, and try again"


def read_source(path: Path) -> OnDisk:
    """Read a workbook with the places of its bytes. Raises InputError for one that cannot be updated safely."""
    refuse_missing(path)
    if path.suffix.lower() not in SUFFIXES:
        what = f"ends in {path.suffix or 'nothing'}, and only .xlsx and .xlsm are updated"
        raise InputError([Problem(str(path), what, "save it as .xlsx")])
    check_package(path)
    with told_of(path):
        parts = open_parts(path.read_bytes())
        if parts.signed:
            raise UnfitError("is signed, and an update would break the signature; remove the signature first")
        if parts.from_1904:
            raise UnfitError("counts days from 1904, which moves every date; switch it off")
        return on_disk(parts, path)


@contextmanager
def told_of(path: Path) -> Iterator[None]:
    """What is unfit about a package is told of its file, as InputError."""
    try:
        yield
    except UnfitError as error:
        raise InputError([error.problem(path, _FIX)]) from None


def usable(source: Path, target: Path, *, dry_run: bool) -> None:
    """Refuse a target that cannot be written. Raises InputError, OSError."""
    if target.suffix.lower() != source.suffix.lower():
        what, fix = f"does not end in {source.suffix}, as {source.name} does", f"write -o NAME{source.suffix}"
        raise InputError([Problem(str(target), what, fix)])
    if not target.parent.is_dir():
        raise InputError([Problem(str(target.parent), "is not a folder", "make it first, or choose another")])
    if target.is_dir():
        raise InputError([Problem(str(target), "is a folder", f"write -o NAME{source.suffix}")])
    if not dry_run:
        refuse_open(target)
        refuse_read_only(target)
