"""The array operations that mirrors share: what is n.m., and what is in force."""

import numpy as np
import pytest

from finmodel.lines.arithmetic import months_since, over_members, ratio, take, where_meaningful

NM = np.nan
ROWS = np.array([[-1, 0, 0, 2], [1, 1, 1, 1]])  # by group and month: the row in force, -1 for none
MONTH_NUMBER = np.arange(1.0, 5.0)


def test_members_are_summed_and_stay_an_axis():
    assert over_members(np.array([[1.0, 2.0], [10.0, 20.0]])).tolist() == [[11.0, 22.0]]
    assert over_members(np.zeros((0, 3))).tolist() == [[0.0, 0.0, 0.0]]


@pytest.mark.parametrize(
    ("numerator", "denominator", "quotient"),
    [(6.0, 3.0, 2.0), (0.0, 3.0, 0.0), (6.0, 0.0, NM), (6.0, -3.0, NM), (NM, 3.0, NM), (6.0, NM, NM)],
)
def test_a_ratio_needs_a_denominator_above_0(numerator, denominator, quotient):
    found = ratio(np.array([[numerator]]), np.array([[denominator]]))
    np.testing.assert_array_equal(found, [[quotient]])


def test_a_condition_decides_what_is_meaningful():
    found = where_meaningful(np.array([[True, False, True]]), np.array([[6.0], [9.0]]), np.array([[3.0, 3.0, 0.0]]))
    np.testing.assert_array_equal(found, [[2.0, NM, NM], [3.0, NM, NM]])


def test_the_row_in_force_is_taken():
    values = np.array([[5.0], [7.0], [9.0]])
    assert take(values, ROWS).tolist() == [[0.0, 5.0, 5.0, 9.0], [7.0, 7.0, 7.0, 7.0]]
    assert take(np.stack([values, 2 * values]), ROWS)[1].tolist() == [[0.0, 10.0, 10.0, 18.0], [14.0] * 4]


def test_months_count_from_the_row_or_from_month_1():
    first_month = np.array([[2.0], [-20.0], [4.0]])
    assert months_since(first_month, ROWS, MONTH_NUMBER).tolist() == [[0.0, 0.0, 1.0, 0.0], [0.0, 1.0, 2.0, 3.0]]


def test_without_rows_nothing_is_in_force():
    none, never = np.zeros((0, 1)), np.full((2, 4), -1)
    assert take(none, never).tolist() == months_since(none, never, MONTH_NUMBER).tolist() == [[0.0] * 4] * 2
