"""What the memo says: headline figures, what turned, what was overridden, how it was proved."""

import json
import os
import pathlib

import openpyxl
import pytest

import finmodel
from finmodel.errors import InputError
from finmodel.inputs import read
from finmodel.memo.headlines import COMPANY as HEADS
from finmodel.mirror import calculate

FOLDER = pathlib.Path(__file__).parent
SMALL = pathlib.Path("tests") / "check" / "company"
ROOT = FOLDER.parents[1]
GOLDEN = FOLDER / "small.md"


def type_in(path, sheet, row_id, column, value):
    """Change an input as a person would; openpyxl saves without cached values."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    row = next(row for row in page.iter_rows() if row[0].value == row_id)
    header = next(row for row in page.iter_rows() if row[0].value == "id")
    row[next(c.column for c in header if c.value == column) - 1].value = value
    book.save(path)


# --- the page


def test_the_memo_of_a_small_company(monkeypatch):
    """`GOLDEN=1 pytest tests/memo` writes it anew; review the difference like code."""
    monkeypatch.chdir(ROOT)
    page = finmodel.report(SMALL.as_posix()).markdown()
    if os.environ.get("GOLDEN"):
        GOLDEN.write_text(page, encoding="utf-8", newline="\n")
    assert page == GOLDEN.read_text(encoding="utf-8")


def test_columns_of_figures_are_aligned(make):
    tables = [line for line in make().markdown().splitlines() if line.startswith("|")]
    company = [line for line in tables if line.count("|") == 5][: len(HEADS) + 2]
    assert len({len(line) for line in company}) == 1
    assert len({line.index("|", 2) for line in company}) == 1
    assert "---:" in company[1]


# --- headline figures


def test_the_example_says_what_calc_says(run):
    """Every headline is the value that `finmodel calc` prints, found by id, member and month."""
    told = json.loads(run("report", ROOT / "inputs", "--json").stdout)
    rows = json.loads(run("calc", ROOT / "inputs", "--format", "json").stdout)
    calc = {(row["line_item"], row["member"], row["month"]): row["value"] for row in rows}
    month = told["company"]["diligence_month"]
    assert len(told["headlines"]) == len(HEADS) + 6 * len(told["company"]["plans"])
    for head in told["headlines"]:
        name = head["metric"].removeprefix("company_") if head["unit"] == "month" else head["metric"]
        keys = [(name, head["member"], when) for when in (month, "")]
        value = next(calc[key] for key in keys if key in calc)
        assert head["value"] == value, name
        verdict = calc.get(("status", "|".join(filter(None, (name, head["member"]))), ""))
        assert head["status"] == (verdict or ""), name


def test_every_flag_is_told_with_what_to_do():
    memo = finmodel.report(ROOT / "inputs")
    statuses = calculate(read(ROOT / "inputs")).statuses
    flagged = [metric.split("|")[0] for metric, status in statuses.items() if status == "FLAG"]
    assert {flag.metric for flag in memo.flagged} == set(flagged)
    assert sum(len(flag.moves) for flag in memo.flagged) == len(flagged) == memo.flags
    assert all(flag.means.words and flag.levers.words for flag in memo.flagged)
    assert (memo.passes, memo.flags) == tuple(list(statuses.values()).count(word) for word in ("PASS", "FLAG"))


def test_each_benchmark_stands_with_its_source(make):
    benchmarks = "metric,direction,low,high,source,as_of\nvendor_hhi,info,,0.5,a blog,2025-01-31\n"
    page = make(benchmarks=benchmarks).markdown()
    assert "for information: up to 0.50 (2)" in page
    assert "at least 50.0% (1)" in page
    assert "Sources of the benchmarks: (1) built in; (2) a blog, 2025-01-31\n" in page


# --- what turned


def test_a_margin_that_crosses_its_benchmark_in_the_diligence_month_turned(make):
    turned = {(one.metric, one.member): one for one in make().turned}
    assert set(turned) == {
        (metric, member)
        for metric, member in (
            ("gross_margin", ""),
            ("inference_share_of_revenue", ""),
            ("plan_gross_margin", "pro"),
            ("plan_inference_share_of_revenue", "pro"),
        )
    }
    plan = turned["plan_gross_margin", "pro"]
    assert (plan.before, plan.value) == pytest.approx((0.4, 0.7))
    assert (plan.status_before, plan.status) == ("FLAG", "PASS")


def test_what_turned_is_shown_with_both_values(make):
    page = make().markdown()
    assert "| Gross margin of the plan, pro" in page
    assert "| 40.0% FLAG | 70.0% PASS | at least 50.0% |" in page
    assert "2026-02 |" in page


def test_a_metric_can_turn_the_other_way_and_from_no_meaning(make):
    dearer = (
        "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok\n"
        "acme,big,2025-01-01,1.5,7.5\nacme,big,2026-03-01,3,15\n"
    )
    assert {one.status for one in make(prices=dearer).turned} == {"FLAG"}
    later = "plan,price_usd,opening_accounts\npro,60,0\n"
    accounts = "month,plan,new_accounts\n2026-03,pro,10\n"
    memo = make(plans=later, accounts=accounts)
    assert {(one.status_before, one.before, one.status) for one in memo.turned} == {("n.m.", None, "PASS")}
    assert "|    n.m. | 70.0% PASS |" in memo.markdown()


def test_a_month_in_which_nothing_turned_and_month_1(make):
    assumptions = "assumption,base\nstart_month,2026-01\nmonths,4\ndiligence_month,{}\n"
    assert "Nothing: every status is that of 2026-03." in make(assumptions=assumptions.format("2026-04")).markdown()
    first = make(assumptions=assumptions.format("2026-01"))
    assert first.turned is None
    assert "2026-01 is month 1: there is no month before it." in first.markdown()


# --- what was overridden, how it was proved


def test_csvs_were_not_proved_and_the_memo_says_what_does(make):
    page = make(scenario="dear").markdown()
    assert "No workbook was checked" in page
    assert "-o model.xlsx --scenario dear` builds" in page
    assert "scenario dear" in page


def test_a_workbook_as_generated(file):
    memo = finmodel.report(file)
    assert memo.ok
    assert memo.proof.formulas == memo.proof.compared > 1000
    assert memo.headlines == finmodel.report(ROOT / SMALL).headlines
    page = memo.markdown()
    assert "Nothing: every input is as generated." in page
    assert f"{memo.proof.formulas:,} formula cells in the file, {memo.proof.compared:,} recalculated by" in page
    assert "worst relative difference" in page
    assert "0 findings" in page
    assert "Not sound" not in page


def test_an_edited_input_is_named_and_calculated_with(file):
    type_in(file, "Plans", "plans[pro]", "price_usd", 75)
    memo = finmodel.report(file)
    assert memo.overridden == ("plans.price_usd[pro]: 50 -> 75",)
    assert memo.company.plans[1].price == 75
    assert r"- plans.price_usd\[pro\]: 50 -\> 75" in memo.markdown()


def test_findings_stand_at_the_top_and_with_the_proof(file):
    type_in(file, "Plans", "plans[pro]", "price_usd", 75)  # saved without cached values
    page = finmodel.report(file).markdown()
    top = page.partition("## Headline")[0]
    assert "**Not sound: 1 finding in the workbook.**" in top
    assert "formula cells hold no value" in page.partition("## Method and proof")[2]


def test_a_workbook_has_its_own_scenario(file):
    type_in(file, "Assumptions", "scenario", "value", "dear")
    memo = finmodel.report(file)
    assert memo.company.scenario == "dear"
    assert "scenario: base -> dear" in memo.overridden
    with pytest.raises(InputError, match="its own scenario"):
        finmodel.report(file, scenario="dear")


def test_the_same_inputs_give_the_same_page(file, make):
    assert finmodel.report(file).markdown() == finmodel.report(file).markdown()
    assert make().markdown() == make().markdown()
