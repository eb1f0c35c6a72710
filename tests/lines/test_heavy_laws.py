"""What must hold of deciles, caps, stepped tools, detectors and actuals in any company that has them."""

from fractions import Fraction

import numpy as np
import pytest
from companies import companies, read
from hypothesis import given, settings
from hypothesis import strategies as st
from rings import capped, tiers, with_all

from finmodel.lines import of
from finmodel.mirror import calculate
from finmodel.model.item import CHECK

AGREES = 1e-9
CAP = "plans__queries_cap_per_user_per_month"
CAPPED = companies().flatmap(capped)
WHOLE = companies().flatmap(with_all)


def under(inputs, caps):
    """The results with other caps, one a plan."""
    return calculate(inputs, moved={CAP: np.array(caps, dtype=float).reshape(-1, 1)})


def same(one, other):
    """Words are compared as they are, numbers but for rounding, with n.m. equal to itself."""
    if one.dtype == object:
        return bool((one == other).all())
    return bool(np.isclose(one, other, rtol=1e-14, atol=0.0, equal_nan=True).all())


def close(one, other, name):
    """Equal but for rounding, also of what is a difference of larger figures of its row."""
    largest = np.max(np.abs(one), initial=1.0, where=np.isfinite(one))
    np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12 * largest, err_msg=name)


@settings(max_examples=25)
@given(CAPPED)
def test_a_cap_above_every_tenth_changes_nothing(company):
    inputs = read(company)
    none = [np.inf] * len(company["plans"])
    free, high = under(inputs, none), under(inputs, [1e14] * len(none))
    moved = {n for n in free.items if not same(free.months[n], high.months[n])}
    assert moved <= {"plan_has_cap", "exposure_per_account"}
    uncapped = calculate(read({**company, "plans": [{k: v for k, v in row.items() if "cap" not in k}
                                                    for row in company["plans"]]}))  # fmt: skip
    for name in uncapped.items:
        if free.months[name].dtype == object:
            assert (free.months[name] == uncapped.months[name]).all(), name
        else:
            close(free.months[name], uncapped.months[name], name)


@settings(max_examples=25)
@given(CAPPED, st.integers(0, 2000), st.integers(0, 2000))
def test_the_capped_share_falls_with_the_cap(company, one, other):
    inputs = read(company)
    low, high = sorted((one, other))
    plans = len(company["plans"])
    shares = [under(inputs, [cap] * plans)["capped_share"] for cap in (low, high)]
    assert (shares[0] <= shares[1] + AGREES).all()
    assert ((shares[0] >= -AGREES) & (shares[1] <= 1 + AGREES)).all()


@settings(max_examples=25)
@given(CAPPED)
def test_the_capped_share_is_that_of_exact_arithmetic(company):
    results = calculate(read(company))
    spread = [Fraction(row["share"]) for row in company["usage_deciles"]]
    for i, plan in enumerate(company["plans"]):
        mean = Fraction(float(results[f"plan_queries_per_user[{plan['plan']}]"][0]))
        cap = plan["queries_cap_per_user_per_month"]
        usage = [10 * share * mean for share in spread]
        kept = [min(sent, Fraction(cap)) if cap else sent for sent in usage]
        expected = sum(kept) / sum(usage) if mean else 1
        assert results["capped_share"][i, 0] == pytest.approx(float(expected), rel=AGREES)


@settings(max_examples=25)
@given(CAPPED)
def test_the_solved_cap_put_back_meets_the_benchmark_exactly(company):
    inputs = read(company)
    results = calculate(inputs)
    solved = results["highest_cap"][:, 0]
    again = under(inputs, solved)
    bound = float(results["inference_share_benchmark"][0, 0])
    share, price = again["plan_inference_share_of_revenue"][:, 0], again["plan_price"][:, 0]
    for i, cap in enumerate(solved):
        if np.isfinite(cap) and price[i] > 0 and np.isfinite(share[i]):
            assert share[i] == pytest.approx(bound, rel=AGREES)
        elif np.isinf(cap) and np.isfinite(share[i]):
            assert share[i] <= bound * (1 + AGREES)


@settings(max_examples=25)
@given(CAPPED)
def test_tenths_earn_what_the_plan_earns(company):
    results = calculate(read(company))
    tenths = results["decile_gross_profit"].reshape(len(company["plans"]), 10, -1)
    size = np.abs(results["revenue"]) + np.abs(results["plan_cogs"])
    assert (np.abs(tenths.sum(axis=1) - results["plan_gross_profit"]) <= AGREES * (1 + size)).all()


@settings(max_examples=25)
@given(companies())
def test_the_price_floor_put_back_gives_the_wanted_margin(company):
    inputs = read(company)
    results = calculate(inputs)
    floor, multiplier = results["price_floor"][:, :1], inputs.number("plan_price_multiplier")
    moved = calculate(inputs, moved={"plans__price_usd": np.nan_to_num(floor) / multiplier})
    margin = moved["plan_gross_margin"][:, 0]
    wanted = float(results["gross_margin_benchmark"][0, 0])
    for i in np.flatnonzero((np.nan_to_num(floor[:, 0]) > 0) & np.isfinite(margin)):
        assert margin[i] == pytest.approx(wanted, rel=AGREES)


@settings(max_examples=25)
@given(companies(), st.data())
def test_graduated_bills_are_at_most_those_for_all_units_where_rates_rise(company, data):
    feature = company["features"][0]["feature"]
    bands = data.draw(tiers("graduated", feature, mode="graduated", rising=True))
    both = [*bands, *({**band, "tool": "all units", "mode": "all_units"} for band in bands)]
    results = calculate(read({**company, "tool_tiers": both}))
    graduated, all_units = results["tool_cost[graduated]"], results["tool_cost[all units]"]
    assert (graduated <= all_units * (1 + AGREES) + AGREES).all()


@settings(max_examples=25)
@given(WHOLE)
def test_price_and_volume_make_up_the_variance(company):
    results = calculate(read(company))
    parts = results["price_variance"] + results["volume_variance"]
    size = np.abs(results["price_variance"]) + np.abs(results["volume_variance"])
    assert (np.abs(parts - results["split_variance"]) <= AGREES * (1 + size)).all()


@settings(max_examples=25)
@given(WHOLE)
def test_checks_hold_for_a_company_with_everything(company):
    results = calculate(read(company))
    checks = [name for name, item in of(results.inputs).items() if item.kind is CHECK and not item.warning]
    assert not [name for name in checks if results.months[name].any()]
