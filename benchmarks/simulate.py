"""What a trial costs: the mirror over blocks of trials, against IronCalc with the same inputs set in the example.

Prints ratios within one run: trials a second over IronCalc's, the cost of a trial at growing numbers of trials (1.00 is
linear), the size of the block, and the seconds of 10,000 trials, processor and wall.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from finmodel import build, read
from finmodel.gates.engine import IronCalc
from finmodel.lines import of
from finmodel.model.graph import Graph
from finmodel.uncertainty.ask import Ask
from finmodel.uncertainty.draw import drawn
from finmodel.uncertainty.simulate import BLOCK, simulate, simulated
from finmodel.uncertainty.uncertain import read_uncertain
from finmodel.workbook.layout import row_ids
from finmodel.workbook.read import view

INPUTS = Path(__file__).parents[1] / "inputs"
RUNS = 3
GOAL_RATIO, GOAL_SECONDS = 200, 2.0


def best(part: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """The seconds of the fastest run."""
    seconds = []
    for _ in range(RUNS):
        began = clock()
        part()
        seconds.append(clock() - began)
    return min(seconds)


def engine_seconds() -> float:
    """Processor seconds of a trial in IronCalc: each uncertain input typed into the example workbook, all evaluated."""
    inputs = read(INPUTS)
    uncertain = read_uncertain(INPUTS, inputs)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.xlsx"
        build(inputs, path)
        engine, seen = IronCalc(path), view(path)
    places = []
    for one in uncertain:
        table, _, column = one.cell.parameter.partition("__")
        row_id = row_ids(inputs, table)[0][one.cell.row] if column else table
        sheets = seen.names if column else ["Assumptions"]
        found = (seen.find(sheet, row_id, column or "base") for sheet in sheets if sheet not in ("Changes", "Checks"))
        places.append(next(place for place in found if place and place not in seen.formulas))
    values = iter(drawn(uncertain, 1, 0, RUNS).tolist())

    def trial() -> None:
        for place, value in zip(places, next(values), strict=True):
            engine.set(*place, value)
        engine.evaluate()

    return best(trial)


def main() -> None:
    inputs = read(INPUTS)
    uncertain, graph = read_uncertain(INPUTS, inputs), Graph(of(inputs))
    ask = Ask.of(inputs, graph, [])
    every = Ask.of(inputs, graph, [name for name, item in graph.items.items() if item.unit != "text" and item.monthly])

    def run(ask: Ask, trials: int, block: int = BLOCK) -> float:
        return best(lambda: simulated(ask, uncertain, trials=trials, seed=1, block=block)) / trials

    each = run(ask, 10_000)
    engine = engine_seconds()
    print(f"IronCalc, {len(uncertain)} inputs set and the workbook evaluated: {engine * 1e3:7.1f} ms a trial")
    print(f"simulate, what is reported unless asked: {each * 1e3:7.3f} ms a trial, {engine / each:6,.0f} x IronCalc")
    wide = run(every, 500)
    print(f"simulate, every monthly line item kept:  {wide * 1e3:7.3f} ms a trial, {engine / wide:6,.0f} x IronCalc")
    print(f"goal {GOAL_RATIO} x: {'met' if engine / each >= GOAL_RATIO else 'NOT met'}")
    for trials in (1_000, 10_000, 40_000):
        print(f"{trials:6,} trials: {run(ask, trials) / each:5.2f} x the cost of a trial at 10,000")
    for block in (32, 64, 128, 256, 512):
        print(f"blocks of {block:3}: {run(ask, 5_000, block) / each:5.2f} x the cost of a trial in blocks of {BLOCK}")
    cpu, wall = (
        best(lambda: simulate(INPUTS, trials=10_000), clock) for clock in (time.process_time, time.perf_counter)
    )
    print(
        f"10,000 trials x {inputs.timeline.months} months, reading included: {cpu:.2f} s of one core, {wall:.2f} s wall"
    )
    print(f"goal {GOAL_SECONDS:g} s: {'met' if cpu <= GOAL_SECONDS else 'NOT met'} by processor time, "
          f"{'met' if wall <= GOAL_SECONDS else 'NOT met'} by the clock")  # fmt: skip


if __name__ == "__main__":
    main()
