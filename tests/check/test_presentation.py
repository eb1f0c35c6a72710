"""What a reader is shown beside the figures: hidden sheets, labels, the Cover, how the file calculates."""

import re
import zipfile

import openpyxl
import pytest
from sheets import edit, part_of, rewrite, spot

from finmodel.gates.file import check


def presented(path):
    return [f for f in check(path).findings if f.gate == "presentation"]


@pytest.mark.parametrize(("state", "words"), [("hidden", "the sheet is hidden"), ("veryHidden", "very hidden")])
def test_a_hidden_sheet_of_ours(file, state, words):
    rewrite(
        file,
        "xl/workbook.xml",
        lambda data: data.replace(b'name="Checks"', f'name="Checks" state="{state}"'.encode()),
    )
    (finding,) = check(file).findings
    assert (finding.gate, finding.id) == ("presentation", "Checks")
    assert words in finding.message


def test_a_hidden_sheet_of_their_own_is_theirs(file):
    book = openpyxl.load_workbook(file)
    book.create_sheet("Scratch").sheet_state = "hidden"
    book.save(file)
    assert presented(file) == []


@pytest.mark.parametrize(("column", "found", "words"), [("B", "Best ARR", "label"), ("unit", "EUR", "unit")])
def test_a_label_or_unit_typed_over(file, column, found, words):
    address = edit(file, "Profit", "arr", column, found)
    (finding,) = presented(file)
    assert (finding.sheet, finding.cell, finding.id, finding.found) == ("Profit", address, "arr", found)
    assert f"the {words} was typed over" in finding.message


SETTINGS = {
    'calcMode="manual"': "calculation is set to manual",
    'iterate="1"': "iterative calculation is on",
    'fullPrecision="0"': "precision is set as displayed",
}


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_setting_that_changes_what_is_calculated(file, setting):
    rewrite(file, "xl/workbook.xml", lambda data: data.replace(b"<calcPr ", f"<calcPr {setting} ".encode()))
    (finding,) = check(file).findings
    assert finding.gate == "presentation"
    assert finding.message.startswith(SETTINGS[setting])


def test_days_counted_from_1904(file):
    rewrite(file, "xl/workbook.xml", lambda data: data.replace(b"<workbookPr ", b'<workbookPr date1904="1" '))
    assert any("1904" in finding.message for finding in presented(file))


def test_macros(file):
    with zipfile.ZipFile(file, "a") as package:
        package.writestr("xl/vbaProject.bin", b"macros")
    (finding,) = check(file).findings
    assert "carries macros" in finding.message


COVER = {
    "verified_formulas": ("value", 99999, "not the number of the model's formula cells"),
    "verified_compared": ("value", 99999, "not the number of the model's formula cells"),
    "verified_engine": ("value", "Trust me 1.0", "not an engine that proves a build"),
    "verified_worst": ("value", "1.0e-02", "not a difference that a build lets pass"),
    "sha256[prices.csv]": ("note", "0" * 64, "printed on the Cover"),
    "as_of": ("value", "2030-01-01", "printed on the Cover"),
    "seal": ("note", "0" * 64, "printed on the Cover"),
}


@pytest.mark.parametrize("row_id", COVER)
def test_an_edited_cover(file, row_id):
    column, value, words = COVER[row_id]
    edit(file, "Cover", row_id, column, value)
    found = presented(file)
    assert words in found[0].message
    assert "since it was built" in found[-1].message  # the seal breaks with any of them


def test_the_stamp_follows_the_cells_not_the_seal(file, monkeypatch):
    """Whoever prints a new seal still has to count."""
    monkeypatch.setattr("finmodel.gates.presentation.seal_holds", lambda seen: True)
    edit(file, "Cover", "verified_compared", "value", 12)
    (finding,) = presented(file)
    assert finding.id == "verified_compared"
    assert finding.expected == check(file).formulas


def test_a_defined_name_pointed_elsewhere(file):
    book = openpyxl.load_workbook(file)
    book.defined_names["payment_fee_rate"].attr_text = "Assumptions!$D$6"
    del book.defined_names["master_check"]
    book.save(file)
    found = {f.id: f.message for f in check(file).findings if f.gate == "formulas"}
    assert found == {
        "payment_fee_rate": "the defined name was pointed elsewhere",
        "master_check": "the defined name was deleted",
    }


def test_a_formula_where_the_model_has_none(file):
    """Not of their own: it stands where our ids name a cell, and is not compared."""
    book = openpyxl.load_workbook(file)
    cell = spot(book, "Profit", "arr", "B")
    cell.value = '="Annual recurring revenue (ARR)"'
    book.save(file)
    report = check(file)
    (finding,) = [f for f in report.findings if f.gate == "formulas"]
    assert (finding.cell, finding.id) == (cell.coordinate, "arr")
    assert (report.formulas - report.compared, report.foreign) == (1, 0)


def test_a_formula_cell_that_is_not_compared_shows_in_the_count(file, monkeypatch):
    """The file's formula cells are counted from the file; a comparison that loses one does not pass."""
    from finmodel.gates import compare

    whole = compare.spots
    monkeypatch.setattr(compare, "spots", lambda *args: list(whole(*args))[:-1])
    report = check(file)
    assert report.formulas == report.compared + 1
    assert not report.ok
    assert "formula cells stand in the file" in report.findings[0].message


def test_a_cell_without_a_cache_is_given_one(file, capfd):
    """IronCalc prints a word for each cell without, which would stand before the JSON."""
    address = edit_cache_away(file)
    report = check(file)
    assert [f.gate for f in report.findings] == ["caches"], address
    assert capfd.readouterr().out == ""


def edit_cache_away(path):
    address = spot(openpyxl.load_workbook(path), "Profit", "arr", "L").coordinate
    cell = f'(<c r="{address}"[^>]*><f>[^<]*</f>)<v>[^<]*</v>'.encode()
    rewrite(path, part_of(path, "Profit"), lambda data: re.sub(cell, rb"\1", data))
    return address
