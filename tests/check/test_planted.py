"""The gates, proved by planted mistakes: each is caught, and the line at fault is the first one blamed."""

import dataclasses
import pathlib
import re
import zipfile
from collections.abc import Callable

import numpy as np
import pytest
from sheets import address_of, patch

from finmodel.builder import build
from finmodel.errors import ProofError
from finmodel.gates.engine import recalculate
from finmodel.gates.expect import Expected
from finmodel.gates.file import check
from finmodel.gates.finding import Finding, Report
from finmodel.gates.proof import declared, prove
from finmodel.inputs import Inputs
from finmodel.lines import ITEMS
from finmodel.mirror import calculate
from finmodel.workbook.book import make_book
from finmodel.workbook.cells import Book
from finmodel.workbook.pages import diligence
from finmodel.workbook.values import SENTINEL, Sentinels
from finmodel.workbook.write import write

Blamed = Callable[[], Finding]


@pytest.fixture
def blamed(company: Inputs, tmp_path: pathlib.Path) -> Blamed:
    """Build the company with what was planted; the first finding of the proof that must fail."""

    def _blamed() -> Finding:
        with pytest.raises(ProofError) as error:
            build(company, tmp_path / "model.xlsx")
        assert not (tmp_path / "model.xlsx").exists()
        first = error.value.findings[0]
        assert isinstance(first, Finding)
        return first

    return _blamed


def written(book: Book, inputs: Inputs, folder: pathlib.Path, engine: str = "ironcalc") -> Report:
    """Write a book with sentinel caches and prove it."""
    draft = folder / "draft.xlsx"
    write(book, draft, Sentinels(book.months))
    return prove(draft, book, Expected(book, calculate(inputs)), engine)


# --- gate 1, names


def test_a_typo_in_a_formula_is_told_with_the_name_that_is_meant(plant, blamed):
    plant("plan_payment_cost", excel="{payment_fee_rat}*{revenue}")
    first = blamed()
    assert first.gate == "names"
    assert "Profit, plan_payment_cost" in first.message
    assert "{payment_fee_rat}" in first.message
    assert "did you mean payment_fee_rate" in first.message


def test_a_typo_in_a_column_names_its_file(plant, blamed):
    plant("training_failed", excel="{training.compute_usd}*{training.failed_runs_rate}")
    first = blamed()
    assert first.gate == "names"
    assert "{training.failed_runs_rate}, which is not in training.csv: did you mean failed_run_rate" in first.message


def test_a_typo_in_a_mirror_is_told_with_the_name_that_is_meant(plant, blamed):
    def training_failed(training__compute_usd, training__failed_runs_rate):
        return training__compute_usd * training__failed_runs_rate

    plant("training_failed", mirror=training_failed)
    first = blamed()
    assert first.gate == "names"
    assert "Training, training_failed: the mirror reads training__failed_runs_rate" in first.message
    assert "did you mean failed_run_rate" in first.message


def test_every_typo_is_told_at_once(plant):
    plant("plan_payment_cost", excel="{payment_fee_rat}*{revenues}")
    plant("users", excel="{closing_account}*{plans.seat}")
    assert [f.gate for f in declared(ITEMS)] == ["names"] * 4


# --- gate 2, drivers


def test_a_driver_missing_in_the_formula(plant, blamed):
    plant("opening_book", excel="{plans.opening_accounts}")
    first = blamed()
    assert (first.gate, first.id) == ("drivers", "opening_book")
    assert first.message == "only the mirror reads users_multiplier"


def test_a_driver_missing_in_the_mirror(plant, blamed):
    def opening_book(plans__opening_accounts):
        return plans__opening_accounts

    plant("opening_book", mirror=opening_book)
    first = blamed()
    assert (first.gate, first.id) == ("drivers", "opening_book")
    assert first.message == "only the formula reads users_multiplier"


def test_a_rate_typed_into_the_formula(plant, blamed):
    plant("plan_payment_cost", excel="0.03*{revenue}")
    first = blamed()
    assert (first.gate, first.id) == ("drivers", "plan_payment_cost")
    assert first.message == "only the mirror reads payment_fee_rate"
    assert first.formula == "0.03*{revenue}"


def test_a_rate_typed_into_the_mirror(plant, blamed):
    def plan_payment_cost(revenue):
        return 0.03 * revenue

    plant("plan_payment_cost", mirror=plan_payment_cost)
    first = blamed()
    assert (first.gate, first.id) == ("drivers", "plan_payment_cost")
    assert first.message == "only the formula reads payment_fee_rate"


def test_a_typed_rate_that_is_right_passes_recalculation(plant, company, tmp_path):
    """A still picture agrees too easily: this is what gates 2 and 4 are for."""
    plant("plan_payment_cost", excel="0.03*{revenue}")
    assert written(make_book(company), company, tmp_path).ok


# --- gate 3, recalculation


@pytest.mark.parametrize(
    ("name", "old", "new", "sheet", "member", "month"),
    [
        ("plan_payment_cost", "*{revenue}", "*{revenue}*10", "Profit", "[pro]", "2026-01"),
        ("arr", "12*", "10*", "Profit", "", "2026-01"),
        ("training_failed", "{training.failed_run_rate}", "2*{training.failed_run_rate}", "Training", "[tune]", ""),
        ("total_cogs", "+{third_party_cost}", "+{third_party_cost}+1", "Profit", "", "2026-01"),
        ("churned_accounts", "*{opening_accounts}", "*{opening_accounts}*2", "Usage", "[free]", "2026-01"),
    ],
)
def test_a_wrong_factor(plant, blamed, name, old, new, sheet, member, month):
    plant(name, excel=replaced(name, old, new))
    first = blamed()
    assert (first.gate, first.sheet, first.id, first.month) == ("recalculation", sheet, name + member, month)


def replaced(name: str, old: str, new: str) -> str:
    """A line item's formula with a part of it replaced."""
    assert old in ITEMS[name].excel
    return ITEMS[name].excel.replace(old, new)


def test_a_wrong_factor_in_the_mirror(plant, blamed):
    def training_failed(training__compute_usd, training__failed_run_rate):
        return training__compute_usd * training__failed_run_rate * 2

    plant("training_failed", mirror=training_failed)
    first = blamed()
    assert (first.sheet, first.id, first.expected, first.found) == ("Training", "training_failed[tune]", 3000, 1500)


LAG = "{month_number}-{training_service_lag}"


@pytest.mark.parametrize(
    ("name", "old", "new", "month"),
    [  # the job is paid in month 1, in service in month 3, written off in months 3, 4 and 5
        ("training_amortisation", LAG + ")", LAG + "+1)", "2026-02"),
        ("training_amortisation", '">"&', '">="&', "2026-06"),
        ("training_amortisation", "-{training.life_months},", "-{training.life_months}+1,", "2026-05"),
        ("training_service_lag", "-MONTH({training.spend_month})", "-MONTH({training.spend_month})+1", ""),
        ("training_runs", ">={training_first_run})", ">{training_first_run})", "2026-01"),
    ],
)
def test_a_lag_off_by_one(plant, blamed, name, old, new, month):
    plant(name, excel=replaced(name, old, new))
    first = blamed()
    assert (first.gate, first.sheet, first.id, first.month) == ("recalculation", "Training", f"{name}[tune]", month)


@pytest.mark.parametrize(
    ("sheet", "row_id", "month"),
    [
        ("Usage", "total_users", "2026-01"),
        ("Usage", "feature_queries[search]", "2026-01"),
        ("Training", "total_training_cash", "2026-02"),  # the last job is paid in month 2
        ("Inference", "total_billed_tokens", "2026-01"),
    ],
)
def test_a_sum_that_misses_its_last_member(company, tmp_path, sheet, row_id, month):
    report = written(_shortened(make_book(company), sheet, row_id), company, tmp_path)
    first = report.findings[0]
    assert (first.gate, first.sheet, first.id, first.month) == ("recalculation", sheet, row_id, month)


def _shortened(book: Book, sheet: str, row_id: str) -> Book:
    """The book with the last row of one SUM's range left out."""

    def line_of(line):
        if line.id != row_id:
            return line
        pattern, changed = re.subn(r":(\x01)(\d+)\)", lambda m: f":{m[1]}{int(m[2]) - 1})", line.series.pattern)
        assert changed == 1, line.series.pattern
        return dataclasses.replace(line, series=dataclasses.replace(line.series, pattern=pattern))

    pages = [
        dataclasses.replace(page, lines=[line_of(line) for line in page.lines]) if page.name == sheet else page
        for page in book.pages
    ]
    return dataclasses.replace(book, pages=tuple(pages))


def test_a_total_that_misses_the_last_month(company, tmp_path):
    book = make_book(company)
    usage = next(page for page in book.pages if page.name == "Usage")
    at, line = next((i, line) for i, line in enumerate(usage.lines) if line.id == "total_queries")
    total = line.cells[6]
    short = dataclasses.replace(total, formula=total.formula.replace(":P", ":O"))
    assert short != total
    usage.lines[at] = dataclasses.replace(line, cells={**line.cells, 6: short})
    first = written(book, company, tmp_path).findings[0]
    assert (first.sheet, first.cell, first.id, first.month) == ("Usage", f"G{line.row + 1}", "total_queries", "")


def test_the_earliest_month_is_blamed_first(plant, company, tmp_path):
    plant("users", excel="{closing_accounts}*{plans.seats}+({month_number}=5)")
    months = [f.month for f in written(make_book(company), company, tmp_path).findings]
    monthly = [month for month in months if month]
    assert monthly == sorted(monthly)
    assert monthly[0] == "2026-05"


def test_a_wrong_formula_whose_cache_holds_the_right_value(file, company, engine):
    """Engines that hand back the value in the cache would pass this file."""
    address = address_of(file, "Usage", "total_users", "K")
    patch(file, "Usage", address, "<f>SUM(", "<f>1+SUM(")
    right = calculate(company)["total_users"][0, 2]

    assert recalculate(file, engine).value("Usage", int(address[1:]) - 1, 10) == pytest.approx(right + 1, rel=1e-12)
    book = make_book(company)
    first = prove(file, book, Expected(book, calculate(company)), engine).findings[0]
    assert (first.sheet, first.cell, first.id, first.month) == ("Usage", address, "total_users", "2026-03")

    report = check(file, engine=engine)
    assert not report.ok
    edited, wrong = report.findings[:2]
    assert (edited.gate, edited.sheet, edited.cell, edited.id) == ("formulas", "Usage", address, "total_users")
    assert (wrong.gate, wrong.sheet, wrong.cell, wrong.id) == ("recalculation", "Usage", address, "total_users")
    assert (wrong.expected, wrong.found) == (pytest.approx(right), pytest.approx(right + 1))


def test_a_wrong_cache_over_a_right_formula(file, engine):
    address = address_of(file, "Usage", "total_users", "K")
    patch(file, "Usage", address, "</f><v>", "</f><v>1")
    report = check(file, engine=engine)
    assert [(f.gate, f.sheet, f.cell, f.id) for f in report.findings] == [("caches", "Usage", address, "total_users")]


def test_an_error_value_is_caught(plant, blamed):
    plant("arr", excel="12*{total_revenue}+1/0")
    first = blamed()
    assert (first.id, first.month, first.found) == ("arr", "2026-01", "#DIV/0!")


def test_a_missing_not_meaningful_is_caught(plant, company, tmp_path):
    """Without plans that pay, a margin is n.m.; 0 is not."""
    plant("plan_gross_margin", excel="IF({revenue}>0,{plan_gross_profit}/{revenue},0)")
    first = written(make_book(company), company, tmp_path).findings[0]
    assert (first.id, first.expected, first.found) == ("plan_gross_margin[free]", "n.m.", 0)


def test_the_draft_that_is_proved_holds_sentinels_only(monkeypatch, company, tmp_path):
    caches: list[str] = []

    def looked_at(path, book, expected):
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                if name.startswith("xl/worksheets/sheet"):
                    caches.extend(re.findall(r"<f>[^<]*</f><v>([^<]*)</v>", package.read(name).decode()))
        return prove(path, book, expected)

    monkeypatch.setattr("finmodel.builder.prove", looked_at)
    built = build(company, tmp_path / "model.xlsx")
    assert len(caches) == built.report.formulas
    assert {float(cache) for cache in caches} == {SENTINEL}


# --- gate 4, shocks


@pytest.mark.slow
def test_a_sound_workbook_withstands_every_shock(file):
    report = check(file, shocks=True)
    assert report.ok, report.findings[:3]
    assert report.shocks > 100
    assert all(reason for _, reason in report.inert)
    inert = dict(report.inert)
    assert "scenario" in inert["assumptions.dear[churn_multiplier]"]
    assert "assumptions.base[churn_multiplier]" not in inert


@pytest.mark.slow
@pytest.mark.parametrize("side", ["formula", "mirror"])
def test_a_typed_rate_that_gates_1_to_3_let_pass_is_shaken_out(plant, brief, tmp_path, side):
    def plan_payment_cost(payment_fee_rate, revenue):
        return np.sign(payment_fee_rate) * 0.03 * revenue

    if side == "formula":
        plant("plan_payment_cost", excel="({payment_fee_rate}>0)*0.03*{revenue}")
    else:
        plant("plan_payment_cost", mirror=plan_payment_cost)
    path = tmp_path / "model.xlsx"
    build(brief, path)
    assert check(path).ok

    report = check(path, shocks=True)
    alone = [f for f in report.findings if "assumptions.base[payment_fee_rate]" in f.message]
    assert alone[0].gate == "shocks"
    assert (alone[0].sheet, alone[0].id, alone[0].month) == ("Profit", "plan_payment_cost[pro]", "2026-01")
    assert {f.gate for f in report.findings} == {"shocks"}


@pytest.mark.slow
def test_a_typed_bound_in_a_status_and_a_1_where_0_belongs_are_shaken_out(plant, monkeypatch, brief, tmp_path):
    """The verdict holds on the still picture; it no longer follows the benchmark. Few companies have half a query."""
    plant("mean_tokens_cost_per_query", excel='IF({total_queries}>1,{total_tokens_cost}/{total_queries},"n.m.")')
    judged = diligence._judged

    def typed(*args):
        cells = judged(*args)
        passes = cells[diligence.PASSES]
        formula = re.sub(r"N\([A-Z]+[0-9]+\)-", "N(0.5)-", passes.formula)
        return cells | {diligence.PASSES: dataclasses.replace(passes, formula=formula)}

    monkeypatch.setattr(diligence, "_judged", typed)
    path = tmp_path / "model.xlsx"
    build(brief, path)
    assert check(path).ok

    report = check(path, shocks=True)
    moved = [f for f in report.findings if "benchmarks.low[gross_margin]" in f.message]
    assert ("Diligence", "status[gross_margin]") in {(f.sheet, f.id) for f in moved}
    others = [f for f in report.findings if f not in moved]
    assert {f.id for f in others} == {"mean_tokens_cost_per_query"}
    assert any("assumptions.base[users_multiplier]" in f.message for f in others)


@pytest.mark.slow
def test_an_input_that_nothing_reads_is_listed_as_inert(plant, brief, tmp_path):
    """Both hands forget it: no gate can disagree, the list of what is inert still tells."""

    def plan_support_cost(closing_accounts):
        return 2.0 * closing_accounts

    def support_cost(closing_accounts):
        return 2.0 * closing_accounts.sum(axis=-2, keepdims=True)

    plant("plan_support_cost", excel="2*{closing_accounts}", mirror=plan_support_cost)
    plant("support_cost", mirror=support_cost)
    path = tmp_path / "model.xlsx"
    build(brief, path)
    report = check(path, shocks=True)
    assert "plans.support_usd[pro]" in dict(report.inert)
