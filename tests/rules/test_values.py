"""Rules 7, 8 and 12: what is calculated, what is cached, what is dated; planted faults and near misses."""

from hand import COMPANY
from planting import broken, in_cell, in_part, opened, planted, repacked, told, typed, where

from finmodel.builder import build
from finmodel.inputs import read

# --- rule 7: errors


def test_an_error_value_is_told_at_its_cause(file):
    faults = [
        ("Profit", "arr", "K", "={}/0", "#DIV/0!"),
        ("Profit", "gross_margin", "L", "={}+#REF!", "#REF!"),
        ("Usage", "month_number", "P", "=nosuchname", "#NAME?"),
        ("Diligence", "status[gross_margin]", "passes", '=1+"x"', "#VALUE!"),
    ]
    cells = planted(file, [fault[:4] for fault in faults])
    found = broken(file, 7)
    assert sorted((f.sheet, f.cell, f.id) for f in found) == cells
    assert {f.id: f.found for f in found} == {fault[1]: fault[4] for fault in faults}


def test_a_circle_is_an_error_too(file):
    cell = typed(file, "Profit", "arr", "K", "={}+K17")
    assert [(f.sheet, f.cell, f.id, f.found) for f in broken(file, 7)] == [(*cell, "#CIRC!")]


def test_all_that_read_an_error_are_counted(file):
    cell = typed(file, "Usage", "total_users", "K", "={}/0")
    (found,) = broken(file, 7)
    assert (found.sheet, found.cell, found.id) == cell
    assert "cells that read such cells show errors too" in found.message


def test_an_error_that_an_input_makes(file):
    typed(file, "Assumptions", "days_per_month", "base", "many")
    assert {f.found for f in broken(file, 7)} == {"#VALUE!"}


def test_near_miss_not_meaningful_and_somebodys_own_error(file):
    typed(file, "Profit", "arr", "K", '=IF(K16<0,K16/0,"n.m.")')
    with opened(file) as book:
        book.create_sheet("Mine")["A1"] = "=1/0"
    assert told(file, 7) == []


# --- rule 8: caches


def test_a_cache_that_is_stale(file):
    cell = where(file, "Usage", "total_users", "K")
    in_cell(file, "Usage", cell, "</f><v>", "</f><v>1")
    assert told(file, 8) == [("Usage", cell, "total_users")]


def test_a_cache_that_is_not_there(file):
    cell = where(file, "Usage", "total_users", "K")
    in_cell(file, "Usage", cell, "<v>.*</v>", "")
    (found,) = broken(file, 8)
    assert (found.sheet, found.cell) == ("Usage", cell)
    assert "no cached value here; open the file" in found.message


def test_all_caches_gone_are_one_finding_a_sheet(file):
    with opened(file) as book:
        names = book.sheetnames
    found = broken(file, 8)
    assert [f.sheet for f in found] == names
    assert "more on the sheet" in found[0].message


def test_inputs_that_make_no_model_say_so(file):
    typed(file, "Plans", "plans[pro]", "plan", "other")
    assert any("make no model" in f.message for f in broken(file, 8))


def test_near_miss_another_formula_with_the_same_value(file):
    in_cell(file, "Usage", where(file, "Usage", "total_users", "K"), "<f>SUM", "<f>0+SUM")
    assert told(file, 8) == []


# --- rule 12: dates


def test_a_date_of_the_clock_in_the_properties(file):
    in_part(file, "docProps/core.xml", "(?<=T)00:00:00Z(?=</dcterms:created>)", lambda _: "13:37:01Z")
    found = broken(file, 12)
    assert [(f.sheet, f.cell, f.id) for f in found] == [("Cover", "C7", "as_of")]
    assert "created by the clock" in found[0].message
    assert found[0].found.endswith("T13:37:01Z")


def test_another_day_in_the_properties(file):
    in_part(file, "docProps/core.xml", r"(?<=\">)\d{4}(?=-\d\d-\d\dT00:00:00Z</dcterms:modified>)", lambda _: "2099")
    assert told(file, 12) == [("Cover", "C7", "as_of")]


def test_an_entry_of_the_package_dated_by_the_clock(file):
    repacked(file, dated=lambda name: 2026 if name == "xl/styles.xml" else 1980)
    assert told(file, 12) == [("Cover", "C7", "as_of")]
    assert "xl/styles.xml" in broken(file, 12)[0].message


def test_near_miss_packed_anew_with_the_fixed_date(file):
    repacked(file)
    assert told(file, 12) == []


def test_near_miss_saved_by_another_program(file):
    typed(file, "Plans", "plans[pro]", "price_usd", 60)
    assert told(file, 12) == []


def test_near_miss_a_build_at_a_given_epoch(small, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    path = build(read(COMPANY), tmp_path / "model.xlsx").path
    assert told(path, 12) == []
    assert told(small, 12) == []
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert told(path, 12) == [("Cover", "C7", "as_of")] * 2  # created and modified
