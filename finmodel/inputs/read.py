"""A folder of CSVs into Inputs."""

from __future__ import annotations

import os
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from finmodel.errors import InputError, Problem
from finmodel.inputs.assumption import BASE
from finmodel.inputs.csvfile import read_csv
from finmodel.inputs.encoding import UnreadableError
from finmodel.inputs.parse import parse
from finmodel.inputs.raw import RawTable
from finmodel.inputs.row import NOTES
from finmodel.inputs.schema import TABLES
from finmodel.inputs.tables import Inputs
from finmodel.inputs.wording import shown

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
    problems = _misnamed(path)
    for name in FILES:
        file = path / f"{name}.csv"
        if not os.path.lexists(file):
            continue
        try:
            raws[name], misfits = read_csv(file, known_columns(name))
            files[file.name] = raws[name].sha256
            problems += misfits
        except UnreadableError as error:
            problems.append(error.problem)
    return replace(parse(raws, scenario=scenario, files=files, problems=problems), folder=path)


def known_columns(name: str) -> set[str]:
    """The column names that tell a file's delimiter."""
    own = {"assumption", BASE, "unit"} if name == "assumptions" else set(TABLES[name].columns())
    return own | set(NOTES)


def _misnamed(path: Path) -> list[Problem]:
    """CSV files whose names are nearly a known one: most likely a typing mistake. Others are left alone."""
    problems = []
    for file in sorted(path.glob("[!.]*.[cC][sS][vV]")):
        close = get_close_matches(file.stem.casefold(), FILES, 1, 0.8)
        if not close or file.name == f"{close[0]}.csv":
            continue
        wanted = f"{close[0]}.csv"
        if os.path.lexists(path / wanted):
            problems.append(Problem(file.name, f"is not a file of the model; {wanted} is", "delete or rename it"))
        else:
            problems.append(Problem(wanted, f"is missing, but {shown(file.name)} is there", f"rename that to {wanted}"))
    return problems
