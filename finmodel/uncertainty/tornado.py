"""Each input alone from its P10 to its P90, the others as planned: what moves a metric most."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from finmodel.mirror import Results
from finmodel.mirror.results import shown
from finmodel.mirror.trials import Planned
from finmodel.model.item import Array
from finmodel.uncertainty.ask import MARGIN, RUNWAY, Ask
from finmodel.uncertainty.moved import moved
from finmodel.uncertainty.simulation import Swing
from finmodel.uncertainty.uncertain import Uncertain


def swings(ask: Ask, model: Planned, uncertain: Sequence[Uncertain]) -> tuple[Swing, ...]:
    """The swings of gross margin in the diligence month and of runway, the widest of each first."""
    cells = [one.cell for one in uncertain]
    inputs = len(uncertain)
    ends = np.tile([cell.planned for cell in cells], (2, inputs, 1))
    for i, one in enumerate(uncertain):
        ends[:, i, i] = one.distribution.quantile(np.array([0.1, 0.9]))
    results = model.moved(moved(cells, ends.reshape(2 * inputs, inputs), model.run.given).arrays)
    names = [MARGIN, *([RUNWAY] if ask.cash else [])]
    return tuple(swing for name in names for swing in _of(name, results, model.results, uncertain))


def _of(metric: str, results: Results, planned: Results, uncertain: Sequence[Uncertain]) -> Iterator[Swing]:
    item = results.items[metric]
    column = results.diligence_number - 1 if item.monthly else 0
    ends = np.broadcast_to(results.months[metric][..., 0, column], (2 * len(uncertain),)).reshape(2, -1)
    now = float(planned.months[metric][0, column])
    order = sorted(range(len(uncertain)), key=lambda i: -_width(ends[:, i]))
    for i in order:
        low, high = (shown(float(value), item) for value in ends[:, i])
        yield Swing(metric, uncertain[i].cell.id, item.unit, low, high, shown(now, item))


def _width(ends: Array) -> float:
    """From a figure to none the swing is the widest there is; between two that are none it is nothing."""
    low, high = ends.tolist()
    if low == high or (math.isnan(low) and math.isnan(high)):
        return 0.0
    return abs(high - low) if math.isfinite(low) and math.isfinite(high) else math.inf
