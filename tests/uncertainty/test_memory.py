"""Memory is set by a block of trials and by one row of all of them, not by their number."""

import pathlib
import tracemalloc

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from finmodel.inputs import read
from finmodel.lines import of
from finmodel.model.graph import Graph
from finmodel.uncertainty import kept as module
from finmodel.uncertainty.ask import Ask
from finmodel.uncertainty.kept import Kept
from finmodel.uncertainty.quantile import quantiles
from finmodel.uncertainty.simulate import simulated
from finmodel.uncertainty.uncertain import read_uncertain

COMPANY = pathlib.Path(__file__).parents[2] / "inputs"


def peak(trials):
    inputs = read(COMPANY)
    ask = Ask.of(inputs, Graph(of(inputs)), [])
    uncertain = read_uncertain(COMPANY, inputs)
    tracemalloc.start()
    simulated(ask, uncertain, trials=trials, seed=1, block=32)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def test_ten_times_the_trials_take_hardly_more_memory(monkeypatch):
    """109 rows of months would take 0.25 MB more in memory; a row takes 8 bytes a trial."""
    monkeypatch.setattr(module, "IN_MEMORY", 1024)
    peak(32)  # what is imported and cached once
    assert peak(320) < 1.02 * peak(32)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6), st.integers(1, 4), st.booleans())
def test_rows_come_back_as_they_were_written(blocks, rows, on_disk):
    source = np.random.default_rng(sum(blocks))
    parts = [source.normal(size=(rows, trials)) for trials in blocks]
    with Kept(rows) as kept:
        if on_disk:
            kept.file.rollover()
        for part in parts:
            kept.add(part)
        for row, values in enumerate(kept):
            assert (values == np.concatenate([part[row] for part in parts])).all()


@given(st.lists(st.one_of(st.floats(-1e6, 1e6), st.just(np.inf), st.just(np.nan)), min_size=1, max_size=60))
def test_quantiles_are_values_that_so_many_percent_do_not_exceed(values):
    found, missing = quantiles(np.array(values))
    meant = [value for value in values if not np.isnan(value)]
    assert missing == 1 - len(meant) / len(values)
    for percent, value in zip((10, 50, 90), found, strict=True):
        if not meant:
            assert np.isnan(value)
            continue
        assert value in meant
        assert 100 * sum(one <= value for one in meant) >= percent * len(meant)
        assert 100 * sum(one < value for one in meant) < percent * len(meant)
