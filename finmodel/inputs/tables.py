"""Inputs: every assumption and row of a company, frozen."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from finmodel.errors import InputError, Problem, nearest
from finmodel.inputs.assumption import BASE, Assumption
from finmodel.inputs.kinds import Value
from finmodel.inputs.row import Row
from finmodel.timeline import Month, Timeline


@dataclass(frozen=True)
class Inputs:
    """What a model is calculated from.

    `assumptions` by name; `tables` by file name without `.csv`, each a tuple of typed rows;
    `scenario` is the one in force; `shown` lists the note columns that a file carries (its names as in
    the file); `files` maps file names to SHA-256; `capacity` maps tables read from a workbook to their rows.
    """

    assumptions: Mapping[str, Assumption]
    tables: Mapping[str, tuple[Row, ...]]
    scenarios: tuple[str, ...] = (BASE,)
    scenario: str = BASE
    shown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    capacity: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()

    def value(self, assumption: str) -> Value:
        """An assumption's value under the scenario in force."""
        return self.assumptions[assumption].under(self.scenario)

    def number(self, assumption: str) -> float:
        """A numeric assumption's value under the scenario in force."""
        value = self.value(assumption)
        assert isinstance(value, float)
        return value

    def column(self, table: str, column: str) -> list[Any]:
        """One column, in row order."""
        return [row.cell(column) for row in self.tables[table]]

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
        """The same inputs with another scenario in force. Raises InputError for an unknown one."""
        if scenario not in self.scenarios:
            fix = nearest(scenario, self.scenarios)
            raise InputError([Problem("--scenario", f"{scenario!r} is not a column of assumptions.csv", fix)])
        return dataclasses.replace(self, scenario=scenario)
