"""prices.csv as the list of dated prices it is, read on its own."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from finmodel.errors import InputError, Problem
from finmodel.inputs.csvfile import UnreadableError, read_csv
from finmodel.inputs.kinds import key_of
from finmodel.inputs.parse import parse_table
from finmodel.inputs.row import NOTES
from finmodel.inputs.schema import Price
from finmodel.vendor.amount import COLUMNS, Prices, from_float

_KNOWN = {*Price.columns(), *NOTES}


@dataclass(frozen=True)
class Listed:
    """A row: all five prices, defaults filled in, and where it stands."""

    provider: str
    model: str
    effective_from: dt.date
    prices: Prices
    place: str = ""


@dataclass(frozen=True)
class PriceList:
    """The rows of a file in its order, and its header."""

    path: Path
    header: tuple[str, ...]
    rows: tuple[Listed, ...]

    @cached_property
    def by_model(self) -> dict[str, tuple[Listed, ...]]:
        """Rows by folded model name, in date order; models in order of appearance."""
        models: dict[str, list[Listed]] = {}
        for row in self.rows:
            models.setdefault(key_of(row.model), []).append(row)
        return {key: tuple(sorted(rows, key=lambda row: row.effective_from)) for key, rows in models.items()}

    def dated(self, model: str) -> tuple[Listed, ...]:
        """Give a model's rows in date order; none when it is not listed."""
        return self.by_model.get(key_of(model), ())

    @property
    def models(self) -> list[str]:
        """The models as their rows spell them, in order of appearance."""
        return [rows[0].model for rows in self.by_model.values()]


def in_force(rows: tuple[Listed, ...], date: dt.date) -> Listed | None:
    """Give the latest of a model's rows that has started on a date."""
    return max((row for row in rows if row.effective_from <= date), key=lambda row: row.effective_from, default=None)


def price_file(inputs: str | os.PathLike[str]) -> Path:
    """Find the prices.csv of a folder; a file is taken as it is. Raises InputError."""
    path = Path(inputs)
    file = path / "prices.csv" if path.is_dir() else path
    if not os.path.lexists(file):
        raise InputError([Problem(str(file), "is missing", "give a folder with a prices.csv, or the file itself")])
    return file


def read_prices(inputs: str | os.PathLike[str]) -> PriceList:
    """Read the prices of a folder, or of one CSV file; the other input files are not looked at.

    Prices are USD per million tokens. Raises InputError with every problem.
    """
    path = price_file(inputs)
    try:
        raw, misfits = read_csv(path, _KNOWN)
    except UnreadableError as error:
        raise InputError([error.problem]) from None
    pairs = parse_table(Price, raw, misfits)
    rows = tuple(_listed(row, place.where) for row, place in pairs)
    return PriceList(path, raw.header, _one_provider(rows))


def _listed(row: Price, where: str) -> Listed:
    prices = {column: from_float(row.cell(column)) for column in COLUMNS}
    return Listed(row.provider, row.model, row.effective_from, prices, where)


def _one_provider(rows: tuple[Listed, ...]) -> tuple[Listed, ...]:
    first: dict[str, str] = {}
    fix = "a model has one provider; name the other offer differently"
    problems = [
        Problem(f"{row.place} provider", f"{row.provider!r} sells {row.model!r}, which {owner!r} sells above", fix)
        for row in rows
        if key_of(owner := first.setdefault(key_of(row.model), row.provider)) != key_of(row.provider)
    ]
    if problems:
        raise InputError(problems)
    return rows
