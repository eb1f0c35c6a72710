"""Inputs: every assumption and row of a company, frozen."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from finmodel.errors import InputError, Problem, nearest
from finmodel.inputs.assumption import BASE, Assumption
from finmodel.inputs.kinds import Value
from finmodel.inputs.row import Row, optional
from finmodel.inputs.schema import TABLES
from finmodel.inputs.wording import shown
from finmodel.timeline import Month, Timeline


@dataclass(frozen=True)
class Inputs:
    """What a model is calculated from.

    `assumptions` by name; `tables` by file name without `.csv`, each a tuple of typed rows; `scenario` is the one in
    force; `shown` lists the note and optional columns that a file carries; `files` maps file names to SHA-256; `ids`
    and `spare` name the rows, filled and empty, of inputs that were read from a workbook; `places` say where the given
    rows of a table stood, for messages; `folder` is that of the CSVs, where there is one.
    """

    assumptions: Mapping[str, Assumption]
    tables: Mapping[str, tuple[Row, ...]]
    scenarios: tuple[str, ...] = (BASE,)
    scenario: str = BASE
    shown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    ids: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    spare: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    folder: Path | None = None
    warnings: tuple[Problem, ...] = ()

    def value(self, assumption: str) -> Value:
        """Give an assumption's value under the scenario in force."""
        return self.assumptions[assumption].under(self.scenario)

    def number(self, assumption: str) -> float:
        """Give a numeric assumption's value under the scenario in force."""
        value = self.value(assumption)
        assert isinstance(value, float)
        return value

    def has(self, need: str) -> bool:
        """Whether the company gives a table (`usage_deciles`) or an optional column (`plans.x`)."""
        table, _, column = need.partition(".")
        return column in self.shown.get(table, ()) if column else bool(self.tables[table])

    def column(self, table: str, column: str) -> list[Any]:
        """One column, in row order."""
        return [row.cell(column) for row in self.tables[table]]

    def columns(self, table: str) -> list[str]:
        """List a table's columns as a workbook has them: optional ones where the file does, thresholds where one is."""
        shown = self.shown.get(table, ())
        own = [c for c, field in TABLES[table].columns().items() if not optional(field) or c in shown]
        return [c for c in own if c != "tier_from_tokens" or self.tiered]

    @cached_property
    def tiered(self) -> frozenset[str]:
        """Give the models with a price of their own for long requests."""
        return frozenset(row.cell("model") for row in self.tables["prices"] if row.cell("tier_from_tokens"))

    @cached_property
    def timeline(self) -> Timeline:
        """The months modelled."""
        start = self.value("start_month")
        assert isinstance(start, Month)
        return Timeline(start, int(self.number("months")))

    @cached_property
    def as_of(self) -> dt.date:
        """The latest date any input was true or looked at; the first month when none says."""
        dates = [
            date
            for notes in (
                *(a.notes for a in self.assumptions.values()),
                *({"as_of": row.as_of, "checked_on": row.checked_on} for rows in self.tables.values() for row in rows),
            )
            for key in ("as_of", "checked_on")
            if isinstance(date := notes.get(key), dt.date)
        ]
        return max(dates, default=self.timeline.start.first_day)

    def under(self, scenario: str) -> Inputs:
        """Put another scenario in force. Raises InputError for an unknown one."""
        problems = unknown_scenario(scenario, self.scenarios)
        if problems:
            raise InputError(problems)
        return dataclasses.replace(self, scenario=scenario)


def unknown_scenario(scenario: str, scenarios: tuple[str, ...]) -> list[Problem]:
    """Refuse a scenario that no column of assumptions.csv holds."""
    if scenario in scenarios:
        return []
    what = f"{shown(scenario)} is not a column of assumptions.csv"
    return [Problem("--scenario", what, nearest(scenario, scenarios))]
