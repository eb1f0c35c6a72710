"""Thresholds: what may be asked, what a breach says, and that the files are written all the same."""

import json

import pytest
from click.testing import CliRunner

from finmodel.cli import main
from finmodel.errors import InputError
from finmodel.inputs import read
from finmodel.mirror import calculate
from finmodel.monthly.threshold import parse_all, verdicts


@pytest.fixture(scope="module")
def results():
    from hand import COMPANY

    return calculate(read(COMPANY))


def held(results, *texts):
    return verdicts(parse_all(texts), results)


def test_figures_are_those_of_diligence(results):
    month = results.diligence_number - 1
    found = held(results, "gross_margin<0.5", "plan_gross_margin[pro]<=30%", "net_revenue_retention>=0")
    assert found[0].value == results["gross_margin"][0, month]
    assert found[1].value == results["plan_gross_margin[pro]"][month]
    assert found[2].value is None or found[2].value == results["net_revenue_retention_by_month"][0, month]


@pytest.mark.parametrize("sign", ["<", "<=", ">", ">="])
@pytest.mark.parametrize("shift", [-0.01, 0.0, 0.01])
def test_signs(results, sign, shift):
    value = float(results["gross_margin"][0, results.diligence_number - 1])
    (found,) = held(results, f"gross_margin{sign}{value + shift:.17f}")
    truth = {"<": shift > 0, "<=": shift >= 0, ">": shift < 0, ">=": shift <= 0}
    assert found.breached is truth[sign]


def test_every_member_is_held_to_it_without_a_name(results):
    found = held(results, "plan_gross_margin < 100")
    assert [one.member for one in found] == ["free", "pro"]
    assert found[1].breached
    assert found[1].sentence.startswith("plan_gross_margin[pro] in 2026-06 is ")
    assert found[1].sentence.endswith(", less than 100")


def test_no_meaning_breaches_only_for_a_bad_reason(results):
    for one in held(results, "burn_multiple>2", "ltv_to_cac<3", "plan_gross_margin<0"):
        if one.value is None:
            assert one.breached == ("which breaches" in one.sentence)
            assert "n.m." in one.sentence


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("gross_margin", "is no threshold; write it like"),
        ("gross_margin=0.5", "is no threshold"),
        ("gross_margin<half", "is no threshold"),
        ("gros_margin<0.5", "'gros_margin' is no figure of the model; did you mean gross_margin"),
        ("gross_margin[pro]<0.5", "there is no gross_margin[pro]; write gross_margin<0.5"),
        ("plan_gross_margin[pra]<0.5", "there is no plan_gross_margin[pra]; did you mean pro?"),
    ],
)
def test_wrong_thresholds(results, text, words):
    with pytest.raises(InputError) as error:
        held(results, text)
    assert words in str(error.value)
    assert str(error.value).startswith(f"--fail-on {text}: ")


def test_all_wrong_ones_are_told_at_once():
    with pytest.raises(InputError) as error:
        parse_all(["a", "gros_margin<1"])
    assert len(error.value.problems) == 2


def test_a_breach_exits_1_and_the_files_are_written(desk):
    out = desk / "outputs" / "new.xlsx"
    arguments = ["refresh", str(desk / "inputs"), "-o", str(out), "--as-of", "2026-01-15"]
    result = CliRunner().invoke(main, [*arguments, "--fail-on", "gross_margin<99", "--fail-on", "arr<0"])
    assert result.exit_code == 1
    assert "breach: gross_margin in 2026-06 is" in result.stderr
    assert "arr in 2026-06 is" in result.stdout
    assert out.exists()
    told = json.loads(CliRunner().invoke(main, [*arguments, "--json", "--fail-on", "gross_margin<99"]).stdout)
    assert (told["ok"], told["how"], told["thresholds"][0]["breached"]) == (False, "unchanged", True)


def test_a_wrong_threshold_exits_2_before_anything_is_written(desk):
    out = desk / "outputs" / "new.xlsx"
    result = CliRunner().invoke(main, ["refresh", str(desk / "inputs"), "-o", str(out), "--fail-on", "gros_margin<1"])
    assert result.exit_code == 2
    assert "did you mean gross_margin" in result.stderr
    assert not out.exists()
