"""Leading axes: many cases at once are as many single runs, whichever input they differ in."""

import pathlib

import numpy as np
import pytest

from finmodel.inputs import read
from finmodel.lines import of
from finmodel.mirror import calculate
from finmodel.mirror.arrays import arrays
from finmodel.model.graph import Graph

COMPANY = pathlib.Path(__file__).parents[1] / "golden" / "company"
INPUTS = read(COMPANY)
TRIALS = (0.5, 0.0)
GRAPH = Graph(of(INPUTS))
STRUCTURE = {"start_month", "months"}
DATED = {
    "prices__effective_from",
    "prices__first_month",
    "volumes__from",
    "routing__from",
    "actuals__month",
}  # decide which row is in force
AT_LEAST_ONE = {
    "training__life_months",
    "ltv_lifetime_cap_months",
    "days_per_month",
    "selfhost__tokens_per_second_per_gpu",
    "selfhost__target_utilisation",
    "selfhost__peak_to_average",
}

MOVABLE = [
    name
    for name, values in arrays(INPUTS).items()
    if values.dtype == float and np.isfinite(values).any() and name not in STRUCTURE | DATED
]


def test_the_company_has_a_row_for_every_input():
    assert all(rows for rows in INPUTS.tables.values())


@pytest.mark.parametrize("name", MOVABLE)
def test_each_input(name):
    given = arrays(INPUTS)[name]
    trials = np.stack([np.where(np.isfinite(given), given, 0.0) * factor for factor in TRIALS])
    if name in AT_LEAST_ONE:
        trials = np.maximum(trials, 1.0)
    together = calculate(INPUTS, graph=GRAPH, moved={name: trials})
    for trial, values in enumerate(trials):
        alone = calculate(INPUTS, graph=GRAPH, moved={name: values})
        for line in GRAPH.items:
            same(together.months[line], alone.months[line], trial, line)
            if line in alone.totals:
                same(together.totals[line], alone.totals[line], trial, line)


def same(together, alone, trial, line):
    every = np.broadcast_to(together, (len(TRIALS), *alone.shape))
    if GRAPH.items[line].unit == "text":
        assert (every[trial] == alone).all(), line
        return
    size = np.max(np.abs(alone), initial=0.0, where=np.isfinite(alone))
    np.testing.assert_allclose(every[trial], alone, rtol=1e-12, atol=1e-12 * size, err_msg=line)


def test_two_axes_cross():
    """Churn by scenario along one axis and prices along another."""
    churn = arrays(INPUTS)["plans__churn_rate"] * np.array([1.0, 0.5]).reshape(2, 1, 1, 1)
    price = arrays(INPUTS)["plans__price_usd"] * np.array([1.0, 2.0, 3.0]).reshape(1, 3, 1, 1)
    together = calculate(INPUTS, graph=GRAPH, moved={"plans__churn_rate": churn, "plans__price_usd": price})
    assert together["ltv"].shape == (2, 3, 2, INPUTS.timeline.months)
    alone = calculate(INPUTS, graph=GRAPH, moved={"plans__churn_rate": churn[1, 0], "plans__price_usd": price[0, 2]})
    np.testing.assert_allclose(together["ltv"][1, 2], alone["ltv"], rtol=1e-12)
    np.testing.assert_allclose(together.total("closing_cash")[1, 2], alone.total("closing_cash"), rtol=1e-12)
