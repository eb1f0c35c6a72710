"""The CSV that a simulation is written to."""

from __future__ import annotations

from pathlib import Path

from finmodel.errors import InputError, Problem
from finmodel.files import refuse_read_only

_FIX = "write --csv NAME.csv in another folder"


def usable(path: Path, inputs: Path) -> Path:
    """The file to write. Raises InputError for what is no CSV by its name, and for anything beside the inputs."""
    if path.suffix.lower() != ".csv" or path.is_dir():
        raise InputError([Problem(str(path), "is no CSV file by its name", "write --csv NAME.csv")])
    if not path.parent.is_dir():
        raise InputError([Problem(str(path.parent), "is not a folder", "make it first, or choose another")])
    if path.resolve().parent == inputs.resolve():
        raise InputError([Problem(str(path), "stands among the inputs", _FIX)])
    refuse_read_only(path)
    return path
