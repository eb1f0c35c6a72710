"""One bad input hides nothing: every finding of a file is told at once."""

import openpyxl
import pytest
from sheets import delete_row, edit, insert_row, spot

from finmodel.gates.file import check
from finmodel.gates.finding import Finding
from finmodel.workbook.edits import edits_of
from finmodel.workbook.read import view

NOTHING = Finding("inputs", "something that keeps the inputs from being a model")


def test_an_input_that_is_no_number_hides_no_formula(file):
    book = openpyxl.load_workbook(file)
    spot(book, "Plans", "plans[pro]", "price_usd").value = "abc"
    spot(book, "Product", "levers[chat]", "cache_read_share").value = 1.4
    spot(book, "Profit", "arr", "L").value = 5
    spot(book, "Usage", "total_users", "K").value = "=1+1"
    book.save(file)
    report = check(file)
    told = {(f.gate, f.id) for f in report.findings}
    assert {("inputs", "plans.price_usd[pro]"), ("formulas", "arr"), ("formulas", "total_users")} <= told
    assert any("cache_read_share" in f.id for f in report.findings if f.gate == "inputs")
    assert (report.formulas > 3000, report.compared) == (True, 0)
    assert "nothing was recalculated: the inputs are no model" in str(report)
    assert len(report.changed) == 2


def test_a_cell_is_told_once(file):
    address = edit(file, "Plans", "plans[pro]", "price_usd", "abc")
    (told,) = [f for f in check(file).findings if address in f"{f.cell} {f.id}"]
    assert str(told).endswith(": found 'abc'")


@pytest.mark.parametrize(("sheet", "row_id"), [("Prices", "prices[big|2026-03-15]"), ("Plans", "plans[free]")])
def test_a_deleted_row_and_a_typed_over_formula(file, sheet, row_id):
    delete_row(file, sheet, row_id)
    edit(file, "Profit", "arr", "L", 5)
    findings = check(file).findings
    assert any(row_id in str(f) for f in findings if f.gate == "inputs")
    assert [(f.id, f.message) for f in findings if f.gate == "formulas"] == [
        ("arr", "a value was typed over a formula")
    ]


def test_structure_and_an_unknown_scenario_and_a_formula(file):
    edit(file, "Assumptions", "months", "base", 12)
    edit(file, "Assumptions", "scenario", "value", "rosy")
    edit(file, "Profit", "arr", "L", 5)
    said = "\n".join(map(str, check(file).findings))
    for words in ("structure was changed", "rosy", "a value was typed over a formula"):
        assert words in said


def test_where_the_values_as_generated_are_no_model_either_the_summary_says_so(file):
    book = openpyxl.load_workbook(file)
    row = next(row for row in book["Changes"].iter_rows() if str(row[0].value).startswith("plans.price_usd["))
    row[4].value = "abc"
    spot(book, "Plans", "plans[pro]", "price_usd").value = "abc"
    book.save(file)
    report = check(file)
    assert report.formulas == 0
    assert "formulas were not compared, nothing was recalculated" in str(report)
    assert {f.gate for f in report.findings} == {"inputs"}
    assert edits_of(view(file))


def test_an_untouched_file_stands_beside_its_values_as_generated(file, monkeypatch):
    """The stand-in for the mirror gives no false finding."""
    monkeypatch.setattr("finmodel.gates.file.structural", lambda found: [NOTHING])
    report = check(file)
    assert report.findings == (NOTHING,)
    assert report.formulas > 3000


def test_a_deleted_row_makes_no_formula_that_reads_its_table_an_edited_one(file):
    """Also where a row was inserted, so that the formulas must be read by name."""
    insert_row(file, "Prices", 3)
    delete_row(file, "Prices", "prices[big|2026-03-15]")
    assert [f for f in check(file).findings if f.gate == "formulas"] == []
