"""What an update brings into a workbook, what it leaves there, and what it says."""

import json
import shutil

import openpyxl
import pytest
from click.testing import CliRunner
from desk import changed_parts

import finmodel
from finmodel.cli import main
from finmodel.errors import EditedError, InputError, RebuildNeeded
from finmodel.patch.paper import lengthened

PRICE = "plans.price_usd[pro]"
NEW_PRICE = "acme,big,2026-09-01,2.5,12,0.25,3,0.5,price list,announced"


def run(*args):
    result = CliRunner().invoke(main, [str(arg) for arg in args])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_an_update_without_changes_is_the_identity(desk):
    before = desk.file.read_bytes()
    updated = desk.update()
    assert updated.ok
    assert not updated.written
    assert updated.parts == ()
    assert desk.file.read_bytes() == before


def test_a_value_changed_in_the_csvs_moves_into_the_workbook(desk):
    desk.csv("plans", "pro,50,", "pro,60,")
    updated = desk.update()
    assert [str(move) for move in updated.moves] == ["Plans!C7: price_usd[pro] 50 -> 60 (inputs)"]
    assert (desk.value(PRICE), desk.generated(PRICE), desk.shown(PRICE)) == (60.0, 60.0, 0.0)
    report = finmodel.check(desk.file)
    assert report.ok
    assert report.changed == ()


def test_the_updated_workbook_is_the_one_that_a_build_makes(desk, tmp_path):
    desk.csv("plans", "pro,50,", "pro,60,")
    desk.csv("prices", "acme,big,2026-03-15,3,", "acme,big,2026-03-15,2.75,")
    desk.update()
    finmodel.build(finmodel.read(desk.folder), tmp_path / "built.xlsx")
    built = finmodel.workbook.read.view(tmp_path / "built.xlsx")
    seen = desk.seen()
    assert seen.formulas == built.formulas
    assert seen.values.keys() == built.values.keys()
    apart = {
        place: (value, built.values[place])
        for place, value in seen.values.items()
        if value != (pytest.approx(built.values[place], rel=1e-12) if isinstance(value, float) else built.values[place])
    }
    assert apart == {}


def test_a_second_update_changes_nothing(desk):
    desk.csv("plans", "pro,50,", "pro,60,")
    desk.add("prices", NEW_PRICE)
    desk.type({"plans.churn_rate[pro]": 0.07})
    assert desk.update().written
    once = desk.file.read_bytes()
    again = desk.update()
    assert (again.written, again.parts, again.moves) == (False, (), ())
    assert desk.file.read_bytes() == once


def test_the_cfos_value_stays_and_stays_listed(desk):
    desk.type({PRICE: 55})
    desk.csv("plans", ",0.04,2,0.75", ",0.05,2,0.75")
    updated = desk.update()
    assert [move.column for move in updated.moves] == ["churn_rate"]
    assert updated.kept == ("plans.price_usd[pro]: 50 -> 55",)
    assert (desk.value(PRICE), desk.generated(PRICE), desk.shown(PRICE)) == (55.0, 50.0, 1.0)
    report = finmodel.check(desk.file)
    assert report.ok, report.findings
    assert report.changed == updated.kept


def test_after_a_pull_the_value_as_generated_moves(desk):
    desk.type({PRICE: 55})
    assert finmodel.pull(desk.file, desk.folder).written == ("plans.csv",)
    updated = desk.update()
    assert updated.moves == ()
    assert (desk.value(PRICE), desk.generated(PRICE), desk.shown(PRICE)) == (55.0, 55.0, 0.0)


def test_update_then_pull_gives_the_csvs_back(desk):
    desk.csv("plans", "pro,50,", "pro,60,")
    desk.add("prices", NEW_PRICE)
    before = {path.name: path.read_bytes() for path in desk.folder.iterdir()}
    desk.update()
    pulled = finmodel.pull(desk.file, desk.folder)
    assert (pulled.moves, pulled.written) == ((), ())
    assert {path.name: path.read_bytes() for path in desk.folder.iterdir()} == before


@pytest.mark.parametrize(("prefer", "stands", "base"), [("workbook", 55.0, 60.0), ("inputs", 60.0, 60.0)])
def test_a_conflict_is_told_and_settled_for_good(desk, prefer, stands, base):
    desk.type({PRICE: 55})
    desk.csv("plans", "pro,50,", "pro,60,")
    before = desk.file.read_bytes()
    told = desk.update()
    assert not told.ok
    assert desk.file.read_bytes() == before
    assert [(c.column, c.base, c.theirs, c.ours) for c in told.conflicts] == [("price_usd", "50", "55", "60")]
    assert desk.update(prefer=prefer).written
    assert (desk.value(PRICE), desk.generated(PRICE)) == (stands, base)
    assert desk.update().ok


def test_a_new_price_goes_into_a_spare_row(desk):
    desk.add("prices", NEW_PRICE)
    updated = desk.update()
    assert [move.record for move in updated.moves] == ["big|2026-09-01"]
    assert desk.value("prices.input_usd_per_mtok[big|2026-09-01]") == 2.5
    assert desk.generated("prices.input_usd_per_mtok[big|2026-09-01]") == 2.5
    assert desk.generated("prices[spare 1]") is None
    assert "prices[spare 2]" in desk.seen().sheets["Changes"].row_of
    report = finmodel.check(desk.file)
    assert (report.ok, report.changed) == (True, ())
    assert {finding.level for finding in finmodel.audit(desk.file)} == {"warning"}  # long formulas, as built


def test_lines_that_an_update_adds_are_printed(desk):
    desk.add("prices", NEW_PRICE)
    desk.update()
    sheet = openpyxl.load_workbook(desk.file)["Changes"]
    assert sheet.print_area == f"'Changes'!$B$1:$G${sheet.max_row}"


def test_a_print_area_of_somebodys_own_stays():
    book = (
        b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets/><definedNames>'
        b'<definedName name="_xlnm.Print_Area" localSheetId="0">A!$B$1:$G$%d</definedName>'
        b'<definedName name="_xlnm.Print_Area" localSheetId="1">B!$B$1:$G$%d</definedName></definedNames></workbook>'
    )
    assert lengthened(book % (9, 9), "xl/workbook.xml", 1, 9, 12) == book % (9, 12)
    assert lengthened(book % (9, 8), "xl/workbook.xml", 1, 9, 12) == book % (9, 8)


def test_an_edit_of_a_price_that_an_update_brought_is_an_edit_like_any_other(desk):
    desk.add("prices", NEW_PRICE)
    desk.update()
    cell = "prices.input_usd_per_mtok[big|2026-09-01]"
    desk.type({cell: 2.25})
    pulled = finmodel.pull(desk.file, desk.folder)
    assert [(move.column, move.now, move.new) for move in pulled.moves] == [("input_usd_per_mtok", "2.5", "2.25")]
    assert desk.update().ok
    assert (desk.generated(cell), desk.shown(cell)) == (2.25, 0.0)


def test_rows_go_into_the_spare_rows_of_every_table_that_has_them(desk):
    desk.add("routing", "chat,big,0.2,2026-06")
    desk.add("routing", "chat,small,0.8,2026-06")
    desk.add("accounts", "2026-03,pro,33")
    desk.update()
    assert desk.value("routing.share[chat|big|2026-06]") == 0.2
    assert finmodel.check(desk.file).ok
    assert finmodel.pull(desk.file, desk.folder).moves == ()


def test_a_row_that_the_cfo_typed_and_the_csvs_have_by_now_becomes_a_row_as_generated(desk):
    names = ["provider", "model", "effective_from", "input_usd_per_mtok", "output_usd_per_mtok"]
    names += ["cache_read_usd_per_mtok", "cache_write_usd_per_mtok", "batch_discount"]
    cells = dict(zip(names, ("acme", "big", 46266, 2.5, 12, 0.25, 3, 0.5), strict=True))
    desk.type({f"prices.{column}[spare 1]": value for column, value in cells.items()})
    assert desk.update().kept == ("prices[spare 1] was filled",)
    assert finmodel.pull(desk.file, desk.folder).ok
    desk.update()
    assert desk.generated("prices.output_usd_per_mtok[big|2026-09-01]") == 12.0
    assert finmodel.check(desk.file).changed == ()


@pytest.mark.parametrize(
    ("file", "line", "reason"),
    [
        ("plans", "team,80,5,10,2,0.05,0.04,2,0", "plans.csv: new row team"),
        ("opex", "Office,gna,1000,,,,", "opex.csv: new row Office"),
        ("prices", "acme,huge,2026-01-01,5,25,0.5,6,0.5,list,", "models.csv: new row huge"),
    ],
)
def test_what_needs_a_new_build_is_said_with_the_command(desk, file, line, reason):
    desk.add(file, line)
    before = desk.file.read_bytes()
    with pytest.raises(RebuildNeeded) as caught:
        desk.update()
    if isinstance(caught.value, RebuildNeeded):
        assert any(reason in told for told in caught.value.reasons), caught.value.reasons
        assert f"finmodel build {desk.folder} -o {desk.file.parent}/model-new.xlsx --carry {desk.file}" in str(
            caught.value
        )
    assert desk.file.read_bytes() == before


def test_rows_that_only_the_new_inputs_need_take_a_new_build(desk):
    text = (desk.folder / "prices.csv").read_text().splitlines()
    lines = [text[0] + ",tier_from_tokens", *(line + "," for line in text[1:])]
    (desk.folder / "prices.csv").write_text(
        "\n".join([*lines, "acme,big,2025-06-01,8,30,0.8,10,0.5,list,,4000"]) + "\n"
    )
    before = desk.file.read_bytes()
    with pytest.raises(RebuildNeeded) as caught:
        desk.update()
    assert caught.value.reasons == ("prices.csv: the workbook has no column tier_from_tokens",)
    assert desk.file.read_bytes() == before
    (desk.folder / "prices.csv").write_text(
        "\n".join([*lines, "acme,big,2025-06-01,8,30,0.8,10,0.5,list,,4000"]) + "\n"
    )
    desk.file.unlink()
    finmodel.build(finmodel.read(desk.folder), desk.file)
    desk.add("prices", "acme,big,2026-09-01,2.5,12,0.25,3,0.5,price list,,")
    desk.add("prices", "acme,big,2026-09-01,5,24,0.5,6,0.5,price list,,4000")
    desk.update()
    assert finmodel.check(desk.file).ok
    assert finmodel.pull(desk.file, desk.folder).moves == ()
    desk.add("prices", "zeta,small,2026-09-01,1,4,0.1,1,0.5,price list,,")
    desk.add("prices", "zeta,small,2026-09-01,5,24,0.5,6,0.5,price list,,4000")
    with pytest.raises(RebuildNeeded, match="small has no prices for long requests in this workbook"):
        desk.update()


def test_a_full_table_needs_a_new_build(desk):
    for month in range(1, 26):
        desk.add("prices", f"acme,big,20{26 + month // 12}-{month % 12 + 1:02}-02,2.5,12,0.25,3,0.5,price list,")
    with pytest.raises(RebuildNeeded) as caught:
        desk.update()
    assert caught.value.reasons == ("prices.csv: new row big|2028-02-02, and no spare row is left",)


def test_a_removed_record_and_another_horizon_need_a_new_build(desk):
    desk.csv("prices", "acme,big,2026-03-15,3,15,0.3,3.75,0.5,price list,falls\n", "")
    desk.csv("assumptions", "months,months,8,", "months,months,9,")
    with pytest.raises(RebuildNeeded) as caught:
        desk.update()
    assert caught.value.reasons == (
        "prices.csv: big|2026-03-15 was removed",
        "assumptions.csv: base[months] was 8.0, and is 9.0",
    )


def test_a_formula_typed_over_keeps_the_file_as_it_is(desk):
    place = sorted(place for place in desk.seen().formulas if place[0] == "Profit")[40]
    book = openpyxl.load_workbook(desk.file)
    book[place[0]].cell(place[1] + 1, place[2] + 1).value = 12345
    book.save(desk.file)
    desk.csv("plans", "pro,50,", "pro,60,")
    before = desk.file.read_bytes()
    updated = desk.update()
    assert not updated.ok
    assert any("typed over a formula" in finding.message for finding in updated.findings)
    assert desk.file.read_bytes() == before


def test_elsewhere(desk, tmp_path):
    desk.csv("plans", "pro,50,", "pro,60,")
    before = desk.file.read_bytes()
    out = tmp_path / "out.xlsx"
    assert desk.update(out=out).written
    assert desk.file.read_bytes() == before
    assert changed_parts(desk.file, out)
    assert not desk.update(out=out).written
    shutil.copy(desk.file, tmp_path / "other.xlsx")
    desk.type({PRICE: 55})
    shutil.copy(desk.file, tmp_path / "edited.xlsx")
    desk.csv("plans", "pro,60,", "pro,50,")
    with pytest.raises(EditedError):
        desk.update(out=tmp_path / "edited.xlsx")


def test_an_open_file_is_noticed(desk, tmp_path):
    desk.csv("plans", "pro,50,", "pro,60,")
    lock = desk.file.with_name(f"~${desk.file.name}")
    lock.write_bytes(b"somebody")
    with pytest.raises(InputError, match="is open in a spreadsheet program"):
        desk.update()
    assert desk.update(dry_run=True).moves
    assert desk.update(out=tmp_path / "out.xlsx").written


def test_the_command(desk):
    desk.csv("plans", "pro,50,", "pro,60,")
    dry = run("update", desk.file, desk.folder, "--dry-run")
    assert (dry.exit_code, dry.stdout) == (0, "Plans!C7: price_usd[pro] 50 -> 60 (inputs)\n")
    assert "nothing was written" in dry.stderr
    told = json.loads(run("update", desk.file, desk.folder, "--json").stdout)
    assert (told["ok"], told["written"], told["moves"][0]["new"]) == (True, True, "60")
    desk.add("plans", "team,80,5,10,2,0.05,0.04,2,0")
    anew = run("update", desk.file, desk.folder)
    assert anew.exit_code == 1
    assert "run: finmodel build" in anew.stderr
