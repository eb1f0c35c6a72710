"""A measured log into the CSVs of a folder: planned first, written all at once."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from finmodel.errors import InputError, Problem, nearest
from finmodel.files import Change, write_all
from finmodel.inputs import Inputs, read
from finmodel.inputs.kinds import key_of
from finmodel.inputs.read import FILES
from finmodel.inputs.wording import shown
from finmodel.lock import locked
from finmodel.mirror import calculate
from finmodel.printable import printable
from finmodel.timeline import Month
from finmodel.usage.actual_figures import actual_figures
from finmodel.usage.cost import Priced, priced
from finmodel.usage.csvs import Csvs, Move
from finmodel.usage.feature_figures import feature_figures
from finmodel.usage.figure import Figure, Figures
from finmodel.usage.measure import Measured
from finmodel.usage.volume_figures import volume_figures
from finmodel.vendor.listed import PriceList, read_prices

_NEVER = Month.parse("9999-12")


@dataclass(frozen=True)
class Imported:
    """What an import writes into a folder: each cell with what it was, and what has to be said."""

    folder: Path
    source: str
    moves: tuple[Move, ...]
    remarks: tuple[str, ...]
    changes: Mapping[str, Change]

    def write(self) -> tuple[str, ...]:
        """Write the files, all or none; their names.

        Raises InputError when one was changed meanwhile or another run holds the folder, OSError.
        """
        if self.changes:
            with locked([self.folder]):
                write_all({self.folder / name: change for name, change in self.changes.items()})
        return tuple(sorted(self.changes))

    def as_dict(self) -> dict[str, object]:
        """For programs."""
        return {
            "folder": str(self.folder),
            "source": self.source,
            "cells": [vars(move) for move in self.moves],
            "remarks": list(self.remarks),
        }


def figures_of(measured: Measured, prices: PriceList | None = None, plans: Sequence[str] = ()) -> Figures:
    """All figures that a log gives; without prices, tokens cost what was billed or is not known."""
    figures = Figures()
    feature_figures(measured, figures)
    volume_figures(measured, figures, plans)
    cube = priced(measured.cube, prices) if prices else Priced(measured.cube.assign(list_usd=float("nan")), (), ())
    actual_figures(measured, cube, figures)
    figures.remarks += _unpriced(cube)
    if measured.period.gaps:
        days = ", ".join(map(str, measured.period.gaps[:5])) + (", ..." if len(measured.period.gaps) > 5 else "")
        figures.remarks.append(f"no rows on {days}: taken as lost, not as quiet")
    return figures


def _unpriced(cube: Priced) -> Iterable[str]:
    if cube.unknown:
        names = ", ".join(name or "(no name)" for name in cube.unknown)
        yield f"no price for {names}: add rows to prices.csv, or --rename NAME=MODEL; their cost is left out"
    if cube.undated:
        yield f"no price in force yet for {', '.join(cube.undated)} on some days; their cost is left out"


def plan_inputs(measured: Measured, folder: str | os.PathLike[str]) -> Imported:
    """Find what an import changes in a folder of CSVs; `write` writes it.

    Raises InputError when the CSVs cannot be read, when the log names features or plans that they do not have, and when
    the CSVs would be no model afterwards.
    """
    path = Path(folder)
    inputs = read(path)
    features, plans = inputs.column("features", "feature"), inputs.column("plans", "plan")
    figures = figures_of(measured, read_prices(path), plans)
    cells = _homed(figures.cells, features, plans)
    relative = measured.period.relative
    as_of = "" if relative else measured.period.last.isoformat()
    csvs = Csvs(path, {"source": printable(measured.source), "as_of": as_of})
    csvs.put(cells, _NEVER if relative else Month.of(measured.period.last))
    remarks = [*figures.remarks, *_homeless(csvs.homeless)]
    changes = csvs.changes()
    _read_back(path, inputs, changes)
    return Imported(path, measured.source, tuple(csvs.moves), tuple(remarks), changes)


def _homed(cells: Sequence[Figure], features: Sequence[str], plans: Sequence[str]) -> list[Figure]:
    """Figures under the names of the CSVs: case, width, and _ or - for a blank, do not tell names apart."""
    known = {"feature": _folded(features), "plan": _folded(plans)}
    problems: dict[str, Problem] = {}
    for figure in cells:
        for column, name in figure.key:
            if column in known and _fold(name) not in known[column]:
                problems[f"{column} {name}"] = _unknown(column, name, known[column].values())
    if problems:
        raise InputError(problems.values())
    return [_renamed(figure, known) for figure in cells]


def _renamed(figure: Figure, known: dict[str, dict[str, str]]) -> Figure:
    line_item = dict(figure.key).get("line_item", "")
    company = line_item.startswith(("total", "provider"))
    of_feature = {**known, "member": {} if company else known["feature"]}
    key = tuple((column, of_feature.get(column, {}).get(_fold(name), name)) for column, name in figure.key)
    return Figure(figure.table, key, figure.column, figure.value, figure.note)


def _unknown(column: str, name: str, known: Iterable[str]) -> Problem:
    if not name:
        fix = f"name the column with --map {column}=COLUMN" + " or the feature with --feature NAME" * (
            column == "feature"
        )
        return Problem("LOGS", f"name no {column}", fix)
    fix = f"{nearest(name, known)} (write --rename {name}=NAME, or add a row to {column}s.csv)"
    return Problem(f"LOGS {column}", f"{shown(name)} is not in {column}s.csv", fix)


def _folded(names: Iterable[str]) -> dict[str, str]:
    return {_fold(name): name for name in names}


def _fold(name: str) -> str:
    return key_of(name.replace("_", " ").replace("-", " "))


def _homeless(figures: Sequence[Figure]) -> Iterable[str]:
    by_file: dict[tuple[str, str], list[str]] = {}
    for figure in figures:
        name = ", ".join(name for _, name in figure.key)
        by_file.setdefault((figure.table, figure.column), []).append(f"{name} {figure.value:.6g}")
    for (file, column), named in by_file.items():
        yield f"{file}.csv has no such rows, so {column} is not written: {', '.join(named)}"


def _read_back(folder: Path, inputs: Inputs, changes: Mapping[str, Change]) -> None:
    """Read what the CSVs would be. Raises InputError when that is no model."""
    with tempfile.TemporaryDirectory() as draft:
        for name in (f"{name}.csv" for name in FILES):
            if name in changes:
                Path(draft, name).write_bytes(changes[name].after)
            elif (folder / name).exists():
                shutil.copyfile(folder / name, Path(draft, name))
        try:
            calculate(read(draft, scenario=inputs.scenario))  # so that actuals are of what the plan has
        except InputError as error:
            raise InputError(Problem(f"after the import {p.where}", p.what, p.fix) for p in error.problems) from None
