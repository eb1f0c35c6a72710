"""The gates as a mutant meets them: a company in the engine, its inputs moved as gate 4 moves them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from finmodel.builder import build
from finmodel.gates.bench import Bench as Shocks
from finmodel.gates.compare import compare, spots
from finmodel.gates.expect import Expected, is_nan
from finmodel.gates.file import opened
from finmodel.gates.formulas import standing
from finmodel.gates.moves import Input, moved_alone, with_values
from finmodel.gates.shocks import shaken
from finmodel.inputs.tables import Inputs
from finmodel.mirror import Results, calculate
from finmodel.workbook.layout import lay_out
from finmodel.workbook.read import view

Moves = Mapping[Input, Any]
Place = tuple[str, int, int]


class Bench:
    """A company, proved, in IronCalc."""

    def __init__(self, inputs: Inputs, *, moves: bool = True) -> None:
        """Build the company; without `moves` its inputs stay as they are."""
        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / "model.xlsx"
            build(inputs, path)
            self.opened = opened(view(path))
            self.stands = standing(self.opened)
            self.shocks = Shocks.of(self.opened, self.stands, path)
        self.inputs, self.graph, self.book = self.opened.inputs, self.shocks.graph, self.opened.book
        self.layout = lay_out(self.inputs, self.graph.items)
        self._moves = moves
        self._expected: dict[int, Expected] = {}
        self._shown: dict[int, dict[Place, Any]] = {}

    @cached_property
    def dense(self) -> tuple[Moves, ...]:
        """The inputs as they are, and all of them at random."""
        return ({}, *shaken(self.shocks)) if self._moves else ({},)

    @cached_property
    def alone(self) -> tuple[Moves, ...]:
        """Each input alone."""
        cells = self.shocks.cells if self._moves else []
        return tuple({cell: value} for cell in cells for value in moved_alone(self.inputs, cell))

    @cached_property
    def sets(self) -> tuple[Moves, ...]:
        """The inputs as they are, all of them at random, and each alone."""
        return (*self.dense, *self.alone)

    def expected(self, number: int) -> Expected:
        """What every formula cell shows under a set, by the mirror without a mutant."""
        if number not in self._expected:
            self._expected[number] = Expected(self.book, self.calculated(self.sets[number]))
        return self._expected[number]

    def calculated(self, moves: Moves) -> Results:
        """The mirror under a set."""
        return calculate(with_values(self.inputs, dict(moves)), graph=self.graph)

    def kills_mirror(self) -> str:
        """The set under which the gates see that the mirror, as it is now, differs from the workbook; else nothing."""
        for number, moves in enumerate(self.sets):
            known = self.expected(number)
            try:
                results = self.calculated(moves)
                if not _differ(known.results, results):
                    continue
                found = Expected(self.book, results)
            except Exception as error:  # noqa: BLE001 - whatever a mutant raises stops a build
                return f"{type(error).__name__} under {name(moves)}"
            if compare(self.book, found, self._look(number)).findings:
                return name(moves)
        return ""

    def _look(self, number: int) -> Callable[[str, int, int], Any]:
        """What the workbook shows under a set, as an engine tells it."""
        if number not in self._shown:
            known = spots(self.book, self.expected(number))
            self._shown[number] = {spot.at: "n.m." if is_nan(spot.expected) else spot.expected for spot in known}
        return lambda *place: self._shown[number][place]


def _differ(one: Results, other: Results) -> bool:
    return one.statuses != other.statuses or any(
        not np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
        for ours, theirs in ((one.months, other.months), (one.totals, other.totals))
        for a, b in ((ours[name], theirs[name]) for name in ours)
    )


def name(moves: Moves) -> str:
    if len(moves) == 1:
        return next(iter(moves)).id
    return "all inputs at random" if moves else "the inputs as they are"
