"""The monthly run: what it takes, what it writes, and that a second one changes nothing."""

import datetime as dt
import hashlib
import json
import shutil

import pytest
from monthly_prices import DAY

from finmodel import check
from finmodel.errors import InputError
from finmodel.monthly import refresh
from finmodel.workbook.edits import values_now
from finmodel.workbook.entries import entries
from finmodel.workbook.read import view


def files(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def change(desk, file, old, new):
    path = desk / "inputs" / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))


def inputs_of(path):
    return values_now(entries(view(path)))


def test_the_first_run_builds_and_a_second_changes_nothing(desk, run):
    (desk / "outputs" / "model.xlsx").unlink()
    first = run()
    assert (first.how, first.ok) == ("built", True)
    assert [path.name for path in first.written] == ["model.xlsx"]
    before = files(desk)
    second = run()
    assert (second.how, second.written, second.archived) == ("unchanged", (), None)
    assert files(desk) == before


def test_prices_edits_and_csvs_meet_in_one_run(desk, run, edit):
    edit(cells={"plans.price_usd[pro]": 55})
    change(desk, "plans.csv", "free,0,1,1000,", "free,0,1,1500,")
    result = run(prices_on=DAY)
    assert result.ok
    assert (result.how, len(result.prices), len(result.moves)) == ("updated", 2, 1)
    assert [path.name for path in result.written] == [
        "prices.csv", "plans.csv", "model-changes.md", "model-changes.html", "model.xlsx",
    ]  # fmt: skip
    assert "pro,55,3," in (desk / "inputs" / "plans.csv").read_text()
    assert "acme,big,2026-04-02,2.5,12,0.25,3,0.5" in (desk / "inputs" / "prices.csv").read_text()
    report = check(desk / "outputs" / "model.xlsx")
    assert report.ok
    assert report.changed == ()  # all of it stands in the CSVs by now
    now = inputs_of(desk / "outputs" / "model.xlsx")
    assert (now["plans.price_usd[pro]"], now["plans.opening_accounts[free]"]) == (55, 1500)
    before = files(desk)
    again = run(prices_on=DAY)
    assert (again.how, again.written, again.prices, again.moves) == ("unchanged", (), (), ())
    assert files(desk) == before


def test_the_report_names_who_changed_what(desk, run, edit):
    edit(cells={"plans.price_usd[pro]": 55})
    change(desk, "plans.csv", "free,0,1,1000,", "free,0,1,1500,")
    run(prices_on=DAY)
    text = (desk / "outputs" / "model-changes.md").read_text()
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    who = {author: [row for row in rows if f"| {author} " in row] for author in ("CFO", "CSV", "vendor")}
    assert "plans.price" in who["CFO"][0]
    assert "opening" in who["CSV"][0]
    assert who["vendor"]
    assert str(desk) not in text
    assert "tmp" not in text


def test_what_cannot_be_done_in_place_is_rebuilt_with_the_edits(desk, run, edit):
    edit(cells={"plans.price_usd[pro]": 55})
    change(desk, "plans.csv", "pro,50,", "team,30,2,10,5,0,0.05,1,0\npro,50,")
    result = run()
    assert (result.how, result.left, result.kept) == ("rebuilt", (), None)
    assert any("team" in why for why in result.reasons)
    now = inputs_of(desk / "outputs" / "model.xlsx")
    assert (now["plans.price_usd[pro]"], now["plans.price_usd[team]"]) == (55, 30)
    before = files(desk)
    assert run().how == "unchanged"
    assert files(desk) == before


def test_a_rebuild_keeps_the_file_it_could_not_carry_whole(desk, run, edit):
    edit(cells={"plans.price_usd[pro]": 55}, sheets=("Mine",))
    change(desk, "plans.csv", "pro,50,", "team,30,2,10,5,0,0.05,1,0\npro,50,")
    old = (desk / "outputs" / "model.xlsx").read_bytes()
    result = run()
    assert [one.where for one in result.left] == ["sheet 'Mine'"]
    assert result.kept.name == f"model-kept-{hashlib.sha256(old).hexdigest()[:8]}.xlsx"
    assert result.kept.read_bytes() == old
    before = files(desk)
    assert run().how == "unchanged"
    assert files(desk) == before


def test_ones_own_sheets_stay_where_an_update_is_possible(desk, run, edit):
    edit(sheets=("Mine",))
    change(desk, "plans.csv", "free,0,1,1000,", "free,0,1,1500,")
    assert run().how == "updated"
    assert "Mine" in view(desk / "outputs" / "model.xlsx").sheet_names


@pytest.mark.parametrize(("prefer", "price"), [("workbook", 55), ("inputs", 60)])
def test_a_conflict_stops_everything_until_it_is_settled(desk, run, edit, prefer, price):
    edit(cells={"plans.price_usd[pro]": 55})
    change(desk, "plans.csv", "pro,50,", "pro,60,")
    before = files(desk)
    result = run(prices_on=DAY)
    assert (result.how, result.ok, result.written) == ("stopped", False, ())
    assert "as generated 50, workbook 55, inputs 60" in str(result.conflicts[0])
    assert files(desk) == before
    assert run(prefer=prefer).ok
    assert inputs_of(desk / "outputs" / "model.xlsx")["plans.price_usd[pro]"] == price


@pytest.mark.parametrize("cell", ["input", "formula"])
def test_a_finding_stops_everything(desk, run, cell):
    from hand import Hand

    hand = Hand(desk / "outputs" / "model.xlsx")
    if cell == "input":
        hand.type("plans.seats[pro]", "=1+2")
    else:
        hand.cell("Profit", "gross_margin", "total").value = 0.7
    hand.save(desk / "outputs" / "model.xlsx")
    change(desk, "plans.csv", "free,0,1,1000,", "free,0,1,1500,")
    before = files(desk)
    result = run()
    assert (result.how, result.written) == ("stopped", ())
    assert result.findings
    assert files(desk) == before


def test_a_price_row_that_contradicts_its_source_is_told(desk, run):
    with (desk / "inputs" / "prices.csv").open("a") as file:
        file.write("acme,big,2026-04-02,9,20,0.4,5,0.5,by hand,\n")
    result = run(prices_on=DAY)
    assert not result.ok
    assert "big" in str(result.doubts[0])
    assert result.how == "updated"  # the rest is done


def test_a_finished_month_is_archived_once_with_its_manifest(desk, run, edit):
    change(desk, "plans.csv", "free,0,1,1000,", "free,0,1,1500,")
    result = run(as_of=dt.date(2026, 2, 28))
    month = desk / "outputs" / "2026-02"
    assert result.archived == month
    manifest = json.loads((month / "manifest.json").read_text())
    held = {str(p.relative_to(month)): p for p in month.rglob("*") if p.is_file() and p.name != "manifest.json"}
    assert manifest["sha256"] == {n: hashlib.sha256(p.read_bytes()).hexdigest() for n, p in held.items()}
    assert {"model.xlsx", "model-changes.md", "model-changes.html", "inputs/plans.csv"} <= set(held)
    assert (month / "model.xlsx").read_bytes() == (desk / "outputs" / "model.xlsx").read_bytes()
    assert (manifest["month"], manifest["as_of"]) == ("2026-02", "2026-02-28")
    assert set(manifest["versions"]) == {"finmodel", "genai-prices", "ironcalc", "xlsxwriter"}
    assert manifest["price_sources"] == ["price list"]
    closed = files(month)
    edit(cells={"plans.price_usd[pro]": 55})
    assert run(as_of=dt.date(2026, 3, 1)).archived is None  # February is closed, March has not ended
    assert files(month) == closed
    assert run(as_of=dt.date(2026, 3, 31)).archived == desk / "outputs" / "2026-03"


def test_the_month_of_another_workbook_is_not_taken_for_its_own(desk, run):
    run(as_of=dt.date(2026, 2, 28))
    other = desk / "outputs" / "other.xlsx"
    result = refresh(desk / "inputs", other, as_of=dt.date(2026, 2, 28))
    assert result.archived is None
    assert "2026-02 holds the month of another workbook, so that of other.xlsx is not archived" in result.warnings[0]
    (desk / "own").mkdir()
    result = refresh(desk / "inputs", other, as_of=dt.date(2026, 2, 28), archive=desk / "own")
    assert (result.archived, result.warnings) == (desk / "own" / "2026-02", ())
    assert refresh(desk / "inputs", other, as_of=dt.date(2026, 2, 28), archive=desk / "own").warnings == ()


def test_a_month_s_report_compares_with_the_month_before(desk, run, edit):
    run(as_of=dt.date(2026, 2, 28))
    for price in (55, 60):
        edit(cells={"plans.price_usd[pro]": price})
        run(as_of=dt.date(2026, 3, 15))
    run(as_of=dt.date(2026, 3, 31))
    row = next(
        line
        for line in (desk / "outputs" / "2026-03" / "model-changes.md").read_text().splitlines()
        if "plans.price" in line
    )
    assert [cell.strip() for cell in row.split("|")][4:6] == ["50", "60"]


@pytest.mark.parametrize(
    ("as_of", "month"),
    [("2026-01-30", None), ("2026-01-31", "2026-01"), ("2026-02-27", "2026-01"), ("2026-02-28", "2026-02")],
)
def test_a_month_is_finished_on_its_last_day(desk, run, as_of, month):
    result = run(as_of=dt.date.fromisoformat(as_of))
    assert (result.archived and result.archived.name) == month


def test_without_a_day_the_inputs_say_which_month_is_finished(desk, run):
    change(desk, "assumptions.csv", "bank,2025-12-31", "bank,2026-02-28")
    assert run(as_of=None).archived == desk / "outputs" / "2026-02"


def test_the_edits_of_another_workbook_are_taken(desk, run, edit):
    edit(cells={"plans.price_usd[pro]": 55})
    old = (desk / "outputs" / "model.xlsx").read_bytes()
    result = run(name="new.xlsx", edited=desk / "outputs" / "model.xlsx")
    assert result.how == "updated"
    assert inputs_of(desk / "outputs" / "new.xlsx")["plans.price_usd[pro]"] == 55
    assert (desk / "outputs" / "model.xlsx").read_bytes() == old
    before = files(desk)
    assert run(name="new.xlsx", edited=desk / "outputs" / "model.xlsx").how == "unchanged"
    assert files(desk) == before


def test_a_link_is_written_through(desk, run):
    real = shutil.move(desk / "outputs" / "model.xlsx", desk / "real.xlsx")
    (desk / "outputs" / "model.xlsx").symlink_to(real)
    change(desk, "plans.csv", "free,0,1,1000,", "free,0,1,1500,")
    assert run().how == "updated"
    assert (desk / "outputs" / "model.xlsx").is_symlink()
    assert inputs_of(desk / "real.xlsx")["plans.opening_accounts[free]"] == 1500


def test_wrong_inputs_are_told_and_nothing_is_written(desk, run):
    change(desk, "plans.csv", "pro,50,", "pro,fifty,")
    before = files(desk)
    with pytest.raises(InputError, match="price_usd"):
        run()
    assert files(desk) == before
