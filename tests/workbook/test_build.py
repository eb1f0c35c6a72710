"""Building: proved before it is moved into place, all of it or nothing, the same bytes each time."""

import math
import os
import pathlib
import re
import shutil
import stat
import subprocess
import sys
import time
from dataclasses import replace

import ironcalc
import openpyxl
import pytest
from package import around, cells, parts, sheet_parts

from finmodel.builder import build
from finmodel.errors import EditedError, InputError, ProofError
from finmodel.gates.expect import Expected
from finmodel.gates.scenarios import as_built
from finmodel.inputs import read
from finmodel.lines import ITEMS
from finmodel.mirror import calculate
from finmodel.workbook.address import letters
from finmodel.workbook.book import make_book
from finmodel.workbook.fit import fitted
from finmodel.workbook.layout import FIRST_MONTH
from finmodel.workbook.values import Sentinels
from finmodel.workbook.write import write

CHART_CACHE = re.compile(rb"<c:numCache>.*?</c:numCache>")
STAMP = ("verified_engine", "verified_formulas", "verified_compared", "verified_worst", "verified_summary", "seal")


@pytest.fixture
def wrong(monkeypatch):
    """A line item whose formula is wrong."""
    monkeypatch.setitem(ITEMS, "arr", replace(ITEMS["arr"], excel="11*{total_revenue}"))


def edit(path: pathlib.Path) -> None:
    """Change the price of a plan."""
    book = openpyxl.load_workbook(path)
    page = book["Plans"]
    row = next(row for row in page.iter_rows() if row[0].value == "plans[pro]")
    header = next(row for row in page.iter_rows() if row[0].value == "id")
    row[next(c.column for c in header if c.value == "price_usd") - 1].value = 77
    book.save(path)


# --- what is written


def test_the_file_differs_from_the_proved_draft_in_caches_and_stamp_alone(small, company, tmp_path):
    draft = tmp_path / "draft.xlsx"
    drafted = make_book(company, snapshot=as_built(company))
    drafted = fitted(drafted, Expected(drafted, calculate(company)))
    write(drafted, draft, Sentinels(drafted.months))
    before, after = parts(draft), parts(small.path)
    assert list(before) == list(after)
    sheets = sheet_parts(draft)
    for name in before:
        if name not in sheets.values() and name != "xl/sharedStrings.xml":
            assert CHART_CACHE.sub(b"", before[name]) == CHART_CACHE.sub(b"", after[name]), name

    texts = [_strings(p["xl/sharedStrings.xml"]) for p in (before, after)]
    stamped = set()
    for sheet, part in sheets.items():
        assert around(before[part]) == around(after[part]), sheet
        old, new = cells(before[part]), cells(after[part])
        assert list(old) == list(new), sheet
        for address, cell in old.items():
            now = new[address]
            assert (cell.formula, cell.style) == (now.formula, now.style), f"{sheet}!{address}"
            if cell.formula is None and _content(cell, texts[0]) != _content(now, texts[1]):
                stamped.add((sheet, _content(new[f"A{address[1:]}"], texts[1])))
    assert stamped == {("Cover", row_id) for row_id in STAMP}


def _strings(xml: bytes) -> list[str]:
    return re.findall(r"<si><t[^>]*>(.*?)</t></si>", xml.decode(), flags=re.DOTALL)


def _content(cell, texts):
    return texts[int(cell.value)] if cell.type == "s" else cell.value


def test_every_formula_cell_of_the_file_was_compared(small):
    in_file = sum(
        1
        for part in sheet_parts(small.path).values()
        for cell in cells(parts(small.path)[part]).values()
        if cell.formula
    )
    assert small.report.formulas == small.report.compared == in_file
    assert small.report.ok


def test_the_cover_tells_the_result_of_the_proof(small):
    cover = openpyxl.load_workbook(small.path)["Cover"]
    told = {row[0].value: row[2].value for row in cover.iter_rows() if row[0].value in STAMP}
    assert told["verified_engine"].startswith("IronCalc ")
    assert told["verified_formulas"] == told["verified_compared"] == small.report.formulas
    assert float(told["verified_worst"]) < 1e-9


def test_every_cached_value_is_the_mirrors(small, company):
    book = make_book(company, snapshot=as_built(company))
    expected = Expected(book, calculate(company))
    package, compared = parts(small.path), 0
    for page, part in zip(book.pages, sheet_parts(small.path).values(), strict=True):
        cached = cells(package[part])
        for line in page.lines:
            series = expected.months(page.name, line.row) if line.series else []
            wanted = {FIRST_MONTH + i: value for i, value in enumerate(series)}
            wanted |= {c: expected.cell(page.name, line.row, c) for c, cell in line.cells.items() if cell.formula}
            for column, value in wanted.items():
                cell = cached[f"{letters(column)}{line.row + 1}"]
                assert cell.formula
                assert cell.value == _cached(value) or float(cell.value) == value, (page.name, line.id, column)
                compared += 1
    assert compared == small.report.formulas


def _cached(value):
    """How a value stands in a cache, numbers apart."""
    if isinstance(value, float) and math.isnan(value):
        return "n.m."
    return None if value == "" else value


def test_recalculating_gives_what_is_cached(small):
    """What previews and phones show is what a spreadsheet program will show."""
    model = ironcalc.load_from_xlsx(str(small.path), "en", "UTC", "en")
    model.evaluate()
    sheets = {p["name"]: i for i, p in enumerate(model.get_worksheets_properties())}
    formulas = openpyxl.load_workbook(small.path)
    cached = parts(small.path)
    for sheet, part in sheet_parts(small.path).items():
        by_address = cells(cached[part])
        for row in formulas[sheet].iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                kept = by_address[cell.coordinate]
                found = model.get_cell_value(sheets[sheet], cell.row, cell.column)
                if kept.type == "n" and kept.value:
                    assert found == pytest.approx(float(kept.value), rel=1e-9, abs=1e-7), f"{sheet}!{cell.coordinate}"
                else:
                    assert found == (kept.value or ""), f"{sheet}!{cell.coordinate}"


# --- the same bytes


def test_the_same_inputs_give_the_same_bytes(small, company, tmp_path):
    again = build(company, tmp_path / "another name.xlsx")
    assert again.path.read_bytes() == small.path.read_bytes()


def test_bytes_depend_on_no_clock_zone_locale_or_hash_seed(small, tmp_path):
    inputs = shutil.copytree(pathlib.Path(__file__).parent.parent / "check" / "company", tmp_path / "elsewhere")
    time.sleep(1.1)
    env = {**os.environ, "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7", "LC_ALL": "C"}
    command = [sys.executable, "-m", "finmodel", "build", str(inputs), "-o", "m.xlsx"]
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path, env=env)
    assert (tmp_path / "m.xlsx").read_bytes() == small.path.read_bytes()


def test_source_date_epoch_is_the_date_of_creation(company, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    core = parts(build(company, tmp_path / "m.xlsx").path)["docProps/core.xml"]
    assert b"1970-01-01T00:00:00Z" in core


def test_the_date_of_creation_comes_from_the_inputs(small):
    assert b"2025-12-31T00:00:00Z" in parts(small.path)["docProps/core.xml"]


# --- all of it or nothing


def test_a_mismatch_leaves_the_old_file_as_it_was(file, company, wrong):
    before = file.read_bytes()
    with pytest.raises(ProofError) as error:
        build(company, file, force=True)
    assert error.value.findings[0].id == "arr"
    assert error.value.exit_code == 1
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_mismatch_leaves_no_new_file(tmp_path, company, wrong):
    with pytest.raises(ProofError):
        build(company, tmp_path / "model.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_nothing_but_the_workbook_is_left_in_the_folder(tmp_path, company):
    build(company, tmp_path / "model.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["model.xlsx"]


def test_an_interruption_leaves_the_old_file_and_no_other(file, company, monkeypatch):
    before = file.read_bytes()

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("finmodel.builder.prove", interrupted)
    with pytest.raises(KeyboardInterrupt):
        build(company, file)
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_figure_beyond_any_number_leaves_the_old_file(file, minimal):
    folder = minimal(
        assumptions="assumption,base\nstart_month,2026-01\nmonths,240\n",
        plans="plan,price_usd,new_accounts,new_accounts_growth_rate\npro,20,1000,1000\n",
    )
    before = file.read_bytes()
    with pytest.raises(InputError, match="grows beyond any number"):
        build(read(folder), file, force=True)
    assert file.read_bytes() == before


def test_each_step_is_told(company, tmp_path):
    steps: list[str] = []
    build(company, tmp_path / "model.xlsx", tell=steps.append)
    assert len(steps) >= 4
    assert "mirror" in steps[0]


# --- a file that stands there already


def test_an_untouched_file_is_overwritten(file, company):
    before = file.read_bytes()
    build(company, file)
    assert file.read_bytes() == before


def test_a_file_with_edits_is_refused_and_told(file, company):
    edit(file)
    before = file.read_bytes()
    with pytest.raises(EditedError, match=r"plans\.price_usd\[pro\]: 50 -> 77") as error:
        build(company, file)
    assert "--force" in str(error.value)
    assert error.value.exit_code == 1
    assert file.read_bytes() == before


def test_force_overwrites_edits(file, company, small):
    edit(file)
    build(company, file, force=True)
    assert file.read_bytes() == small.path.read_bytes()


def test_a_typed_over_formula_is_an_edit(file, company):
    book = openpyxl.load_workbook(file)
    row = next(row for row in book["Profit"].iter_rows() if row[0].value == "arr")
    row[10].value = 1_000_000
    book.save(file)
    with pytest.raises(EditedError, match="arr"):
        build(company, file)


def test_an_own_sheet_is_an_edit(file, company):
    book = openpyxl.load_workbook(file)
    book.create_sheet("My view")["A1"] = 1
    book.save(file)
    with pytest.raises(EditedError, match="My view"):
        build(company, file)


def test_a_sheet_that_was_removed_is_an_edit(file, company):
    book = openpyxl.load_workbook(file)
    del book["Profit"]
    book.save(file)
    with pytest.raises(EditedError, match="Profit"):
        build(company, file)


def test_a_cell_of_their_own_on_our_sheet_is_an_edit(file, company):
    """Somebody's remark beside the figures would be lost."""
    book = openpyxl.load_workbook(file)
    book["Profit"].cell(12, 25).value = "ask the bank about this"
    book.save(file)
    with pytest.raises(EditedError, match="Profit"):
        build(company, file)


@pytest.mark.parametrize("content", [b"my thesis", b""])
def test_a_file_that_is_no_workbook_is_refused(tmp_path, company, content):
    path = tmp_path / "model.xlsx"
    path.write_bytes(content)
    with pytest.raises(EditedError, match="write to another file; build --force overwrites this one"):
        build(company, path)
    assert path.read_bytes() == content
    build(company, path, force=True)
    assert openpyxl.load_workbook(path).sheetnames[0] == "Cover"


def test_another_workbook_is_refused(tmp_path, company):
    path = tmp_path / "model.xlsx"
    other = openpyxl.Workbook()
    other.active["A1"] = "budget"
    other.save(path)
    with pytest.raises(EditedError, match="not a finmodel workbook"):
        build(company, path)


# --- where it is written


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("model.xls", "does not end in .xlsx"),
        ("model", "does not end in .xlsx"),
        ("missing/model.xlsx", "is not a folder; make it first"),
        ("folder.xlsx", "is a folder"),
    ],
)
def test_a_target_that_cannot_be(tmp_path, company, name, message):
    (tmp_path / "folder.xlsx").mkdir()
    with pytest.raises(InputError, match=re.escape(message)) as error:
        build(company, tmp_path / name)
    assert error.value.exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["folder.xlsx"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(tmp_path, company):
    tmp_path.chmod(0o500)
    with pytest.raises(OSError, match="Permission denied"):
        build(company, tmp_path / "model.xlsx")
    tmp_path.chmod(0o700)


@pytest.mark.skipif(os.name == "nt", reason="no file modes")
def test_the_file_has_the_mode_of_any_new_file(tmp_path, company):
    old = os.umask(0o027)
    try:
        built = build(company, tmp_path / "model.xlsx")
    finally:
        os.umask(old)
    assert stat.S_IMODE(built.path.stat().st_mode) == 0o640


@pytest.mark.skipif(os.name == "nt", reason="no file modes")
def test_an_overwritten_file_keeps_its_mode(file, company):
    file.chmod(0o604)
    build(company, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o604


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_is_written_through(file, company, tmp_path):
    """A link stays a link: the file it points to is the one that is built."""
    link = tmp_path / "latest.xlsx"
    link.symlink_to(file)
    build(company, link)
    assert link.is_symlink()


def test_a_relative_path_and_an_odd_name(company, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    build(company, "Größe & 模型 #1.XLSX")
    assert (tmp_path / "Größe & 模型 #1.XLSX").exists()
