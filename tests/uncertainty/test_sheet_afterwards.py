"""A workbook with the sheet Uncertainty in everybody's hands: updated, rebuilt, edited, damaged."""

import json
import pathlib
import shutil

import openpyxl
import pytest
from click.testing import CliRunner
from paper import SHEET, Live, rows, told, typed
from uncertain_company import FILES, ONE

from finmodel import simulate
from finmodel.builder import build
from finmodel.cli import main
from finmodel.errors import EditedError, InputError
from finmodel.gates.file import check
from finmodel.inputs import read
from finmodel.monthly import refresh
from finmodel.patch.update import update
from finmodel.uncertainty.sheet import simulate_sheet
from finmodel.workbook.read import view
from finmodel.workbook.simulated import SEAL, Simulated, simulated_in
from finmodel.workbook.view import View

OVER = "the inputs have changed: simulate again and rebuild"
FLAT = "plan,price_usd,opening_accounts,churn_rate\npro,4,100,0\nfree,0,0,0.1\n"  # of 3
MORE = FILES["plans"] + "team,9,10,0\n"


@pytest.fixture
def folder(simulated_folder, tmp_path):
    return pathlib.Path(shutil.copytree(simulated_folder, tmp_path / "inputs"))


def constants(path):
    """What the sheet holds as of build."""
    return simulated_in(view(path)).rows


def run(*args):
    result = CliRunner().invoke(main, [str(arg) for arg in args])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


# --- update


def test_an_update_without_news_writes_nothing(model, folder):
    before = model.read_bytes()
    assert not update(model, folder).written
    assert model.read_bytes() == before


def test_what_is_proved_again_is_proved_alike(company, tmp_path):
    """The Cover says how far engine and mirror are apart; digits that no file keeps must not be part of it."""
    folder = company(ONE, "features.input_tokens_mean[chat],triangular,,,,,900,1000,2000,,,,,")
    path = simulate_sheet(folder, tmp_path / "m.xlsx", trials=30)[1].path
    before = path.read_bytes()
    assert not update(path, folder).written
    assert path.read_bytes() == before


def test_an_update_keeps_the_sheet_and_says_that_it_is_old(model, folder):
    """At a price of 4 the margin is 1 - 180 / 400; the sheet has the 0.4 of a price of 3."""
    before = constants(model)
    (folder / "plans.csv").write_text(FLAT, encoding="utf-8")
    assert update(model, folder).written
    assert constants(model) == before
    row = "figure[gross_margin|2026-03]"
    assert told(model, row, "planned", "now", "agrees", "P10") == pytest.approx([0.4, 0.55, 0, -0.2])
    assert told(model, "simulated[state]", "now") == [OVER]
    assert told(model, "simulated[inputs]", "agrees") == [0]
    assert told(model, "simulated[edits]", "now") == [0]
    assert check(model).ok
    assert Live(model).state == OVER


# --- building again


def test_simulating_again_over_it_gives_the_same_bytes(model, folder):
    before = model.read_bytes()
    simulate_sheet(folder, model, trials=40)
    assert model.read_bytes() == before


def test_a_plain_build_leaves_the_sheet_off_and_says_so(model, folder, tmp_path):
    result = run("build", folder, "-o", model)
    assert result.exit_code == 0
    left = "not carried: sheet 'Uncertainty': a simulation, as of that build; finmodel simulate INPUTS --sheet FILE"
    assert left in result.stdout
    plain = build(read(folder), tmp_path / "plain.xlsx").path
    assert model.read_bytes() == plain.read_bytes()
    assert SHEET not in openpyxl.load_workbook(plain, read_only=True).sheetnames


def test_a_rebuild_that_carries_edits_leaves_it_off_and_says_so(model, folder, tmp_path):
    (folder / "plans.csv").write_text(MORE, encoding="utf-8")
    result = refresh(folder, model)
    assert result.how == "rebuilt"
    assert [one.where for one in result.left] == ["sheet 'Uncertainty'"]
    assert SHEET in openpyxl.load_workbook(result.kept, read_only=True).sheetnames


def test_edits_are_not_overwritten(model, folder):
    typed(model, "Plans", "plans[pro]", "price_usd", 5)
    before = model.read_bytes()
    with pytest.raises(EditedError, match=r"plans\.price_usd\[pro\]: 3 -> 5"):
        simulate_sheet(folder, model, trials=5)
    result = run("simulate", folder, "--trials", 5, "--sheet", model)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "finmodel pull" in result.stderr
    assert model.read_bytes() == before


@pytest.mark.parametrize("name", ["model.ods", "nowhere/model.xlsx"])
def test_where_no_workbook_can_stand_nothing_is_drawn(folder, tmp_path, name):
    told_steps = []
    with pytest.raises(InputError):
        simulate_sheet(folder, tmp_path / name, trials=5, tell=told_steps.append)
    assert told_steps == []


# --- the command


def test_the_command_says_what_it_found_and_what_it_built(folder, tmp_path):
    result = run("simulate", folder, "--trials", 9, "--sheet", tmp_path / "m.xlsx", "--json", "--item", "revenue[pro]")
    found = json.loads(result.stdout)
    assert "m.xlsx: 20 sheets" in result.stderr
    assert "proved by ironcalc" in result.stderr
    items = ["revenue[pro]", "gross_margin", "closing_cash", "runway_months"]
    assert found == json.loads(json.dumps(simulate(folder, trials=9, items=items).as_dict()))
    assert told(tmp_path / "m.xlsx", "figure[revenue|pro|2026-02]", "P50") == [300]


def test_around_another_scenario(folder, tmp_path):
    """Prices twice as high in it; the workbook opens in it."""
    path = simulate_sheet(folder, tmp_path / "m.xlsx", trials=5, scenario="dear")[1].path
    assert told(path, "simulated[scenario]", "as of build", "now", "agrees") == ["dear", "dear", 1]
    assert told(path, "figure[gross_margin|2026-03]", "planned", "now") == pytest.approx([-0.2, -0.2])


def test_in_another_currency_and_without_cash(company, tmp_path):
    """Units say the currency; nothing is said of cash, and a row without months has one line."""
    plain = FILES["assumptions"].replace("opening_cash_usd,100,\n", "currency,EUR,\n")
    folder = company("vendor_price_multiplier,discrete,,,,,,,,1;2,,,,", assumptions=plain)
    path = simulate_sheet(folder, tmp_path / "m.xlsx", trials=5, items=["rule_of_40", "revenue"])[1].path
    assert told(path, "figure[revenue|pro|2026-01]", "unit", "P50") == ["EUR", 300]
    assert "figure[rule_of_40|]" in rows(path)
    assert not any("cash" in row_id or "runway" in row_id for row_id in rows(path))
    assert check(path).ok


# --- typed over


def test_a_figure_typed_over_is_seen(model):
    typed(model, SHEET, "figure[gross_margin|2026-03]", "P10", 0.45)
    (found,) = [one for one in check(model).findings if one.gate == "simulation"]
    assert (found.sheet, found.id) == (SHEET, SEAL)
    assert "was edited since it was built; undo it, or simulate again" in found.message


def test_a_plan_typed_over_is_held_to_the_mirror_though_its_seal_is_mended(model):
    typed(model, SHEET, "figure[gross_margin|2026-03]", "planned", 0.45)
    typed(model, SHEET, SEAL, "as of build", Simulated(constants(model)).seal)
    (found,) = [one for one in check(model).findings if one.gate == "simulation"]
    assert (found.id, found.expected, found.found) == ("figure[gross_margin|2026-03]", pytest.approx(0.4), 0.45)
    assert found.cell == rows(model)["figure[gross_margin|2026-03]"]["planned"].coordinate


def test_a_formula_over_a_figure_is_seen(model):
    typed(model, SHEET, "figure[gross_margin|2026-03]", "P10", "=1/2")
    assert {one.gate for one in check(model).findings} >= {"formulas", "simulation"}


def test_rows_that_the_model_does_not_know_are_findings_and_no_fault(model):
    others = [
        "figure[no_such_item|2026-03]",
        "figure[gross_margin|2099-01]",
        "verdict[x]",
        "drawn[no.x[y]]",
        "figure[]",
    ]
    book = openpyxl.load_workbook(model)
    ids = [row for row in book[SHEET].iter_rows(max_col=1) if str(row[0].value).startswith("figure[")]
    for (cell,), other in zip(ids, others, strict=False):
        cell.value = other
    book.save(model)
    report = check(model)
    assert not report.ok
    assert "simulation" in {one.gate for one in report.findings}


def test_a_sheet_that_is_gone_is_no_workbook_of_this_build_any_more(model):
    book = openpyxl.load_workbook(model)
    del book[SHEET]
    book.save(model)
    assert not check(model).ok  # the Cover's index, the Glossary and the number of formulas still tell of it


def test_nothing_of_it_is_in_a_plain_workbook(folder, tmp_path):
    seen: View = view(build(read(folder), tmp_path / "plain.xlsx").path)
    assert simulated_in(seen) is None
    assert not any("Uncertainty" in str(value) or "Tornado" in str(value) for value in seen.values.values())
