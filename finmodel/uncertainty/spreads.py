"""Line items by month over all trials."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from finmodel.errors import ProofError
from finmodel.gates.finding import Finding
from finmodel.mirror import Results
from finmodel.mirror.results import shown
from finmodel.model.item import Array, LineItem
from finmodel.uncertainty.ask import Ask
from finmodel.uncertainty.kept import Kept
from finmodel.uncertainty.quantile import quantiles, ranked
from finmodel.uncertainty.simulation import Spread


class _Row(NamedTuple):
    item: LineItem
    position: int
    member: str
    month: str
    column: int


class Spreads:
    """The rows of figures that are asked for, and how they are kept and told."""

    def __init__(self, ask: Ask, planned: Results) -> None:
        self.planned = planned
        self.rows = [row for name in ask.items for row in _rows(name, planned)]

    def figures(self, results: Results, trials: int) -> Array:
        """The figures of a block of trials, shape (row, trial)."""
        figures = np.empty((len(self.rows), trials))
        for i, row in enumerate(self.rows):
            figures[i] = results.months[row.item.id][..., row.position, row.column]
        return figures

    def told(self, kept: Kept) -> Iterator[Spread]:
        """Quantiles of each row. Raises ProofError where counting the trials does not find them."""
        for row, values in zip(self.rows, kept, strict=True):
            planned = self.planned.months[row.item.id][row.position, row.column]
            three, missing = quantiles(values)
            if not ranked(values, three):
                what = f"{row.month} its quantiles {three.tolist()} are not those that counting finds".strip()
                raise ProofError([Finding("simulation", what, id=row.item.row_id(row.member))])
            now, p10, p50, p90 = (shown(float(value), row.item) for value in (planned, *three))
            yield Spread(row.item.row_id(), row.member, row.month, row.item.unit, now, p10, p50, p90, missing)


def _rows(name: str, planned: Results) -> Iterator[_Row]:
    bare, _, only = name.partition("[")
    item, months = planned.items[bare], [str(month) for month in planned.inputs.timeline.all]
    for position, parts in enumerate(planned.member_list(bare)):
        member = "|".join(parts)
        if not only or member == only.removesuffix("]"):
            for column, month in enumerate(months if item.monthly else [""]):
                yield _Row(item, position, member, month, column)
