"""Every scenario of a company, one calculation each."""

from __future__ import annotations

from finmodel.errors import InputError, Problem
from finmodel.inputs.tables import Inputs
from finmodel.lines import of
from finmodel.mirror.calculate import calculate
from finmodel.mirror.results import Results
from finmodel.model.graph import Graph


def calculate_all(inputs: Inputs) -> dict[str, Results]:
    """Calculate every scenario of assumptions.csv, by name, base first.

    Shapes and units are those of `calculate`. Raises InputError with every figure that overflows, under whichever
    scenario.
    """
    graph = Graph.of(of(inputs))
    every = {scenario: calculate(inputs.under(scenario), graph=graph) for scenario in inputs.scenarios}
    if problems := [_under(scenario, one) for scenario, found in every.items() for one in found.overflows()]:
        raise InputError(problems)
    return every


def _under(scenario: str, problem: Problem) -> Problem:
    """The problem, with the scenario that it appears under."""
    return Problem(f"scenario {scenario}: {problem.where}", problem.what, problem.fix)
