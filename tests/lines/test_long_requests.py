"""Prices of long requests: laws, the live checks, and both engines on a company that has them."""

import copy
import pathlib

import numpy as np
import pytest
from companies import companies, read
from hypothesis import given, settings
from hypothesis import strategies as st

from finmodel import inputs as reading
from finmodel.builder import build
from finmodel.gates.file import check
from finmodel.mirror import calculate
from finmodel.mirror.arrays import arrays

COMPANY = pathlib.Path(__file__).parents[1] / "golden" / "long_requests"
BEYOND = 1e12  # tokens that no query has
LISTED = ("input_usd_per_mtok", "output_usd_per_mtok", "cache_read_usd_per_mtok", "cache_write_usd_per_mtok")


def with_tiers(company, threshold, factor=2.0):
    """The company with a row for long requests beside every price."""
    tiered = copy.deepcopy(company)
    for row in company["prices"]:
        dearer = {c: f"{float(row[c]) * factor:.4f}" if row.get(c) else "" for c in LISTED}
        tiered["prices"].append({**row, **dearer, "tier_from_tokens": f"{threshold:.15g}"})
    return tiered


def cost(company):
    return calculate(read(company)).months["tokens_cost"]


@given(companies())
def test_a_threshold_above_every_mean_is_no_threshold(company):
    plain, tiered = calculate(read(company)), calculate(read(with_tiers(company, BEYOND)))
    for name, values in plain.months.items():
        if not name.startswith(("tier_", "full_tier_", "option_tier_", "long_request")):
            np.testing.assert_array_equal(values, tiered.months[name], err_msg=name)


@given(companies(), st.integers(1, 20_000), st.floats(1, 5), st.floats(1, 5))
def test_cost_never_falls_when_a_long_request_gets_dearer(company, threshold, low, high):
    low, high = sorted((low, high))
    cheap, dear = (cost(with_tiers(company, threshold, factor)) for factor in (low, high))
    assert (dear >= cheap * (1 - 1e-9) - 1e-9).all()


@given(companies(), st.integers(1, 20_000), st.integers(1, 20_000))
def test_cost_never_rises_with_the_threshold_of_a_dearer_price(company, one, other):
    low, high = sorted((one, other))
    early, late = (cost(with_tiers(company, threshold)) for threshold in (low, high))
    assert (early >= late * (1 - 1e-9) - 1e-9).all()


@given(companies(), st.integers(1, 20_000))
@settings(max_examples=5, deadline=None)
def test_a_company_with_long_requests_is_built_and_proved(tmp_path_factory, company, threshold):
    built = build(read(with_tiers(company, threshold)), tmp_path_factory.mktemp("book") / "model.xlsx")
    assert built.report.ok


@pytest.mark.parametrize(
    "name", ["prices__output_usd_per_mtok", "prices__tier_from_tokens", "features__input_tokens_mean"]
)
def test_many_cases_at_once_are_as_many_single_runs(name):
    company = reading.read(COMPANY)
    trials = np.stack([arrays(company)[name] * factor for factor in (0.5, 1.0, 1.2)])
    together = calculate(company, moved={name: trials}).months
    for i, values in enumerate(trials):
        alone = calculate(company, moved={name: values}).months
        for line in ("tier_from_tokens", "pair_input_usd_per_mtok", "tokens_cost", "long_requests_above_mean"):
            np.testing.assert_allclose(
                np.broadcast_to(together[line], (3, *alone[line].shape))[i], alone[line], rtol=1e-12
            )


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("long") / "model.xlsx"
    build(reading.read(COMPANY), path)
    return path


@pytest.mark.slow
def test_every_input_moves_both_sides_alike(book):
    report = check(book, shocks=True)
    assert report.ok
    reasons = dict(report.inert)
    assert "prices.tier_from_tokens[big|2025-01-01]" in reasons  # a base price has no threshold to move
    assert "prices.tier_from_tokens[big|2025-01-01|100000]" not in reasons
    assert "prices.output_usd_per_mtok[big|2026-04-01|110000]" not in reasons


@pytest.mark.usefixtures("soffice")
def test_libreoffice_agrees(book):
    report = check(book, engine="libreoffice")
    assert report.ok
    assert report.compared == report.formulas


def test_requests_above_the_mean_are_a_warning():
    months = calculate(reading.read(COMPANY)).months
    # p95 of 200,000 against means of 96,000 to 111,290: month 1 and 2 pay the base price, month 3 the dearer one, the
    # list of April starts at 110,000, which May's 108,049 do not pass and June's 111,290 do
    assert months["tier_from_tokens"][0].tolist() == [0, 0, 100_000, 0, 0, 110_000]
    assert months["tier_above_mean"][0].tolist() == [1, 1, 0, 1, 1, 0]
    assert months["long_requests_above_mean"].sum() == 4
    assert months["long_request_prices"].sum() == 0
