"""prices.csv as the list of dated prices it is, read on its own."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from finmodel.errors import InputError, Problem
from finmodel.inputs.csvfile import read_csv
from finmodel.inputs.encoding import UnreadableError
from finmodel.inputs.kinds import key_of
from finmodel.inputs.parse import parse_table
from finmodel.inputs.raw import RawRow
from finmodel.inputs.row import NOTES
from finmodel.inputs.schema import Price
from finmodel.vendor.amount import COLUMNS, TIER, Prices, Tiers, from_float

_KNOWN = {*Price.columns(), *NOTES}


@dataclass(frozen=True)
class Listed:
    """A price list of a model: all five prices, defaults filled in, where they stand, and those of long requests."""

    provider: str
    model: str
    effective_from: dt.date
    prices: Prices
    place: str = ""
    tiers: Tiers = field(default_factory=dict)


@dataclass(frozen=True)
class PriceList:
    """The price lists of a file in the order of their base rows, and its header."""

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


def read_prices(inputs: str | os.PathLike[str], *, may_be_empty: bool = False) -> PriceList:
    """Read the prices of a folder, or of one CSV file; the other input files are not looked at.

    Prices are USD per million tokens. `may_be_empty` admits a file with a header alone. Raises InputError with every
    problem.
    """
    path = price_file(inputs)
    try:
        raw, misfits = read_csv(path, _KNOWN)
    except UnreadableError as error:
        raise InputError([error.problem]) from None
    pairs = parse_table(Price, raw, misfits, may_be_empty=may_be_empty)
    _one_provider(pairs)
    _based(pairs)
    long = _long(pairs)
    rows = (_listed(row, place.where, long.get(_list_of(row), {})) for row, place in pairs if not row.tiered)
    return PriceList(path, raw.header, tuple(rows))


Pairs = Sequence[tuple[Price, RawRow]]
ListKey = tuple[str, dt.date]


def _listed(row: Price, where: str, tiers: Tiers) -> Listed:
    return Listed(row.provider, row.model, row.effective_from, _prices(row), where, tiers)


def _long(pairs: Pairs) -> dict[ListKey, dict[Decimal, Prices]]:
    """The prices of long requests by price list and threshold."""
    found: dict[ListKey, dict[Decimal, Prices]] = {}
    for row, _ in pairs:
        if row.tiered:
            found.setdefault(_list_of(row), {})[from_float(row.tier_from_tokens).normalize()] = _prices(row)
    return found


def _prices(row: Price) -> Prices:
    return {column: from_float(row.cell(column)) for column in COLUMNS}


def _list_of(row: Price) -> ListKey:
    return key_of(row.model), row.effective_from


def _based(pairs: Pairs) -> None:
    based = {_list_of(row) for row, _ in pairs if not row.tiered}
    fix = f"add a row of the same date with {TIER} 0: the rows of a date are one price list"
    problems = [
        Problem(place.place(TIER), f"{row.model!r} has no price from {row.effective_from} for shorter requests", fix)
        for row, place in pairs
        if row.tiered and _list_of(row) not in based
    ]
    if problems:
        raise InputError(problems)


def _one_provider(pairs: Pairs) -> None:
    first: dict[str, str] = {}
    fix = "a model has one provider; name the other offer differently"
    problems = [
        Problem(place.place("provider"), f"{row.provider!r} sells {row.model!r}, which {owner!r} sells above", fix)
        for row, place in pairs
        if key_of(owner := first.setdefault(key_of(row.model), row.provider)) != key_of(row.provider)
    ]
    if problems:
        raise InputError(problems)
