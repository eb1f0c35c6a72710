"""A folder of CSVs into Inputs."""

from __future__ import annotations

import hashlib
import os
from difflib import get_close_matches
from pathlib import Path

from finmodel.errors import InputError, Problem
from finmodel.inputs.assumption import BASE
from finmodel.inputs.csvfile import Unreadable, read_csv
from finmodel.inputs.parse import parse
from finmodel.inputs.raw import RawTable
from finmodel.inputs.row import NOTES
from finmodel.inputs.schema import TABLES
from finmodel.inputs.tables import Inputs

FILES = ("assumptions", *TABLES)


def read(folder: str | os.PathLike[str] = "inputs", *, scenario: str = BASE) -> Inputs:
    """Read the CSVs of a folder (MODEL.md, section 1).

    Money is in the model's currency, rates and shares are fractions, months calendar months. `scenario` names a
    column of `assumptions.csv`. Raises InputError with every problem: file, line, column, what stood there, the fix.
    """
    path = Path(folder)
    if not path.is_dir():
        raise InputError([Problem(str(folder), "is not a folder", "give the folder that holds assumptions.csv")])
    raws: dict[str, RawTable] = {}
    files: dict[str, str] = {}
    problems = _strangers(path)
    for name in FILES:
        file = path / f"{name}.csv"
        if not os.path.lexists(file):
            continue
        try:
            raws[name] = read_csv(file, _known_columns(name))
            files[file.name] = hashlib.sha256(file.read_bytes()).hexdigest()
        except Unreadable as error:
            problems.append(error.problem)
    return _parse(raws, scenario, files, problems)


def _parse(raws: dict[str, RawTable], scenario: str, files: dict[str, str], problems: list[Problem]) -> Inputs:
    try:
        inputs = parse(raws, scenario=scenario, files=files)
    except InputError as error:
        unread = {p.where.split(":")[0] for p in problems}
        others = [p for p in error.problems if not (p.where in unread and p.what == "is missing")]
        raise InputError([*problems, *others]) from None
    if problems:
        raise InputError(problems)
    return inputs


def _known_columns(name: str) -> set[str]:
    own = {"assumption", "base", "unit"} if name == "assumptions" else set(TABLES[name].columns())
    return own | set(NOTES)


def _strangers(path: Path) -> list[Problem]:
    """CSV files whose names are nearly a known one: most likely a typing mistake. Others are left alone."""
    known = {f"{name}.csv": name for name in (*FILES, *FOR_LATER)}
    return [
        Problem(file.name, "is not a file of the model", f"did you mean {close[0]}.csv?")
        for file in sorted(path.glob("*.csv"))
        if file.name not in known and (close := get_close_matches(file.stem, known.values(), 1, 0.8))
    ]


FOR_LATER = ("benchmarks", "selfhost", "gpu_rates")  # part of the vocabulary, not read by this version
