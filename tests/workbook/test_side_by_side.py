"""Scenarios side by side on Diligence: as of build, held to the mirror, and honest about being old."""

import pathlib
import shutil

import ironcalc
import openpyxl
import pytest

from finmodel.builder import build
from finmodel.errors import InputError
from finmodel.gates.file import check
from finmodel.inputs import read
from finmodel.patch.update import update
from finmodel.rules.register import audit

# 100 accounts at 20 USD send 60 queries a month each: 6,000 x (1,000 x 3 + 200 x 15) / 10^6 = 36 USD of tokens
COMPANY = {
    "assumptions": "assumption,base,dear,rich\nstart_month,2026-01,,\nmonths,2,,\nvendor_price_multiplier,1,20,\n"
    "plan_price_multiplier,1,,1.5\n",
    "prices": "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok\nacme,big,2025-01-01,3,15\n",
    "features": "feature,input_tokens_mean,output_tokens_mean\nchat,1000,200\n",
    "plans": "plan,price_usd,opening_accounts\npro,20,100\n",
    "volumes": "plan,feature,queries_per_user_per_day\npro,chat,2\n",
}
BY_HAND = {
    "total_revenue": (2000, 2000, 3000),
    "arr": (24000, 24000, 36000),
    "gross_margin": (0.982, 0.64, 0.988),
    "inference_share_of_revenue": (0.018, 0.36, 0.012),
    "mean_all_in_cost_per_query": (0.006, 0.12, 0.006),
    "net_burn": (-1964, -1280, -2964),
    "runway_months": ("n.m.", "n.m.", "n.m."),  # no opening cash is given
    "passes": (4, 2, 4),  # margin and share, of the company and of its only plan
    "flags": (0, 2, 0),  # a share of 36% is above 30%
}
SCENARIOS = ("base", "dear", "rich")
FRESH, STALE = "as of build; that in force still agrees", "the model has changed: rebuild"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("company")
    for name, text in COMPANY.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def built(folder, tmp_path_factory):
    return build(read(folder), tmp_path_factory.mktemp("built") / "model.xlsx").path


@pytest.fixture
def model(built, tmp_path):
    return pathlib.Path(shutil.copy(built, tmp_path / "model.xlsx"))


def table(path, *, cached=True):
    """The rows of the table by figure: a dict by heading, and the verdict at the top."""
    page = openpyxl.load_workbook(path, data_only=cached)["Diligence"]
    rows = list(page.iter_rows())
    top = next(i for i, row in enumerate(rows) if str(row[0].value).startswith("scenarios["))
    names = [cell.value for cell in rows[top - 1]]
    found = {row[0].value[10:-1]: dict(zip(names, row, strict=True)) for row in rows[top:] if row[0].value}
    return found, next(row[3].value for row in rows if row[0].value == "diligence_scenarios")


def typed(path, sheet, row_id, column, value):
    """Type into a cell through openpyxl, which loses every cached value."""
    book = openpyxl.load_workbook(path)
    rows = list(book[sheet].iter_rows())
    at = next(i for i, row in enumerate(rows) if row[0].value == row_id)
    header = next(row for row in reversed(rows[:at]) if row[0].value == "id")
    cell = rows[at][next(i for i, one in enumerate(header) if one.value == column)]
    cell.value = value
    book.save(path)
    return cell.coordinate


def told(report):
    return [finding for finding in report.findings if finding.gate != "caches"]


class Live:
    """The workbook in an engine: what it shows after somebody typed something."""

    def __init__(self, path):
        self.book = openpyxl.load_workbook(path)
        self.engine = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
        self.rows = table(path, cached=False)[0]

    def type(self, sheet, row_id, column, value):
        page = self.book[sheet]
        row = next(row[0].row for row in page.iter_rows() if row[0].value == row_id)
        header = max(r[0].row for r in page.iter_rows(max_row=row) if r[0].value == "id")
        at = next(cell.column for cell in page[header] if cell.value == column)
        self.engine.set_user_input(self.book.sheetnames.index(sheet), row, at, value)
        self.engine.evaluate()

    def value(self, cell, sheet="Diligence"):
        return self.engine.get_cell_value(self.book.sheetnames.index(sheet), cell.row, cell.column)

    @property
    def moved(self):
        return {name for name, row in self.rows.items() if self.value(row["agrees"]) == 0}

    @property
    def verdict(self):
        page = self.book["Diligence"]
        return self.value(next(row[3] for row in page.iter_rows() if row[0].value == "diligence_scenarios"))

    @property
    def master(self):
        return self.value(next(row[2] for row in self.book["Checks"].iter_rows() if row[0].value == "master_check"),
                          "Checks")  # fmt: skip


@pytest.mark.parametrize("figure", BY_HAND)
def test_each_scenario_stands_there_as_worked_by_hand(built, figure):
    row = table(built)[0][figure]
    assert [row[f"as of build: {scenario}"].value for scenario in SCENARIOS] == [
        value if isinstance(value, str) else pytest.approx(value, rel=1e-12) for value in BY_HAND[figure]
    ]


def test_as_built_the_scenario_in_force_agrees(built):
    found, verdict = table(built)
    assert verdict == FRESH
    assert {row["agrees"].value for row in found.values()} == {1}
    assert all(row["now"].value == pytest.approx(row["as of build: base"].value) for name, row in found.items()
               if isinstance(BY_HAND.get(name, ("",))[0], (int, float)))  # fmt: skip


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_each_scenario_agrees_with_its_own_column_once_it_is_in_force(built, scenario):
    live = Live(built)
    live.type("Assumptions", "scenario", "value", scenario)
    assert (live.moved, live.verdict) == (set(), FRESH)
    of = f"as of build: {scenario}"
    for row in live.rows.values():
        assert live.value(row["in force, as of build"]) == live.value(row[of])


def test_it_does_not_matter_which_scenario_was_in_force_at_build(folder, built, tmp_path):
    other = build(read(folder, scenario="dear"), tmp_path / "dear.xlsx").path
    one, two = table(built)[0], table(other)
    for name, row in one.items():
        for scenario in SCENARIOS:
            of = f"as of build: {scenario}"
            assert row[of].value == two[0][name][of].value
    assert two[1] == FRESH


def test_an_edit_asks_for_a_rebuild_and_turns_no_check_red(built):
    live = Live(built)
    live.type("Plans", "plans[pro]", "price_usd", "25")
    assert live.verdict == STALE
    assert {"total_revenue", "arr", "gross_margin", "net_burn"} <= live.moved
    assert not {"mean_all_in_cost_per_query", "runway_months", "flags"} & live.moved
    assert live.master == "OK"
    live.type("Plans", "plans[pro]", "price_usd", "20")
    assert live.verdict == FRESH


def test_a_scenario_that_is_not_in_force_may_change_unseen_until_it_is(built):
    live = Live(built)
    live.type("Assumptions", "vendor_price_multiplier", "dear", "2")
    assert live.verdict == FRESH
    live.type("Assumptions", "scenario", "value", "dear")
    assert live.verdict == STALE


@pytest.mark.parametrize(
    ("sheet", "row_id", "column", "value"),
    [
        ("Plans", "plans[pro]", "price_usd", 25),
        ("Assumptions", "vendor_price_multiplier", "dear", 2),
        ("Assumptions", "scenario", "value", "rich"),
    ],
)
def test_an_edited_input_leaves_the_figures_as_built_and_is_no_finding(model, sheet, row_id, column, value):
    typed(model, sheet, row_id, column, value)
    report = check(model)
    assert told(report) == []
    assert report.compared == report.formulas


@pytest.mark.parametrize(("column", "value"), [("as of build: base", 2500), ("as of build: rich", "n.m."),
                                               ("as of build: dear", None)])  # fmt: skip
def test_a_figure_as_built_that_was_typed_over_is_told(model, column, value):
    at = typed(model, "Diligence", "scenarios[total_revenue]", column, value)
    typed(model, "Plans", "plans[pro]", "price_usd", 25)
    (finding,) = told(check(model))
    hand = dict(zip(SCENARIOS, BY_HAND["total_revenue"], strict=True))[column.rpartition(" ")[2]]
    assert (finding.gate, finding.sheet, finding.cell, finding.id) == (
        "scenarios", "Diligence", at, "scenarios[total_revenue]",
    )  # fmt: skip
    assert (finding.expected, finding.found) == (pytest.approx(hand), value)


def test_a_formula_in_place_of_a_figure_as_built_is_told(model):
    at = typed(model, "Diligence", "scenarios[arr]", "as of build: rich", "=1+1")
    assert [(f.gate, f.cell) for f in told(check(model))] == [("formulas", at)]


def test_a_column_that_lost_its_heading_is_told(model):
    book = openpyxl.load_workbook(model)
    cell = next(c for row in book["Diligence"].iter_rows() for c in row if c.value == "as of build: dear")
    cell.value = "ours"
    book.save(model)
    assert "the column of scenario dear, is gone" in told(check(model))[0].message


def test_rule_3_lets_the_figures_stand_and_no_other_number(model):
    assert [f for f in audit(model) if f.level == "error"] == []
    at = typed(model, "Diligence", "scenarios[arr]", "agrees", 1)
    listed = [(f.gate, f.cell) for f in audit(model) if f.level == "error" and f.cell == at]
    assert ("rule 3", at) in listed


def test_an_update_brings_them_to_what_the_csvs_say_and_a_second_one_moves_nothing(model, folder, tmp_path):
    own = pathlib.Path(shutil.copytree(folder, tmp_path / "own"))
    (own / "plans.csv").write_text("plan,price_usd,opening_accounts\npro,40,100\n", encoding="utf-8")
    assert update(model, own).written
    found, verdict = table(model)
    row = found["total_revenue"]
    assert [row[f"as of build: {s}"].value for s in SCENARIOS] == [4000, 4000, 6000]
    assert verdict == FRESH
    assert check(model).findings == ()
    before = model.read_bytes()
    assert not update(model, own).written
    assert model.read_bytes() == before


def test_after_an_update_an_edit_that_stays_is_still_no_part_of_them(model, folder, tmp_path):
    own = pathlib.Path(shutil.copytree(folder, tmp_path / "own"))
    typed(model, "Product", "volumes[pro|chat|2026-01]", "queries_per_user_per_day", 4)
    (own / "plans.csv").write_text("plan,price_usd,opening_accounts\npro,40,100\n", encoding="utf-8")
    assert update(model, own).kept
    found, verdict = table(model)
    assert found["total_revenue"]["as of build: base"].value == 4000
    assert found["mean_all_in_cost_per_query"]["as of build: base"].value == pytest.approx(0.006)
    assert verdict == STALE
    assert told(check(model)) == []


def test_a_rebuild_that_carries_edits_has_the_figures_of_the_csvs(model, folder, tmp_path):
    typed(model, "Plans", "plans[pro]", "price_usd", 25)
    for column, value in {"provider": "acme", "model": "big", "effective_from": 46054, "input_usd_per_mtok": 2,
                          "output_usd_per_mtok": 11}.items():  # fmt: skip
        typed(model, "Prices", "prices[spare 1]", column, value)
    new = build(read(folder), tmp_path / "new.xlsx", carry=model).path
    found, verdict = table(new)
    assert (found["total_revenue"]["as of build: base"].value, found["total_revenue"]["now"].value) == (2000, 2500)
    assert verdict == STALE
    assert told(check(new)) == []


def test_a_company_with_base_alone_has_one_column(folder, tmp_path):
    own = pathlib.Path(shutil.copytree(folder, tmp_path / "own"))
    (own / "assumptions.csv").write_text("assumption,base\nstart_month,2026-01\nmonths,2\n", encoding="utf-8")
    path = build(read(own), tmp_path / "base.xlsx").path
    found, verdict = table(path)
    assert [name for name in found["arr"] if name and name.startswith("as of build: ")] == ["as of build: base"]
    assert verdict == FRESH
    assert check(path).findings == ()


def test_a_scenario_that_overflows_keeps_the_workbook_from_being_built(folder, tmp_path):
    own = pathlib.Path(shutil.copytree(folder, tmp_path / "own"))
    (own / "assumptions.csv").write_text(
        "assumption,base,dear\nstart_month,2026-01,\nmonths,21,\nqueries_multiplier,1,1e15\n", encoding="utf-8"
    )
    (own / "plans.csv").write_text(
        "plan,price_usd,new_accounts,new_accounts_growth_rate\npro,20,1,1e15\n", encoding="utf-8"
    )
    with pytest.raises(InputError, match="scenario dear: queries: grows beyond any number"):
        build(read(own), tmp_path / "model.xlsx")
    assert not (tmp_path / "model.xlsx").exists()
