"""Files that came back: edited, re-saved, moved about, or no workbook of ours at all."""

import datetime as dt
import pathlib
import zipfile

import openpyxl
import pytest
from sheets import (
    address_of,
    delete_row,
    edit,
    formulas,
    insert_column,
    insert_row,
    patch,
    rename,
    reverse_rows,
    spot,
)

from finmodel.errors import InputError
from finmodel.gates.file import check
from finmodel.gates.finding import Report
from finmodel.inputs import Inputs
from finmodel.workbook.edits import edits_of
from finmodel.workbook.read import view


def told(report: Report) -> list[tuple[str, str, str, str]]:
    """What a report says, without the caches that openpyxl loses on saving."""
    return [(f.gate, f.sheet, f.cell, f.id) for f in report.findings if f.gate != "caches"]


def compared_all(report: Report) -> bool:
    return report.compared == report.formulas > 3000


def resaved_soundly(report: Report) -> bool:
    assert report.findings == ()
    return report.ok and compared_all(report)


# --- as built


def test_the_file_as_built_is_sound(file, engine):
    report = check(file, engine=engine)
    assert report.findings == ()
    assert report.ok
    assert compared_all(report)
    assert report.foreign == 0
    assert 0 < report.worst < 1e-9


def test_check_changes_nothing(file):
    before = file.read_bytes()
    check(file)
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_file_saved_by_libreoffice_is_sound_and_holds_no_edits(file, resaved):
    back = resaved(file)
    assert resaved_soundly(check(back))
    assert edits_of(view(back)) == []


# --- edited inputs: the mirror follows them


JUNE = dt.datetime(2026, 6, 1)  # noqa: DTZ001 - a spreadsheet's dates have no zone
FEBRUARY = dt.datetime(2026, 2, 1)  # noqa: DTZ001
NEW_PRICE = {
    "provider": "acme", "model": "big", "effective_from": JUNE, "input_usd_per_mtok": 2, "output_usd_per_mtok": 11,
    "cache_read_usd_per_mtok": 0.2, "cache_write_usd_per_mtok": 2.5, "batch_discount": 0.4,
}  # fmt: skip
EDITS = {
    "a price": ("Prices", "prices[big|2025-06-01]", {"input_usd_per_mtok": 9.5}),
    "an assumption": ("Assumptions", "payment_fee_rate", {"base": 0.05}),
    "a scenario's cell": ("Assumptions", "payment_fee_rate", {"dear": 0.06}),
    "the scenario": ("Assumptions", "scenario", {"value": "dear"}),
    "a month": ("Training Jobs", "training[tune]", {"spend_month": FEBRUARY}),
    "a churn of nothing": ("Plans", "plans[free]", {"churn_rate": 0}),
    "a word from a list": ("Plans", "opex[adverts]", {"category": "gna"}),
    "a note": ("Prices", "prices[small|2025-06-01]", {"note": "looked at"}),
    "an optional cell emptied": ("Prices", "models[big]", {"retire_month": None}),
    "a price in the first spare row": ("Prices", "prices[spare 1]", NEW_PRICE),
    "a price in the last spare row": ("Prices", "prices[spare 24]", NEW_PRICE),
}


def type_in(path: pathlib.Path, *changes: str) -> None:
    """Make some of the EDITS."""
    book = openpyxl.load_workbook(path)
    for change in changes:
        sheet, row_id, values = EDITS[change]
        for column, value in values.items():
            spot(book, sheet, row_id, column).value = value
    book.save(path)


@pytest.mark.parametrize("change", EDITS)
def test_an_edited_input_is_no_finding(file, change):
    type_in(file, change)
    report = check(file)
    assert told(report) == []
    assert compared_all(report)
    assert len(edits_of(view(file))) == 1


def test_openpyxl_loses_every_cache_and_that_is_told(file):
    openpyxl.load_workbook(file).save(file)
    report = check(file)
    (finding,) = report.findings
    assert finding.gate == "caches"
    missing = int(finding.message.split()[0])
    assert report.formulas - missing < 20  # links to empty cells show nothing in any case


def test_values_as_generated_that_were_edited_are_told(file):
    """The base of the merge: an edit hidden by typing it there too is no longer hidden."""
    book = openpyxl.load_workbook(file)
    row = next(row for row in book["Changes"].iter_rows() if str(row[0].value).startswith("plans.price_usd["))
    row[4].value = 77
    book.save(file)
    assert "the values as generated on Changes, or their fingerprint on Cover, were edited" in str(
        check(file).findings[0]
    )
    assert edits_of(view(file)) == ["the values as generated on Changes, or their fingerprint on Cover, were edited"]


def test_inputs_that_changed_are_listed_beside_the_verdict(file):
    type_in(file, "a price in the first spare row")
    assert any("was filled" in line for line in check(file).changed)


def test_all_edits_together_saved_by_libreoffice_are_sound(file, resaved):
    """What a CFO sends back: inputs changed in a spreadsheet program, everything recalculated and saved."""
    type_in(file, *(change for change in EDITS if change != "a price in the first spare row"))
    back = resaved(file)
    assert resaved_soundly(check(back))
    listed = "\n".join(edits_of(view(back)))
    for row in (
        "prices.input_usd_per_mtok[big|2025-06-01]",
        "assumptions.base[payment_fee_rate]",
        "scenario",
        "spare 24",
    ):
        assert row in listed


def test_an_edited_input_whose_caches_were_not_recalculated(file):
    """A script that changes a value and leaves the caches: previews and phones would show old figures."""
    address = address_of(file, "Assumptions", "payment_fee_rate", "base")
    patch(file, "Assumptions", address, "<v>0.03</v>", "<v>0.05</v>")
    report = check(file)
    assert {f.gate for f in report.findings} == {"caches"}
    ids = {f.id for f in report.findings}
    assert {"payment_fee_rate", "plan_payment_cost[pro]", "assumptions.base[payment_fee_rate]"} <= ids
    assert "revenue[pro]" not in ids


# --- formulas that are not ours any more


def test_a_value_typed_over_a_formula(file, resaved):
    address = edit(file, "Profit", "total_revenue", "K", 123456)
    report = check(resaved(file))
    first = report.findings[0]
    assert (first.gate, first.sheet, first.cell, first.id) == ("formulas", "Profit", address, "total_revenue")
    assert first.message == "a value was typed over a formula"
    assert str(first.expected).startswith("=SUM(K")
    assert first.found == 123456
    assert report.formulas == report.compared


def test_the_very_value_typed_over_its_formula(file):
    """A hard-coded figure is a finding though no figure differs."""
    book = openpyxl.load_workbook(file, data_only=True)
    address = address_of(file, "Profit", "total_revenue", "K")
    edit(file, "Profit", "total_revenue", "K", book["Profit"][address].value)
    assert told(check(file)) == [("formulas", "Profit", address, "total_revenue")]


def test_a_formula_that_was_cleared(file):
    address = edit(file, "Usage", "total_users", "K", None)
    first = check(file).findings[0]
    assert (first.gate, first.sheet, first.cell, first.found) == ("formulas", "Usage", address, None)


def test_an_edited_formula(file):
    address = edit(file, "Profit", "arr", "L", "=11*L99")
    first = check(file).findings[0]
    assert (first.gate, first.sheet, first.cell, first.id) == ("formulas", "Profit", address, "arr")
    assert first.message == "the formula was edited"
    assert first.found == "=11*L99"


def test_an_edited_formula_that_gives_the_right_value(file):
    book = openpyxl.load_workbook(file)
    cell = spot(book, "Profit", "arr", "L")
    cell.value = f"{cell.value}+0"
    book.save(file)
    assert told(check(file)) == [("formulas", "Profit", cell.coordinate, "arr")]


def test_a_formula_that_is_only_written_differently_is_the_same(file):
    book = openpyxl.load_workbook(file)
    cell = spot(book, "Profit", "arr", "L")
    cell.value = cell.value.replace("*", " * ").replace("L", "$L$")
    book.save(file)
    assert told(check(file)) == []


# --- inputs that cannot be taken as they stand


def test_a_number_stored_as_text(file):
    address = edit(file, "Assumptions", "payment_fee_rate", "base", "0.05")
    first = check(file).findings[0]
    assert (first.gate, first.sheet, first.cell, first.found) == ("inputs", "Assumptions", address, "0.05")
    assert first.id == "assumptions.base[payment_fee_rate]"
    assert "stored as text" in first.message


@pytest.mark.parametrize("text", ["3,0", "1e400", "=1+1x"])
def test_text_where_a_number_belongs_never_ends_in_a_traceback(file, text):
    book = openpyxl.load_workbook(file)
    cell = spot(book, "Plans", "plans[pro]", "price_usd")
    cell.value = text
    cell.data_type = "s"
    book.save(file)
    first = check(file).findings[0]
    assert (first.gate, first.sheet, first.cell, first.found) == ("inputs", "Plans", cell.coordinate, text)


def test_a_formula_typed_into_an_input(file, resaved):
    address = edit(file, "Plans", "plans[pro]", "price_usd", "=25*2")
    first = check(resaved(file)).findings[0]
    assert (first.gate, first.sheet, first.cell) == ("inputs", "Plans", address)
    assert first.id == "plans.price_usd[pro]"
    assert first.found == "=25*2"
    assert "formula" in first.message


def test_a_cleared_input(file):
    address = edit(file, "Plans", "plans[pro]", "price_usd", None)
    first = check(file).findings[0]
    assert (first.gate, first.sheet, first.cell, first.found) == ("inputs", "Plans", address, None)
    assert "cleared" in first.message


def test_a_share_above_one_names_its_place(file):
    address = edit(file, "Product", "levers[chat]", "cache_read_share", 1.4)
    report = check(file)
    assert report.findings[0].gate == "inputs"
    assert address in f"{report.findings[0].cell} {report.findings[0].id}"
    assert not report.ok


def test_a_new_member_in_a_spare_row_says_to_build_anew(file):
    type_in(file, "a price in the first spare row")
    edit(file, "Prices", "prices[spare 1]", "model", "brand-new")
    report = check(file)
    assert not report.ok
    said = "\n".join(map(str, report.findings[:3]))
    assert "brand-new" in said
    assert "build" in said


def test_a_half_filled_spare_row(file):
    edit(file, "Prices", "prices[spare 2]", "model", "big")
    report = check(file)
    assert not report.ok
    assert {f.gate for f in report.findings} == {"inputs"}
    assert all("Prices" in f"{f.sheet}{f.id}" for f in report.findings)


def test_a_date_with_a_time_of_day_is_told_as_an_input(file):
    """The sheet compares 2025-06-01 13:30 with the first of a month; a model knows days."""
    address = edit(file, "Prices", "prices[big|2025-06-01]", "effective_from", dt.datetime(2025, 6, 1, 13, 30))  # noqa: DTZ001
    first = check(file).findings[0]
    assert first.gate == "inputs"
    assert address in f"{first.cell} {first.id}"


def test_a_cleared_scenario_is_told_as_an_input(file):
    edit(file, "Assumptions", "scenario", "value", None)
    assert check(file).findings[0].gate == "inputs"
    assert edits_of(view(file))


@pytest.mark.parametrize(
    ("sheet", "row_id", "column", "value"),
    [
        ("Assumptions", "months", "base", 12),
        ("Assumptions", "company", "base", "Other"),
        ("Plans", "plans[pro]", "plan", "premium"),
    ],
)
def test_changed_structure_is_an_edit(file, sheet, row_id, column, value):
    """Locked, but without a password: a rebuild must not lose it in silence."""
    edit(file, sheet, row_id, column, value)
    assert edits_of(view(file))


def test_a_changed_horizon_says_to_build_anew(file):
    edit(file, "Assumptions", "months", "base", 12)
    findings = [f for f in check(file).findings if f.gate != "caches"]
    assert "build" in str(findings[0])
    assert len(findings) < 10


def test_an_unknown_scenario(file):
    edit(file, "Assumptions", "scenario", "value", "rosy")
    report = check(file)
    assert not report.ok
    assert "rosy" in str(report.findings[0])


# --- rows, columns, sheets that moved: everything is found by id


def test_a_table_sorted_the_other_way_round(file):
    for sheet, table in (("Prices", "prices"), ("Product", "volumes"), ("Plans", "accounts")):
        reverse_rows(file, sheet, table)
    report = check(file)
    assert told(report) == []
    assert compared_all(report)
    assert edits_of(view(file)) == []


@pytest.mark.parametrize(
    ("sheet", "table"), [("Product", "features"), ("Plans", "plans"), ("Training Jobs", "training")]
)
def test_a_member_list_sorted_the_other_way_round(file, sheet, table):
    reverse_rows(file, sheet, table)
    report = check(file)
    assert told(report) == []
    assert compared_all(report)


@pytest.mark.parametrize(
    ("sheet", "before"), [("Usage", 12), ("Usage", 1), ("Prices", 6), ("Assumptions", 14), ("Changes", 9)]
)
def test_an_inserted_row(file, sheet, before):
    insert_row(file, sheet, before)
    report = check(file)
    assert told(report) == []
    assert compared_all(report)


@pytest.mark.parametrize(("sheet", "before"), [("Usage", 2), ("Usage", 8), ("Checks", 3), ("Changes", 5)])
def test_an_inserted_column(file, sheet, before):
    insert_column(file, sheet, before)
    report = check(file)
    assert told(report) == []
    assert compared_all(report)


def test_rows_and_columns_moved_and_saved_by_libreoffice(file, resaved):
    reverse_rows(file, "Prices", "prices")
    rename(file, "Plans", "Plans and costs")
    insert_row(file, "Usage", 12)
    insert_column(file, "Usage", 3)
    insert_row(file, "Inference", 30)
    assert resaved_soundly(check(resaved(file)))


@pytest.mark.parametrize(("sheet", "title"), [("Usage", "Volumes and users"), ("Changes", "Log")])
def test_a_renamed_sheet(file, sheet, title):
    rename(file, sheet, title)
    report = check(file)
    assert told(report) == []
    assert compared_all(report)


def test_a_deleted_calculation_row(file):
    delete_row(file, "Profit", "arr")
    gone = [f for f in check(file).findings if f.message == "the row or column is gone"]
    assert {(f.gate, f.sheet, f.id) for f in gone} == {("formulas", "Profit", "arr")}
    assert len(gone) == 9  # eight months and the total


def test_a_deleted_price_row(file):
    delete_row(file, "Prices", "prices[big|2026-03-15]")
    report = check(file)
    assert not report.ok
    assert any("prices[big|2026-03-15]" in str(f) for f in report.findings if f.gate != "caches")
    assert {f.message for f in report.findings} & {"the formula was edited"} == set()  # nobody edited one


def test_a_deleted_member(file):
    delete_row(file, "Plans", "plans[free]")
    report = check(file)
    assert not report.ok
    assert any("free" in str(f) for f in report.findings if f.gate != "caches")


def test_a_deleted_sheet(file):
    book = openpyxl.load_workbook(file)
    del book["Usage"]
    book.save(file)
    report = check(file)
    assert not report.ok
    assert any(f.sheet == "Usage" for f in report.findings)


# --- what is there twice


def test_a_copied_sheet_hides_no_edit_of_the_original(file):
    """Move or Copy: the copy carries our ids, and the original is what the other sheets read."""
    book = openpyxl.load_workbook(file)
    book.copy_worksheet(book["Profit"])
    spot(book, "Profit", "arr", "L").value = 5
    address = spot(book, "Profit", "arr", "L").coordinate
    book.save(file)
    assert ("formulas", "Profit", address, "arr") in told(check(file))


def test_a_copied_sheet_is_an_own_sheet(file):
    book = openpyxl.load_workbook(file)
    book.copy_worksheet(book["Profit"])
    book.save(file)
    assert any("Profit Copy" in line for line in edits_of(view(file)))


def test_a_copied_row_hides_no_edit_of_the_original(file):
    """A row copied into an empty one above it, id and all: nobody can say which of the two is meant."""
    book = openpyxl.load_workbook(file)
    page = book["Profit"]
    original = spot(book, "Profit", "net_burn", "L")
    empty = next(n for n in range(6, original.row) if all(cell.value is None for cell in page[n]))
    for cell in page[original.row]:
        page.cell(empty, cell.column).value = cell.value
    original.value = 5
    book.save(file)
    assert any(f.id == "net_burn" for f in check(file).findings if f.gate != "caches")


def test_a_copied_input_row_is_told_and_an_edit(file):
    book = openpyxl.load_workbook(file)
    source, target = (spot(book, "Prices", f"prices[{key}]", "model").row for key in ("big|2025-06-01", "spare 1"))
    for cell in book["Prices"][source]:
        book["Prices"].cell(target, cell.column).value = cell.value
    book.save(file)
    assert "stands already" in check(file).findings[0].message
    assert edits_of(view(file))


# --- as other programs write


def test_formulas_shared_by_a_row_as_excel_writes_them(file, engine):
    row = address_of(file, "Usage", "total_users", "I")[1:]
    for column in "JKLMNOP":
        patch(file, "Usage", f"{column}{row}", "<f>" + formula_of(file, f"{column}{row}"), '<f t="shared" si="0">')
    first = formula_of(file, f"I{row}")
    patch(file, "Usage", f"I{row}", f"<f>{first}", f'<f t="shared" ref="I{row}:P{row}" si="0">{first}')
    report = check(file, engine=engine)
    assert report.findings == ()
    assert compared_all(report)


def formula_of(path: pathlib.Path, address: str) -> str:
    return str(openpyxl.load_workbook(path)["Usage"][address].value)[1:]


# --- sheets of their own


def test_an_own_sheet_is_not_proved_and_counted_as_foreign(file):
    book = openpyxl.load_workbook(file)
    own = book.create_sheet("My view")
    own["A1"], own["A2"], own["A3"] = "=Profit!I10", "=1/0", "a note"
    book.save(file)
    report = check(file)
    assert told(report) == []
    assert report.foreign == 2
    assert any("My view" in edit for edit in edits_of(view(file)))


def test_a_formula_of_their_own_beside_our_rows_is_foreign(file):
    book = openpyxl.load_workbook(file)
    page = book["Usage"]
    page.cell(10, page.max_column + 2).value = "=I10*2"
    book.save(file)
    report = check(file)
    assert told(report) == []
    assert report.foreign == 1
    assert compared_all(report)


# --- no workbook of ours


def test_a_workbook_that_is_not_ours(tmp_path):
    path = tmp_path / "other.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = "=1+1"
    book.save(path)
    report = check(path)
    assert not report.ok
    assert report.findings[0].gate == "inputs"
    assert "no finmodel workbook" in report.findings[0].message


PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


@pytest.mark.parametrize("content", [PNG, b"", b"provider,model\nacme,big\n", b"PK\x03\x04" + bytes(100)])
def test_a_file_that_is_no_workbook(tmp_path, content):
    path = tmp_path / "picture.xlsx"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"picture\.xlsx: cannot be read as an xlsx workbook"):
        check(path)


def test_a_truncated_workbook(file):
    file.write_bytes(file.read_bytes()[:-2000])
    with pytest.raises(InputError, match="cannot be read as an xlsx workbook"):
        check(file)


def test_a_damaged_workbook(file):
    data = bytearray(file.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 200] = bytes(200)
    file.write_bytes(data)
    with pytest.raises(InputError, match="cannot be read as an xlsx workbook"):
        check(file)


def test_a_zip_that_is_no_workbook(tmp_path):
    path = tmp_path / "model.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("hello.txt", "hello")
    with pytest.raises(InputError, match="is no workbook: no part says that it is one; give a workbook"):
        check(path)


@pytest.mark.parametrize("where", ["missing.xlsx", ".", "prices.csv", "model.xls"])
def test_a_file_that_is_not_there_or_of_another_kind(tmp_path, where):
    (tmp_path / "prices.csv").write_text("provider,model\n")
    (tmp_path / "model.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    with pytest.raises(InputError):
        check(tmp_path / where)


def test_an_xlsx_under_another_name(file):
    renamed = pathlib.Path(file.rename(file.with_name("model (1).final.xlsx")))
    assert check(renamed).ok


def test_an_engine_that_is_not_known(file):
    with pytest.raises(Exception, match="ironcalc, libreoffice"):
        check(file, engine="abacus")


def test_the_report_for_programs(file):
    address = edit(file, "Profit", "arr", "L", 1)
    report = check(file).as_dict()
    assert report["ok"] is False
    assert report["findings"][0] | {"expected": None} == {
        "gate": "formulas", "message": "a value was typed over a formula", "sheet": "Profit", "cell": address,
        "id": "arr", "month": "", "expected": None, "found": 1, "formula": "", "level": "error",
    }  # fmt: skip


def test_formula_cells_are_counted_in_the_file(file, company: Inputs):
    book = openpyxl.load_workbook(file)
    assert check(file).formulas == sum(len(formulas(page)) for page in book.worksheets)
    assert company.timeline.months == 8
