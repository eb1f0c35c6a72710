"""The model over many trials, block by block."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from finmodel.inputs import read
from finmodel.inputs.assumption import BASE
from finmodel.lines import of
from finmodel.mirror.trials import Planned
from finmodel.model.graph import Graph
from finmodel.model.item import Array
from finmodel.uncertainty.ask import MARGIN, RUNWAY, Ask
from finmodel.uncertainty.cell import Cell
from finmodel.uncertainty.draw import drawn
from finmodel.uncertainty.events import Counted
from finmodel.uncertainty.flags import Flags
from finmodel.uncertainty.kept import Kept
from finmodel.uncertainty.moved import moved, parameters
from finmodel.uncertainty.simulation import Drawn, Simulation
from finmodel.uncertainty.spreads import Spreads
from finmodel.uncertainty.tornado import swings
from finmodel.uncertainty.uncertain import Uncertain, read_uncertain

TRIALS, SEED = 10_000, 1
BLOCK = 256  # trials at a time: fewer calls than smaller blocks, and arrays that stay near the processor


def simulate(
    folder: str | os.PathLike[str] = "inputs",
    *,
    trials: int = TRIALS,
    seed: int = SEED,
    items: Sequence[str] = (),
    scenario: str = BASE,
    tell: Callable[[str], None] = lambda _: None,
) -> Simulation:
    """Draw the inputs of uncertainty.csv many times, and say how the figures spread.

    `items` are line items, or rows of them (`revenue[Pro]`), by month; some headline figures when none are named. The
    same seed gives the same figures. Memory holds a block of trials, and of what is asked for one row of all trials.
    Raises InputError with every problem of the inputs.
    """
    ask, uncertain = asked(folder, items, scenario)
    return simulated(ask, uncertain, trials=trials, seed=seed, tell=tell)


def asked(folder: str | os.PathLike[str], items: Sequence[str], scenario: str) -> tuple[Ask, tuple[Uncertain, ...]]:
    """What is asked of a folder, and its uncertain inputs. Raises InputError with every problem."""
    inputs = read(folder, scenario=scenario)
    uncertain = read_uncertain(Path(folder), inputs)
    return Ask.of(inputs, Graph.of(of(inputs)), items), uncertain


def simulated(
    ask: Ask,
    uncertain: Sequence[Uncertain],
    *,
    trials: int,
    seed: int,
    tell: Callable[[str], None] = lambda _: None,
    block: int = BLOCK,
) -> Simulation:
    """The simulation of a company whose inputs have been read."""
    cells = [one.cell for one in uncertain]
    model = Planned(ask.inputs, ask.graph, (*ask.needed, MARGIN, RUNWAY), parameters(cells))
    planned = model.results.finite()
    spreads = Spreads(ask, planned)
    with Kept(len(spreads.rows)) as kept:
        tally = _Tally(ask, model, cells, spreads, kept)
        for first, size in _blocks(trials, block):
            tell(f"trial {first + 1:,} of {trials:,}")
            tally.add(drawn(uncertain, seed, first, size))
        told = tuple(spreads.told(kept))
    return Simulation(
        company=str(ask.inputs.value("company")),
        currency=str(ask.inputs.value("currency")),
        scenario=ask.inputs.scenario,
        trials=trials,
        seed=seed,
        diligence_month=str(ask.inputs.value("diligence_month")),
        inputs=tuple(_told(one, int(count)) for one, count in zip(uncertain, tally.clipped, strict=True)),
        spreads=told,
        verdicts=tuple(tally.flags.verdicts(planned)),
        events=tuple(tally.events.events(ask, planned)),
        swings=swings(ask, model, uncertain),
        crowded=tally.crowded,
    )


class _Tally:
    """What is counted and kept of the trials so far."""

    def __init__(self, ask: Ask, model: Planned, cells: Sequence[Cell], spreads: Spreads, kept: Kept) -> None:
        self.ask, self.model, self.cells, self.spreads, self.kept = ask, model, cells, spreads, kept
        self.events, self.flags = Counted(), Flags()
        self.clipped, self.crowded = np.zeros(len(cells), dtype=int), 0

    def add(self, values: Array) -> None:
        """Run a block of trials, shape (trial, cell)."""
        trials = len(values)
        now = moved(self.cells, values, self.model.run.given)
        results = self.model.moved(now.arrays).finite()
        self.kept.add(self.spreads.figures(results, trials))
        self.events.add(self.ask, results, trials)
        self.flags.add(results, trials)
        self.clipped, self.crowded = self.clipped + now.clipped, self.crowded + now.crowded


def _blocks(trials: int, block: int) -> Iterator[tuple[int, int]]:
    """The first trial of each block, counted from 0, and its size."""
    return ((first, min(block, trials - first)) for first in range(0, trials, block))


def _told(one: Uncertain, clipped: int) -> Drawn:
    cell = one.cell
    p10, p50, p90 = one.distribution.quantile(np.array([0.1, 0.5, 0.9])).tolist()
    return Drawn(cell.id, cell.unit, one.family, one.group, cell.planned, p10, p50, p90, clipped)
