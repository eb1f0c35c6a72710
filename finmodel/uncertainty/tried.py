"""Trials that the workbook's own formulas have to repeat: both ends of each tornado, and the first ones drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from finmodel.gates.trials import Trial, TypedCell
from finmodel.mirror import Results
from finmodel.mirror.results import shown
from finmodel.mirror.status import judged
from finmodel.mirror.trials import Planned
from finmodel.model.item import Array
from finmodel.uncertainty.ask import MARGIN, RUNWAY, Ask
from finmodel.uncertainty.constants import joined, scalar
from finmodel.uncertainty.draw import drawn
from finmodel.uncertainty.events import month_told, months_of, printed
from finmodel.uncertainty.moved import moved, parameters
from finmodel.uncertainty.simulation import Simulation
from finmodel.uncertainty.spreads import Spreads
from finmodel.uncertainty.uncertain import Uncertain
from finmodel.workbook.cells import Scalar
from finmodel.workbook.layout import row_ids
from finmodel.workbook.simulated import ENDS, EVENT, VERDICT, figure_id

FIRST = 3  # trials in which all inputs are drawn; an evaluation of a large workbook takes a quarter of a second


def tried(ask: Ask, uncertain: Sequence[Uncertain], found: Simulation) -> Iterator[Trial]:
    """What to type into the workbook, and what it has to show then; the ends of tornados as they were found."""
    cells = [one.cell for one in uncertain]
    model = Planned(ask.inputs, ask.graph, (*ask.needed, MARGIN, RUNWAY), parameters(cells))
    spreads = Spreads(ask, model.results)

    def trial(name: str, values: Array) -> Trial:
        now = moved(cells, values[None], model.run.given)
        shows = _shows(ask, model.moved(now.arrays), spreads)
        return Trial(name, _typed(now.arrays, model.run.given, ask), shows)

    planned = np.array([cell.planned for cell in cells])
    for i, one in enumerate(found.inputs):
        for end, value in zip(ENDS, (one.p10, one.p90), strict=True):
            values = planned.copy()
            values[i] = value
            alone = trial(f"{one.input} {end}", values)
            yield Trial(alone.name, alone.typed, {**alone.shows, **_swings(found, one.input, end, ask)})
    for i, values in enumerate(drawn(uncertain, found.seed, 0, min(FIRST, found.trials)), start=1):
        yield trial(f"trial {i}", values)


def _typed(arrays: Mapping[str, Array], given: Mapping[str, Array], ask: Ask) -> dict[TypedCell, float]:
    """The inputs that are others than planned; a share of the cache that had to be cut is among them."""
    typed: dict[TypedCell, float] = {}
    for parameter, values in arrays.items():
        table, _, column = parameter.partition("__")
        ids = row_ids(ask.inputs, table)[0] if column else (table,)
        for row, (value, planned) in enumerate(zip(values[0, :, 0], given[parameter][:, 0], strict=True)):
            if value != planned and not np.isnan(value):
                typed[ids[row], column] = float(value)
    return typed


def _shows(ask: Ask, results: Results, spreads: Spreads) -> dict[str, Scalar]:
    """Every figure of one trial, by the ids of its row."""
    shows: dict[str, Scalar] = {}
    for row, value in zip(spreads.rows, spreads.figures(results, 1)[:, 0].tolist(), strict=True):
        row_id = figure_id(row.item.row_id(), row.member, row.month)
        shows[row_id] = scalar(shown(value, row.item), row.item.unit)
    for one in judged(results, results.diligence_number):
        if one.benchmark.direction != "info":
            shows[f"{VERDICT}[{one.name}]"] = str(np.broadcast_to(one.verdicts, (1,))[0])
    for (event, member), day in months_of(ask, results):
        name = joined(printed(event, ask), member)
        shows[f"{EVENT}[{name}]"] = scalar(month_told(float(np.broadcast_to(day, (1,))[0])), "month")
    return shows


def _swings(found: Simulation, name: str, end: str, ask: Ask) -> dict[str, Scalar]:
    """The ends of one input's swings, as the tornados say them."""
    ends: dict[str, Scalar] = {}
    for one in found.swings:
        if one.input == name:
            item = ask.graph.items[one.metric]
            month = found.diligence_month if item.monthly else ""
            value = one.at_p10 if end == ENDS[0] else one.at_p90
            ends[figure_id(item.row_id(), "", month)] = scalar(value, one.unit)
    return ends
