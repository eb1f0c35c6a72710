"""The model many times over: what no moved input reaches is calculated once."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from finmodel.inputs.tables import Inputs
from finmodel.mirror.calculate import Run
from finmodel.mirror.results import Results
from finmodel.model.graph import Graph
from finmodel.model.item import Array


class Planned:
    """Some line items as planned, and again with inputs moved.

    `only` are the line items asked for, `moving` the inputs that will move, as mirrors name them. Neither totals nor
    line items that those asked for do not read are calculated.
    """

    def __init__(self, inputs: Inputs, graph: Graph, only: Collection[str], moving: Collection[str]) -> None:
        self.run = Run.of(inputs, graph, {})
        needed, moves = graph.upstream(only), graph.moved_by(moving)
        self.again = tuple(name for name in needed if name in moves)
        with np.errstate(over="ignore", invalid="ignore"):
            self.run.run(needed)

    @property
    def results(self) -> Results:
        """As planned, arrays of shape (member, month)."""
        return self._results(self.run)

    def moved(self, moved: Mapping[str, Array]) -> Results:
        """With the inputs moved, arrays of shape (trial, member, month) where they reach and (member, month) elsewhere.

        `moved` holds assumptions as (trial, 1, 1) and columns as (trial, row, 1).
        """
        again = self.run.under(moved)
        again.months |= {name: values for name, values in self.run.months.items() if name not in self.again}
        with np.errstate(over="ignore", invalid="ignore"):
            again.run(self.again)
        return self._results(again)

    def _results(self, run: Run) -> Results:
        return Results(run.inputs, run.members, run.graph.items, run.months, {})
