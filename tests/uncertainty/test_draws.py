"""Draws: the same ones whatever stands around them, and as correlated as the file says."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.inputs import read
from finmodel.uncertainty.cell import Cell
from finmodel.uncertainty.distribution import Normal, Uniform
from finmodel.uncertainty.draw import drawn
from finmodel.uncertainty.uncertain import Uncertain, read_uncertain


def uncertain(name, distribution=None, group="", correlation=0.0):
    cell = Cell(name, name, 0, "factor", whole=False, low=-1e15, high=1e15, planned=1.0)
    return Uncertain(cell, "normal", distribution or Normal(0, 1), group, correlation)


A, B = uncertain("a"), uncertain("b", Uniform(0, 1))


@given(st.integers(0, 2**63 - 1), st.integers(0, 500), st.integers(1, 300))
def test_a_block_draws_what_one_block_of_all_trials_draws(seed, first, trials):
    every = drawn([A, B], seed, 0, first + trials)
    assert (drawn([A, B], seed, first, trials) == every[first:]).all()


def test_neither_other_inputs_nor_their_order_change_what_an_input_draws():
    alone = drawn([A], 7, 0, 50)[:, 0]
    assert (drawn([B, A], 7, 0, 50)[:, 1] == alone).all()
    assert (drawn([A], 8, 0, 50)[:, 0] != alone).any()


@pytest.mark.parametrize(
    ("one", "other", "wanted"), [(0.5, 0.5, 0.5), (0.9, 0.4, 0.6), (0.64, -0.25, -0.4), (1, -1, -1)]
)
def test_inputs_of_a_group_correlate(one, other, wanted):
    """By the root of the product: sqrt(0.9 x 0.4) = 0.6; with 20,000 trials a correlation is known to 0.02."""
    pair = [uncertain("a", group="g", correlation=one), uncertain("b", group="g", correlation=other)]
    values = drawn(pair, 1, 0, 20_000)
    assert float(np.corrcoef(values.T)[0, 1]) == pytest.approx(wanted, abs=0.02)
    assert values.mean(axis=0) == pytest.approx(0, abs=0.03)
    assert values.std(axis=0) == pytest.approx(1, abs=0.03)


def test_other_groups_and_none_are_independent():
    three = [uncertain("a", group="g", correlation=0.9), uncertain("b", group="h", correlation=0.9), uncertain("c")]
    off = np.corrcoef(drawn(three, 1, 0, 20_000).T)[np.triu_indices(3, 1)]
    assert np.abs(off).max() < 0.03


def test_shares_of_a_discrete_input_are_its_weights(company):
    folder = company("vendor_price_multiplier,discrete,,,,,,,,2;1,0.25;0.75,,,")
    (one,) = read_uncertain(folder, read(folder))
    values = drawn([one], 3, 0, 40_000)
    assert set(values.ravel()) == {1.0, 2.0}
    assert float((values == 2).mean()) == pytest.approx(0.25, abs=4 * math.sqrt(0.25 * 0.75 / 40_000))
