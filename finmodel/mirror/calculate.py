"""Runs every mirror once, in order, on whole arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from finmodel.errors import DeclarationError, InputError
from finmodel.inputs.assumption import ASSUMPTIONS
from finmodel.inputs.tables import Inputs
from finmodel.lines import ITEMS, of
from finmodel.lines.metric import unknown_metrics
from finmodel.lines.plan_rows import rows_of, unknown_actuals
from finmodel.mirror.arrays import KEYED, arrays, structure
from finmodel.mirror.results import Results
from finmodel.model.cases import CASES, RERUNS, rerun_of
from finmodel.model.dimension import Dimension, Members, projects
from finmodel.model.graph import Graph
from finmodel.model.item import RATIO, Array, LineItem, Weighted


def calculate(
    inputs: Inputs,
    *,
    graph: Graph | None = None,
    moved: Mapping[str, Array] | None = None,
    typed: Mapping[str, Array] | None = None,
    only: Iterable[str] | None = None,
) -> Results:
    """Calculate every line item in NumPy, without Excel; with `only`, these and what they read.

    `moved` replaces input arrays by name (`plans__churn_rate`, `churn_multiplier`), and may carry leading axes:
    assumptions (..., 1, 1), columns (..., row, 1). `typed` are figures that stand instead of a line item's own, as if
    typed over its formulas: arrays of shape (member, month) in its unit, which runs with inputs moved see as well
    unless they move the line item. Returns Results with arrays of shape (..., member, month), in the units that each
    line item declares. Raises InputError for a benchmark of what is no line item, DeclarationError for a typed one.
    Source of every definition: MODEL.md, section 2, quoted by the docstring of each line item.
    """
    if problems := unknown_actuals(inputs, ITEMS):
        raise InputError(problems)
    graph = graph or Graph.of(of(inputs))
    if problems := unknown_metrics(inputs, graph.items):
        raise InputError(problems)
    if unknown := set(typed or {}) - graph.items.keys():
        raise DeclarationError(f"no line item is called {', '.join(sorted(unknown))}")
    names = graph.order if only is None else graph.upstream(only)
    return Run.of(inputs, graph, moved or {}, typed or {}).results(names)


class Run:
    """One calculation: the arrays so far, and how a mirror's parameters are found among them."""

    def __init__(
        self,
        inputs: Inputs,
        graph: Graph,
        members: Members,
        given: Mapping[str, Any],
        moved: Mapping[str, Array],
        typed: Mapping[str, Array],
    ) -> None:
        self.inputs, self.graph, self.members, self.moved, self.typed = inputs, graph, members, moved, typed
        self.given: dict[str, Any] = {**given, **moved}
        self.months: dict[str, Array] = {}
        self.totals: dict[str, Array] = {}
        self.reruns: dict[str, tuple[Run, frozenset[str]]] = {}

    @classmethod
    def of(
        cls, inputs: Inputs, graph: Graph, moved: Mapping[str, Array], typed: Mapping[str, Array] | None = None
    ) -> Run:
        """A run in which nothing is calculated yet."""
        time = {"month_number": inputs.timeline.numbers, "timeline": inputs.timeline}
        return cls(inputs, graph, Members.read(inputs), {**arrays(inputs), **time}, moved, typed or {})

    def under(self, moved: Mapping[str, Array]) -> Run:
        """The same with further inputs moved: numbers, not what says which row is in force."""
        return Run(self.inputs, self.graph, self.members, self.given, {**self.moved, **moved}, self.typed)

    def results(self, names: tuple[str, ...]) -> Results:
        """The arrays of these line items, in this order, with their totals."""
        with np.errstate(over="ignore", invalid="ignore"):
            self.run(names)
            for name in names:
                item = self.graph.items[name]
                if item.monthly:
                    self.totals[name] = self._total(item)
        return Results(self.inputs, self.members, self.graph.items, self.months, self.totals)

    def run(self, names: Iterable[str]) -> None:
        """Run the mirrors of these line items, in this order."""
        for name in names:
            item = self.graph.items[name]
            typed = self.typed.get(name)
            self.months[name] = self._shaped(item, self._call(item, self.months)) if typed is None else typed

    def _call(self, item: LineItem, lines: Mapping[str, Array]) -> Any:
        return item.mirror(**{name: self._argument(item, name, lines) for name in item.parameters})

    def _argument(self, item: LineItem, name: str, lines: Mapping[str, Array]) -> Any:
        if name in self.graph.items:
            return self._aligned(lines.get(name, self.months[name]), self.graph.items[name].by, item.by)
        table, _, column = name.partition("__")
        if name == "plan_rows":
            assert item.by is not None
            return rows_of(self.members, item.by, lines, self.graph.items)
        if name in RERUNS:
            return self._again(name, RERUNS[name].reads).months
        if run := rerun_of(name):
            return self._in_another_run(*run, item)
        if name not in self.given:
            self.given[name] = structure(name, self.inputs, self.members, self.given)
        value = self.given[name]
        keyed = table in KEYED and bool(column) and name not in ASSUMPTIONS
        return self._aligned(value, KEYED[table], item.by) if keyed else value

    def _again(self, run: str, reads: Iterable[str]) -> Run:
        """The model with inputs moved: only the line items asked for, and of those they read the moved."""
        if run not in self.reruns:
            moved = self._cases(run) if run in CASES else self._moved(run)
            self.reruns[run] = (self.under(moved), self.graph.moved_by(moved))
        again, moves = self.reruns[run]
        needed = [name for name in self.graph.upstream(reads) if name not in again.months]
        again.months |= {name: self.months[name] for name in needed if name not in moves}
        again.run(name for name in needed if name in moves)
        return again

    def _moved(self, run: str) -> dict[str, Array]:
        rerun = RERUNS[run]
        factor = 1 + self.given[rerun.shock] if rerun.shock else self.given[rerun.by] if rerun.by else rerun.factor
        lever = {rerun.lever: self.given[rerun.lever] * factor} if rerun.lever else {}
        return lever | {name: np.zeros_like(self.given[name]) for name in rerun.off}

    def _cases(self, run: str) -> dict[str, Array]:
        """Levers with an axis of cases before all others, so that one run of the mirrors does for all cases."""
        moved = {}
        for lever, name in CASES[run].levers.items():
            factors = self._aligned(self.months[name], self.graph.items[name].by, CASES[run].of)
            first = np.moveaxis(factors, -2, 0)[..., None, :]
            shape = (first.shape[0], *(1,) * (self._depth + 3 - first.ndim), *first.shape[1:])
            moved[lever] = self.given[lever] * first.reshape(shape)
        return moved

    @property
    def _depth(self) -> int:
        """How many leading axes the inputs have."""
        return max((values.ndim for values in self.moved.values()), default=2) - 2

    def _in_another_run(self, run: str, read: str, item: LineItem) -> Array:
        """A line item in another run; a company-wide one has the cases of such a run as its members."""
        values = self._again(run, [read]).months[read]
        if run not in CASES:
            return self._aligned(values, self.graph.items[read].by, item.by)
        cases = (self.members.count(CASES[run].of), *(1,) * self._depth, 1, 1)
        wide = np.broadcast_to(values, np.broadcast_shapes(values.shape, cases))
        return np.moveaxis(wide[..., 0, :], 0, -2)

    def _aligned(self, value: Array, source: Dimension | None, target: Dimension | None) -> Array:
        """The value for each member of the line item, where each belongs to one member of the source."""
        if source is None or target is None or source is target or not projects(target, source):
            return value
        return np.asarray(np.take(value, self.members.projection(target, source), axis=-2))

    def _shaped(self, item: LineItem, value: Any) -> Array:
        months = self.inputs.timeline.months if item.monthly else 1
        shaped: Array = np.asarray(value, dtype=object if item.unit == "text" else np.float64)
        rows = self.members.count(item.by)
        if shaped.shape[-2:] == (rows, months):
            return shaped
        return np.broadcast_to(shaped, (*shaped.shape[:-2], rows, months))

    def _total(self, item: LineItem) -> Array:
        values = self.months[item.id]
        if isinstance(item.total, Weighted):
            weights = self._aligned(self.months[item.total.by], self.graph.items[item.total.by].by, item.by)
            return _weighted(values, weights)
        if item.kind is RATIO:
            lines = {name: self.totals[name] for name in item.parameters if name in self.totals}
            value = np.asarray(self._call(item, lines), dtype=np.float64)
            return np.broadcast_to(value, (*value.shape[:-2], self.members.count(item.by), 1))
        column = {"last month": slice(-1, None), "first month": slice(0, 1)}.get(item.kind.value)
        return np.asarray(values.sum(axis=-1, keepdims=True)) if column is None else values[..., column]


def _weighted(values: Array, weights: Array) -> Array:
    summed = weights.sum(axis=-1, keepdims=True)
    parts = np.where(weights == 0, 0.0, values * weights).sum(axis=-1, keepdims=True)
    return np.asarray(
        np.divide(parts, summed, out=np.full(np.broadcast(parts, summed).shape, np.nan), where=summed > 0)
    )
