"""`finmodel report`: exit codes, where the page goes, what the messages say."""

import json
import os
import pathlib
import stat

import openpyxl
import pytest


def damage(path):
    """Type a value over a formula."""
    book = openpyxl.load_workbook(path)
    cell = next(cell for row in book["Profit"].iter_rows() for cell in row if cell.data_type == "f")
    cell.value = 1
    book.save(path)


def test_a_flag_is_no_failure(run, crossing):
    result = run("report", crossing, "--scenario", "dear")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "FLAG" in result.stdout
    assert result.stdout.startswith("# The company: diligence memo on 2026-03\n")
    assert run("report", crossing, "--md", "--scenario", "dear").stdout == result.stdout


def test_findings_exit_1_and_the_memo_is_printed(run, file):
    damage(file)
    result = run("report", file)
    assert result.exit_code == 1
    assert "**Not sound: " in result.stdout
    assert "a value was typed over a formula" in result.stdout
    assert "not sound" in result.stderr
    told = json.loads(run("report", file, "--json").stdout)
    assert told["ok"] is False
    assert told["proof"]["findings"]


def test_the_same_for_programs(run, file):
    result = run("report", file, "--json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert told["company"]["name"] == "Small & full"
    assert told["proof"]["formulas"] == told["proof"]["compared"]
    assert told["overridden"] == []
    assert "NaN" not in result.stdout


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["nowhere"], "nowhere: is not a folder"),
        (["nowhere.xlsx"], "nowhere.xlsx: there is no such file"),
        (["inputs/plans.csv"], "cannot be read as an xlsx workbook"),
        (["foreign.xlsx"], "foreign.xlsx: is no finmodel workbook"),
        (["inputs", "--scenario", "deer"], "did you mean dear?"),
        (["inputs", "-o", "nowhere/memo.md"], "nowhere: is not a folder"),
        (["inputs", "-o", "inputs"], "inputs: is a folder"),
        (["inputs", "-o", "foreign.xlsx"], "write -o NAME.html or -o NAME.md"),
        (["inputs", "-o", "inputs/plans.csv"], "write -o NAME.html or -o NAME.md"),
    ],
)
def test_bad_input_exits_2_and_writes_nothing(run, crossing, monkeypatch, args, words):
    monkeypatch.chdir(crossing.parent)
    openpyxl.Workbook().save("foreign.xlsx")
    before = {path: path.stat().st_mtime_ns for path in crossing.parent.rglob("*")}
    result = run("report", *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
    assert {path: path.stat().st_mtime_ns for path in crossing.parent.rglob("*")} == before


def test_problems_of_the_csvs_are_the_usual_ones(run, crossing):
    (crossing / "plans.csv").write_text("plan,price_usd\npro,abc\n", encoding="utf-8")
    result = run("report", crossing)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "plans.csv:2 price_usd" in result.stderr


def test_into_a_file(run, crossing, tmp_path):
    page = run("report", crossing).stdout
    result = run("report", crossing, "-o", tmp_path / "memo.md")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert (tmp_path / "memo.md").read_bytes() == page.encode()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inputs", "memo.md"]


def test_the_old_file_stays_until_the_new_one_is_whole(run, crossing, tmp_path, monkeypatch):
    target = tmp_path / "memo.md"
    target.write_text("old", encoding="utf-8")

    def fail(self, *args, **kwargs):
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(pathlib.Path, "replace", fail)
    result = run("report", crossing, "-o", target)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "No space left" in result.stderr
    assert target.read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inputs", "memo.md"]


@pytest.mark.skipif(os.name == "nt", reason="modes and links of POSIX")
def test_a_file_keeps_its_mode_and_a_link_is_written_through(run, crossing, tmp_path):
    target = tmp_path / "memo.md"
    target.write_text("old", encoding="utf-8")
    target.chmod(0o640)
    (tmp_path / "link.md").symlink_to(target)
    assert run("report", crossing, "-o", tmp_path / "link.md").exit_code == 0
    assert target.read_text(encoding="utf-8").startswith("# ")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert (tmp_path / "link.md").is_symlink()
