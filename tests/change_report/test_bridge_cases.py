"""The margin bridges of bridges.yaml, step by step, against exact fractions."""

import pathlib
from fractions import Fraction

import pytest
import yaml

from finmodel.change_report import diff
from finmodel.change_report.step import STEPS

CASES = yaml.safe_load((pathlib.Path(__file__).parent / "bridges.yaml").read_text(encoding="utf-8"))
DUST = 1e-12


@pytest.fixture(params=CASES, ids=lambda case: case["name"])
def worked(request, folder):
    """A case with the bridges that the program makes of it."""
    case = request.param
    sides = [folder(side, case[side], of=case.get("common", {})) for side in ("old", "new")]
    return case, {bridge.months: bridge for bridge in diff(*sides).bridges}


def levels(expected):
    """Revenue, COGS and training at the start and after each step."""
    stands = [[Fraction(str(number)) for number in expected["start"]]]
    for step in STEPS:
        given = expected["after"].get(step.id)
        stands.append([Fraction(str(number)) for number in given] if given else stands[-1])
    return stands


def changes(stands, cost):
    """The change of margin of each step, None where no revenue stands after it; the next one carries it."""
    found, last = [], None
    for revenue, cogs, training in stands:
        margin = 1 - cost(cogs, training) / revenue if revenue else None
        found.append(None if margin is None or last is None else margin - last)
        last = last if margin is None else margin
    return found[1:]


def windows(case, bridges):
    assert ("year" in case) == (12 in bridges)
    return [(case[name], bridges[months]) for name, months in (("month", 1), ("year", 12)) if name in case]


def test_each_step_of_gross_margin(worked):
    for expected, bridge in windows(*worked):
        steps = changes(levels(expected), lambda cogs, _: cogs)
        for stride, step in zip(bridge.strides, steps, strict=True):
            assert stride.gross_margin == (None if step is None else pytest.approx(float(step), abs=DUST)), stride.step


def test_each_step_of_the_margin_after_training(worked):
    for expected, bridge in windows(*worked):
        steps = changes(levels(expected), lambda cogs, training: cogs + training)
        for stride, step in zip(bridge.strides, steps, strict=True):
            wanted = None if step is None else pytest.approx(float(step), abs=DUST)
            assert stride.margin_after_training == wanted, stride.step


def test_each_step_in_usd(worked):
    for expected, bridge in windows(*worked):
        stands = levels(expected)
        for stride, was, now in zip(bridge.strides, stands, stands[1:], strict=False):
            profits = [revenue - cogs for revenue, cogs, _ in (was, now)]
            assert stride.gross_profit == pytest.approx(float(profits[1] - profits[0]), abs=1e-9), stride.step
            after = [profit - training for profit, (_, _, training) in zip(profits, (was, now), strict=True)]
            assert stride.profit_after_training == pytest.approx(float(after[1] - after[0]), abs=1e-9), stride.step


def test_the_ends_are_the_models_themselves(worked):
    for expected, bridge in windows(*worked):
        stands = levels(expected)
        for end, (revenue, cogs, training) in ((bridge.old, stands[0]), (bridge.new, stands[-1])):
            told = (end.revenue, end.cogs, end.training)
            assert told == pytest.approx((float(revenue), float(cogs), float(training)))
        assert abs(bridge.residue) < DUST
        assert abs(bridge.residue_after_training) < DUST
