"""Files that grew, moved and were renamed, texts of every kind, and packages that mean harm."""

import pathlib
import shutil

import excel
import openpyxl
import pytest
from desk import COMPANY, Desk, parts, repacked

import finmodel
from finmodel.errors import InputError, RebuildNeeded
from finmodel.patch.element import Put, rendered
from finmodel.patch.splice import spliced
from finmodel.workbook.address import address
from finmodel.workbook.disk.scanned import scan
from finmodel.workbook.package import UnfitError

NOTE = "prices.note[small|2025-06-01]"


@pytest.mark.parametrize(
    "text",
    ["a <b> & \"c\" 'd'", "_x0041_ stays", "two\nlines", "ünïcödé 🚀 ]]>", "0012"],
)
def test_texts_arrive_as_they_are(desk, text):
    desk.csv("prices", "=1+1 is only a note", '"' + text.replace('"', '""') + '"')
    assert desk.update().written
    assert desk.value(NOTE) == text
    assert desk.generated(NOTE) == text
    assert not desk.update().written
    assert finmodel.pull(desk.file, desk.folder).moves == ()


def test_an_empty_cell_and_a_cell_that_is_emptied(desk):
    desk.csv("prices", "price list,falls", "price list,")
    desk.csv("prices", "20,0.4,5,0.5,price list,\n", "20,0.4,5,0.5,price list,filled now\n")
    desk.update()
    assert desk.value("prices.note[big|2026-03-15]") is None
    assert desk.generated("prices.note[big|2026-03-15]") == "(empty)"
    assert desk.value("prices.note[big|2025-06-01]") == "filled now"
    assert finmodel.check(desk.file).ok
    assert not desk.update().written


def test_a_file_that_is_new_gets_its_digest_on_the_cover(tmp_path):
    folder = pathlib.Path(shutil.copytree(COMPANY, tmp_path / "inputs"))
    accounts = (folder / "accounts.csv").read_bytes()
    (folder / "accounts.csv").unlink()
    finmodel.build(finmodel.read(folder), tmp_path / "model.xlsx")
    desk = Desk(tmp_path / "model.xlsx", folder)
    (folder / "accounts.csv").write_bytes(accounts)
    assert desk.update().written
    seen = desk.seen()
    assert seen.value("Cover", "sha256[accounts.csv]", "note") == finmodel.read(folder).files["accounts.csv"]
    assert desk.value("accounts.new_accounts[2026-01|pro]") == 25.0
    report = finmodel.check(desk.file)
    assert (report.ok, report.changed) == (True, ()), report.findings[:3]
    (folder / "accounts.csv").unlink()
    with pytest.raises(RebuildNeeded, match=r"accounts\.csv: the file is gone"):
        desk.update()


def test_the_scenario_in_force_stays_the_workbooks(desk):
    book = openpyxl.load_workbook(desk.file)
    place = desk.seen().find("Assumptions", "scenario", "value")
    book[place[0]].cell(place[1] + 1, place[2] + 1).value = "dear"
    book.save(desk.file)
    desk.csv("plans", "pro,50,", "pro,60,")
    updated = desk.update()
    assert "scenario: base -> dear" in updated.kept
    assert desk.seen().value("Assumptions", "scenario", "value") == "dear"
    assert finmodel.check(desk.file).ok


def test_scenarios_and_notes_that_come_or_go_need_a_new_build(desk):
    lines = (desk.folder / "assumptions.csv").read_text().splitlines()
    lines = [lines[0] + ",cheap", *(line + "," for line in lines[1:])]
    (desk.folder / "assumptions.csv").write_text("\n".join(lines) + "\n")
    plans = (desk.folder / "plans.csv").read_text().splitlines()
    (desk.folder / "plans.csv").write_text(
        "\n".join([plans[0] + ",owner", *(line + ",me" for line in plans[1:])]) + "\n"
    )
    with pytest.raises(RebuildNeeded) as caught:
        desk.update()
    assert caught.value.reasons == (
        "assumptions.csv: the scenario columns are dear, cheap; the workbook was built with dear",
        "plans.csv: the workbook has no column owner",
    )


def test_another_versions_line_items_need_a_new_build(desk):
    strings = parts(desk.file)["xl/sharedStrings.xml"]
    version = f"finmodel {finmodel.__version__}".encode()
    assert version in strings
    profit = f"xl/worksheets/sheet{list(desk.seen().sheet_names).index('Profit') + 1}.xml"
    repacked(desk.file, {"xl/sharedStrings.xml": lambda xml: xml.replace(version, b"finmodel 0.0.9")})
    desk.csv("plans", "pro,50,", "pro,60,")
    shutil.copy(desk.file, desk.file.with_name("same.xlsx"))
    repacked(desk.file, {profit: lambda xml: xml.replace(b"<f>SUM(", b"<f>1+SUM(", 1)})
    with pytest.raises(RebuildNeeded, match=r"finmodel 0.0.9 built the workbook, and finmodel .* calculates otherwise"):
        desk.update()
    same = Desk(desk.file.with_name("same.xlsx"), desk.folder)
    assert same.update().written
    assert same.seen().value("Cover", "version", "value") == f"finmodel {finmodel.__version__}"


def test_a_broken_seal_is_not_mended(desk):
    strings = b"Not accounting advice"
    repacked(desk.file, {"xl/sharedStrings.xml": lambda xml: xml.replace(strings, b"Audited by nobody at all", 1)})
    desk.csv("plans", "pro,50,", "pro,60,")
    assert desk.update().written
    assert any("its seal, was edited" in finding.message for finding in finmodel.check(desk.file).findings)


def test_own_columns_and_rows_stay(desk):
    place = desk.place("plans.price_usd[pro]")
    book = openpyxl.load_workbook(desk.file)
    book["Plans"].cell(place[1] + 1, 30).value = "agreed with sales"
    book["Plans"].cell(200, 1).value = "my own line"
    book.save(desk.file)
    desk.csv("plans", "pro,50,", "pro,60,")
    assert desk.update().ok
    seen = desk.seen()
    assert seen.values["Plans", place[1], 29] == "agreed with sales"
    assert seen.values["Plans", 199, 0] == "my own line"


def test_lines_below_changes_leave_no_room(desk):
    last = desk.seen().sheets["Changes"].last_row
    book = openpyxl.load_workbook(desk.file)
    for row in range(last + 2, last + 2000):
        book["Changes"].cell(row, 3).value = "somebody's list"
    book.save(desk.file)
    desk.add("prices", "acme,big,2026-09-01,2.5,12,0.25,3,0.5,price list,announced")
    with pytest.raises(RebuildNeeded, match="Changes: no line is left for"):
        desk.update()


def test_merged_inputs_that_are_no_model_are_told_by_cell(desk):
    desk.type({"routing.share[chat|big|2026-01]": 0.9, "routing.share[chat|small|2026-01]": 0.1})
    desk.csv("routing", "chat,big,0.7,", "chat,big,0.6,")
    desk.csv("routing", "chat,small,0.3,", "chat,small,0.4,")
    before = desk.file.read_bytes()
    assert len(desk.update().conflicts) == 2
    assert desk.update(prefer="inputs", dry_run=True).ok
    desk.csv("routing", "chat,small,0.4,", "chat,small,0.3,")
    desk.csv("routing", "chat,big,0.6,", "chat,big,0.7,")
    desk.type({"routing.share[chat|small|2026-01]": 0.3})
    before = desk.file.read_bytes()
    with pytest.raises(InputError, match="Product"):
        desk.update()
    assert desk.file.read_bytes() == before


SHEET = b"""<?xml version="1.0"?><worksheet xmlns="%b"><dimension ref="A1:B2"/><sheetData>
<row r="2" spans="1:2"><c r="A2" s="7" t="s"><v>0</v></c> <c r='C2'><f>1&gt;0</f><!-- > --><v>1</v><extLst/></c></row>
<row r="5"/></sheetData></worksheet>""" % excel.MAIN.encode()


def test_cells_are_put_where_they_belong():
    puts = {
        (0, 0): Put(1.5), (1, 0): Put("a<b"), (1, 1): Put(True), (1, 2): Put("n.m."), (1, 3): Put(None, style="4"),
        (4, 2): Put(0.1), (6, 1): Put(None, formula="A1&B1"),
    }  # fmt: skip
    xml = spliced(scan(SHEET, "sheet"), puts)
    text = '<is><t xml:space="preserve">a&lt;b</t></is>'
    assert xml == SHEET.replace(b"A1:B2", b"A1:D7").replace(
        b'<row r="2"', b'<row r="1"><c r="A1"><v>1.5</v></c></row><row r="2"'
    ).replace(b'<c r="A2" s="7" t="s"><v>0</v></c>', f'<c r="A2" s="7" t="inlineStr">{text}</c>'.encode()).replace(
        b"<c r='C2'><f>1&gt;0</f><!-- > --><v>1</v><extLst/></c>",
        b'<c r="B2" t="b"><v>1</v></c><c r=\'C2\' t="str"><f>1&gt;0</f><!-- > --><v>n.m.</v><extLst/></c>'
        b'<c r="D2" s="4"/>',
    ).replace(
        b'<row r="5"/>', b'<row r="5"><c r="C5"><v>0.1</v></c></row><row r="7"><c r="B7"><f>A1&amp;B1</f></c></row>'
    )
    again = scan(xml, "sheet")
    assert (again.cells[1, 2].formula, again.cells[1, 2].text, again.cells[6, 1].formula) == ("1>0", "n.m.", "A1&B1")


@pytest.mark.parametrize(
    ("cell", "put", "wanted"),
    [
        (b'<c r="A1"/>', Put(3.0), b'<c r="A1"><v>3</v></c>'),
        (b'<c r="A1" t="inlineStr"><is><t>x</t></is></c>', Put(2.5), b'<c r="A1"><v>2.5</v></c>'),
        (
            b'<x:c r="A1" t="str" s="3"><x:f>B1</x:f><x:v>x</x:v></x:c>',
            Put(1.0),
            b'<x:c r="A1" s="3"><x:f>B1</x:f><x:v>1</x:v></x:c>',
        ),
        (
            b'<c r="A1"><f t="shared" si="0"/><v>1</v></c>',
            Put("#N/A"),
            b'<c r="A1" t="e"><f t="shared" si="0"/><v>#N/A</v></c>',
        ),
        (b'<c r="A1" t="b"><v>1</v></c>', Put(None), b'<c r="A1"/>'),
        (b'<c r="A1" t="e"><f>B1</f><v>#N/A</v></c>', Put(""), b'<c r="A1" t="str"><f>B1</f><v></v></c>'),
        (
            b'<c r="A1" s="1"><f t="array" ref="A1">B1</f></c>',
            Put(7.0),
            b'<c r="A1" s="1"><f t="array" ref="A1">B1</f><v>7</v></c>',
        ),
    ],
)
def test_a_cells_bytes(cell, put, wanted):
    assert rendered(cell, put) == wanted


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"/><row r="1"/>', '<row r="1"/><row r="1"/>', '<row r="1"><c r="B1"/><c r="A1"/></row>',
        '<row r="1"><c r="A1"/><c r="A1"/></row>', '<row r="1"><c r="A2"/></row>', '<row r="1"><c r="a1"/></row>',
        '<row r="9999999"/>', '<row r="0"/>', '<row r="x"/>', '<row r="1"><c r="ZZZ1"/></row>',
    ],
)  # fmt: skip
def test_sheets_out_of_order_are_refused(rows):
    with pytest.raises(UnfitError):
        scan(f'<worksheet xmlns="{excel.MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode(), "sheet1.xml")


def test_cells_without_an_address_are_counted():
    rows = '<row><c/><c><v>1</v></c></row><row r="4"><c r="C4"/><c/></row>'
    xml = f'<worksheet xmlns="{excel.MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    assert sorted(scan(xml.encode(), "s").cells) == [(0, 0), (0, 1), (3, 2), (3, 3)]
    assert address(3, 3) == "D4"


def test_a_package_that_inflates_beyond_bounds_is_refused(desk):
    repacked(desk.file, {"xl/media/image1.bin": bytes(300 << 20)})
    with pytest.raises(InputError, match="inflates to more than"):
        desk.update()
