"""Sizes and sensitivity for any company: each cell is what the company itself has with that multiplier set."""

import numpy as np
from companies import companies, read, with_assumption
from hypothesis import given, settings
from rings import capped, with_all

from finmodel.mirror import calculate

SIZE = "as planned"
RELATIVE = ("scale_factor", "scale_tool_excess", "pilot_")  # to the plan that they stand in
CAPPED = companies().flatmap(capped)
WHOLE = companies().flatmap(with_all)
AGREES = 1e-9


def multiplied(company, inputs, **factors):
    """The same company with multipliers of its scenario moved by hand, calculated from its files."""
    for lever, factor in factors.items():
        company = with_assumption(company, lever, repr(inputs.number(lever) * factor))
    return calculate(read(company))


def same(one, other, size=1.0):
    np.testing.assert_allclose(one, other, rtol=AGREES, atol=AGREES * max(1.0, np.max(np.abs(size), initial=0.0)))


@settings(max_examples=15)
@given(WHOLE)
def test_a_size_is_the_company_with_so_many_users(company):
    inputs = read(company)
    results = calculate(inputs)
    for size, factor in (("near", "scale_factor_near"), ("far", "scale_factor_far")):
        moved = multiplied(company, inputs, users_multiplier=inputs.number(factor))
        for name, item in results.items.items():
            if item.by and item.by.name == "scale" and not name.startswith(RELATIVE):
                size_of = np.nan_to_num(moved.months["closing_cash"]) if item.unit == "USD" else 1.0
                same(results[f"{name}[{size}]"], moved[f"{name}[{SIZE}]"], size_of)


@settings(max_examples=8)
@given(CAPPED)
def test_a_cell_is_the_company_under_its_two_multipliers(company):
    inputs = read(company)
    results = calculate(inputs)
    grids = {
        "gross_margin_by_price_and_queries": ("vendor_price_multiplier", "queries_multiplier"),
        "gross_margin_by_plan_price_and_output": ("plan_price_multiplier", "output_tokens_multiplier"),
    }
    factors = {"two down": 0.5, "as planned": 1.0, "one up": 1.25}
    for grid, (down, across) in grids.items():
        for i, j in (("two down", "one up"), ("one up", "two down"), ("as planned", "as planned")):
            moved = multiplied(company, inputs, **{down: factors[i], across: factors[j]})
            same(results[f"{grid}[{i}|{j}]"], moved[f"scale_gross_margin[{SIZE}]"])


@settings(max_examples=15)
@given(companies())
def test_the_four_multipliers_make_the_cost(company):
    results = calculate(read(company))
    parts = [results.months[f"pilot_{part}_times"] for part in ("users", "queries", "tokens", "price")]
    cost = results.months["pilot_cost_times"]
    told = np.isfinite(np.prod(np.broadcast_arrays(*parts, cost), axis=0))
    product = np.prod(np.broadcast_arrays(*parts), axis=0)
    np.testing.assert_allclose(product[told], cost[told], rtol=AGREES)
