"""A break-even put back into the whole model gives the benchmark: each plan, each of the three, in any company."""

import numpy as np
import pytest
from companies import companies, read
from hypothesis import given, settings
from rings import capped

from finmodel.mirror import calculate

AGREES = 1e-9
ANY = companies() | companies().flatmap(capped)


def put_back(inputs, results, name, moved_by):
    """The margin in month 1 of each plan that has such a break-even, under what `moved_by` makes of it."""
    figures = results[name][:, 0]
    for plan in np.flatnonzero(np.isfinite(figures)):
        yield calculate(inputs, moved=moved_by(plan, figures[plan]))["plan_gross_margin"][plan, 0]


def scaled(values, rows, factor):
    return np.where(rows, values * factor, values)


@settings(max_examples=25)
@given(ANY)
def test_vendor_prices_put_back_give_the_wanted_margin(company):
    inputs = read(company)
    results, now = calculate(inputs), inputs.number("vendor_price_multiplier")
    wanted = float(results["gross_margin_benchmark"][0, 0])
    found = put_back(
        inputs, results, "break_even_vendor_price",
        lambda _, factor: {"vendor_price_multiplier": np.array([[factor * now]])},
    )  # fmt: skip
    assert all(margin == pytest.approx(wanted, rel=AGREES, abs=AGREES) for margin in found)


@settings(max_examples=25)
@given(ANY)
def test_queries_put_back_give_the_wanted_margin(company):
    """A cap moves along with what it caps, so that as many queries are answered as the break-even says."""
    inputs = read(company)
    results = calculate(inputs)
    wanted = float(results["gross_margin_benchmark"][0, 0])
    names = inputs.column("plans", "plan")
    of_row = np.array([names.index(plan) for plan in inputs.column("volumes", "plan")])[:, None]
    volumes = np.array(inputs.column("volumes", "queries_per_user_per_day"), dtype=float)[:, None]
    caps = [np.inf if cap is None else cap for cap in inputs.column("plans", "queries_cap_per_user_per_month")]

    def moved(plan, queries):
        planned = results["plan_queries"][plan, 0] / results["users"][plan, 0]
        own = np.arange(len(names))[:, None] == plan
        return {
            "volumes__queries_per_user_per_day": scaled(volumes, of_row == plan, queries / planned),
            "plans__queries_cap_per_user_per_month": scaled(np.array(caps)[:, None], own, queries / planned),
        }

    found = put_back(inputs, results, "break_even_queries_per_user", moved)
    assert all(margin == pytest.approx(wanted, rel=AGREES, abs=AGREES) for margin in found)


@settings(max_examples=25)
@given(companies())
def test_none_means_that_nothing_helps(company):
    """Where the figure has no meaning, the margin misses the benchmark even at none of it, or none of it is paid."""
    inputs = read(company)
    results = calculate(inputs)
    free = calculate(inputs, moved={"vendor_price_multiplier": np.zeros((1, 1))})
    wanted = float(results["gross_margin_benchmark"][0, 0])
    for plan in np.flatnonzero(np.isnan(results["break_even_vendor_price"][:, 0])):
        paid, revenue = (results[name][plan, 0] for name in ("plan_priced_cost", "revenue"))
        assert paid == 0 or revenue == 0 or free["plan_gross_margin"][plan, 0] < wanted + AGREES
