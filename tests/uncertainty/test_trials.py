"""Each trial is a run of the model by itself; what is counted of them is counted right."""

import pathlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finmodel.inputs import read
from finmodel.lines import of
from finmodel.mirror import calculate
from finmodel.mirror.status import statuses
from finmodel.mirror.trials import Planned
from finmodel.model.graph import Graph
from finmodel.uncertainty import simulate
from finmodel.uncertainty.ask import Ask
from finmodel.uncertainty.draw import drawn
from finmodel.uncertainty.moved import moved, parameters
from finmodel.uncertainty.simulate import simulated
from finmodel.uncertainty.uncertain import read_uncertain

EXAMPLE = pathlib.Path(__file__).parents[2] / "inputs"
INPUTS = read(EXAMPLE)
GRAPH = Graph(of(INPUTS))
UNCERTAIN = read_uncertain(EXAMPLE, INPUTS)
CELLS = [one.cell for one in UNCERTAIN]
EVERY = tuple(GRAPH.items)
MODEL = Planned(INPUTS, GRAPH, EVERY, parameters(CELLS))


def same(one, other):
    if one.dtype == object:
        return (one == other).all()
    with np.errstate(invalid="ignore"):
        close = np.isclose(one, other, rtol=1e-12, atol=1e-12, equal_nan=True)
    return bool((close | (one == other)).all())


@settings(max_examples=5)
@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 4))
def test_every_line_item_of_a_trial_is_that_of_a_run_by_itself(seed, first, trials):
    """All of the example: the mirror over a leading axis, against one run for each trial with plain inputs."""
    arrays = moved(CELLS, drawn(UNCERTAIN, seed, first, trials), MODEL.run.given).arrays
    together = MODEL.moved(arrays)
    for trial in range(trials):
        alone = calculate(INPUTS, graph=GRAPH, moved={name: values[trial] for name, values in arrays.items()})
        for name in EVERY:
            values = together.months[name]
            wide = np.broadcast_to(values, (trials, *values.shape[-2:]))
            assert same(wide[trial], alone.months[name]), name


def test_two_outcomes_are_enumerated(company):
    """Inference 100 x 300 x 0.006 = 180 of 300 revenue: margin 0.4; at half the price 0.7, at twice -0.2.

    Cash 100: minus training 10 and plus 120, 210 or -60 a month: at twice the price 30, -30: out in 2026-02.
    """
    folder = company("vendor_price_multiplier,discrete,,,,,,,,0.5;2,0.75;0.25,,,")
    found = simulate(folder, trials=400, seed=5)
    draws = drawn(read_uncertain(folder, read(folder)), 5, 0, 400)[:, 0]
    dear = float((draws == 2).mean())
    assert 0.15 < dear < 0.35
    (margin,) = [one for one in found.spreads if one.line_item == "gross_margin" and one.month == "2026-02"]
    assert [margin.planned, margin.p10, margin.p50, margin.p90] == pytest.approx([0.4, -0.2, 0.7, 0.7])
    (verdict,) = [one for one in found.verdicts if one.metric == "gross_margin"]
    assert (verdict.metric, verdict.planned, verdict.flag, verdict.passes) == ("gross_margin", "FLAG", dear, 1 - dear)
    (out,) = [one for one in found.events if one.event == "out_of_cash_month"]
    assert out.by_month == {"2026-02": dear}
    assert (out.probability, out.planned, out.p10, out.p90) == (
        dear,
        "not within horizon",
        "2026-02",
        "not within horizon",
    )
    (margin_swing, runway_swing) = found.swings
    assert [margin_swing.at_p10, margin_swing.at_p90] == pytest.approx([0.7, -0.2])
    assert runway_swing.at_p10 == "cash generative"
    assert isinstance(runway_swing.at_p90, float)


def test_quantiles_are_those_of_the_trials_in_order(company):
    """Of 10 trials P10 is the lowest, P50 the fifth, P90 the ninth: no interpolation. 100 accounts pay the price."""
    folder = company("plans.price_usd[pro],uniform,,,,,3,,6,,,,,")
    prices = np.sort(drawn(read_uncertain(folder, read(folder)), 1, 0, 10)[:, 0])
    month = simulate(folder, trials=10, items=["total_revenue"]).spreads[0]
    assert [month.p10, month.p50, month.p90] == pytest.approx((100 * prices[[0, 4, 8]]).tolist())


def test_the_size_of_a_block_changes_nothing():
    ask = Ask.of(INPUTS, GRAPH, ["gross_margin", "crossover_month"])
    small, large = (simulated(ask, UNCERTAIN, trials=90, seed=2, block=block) for block in (7, 64))
    assert small == large
    assert small != simulated(ask, UNCERTAIN, trials=90, seed=3, block=64)


def test_shares_are_those_of_the_single_trials():
    """Verdicts and months counted over 20 trials, against the statuses of 20 runs."""
    ask = Ask.of(INPUTS, GRAPH, [])
    found = simulated(ask, UNCERTAIN, trials=20, seed=11)
    arrays = moved(CELLS, drawn(UNCERTAIN, 11, 0, 20), MODEL.run.given).arrays
    runs = [
        calculate(INPUTS, graph=GRAPH, moved={name: values[i] for name, values in arrays.items()}) for i in range(20)
    ]
    words = [statuses(run, run.diligence_number) for run in runs]
    for one in found.verdicts:
        name = "|".join(filter(None, (one.metric, one.member)))
        assert one.flag == sum(told[name] == "FLAG" for told in words) / 20, name
        assert one.flag + one.passes + one.no_verdict == pytest.approx(1)
    for one in found.events:
        if one.event == "crossover_month":
            months = [float(run[f"crossover_month[{one.member}]"][0]) for run in runs]
            assert one.probability == sum(map(np.isfinite, months)) / 20
            assert sum(one.by_month.values()) == pytest.approx(one.probability)
