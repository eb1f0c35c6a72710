"""Deciles, caps, bands, detectors and actuals that were edited in a workbook: seen by Changes, checked, pulled."""

import pathlib
import shutil

import openpyxl
import pytest
from click.testing import CliRunner
from edited import diff, place_of

import finmodel
from finmodel.builder import build
from finmodel.cli import main
from finmodel.inputs import read
from finmodel.workbook.read import view

FULL = pathlib.Path(__file__).parent.parent / "golden" / "company"
EDITS = {
    "plans.queries_cap_per_user_per_month[free]": (25, "plans.csv"),
    "plans.queries_cap_per_user_per_month[pro]": (400, "plans.csv"),
    "usage_deciles.share[9]": (0.18, "usage_deciles.csv"),
    "usage_deciles.share[10]": (0.39, "usage_deciles.csv"),
    "tool_tiers.from_units[Inbox|2]": (6000, "tool_tiers.csv"),
    "tool_tiers.mode[Index|1]": ("graduated", "tool_tiers.csv"),
    "tool_tiers.mode[Index|2]": ("graduated", "tool_tiers.csv"),
    "quality.false_positive_rate[chat]": (0.02, "quality.csv"),
    "actuals.value[2026-01|revenue|pro]": (5700, "actuals.csv"),
}
SPARE = {"line_item": "total_cogs", "member": "company", "month": 46054, "value": 950}  # 2026-02-01


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("full") / "model.xlsx"
    build(read(FULL), path)
    return path


@pytest.fixture
def edited(book, tmp_path):
    """The workbook with all of the edits, and a spare row of Actuals filled."""
    seen, copy = view(book), pathlib.Path(shutil.copy(book, tmp_path / "edited.xlsx"))
    workbook = openpyxl.load_workbook(copy)
    cells = {entry: value for entry, (value, _) in EDITS.items()}
    cells |= {f"actuals.{column}[spare 1]": value for column, value in SPARE.items()}
    for entry, value in cells.items():
        sheet, row, column = place_of(seen, entry)
        workbook[sheet].cell(row + 1, column + 1).value = value
    workbook.save(copy)
    return copy


def run(*args):
    result = CliRunner().invoke(main, [str(arg) for arg in args])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_a_pull_writes_every_edit_and_nothing_else(edited, tmp_path):
    folder = pathlib.Path(shutil.copytree(FULL, tmp_path / "inputs"))
    assert run("pull", edited, folder).exit_code == 0
    lines = diff(FULL, folder)
    added = [line for line in lines if ": +" in line]
    assert {line.partition(":")[0] for line in lines} == {file for _, file in EDITS.values()}
    assert "actuals.csv: +2026-02,total_cogs,company,950" in added
    assert "tool_tiers.csv: +Inbox,6000,0.01,,graduated,chat,queries" in added
    assert "plans.csv: +free,0,1,1000,200,0.1,0.2,,0.25,25" in added
    assert len(added) == 10
    now, then = read(folder), read(FULL)
    assert now.column("plans", "queries_cap_per_user_per_month") == [25, 400]
    assert now.column("tool_tiers", "tier") == then.column("tool_tiers", "tier")


def test_the_edited_workbook_is_checked_against_the_mirror_of_its_own_inputs(edited):
    report = finmodel.check(edited)
    assert {finding.gate for finding in report.findings} == {"caches"}  # openpyxl keeps none
    assert report.compared == report.formulas


def test_a_line_item_new_to_actuals_wants_a_new_build(book, tmp_path):
    seen, copy = view(book), pathlib.Path(shutil.copy(book, tmp_path / "edited.xlsx"))
    workbook = openpyxl.load_workbook(copy)
    for column, value in {"line_item": "hosting_cost", "month": 46023, "value": 600}.items():
        sheet, row, at = place_of(seen, f"actuals.{column}[spare 1]")
        workbook[sheet].cell(row + 1, at + 1).value = value
    workbook.save(copy)
    result = run("check", copy)
    assert result.exit_code == 1
    assert (
        "hosting_cost and company has no rows in this workbook; change it in the CSVs and build anew" in result.output
    )
