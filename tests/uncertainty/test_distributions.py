"""Quantiles against figures worked out on paper or by exact arithmetic."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.uncertainty.beta import beta_quantile
from finmodel.uncertainty.distribution import Discrete, Lognormal, Normal, Pert, Triangular, Uniform, scores, shares

SHARES = st.floats(1e-9, 1 - 1e-9)


def at(distribution, *wanted):
    return distribution.quantile(np.array(wanted)).tolist()


@pytest.mark.parametrize(
    ("distribution", "wanted", "expected"),
    [
        # 0.9 of a standard normal is 1.2815515655446004 (tables of Abramowitz and Stegun, 26.2)
        (Normal(10, 2), (0.1, 0.5, 0.9), [7.436896868910799, 10, 12.563103131089201]),
        # by mean 4 and sd 3: ln(1 + 9/16) = ln 1.5625; the median is 4 / sqrt(1.5625) = 3.2
        (Lognormal.of_mean(4, 3), (0.5,), [3.2]),
        (Uniform(2, 6), (0.1, 0.5, 0.9), [2.4, 4, 5.6]),
        # 0 to 4 with mode 1: up to the mode a quarter; x^2/4 = 0.16 -> 0.8; (4-x)^2/12 = 0.48 -> 4 - 2.4
        (Triangular(0, 4, 1), (0.16, 0.25, 0.52), [0.8, 1, 1.6]),
        (Triangular(0, 4, 0), (0.75,), [2]),
        (Triangular(0, 4, 4), (0.25,), [2]),
        # mode at low: beta(1, 5), 1 - (1-x)^5; 1 - 0.5^5 = 31/32 -> one half of the width
        (Pert(10, 20, 10), (31 / 32,), [15]),
        (Pert(10, 20, 20), (1 / 32,), [15]),
        # mode in the middle: beta(3, 3), 10x^3 - 15x^4 + 6x^5; at a quarter 53/512
        (Pert(0, 8, 4), (53 / 512, 0.5, 459 / 512), [2, 4, 6]),
        (Discrete(1, 3, (1.0, 2.0, 3.0), (0.25, 0.5, 0.25)), (0.1, 0.25, 0.26, 0.75, 0.76), [1, 1, 2, 2, 3]),
    ],
)
def test_by_hand(distribution, wanted, expected):
    assert at(distribution, *wanted) == pytest.approx(expected, rel=1e-12)


def test_given_by_p10_and_p90_it_has_them():
    bell = Normal(5.0, (8 - 2) / (2 * 1.2815515655446004))
    assert at(bell, 0.1, 0.9) == pytest.approx([2, 8], rel=1e-14)


@given(st.integers(1, 5), SHARES)
def test_beta_of_whole_shapes_against_the_binomial_sum(a, share):
    """For whole shapes the distribution function is a binomial tail, summed here in exact fractions."""
    b = 6 - a
    x = Fraction(float(beta_quantile(np.array([share]), float(a), float(b))[0]))
    tail = sum(math.comb(5, k) * x**k * (1 - x) ** (5 - k) for k in range(a, 6))
    assert float(tail) == pytest.approx(share, abs=1e-12)


@given(st.floats(1, 5), SHARES, SHARES)
def test_a_higher_share_has_a_higher_quantile(a, one, other):
    low, high = sorted((one, other))
    quantiles = beta_quantile(np.array([low, high]), a, 6 - a)
    assert 0 <= quantiles[0] <= quantiles[1] <= 1


@given(SHARES)
def test_scores_and_shares_undo_each_other(share):
    assert shares(scores(np.array([share])))[0] == pytest.approx(share, rel=1e-9)


@pytest.mark.parametrize(
    ("distribution", "low", "high", "beyond"),
    [
        (Normal(0, 1), -1.2815515655446004, math.inf, 0.1),
        (Normal(0, 1), -1.2815515655446004, 1.2815515655446004, 0.2),
        (Lognormal(Normal(0, 1)), 0, math.exp(1.2815515655446004), 0.1),
        (Uniform(0, 1), 0, 1, 0),
        (Uniform(-0.1, 1), 0, 1, 1),
    ],
)
def test_what_lies_beyond_bounds(distribution, low, high, beyond):
    assert distribution.beyond(low, high) == pytest.approx(beyond, rel=1e-12)
