"""The gates as a mutant meets them: a company in the engine, its inputs moved as gate 4 moves them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from finmodel.builder import build
from finmodel.gates.compare import compare, spots
from finmodel.gates.expect import Expected, is_nan
from finmodel.gates.file import opened
from finmodel.gates.formulas import standing
from finmodel.gates.moves import Input, moved_alone, with_values
from finmodel.gates.shocks import _bench, _shaken
from finmodel.inputs.tables import Inputs
from finmodel.mirror import Results, calculate
from finmodel.model.item import LineItem
from finmodel.workbook.address import filled
from finmodel.workbook.cells import Page
from finmodel.workbook.layout import FIRST_MONTH, TIMELINE_SHEETS, lay_out
from finmodel.workbook.pages.checks import checks_page
from finmodel.workbook.pages.timeline import timeline_page
from finmodel.workbook.read import view
from finmodel.workbook.render import Renderer

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
            self.shocks = _bench(self.opened, self.stands, path)
        self.inputs, self.graph, self.book = self.opened.inputs, self.shocks.graph, self.opened.book
        self.layout = lay_out(self.inputs, self.graph.items)
        self.formulas = dict(_formulas(self.book.pages, self.book.months))
        self._moves = moves
        self._expected: dict[int, Expected] = {}
        self._shown: dict[int, dict[Place, Any]] = {}

    @cached_property
    def sets(self) -> tuple[Moves, ...]:
        """The inputs as they are, all of them at random, and each alone."""
        if not self._moves:
            return ({},)
        alone = [{cell: value} for cell in self.shocks.cells for value in moved_alone(self.inputs, cell)]
        return ({}, *_shaken(self.shocks), *alone)

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
                return f"{type(error).__name__} under {_name(moves)}"
            if compare(self.book, found, self._look(number)).findings:
                return _name(moves)
        return ""

    def _look(self, number: int) -> Callable[[str, int, int], Any]:
        """What the workbook shows under a set, as an engine tells it."""
        if number not in self._shown:
            known = spots(self.book, self.expected(number))
            self._shown[number] = {spot.at: "n.m." if is_nan(spot.expected) else spot.expected for spot in known}
        return lambda *place: self._shown[number][place]

    def kills_formula(self, item: LineItem) -> str:
        """The set under which the gates see that the formulas of this line item are not the model's; else nothing."""
        changed = self._changed(item)
        if not changed:
            return ""
        engine, given = self.shocks.engine, self.stands.given
        for place, formula in changed.items():
            self._type(given[place], formula)
        try:
            for number in self._reaching(item):
                moves = self.sets[number]
                self.shocks.type(moves)
                engine.evaluate()
                found = compare(self.book, self.expected(number), self.shocks.look, only=changed).findings
                self.shocks.type({cell: cell.value for cell in moves})
                if found:
                    return _name(moves)
            return ""
        finally:
            for place in changed:
                self._type(given[place], self.formulas[place])

    def _type(self, place: Place, formula: str) -> None:
        engine = self.shocks.engine
        sheet, row, column = place
        text = "=" + formula.replace("_xlfn.", "")
        engine._model.update_cell_with_formula(engine._sheets[sheet], row + 1, column + 1, text)

    def _changed(self, item: LineItem) -> dict[Place, str]:
        layout = replace(self.layout, items={**self.graph.items, item.id: item})  # where its rows stand stays
        renderer = Renderer(layout)
        timeline = item.sheet in TIMELINE_SHEETS
        page = timeline_page(item.sheet, layout, renderer) if timeline else checks_page(layout, renderer)
        now = dict(_formulas([page], self.book.months))
        return {place: formula for place, formula in now.items() if self.formulas.get(place) != formula}

    def _reaching(self, item: LineItem) -> Iterator[int]:
        """The sets that move an input which the line item reads: under the others it is as without them."""
        upstream = self.graph.upstream([item.id])
        keys = {key for name in upstream for key in self.graph.drivers(name)[1]}
        for number, moves in enumerate(self.sets):
            names = {cell.row_id if cell.table == "assumptions" else f"{cell.table}.{cell.column}" for cell in moves}
            if len(moves) != 1 or names & keys:
                yield number


def _formulas(pages: Iterable[Page], months: int) -> Iterator[tuple[Place, str]]:
    for page in pages:
        for line, column, cell in page.formulas():
            yield (page.name, line.row, column), cell.formula
        for line in page.lines:
            if line.series:
                for column in range(FIRST_MONTH, FIRST_MONTH + months):
                    yield (page.name, line.row, column), filled(line.series.pattern, column)


def _differ(one: Results, other: Results) -> bool:
    return one.statuses != other.statuses or any(
        not np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
        for ours, theirs in ((one.months, other.months), (one.totals, other.totals))
        for a, b in ((ours[name], theirs[name]) for name in ours)
    )


def _name(moves: Moves) -> str:
    if len(moves) == 1:
        return next(iter(moves)).id
    return "all inputs at random" if moves else "the inputs as they are"
