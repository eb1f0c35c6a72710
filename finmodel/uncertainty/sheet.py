"""A simulation put into a workbook: built with a sheet of what was found, and proved with some of its trials."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from finmodel.builder import Built, build, resolved, usable
from finmodel.inputs.assumption import BASE
from finmodel.uncertainty.ask import CASH, MARGIN, RUNWAY
from finmodel.uncertainty.constants import as_constants
from finmodel.uncertainty.simulate import SEED, TRIALS, asked, simulated
from finmodel.uncertainty.simulation import Simulation
from finmodel.uncertainty.tried import tried
from finmodel.uncertainty.uncertain import FILE


def simulate_sheet(
    folder: str | os.PathLike[str],
    path: str | os.PathLike[str],
    *,
    trials: int = TRIALS,
    seed: int = SEED,
    items: Sequence[str] = (),
    scenario: str = BASE,
    tell: Callable[[str], None] = lambda _: None,
) -> tuple[Simulation, Built]:
    """Simulate a company as `simulate` does, and build its workbook with what was found on a sheet Uncertainty.

    Gross margin, closing cash and runway are always among the figures. Before the file is moved into place every
    formula is proved as in any build, what was planned is held to the mirror, and both ends of each tornado and the
    first trials are typed into the workbook's own formulas, which have to give the same. Raises as `simulate` and
    `build` do.
    """
    usable(resolved(Path(path)))
    ask, uncertain = asked(folder, items, scenario)
    always = (MARGIN, CASH, RUNWAY) if ask.cash else (MARGIN,)
    ask = replace(ask, items=tuple(dict.fromkeys((*ask.items, *always))))
    found = simulated(ask, uncertain, trials=trials, seed=seed, tell=tell)
    digest = hashlib.sha256((Path(folder) / FILE).read_bytes()).hexdigest()
    constants = as_constants(found, ask.inputs, digest)
    built = build(ask.inputs, path, simulated=constants, trials=tuple(tried(ask, uncertain, found)), tell=tell)
    return found, built
