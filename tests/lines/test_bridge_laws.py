"""What must hold of the differences between any two companies."""

import math

import pytest
from companies import companies, read, with_assumption
from hypothesis import given, settings
from hypothesis import strategies as st

from finmodel.change_report.compare import compare
from finmodel.change_report.side import Side
from finmodel.change_report.step import STEPS
from finmodel.mirror import calculate

DUST = 1e-12
MEASURES = ("gross_margin", "margin_after_training")
PROFITS = ("gross_profit", "profit_after_training")


def side(company, months=3):
    """A company as one side; both sides have the same months."""
    return Side("company", calculate(read(with_assumption(company, "months", months))))


def bridges(old, new, months=3):
    return compare(side(old, months), side(new, months)).bridges


def changed(company, **files):
    """The company with some files in place of its own, or one assumption set."""
    for name, value in files.items():
        company = {**company, name: value} if isinstance(value, list) else with_assumption(company, name, value)
    return company


@settings(max_examples=12)
@given(companies(), companies(), st.sampled_from([3, 13]))
def test_the_steps_sum_to_the_change(old, new, months):
    found = bridges(old, new, months)
    assert [bridge.months for bridge in found] == ([1] if months < 12 else [1, 12])
    for bridge in found:
        for name in MEASURES:
            ends, moved = (
                [getattr(end, name) for end in (bridge.old, bridge.new)],
                [getattr(s, name) for s in bridge.strides],
            )
            if None in ends:
                assert moved == [None] * len(STEPS)
                continue
            size = max(1.0, *(abs(end) for end in ends), *(abs(step) for step in moved if step is not None))
            total = math.fsum(step for step in moved if step is not None)
            assert abs(total - (ends[1] - ends[0])) <= DUST * size
        for name in PROFITS:
            total = math.fsum(getattr(stride, name) for stride in bridge.strides)
            ends = [getattr(end, name) for end in (bridge.old, bridge.new)]
            size = max(
                1.0, bridge.old.revenue, bridge.new.revenue, *(abs(getattr(s.after, name)) for s in bridge.strides)
            )
            assert abs(total - (ends[1] - ends[0])) <= DUST * max(size, *map(abs, ends))


@settings(max_examples=7)
@given(companies(), companies())
def test_there_and_back_is_nothing(old, new):
    (there,), (back,) = bridges(old, new), bridges(new, old)
    assert (there.old, there.new) == (back.new, back.old)


@settings(max_examples=7)
@given(companies())
def test_a_company_beside_itself_has_no_difference(company):
    found = compare(side(company), side(company))
    assert found.empty
    assert found.changes == found.remarks == found.dropped == ()
    assert {effect.change for effect in (*found.effects, *found.year)} <= {0.0, None}
    for stride in found.bridges[0].strides:
        assert stride.gross_profit == stride.profit_after_training == 0
        assert not stride.gross_margin
        assert not stride.margin_after_training


ALONE = {
    "vendor_prices": {"vendor_price_multiplier": 1.7},
    "plan_prices": {"plan_price_multiplier": 0.6},
    "volume mix": {"churn_multiplier": 0.5, "queries_multiplier": 1.3},
    "routing": {"levers": [{"feature": name, "batch_share": "30%"} for name in ("chat", "search", "Ticket triage")]},
    "training": {"training": [{"job": "other", "spend_month": "2026-03", "data_usd": "1000", "capitalise": "40%"}]},
    "tokens": {"output_tokens_multiplier": 2},
    "other": {"payment_fee_rate": 0.07, "opex": [{"line": "else", "category": "hosting", "usd_per_month": "70"}]},
}


@pytest.mark.parametrize("alone", ALONE)
@settings(max_examples=4)
@given(companies())
def test_what_one_group_changes_is_attributed_to_it_alone(alone, company):
    files = dict(ALONE[alone])
    if "levers" in files:
        files["levers"] = [
            row for row in files["levers"] if row["feature"] in {f["feature"] for f in company["features"]}
        ]
    (bridge,) = bridges(company, changed(company, **files))
    for stride in bridge.strides:
        if stride.step.id not in alone.split():
            assert stride.gross_profit == stride.profit_after_training == 0, stride.step
            assert not stride.gross_margin
            assert not stride.margin_after_training


@settings(max_examples=7)
@given(companies(), st.sampled_from([0.5, 1.25, 3]))
def test_more_of_the_same_is_volume_and_no_mix(company, factor):
    """Every account and query scaled alike: the composition stays, and mix has nothing to do."""
    company = with_assumption(company, "users_multiplier", 1)
    (bridge,) = bridges(company, with_assumption(company, "users_multiplier", factor))
    mix = next(stride for stride in bridge.strides if stride.step.id == "mix")
    assert abs(mix.gross_profit) <= DUST * max(1.0, abs(mix.after.revenue), abs(mix.after.cogs))
    assert abs(mix.gross_margin or 0.0) <= DUST * max(1.0, abs(mix.after.gross_margin or 0.0))


@settings(max_examples=7)
@given(companies(), companies())
def test_training_moves_no_gross_margin(old, new):
    (bridge,) = bridges(old, new)
    training = next(stride for stride in bridge.strides if stride.step.id == "training")
    assert training.gross_profit == 0
    assert not training.gross_margin
