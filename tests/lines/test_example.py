"""The example company: its flags turn inside the horizon, so that every verdict is seen at work."""

import pathlib

import pytest

from finmodel.inputs import read
from finmodel.mirror import calculate
from finmodel.mirror.status import statuses

INPUTS = pathlib.Path(__file__).parents[2] / "inputs"


@pytest.fixture(scope="module")
def results():
    return calculate(read(INPUTS))


@pytest.fixture(scope="module")
def by_month(results):
    """The statuses as they stand in each month."""
    return [statuses(results, month) for month in range(1, results.inputs.timeline.months + 1)]


@pytest.mark.parametrize("metric", ["plan_gross_margin", "plan_inference_share_of_revenue", "ltv_to_cac"])
def test_a_plan_fails_and_later_passes(by_month, metric):
    plans = {key for key in by_month[0] if key.startswith(f"{metric}|")}
    turning = {p for p in plans if by_month[0][p] == "FLAG" and by_month[-1][p] == "PASS"}
    assert turning, metric


def test_the_company_passes_both_lines_inside_the_horizon(results):
    found = {(f.line_item, f.member): f.value for f in results.figures()}
    assert found["first_month_pass_gross_margin", ""] == "2026-11"
    assert found["first_month_pass_inference_share", ""] == "2026-10"


def test_ltv_to_cac_passes_3_before_the_diligence_month(results):
    values = results["ltv_to_cac[Pro]"]
    assert values[0] < 3 <= values[results.diligence_number - 1]


def test_one_benchmark_stays_a_flag(by_month):
    assert all(statuses["plan_gross_margin|Starter"] == "FLAG" for statuses in by_month)


def test_each_verdict_is_seen_in_the_diligence_month(results):
    assert set(results.statuses.values()) == {"PASS", "FLAG", "n.m."}
