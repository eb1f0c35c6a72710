"""The live checks: silent for figures that are right, however large or small, and counting for those that are not."""

import numpy as np
import pytest
from companies import read

from finmodel.lines import ITEMS
from finmodel.mirror import calculate
from finmodel.mirror.arrays import arrays
from finmodel.model.item import CHECK

SMALL = {
    "assumptions": [{"assumption": "start_month", "base": "2026-01"}, {"assumption": "months", "base": "12"}],
    "prices": [
        {
            "provider": "acme",
            "model": "big",
            "effective_from": "2025-01-01",
            "input_usd_per_mtok": "0",
            "output_usd_per_mtok": "0",
        }
    ],
    "features": [{"feature": "chat", "input_tokens_mean": "1000", "output_tokens_mean": "200"}],
    "plans": [{"plan": "pro", "price_usd": "0", "opening_accounts": "100"}],
    "volumes": [{"plan": "pro", "feature": "chat", "queries_per_user_per_day": "2"}],
}


def raised(inputs, **moved):
    results = calculate(inputs, moved=moved)
    checks = {n: results.months[n] for n, item in results.items.items() if item.kind is CHECK}
    return {name: float(months[0, 0]) for name, months in checks.items() if months.any()}


def test_a_right_company_raises_none():
    assert raised(read(SMALL)) == {}


@pytest.mark.parametrize("compute", [100_000_000, 1_000_000_000])
def test_a_large_asset_written_off_to_nothing(compute):
    """A seventh a month leaves a rounding of the size of the cost, not of the 0 that remains."""
    run = {"job": "run", "spend_month": "2026-01", "compute_usd": compute, "capitalise": "1", "life_months": "7"}
    assert raised(read({**SMALL, "training": [run]})) == {}


def test_cash_of_minus_one():
    cost = {"line": "domain", "category": "gna", "usd_per_month": "0.1", "to": "2026-10"}
    assert raised(read({**SMALL, "opex": [cost]})) == {}


def test_shares_that_do_not_sum_are_counted_by_month():
    inputs = read(SMALL)
    given = arrays(inputs)
    assert raised(inputs, routing__share=given["routing__share"] * 0.5) == {"routing_sums": 12.0}
    assert raised(inputs, plans__sales_marketing_share=np.array([[0.9]])) == {"sales_marketing_sum": 1.0}


def test_cache_shares_above_1_are_counted():
    both = {f"levers__cache_{side}_share": np.array([[0.6]]) for side in ("read", "write")}
    assert raised(read(SMALL), **both) == {"cache_shares": 1.0}


def test_use_after_retirement_is_counted_by_month():
    assert raised(read(SMALL), models__retire_month=np.array([[10.0]])) == {"retired_models": 2.0, "retirements": 1.0}
    assert raised(read(SMALL), models__retire_month=np.array([[12.0]])) == {"retirements": 1.0}
    assert raised(read(SMALL), models__retire_month=np.array([[13.0]])) == {}


def test_tokens_out_of_order_and_beyond_the_window_are_warnings():
    inputs = read(SMALL)
    tokens = {"features__input_tokens_p50": np.array([[1001.0]]), "features__output_tokens_p95": np.array([[199.0]])}
    assert raised(inputs, **tokens) == {"input_tokens_order": 1.0, "output_tokens_order": 1.0}
    assert raised(inputs, models__context_window=np.array([[1199.0]])) == {"context_overflow": 12.0}
    warnings = {name for name, item in ITEMS.items() if item.warning}
    tokens_of = {"input_tokens_order", "output_tokens_order", "context_overflow"}
    assert warnings == {*tokens_of, "long_requests_above_mean", "retirements", "jobs_without_split"}
