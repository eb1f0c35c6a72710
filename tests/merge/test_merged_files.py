"""Whole files: built, edited by programs and people, pulled; and writes that fail."""

import json
import os
import pathlib
import shutil

import openpyxl
import pytest
from click.testing import CliRunner
from edited import COMPANY, diff, place_of

import finmodel
from finmodel import files
from finmodel.cli import main
from finmodel.errors import InputError
from finmodel.files import Change, write_all


def run(*args):
    result = CliRunner().invoke(main, [str(arg) for arg in args])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def edit(book, seen, tmp_path):
    """A copy of the workbook into which openpyxl typed values."""

    def _edit(edits):
        copy = pathlib.Path(shutil.copy(book, tmp_path / "model.xlsx"))
        workbook = openpyxl.load_workbook(copy)
        for entry, value in edits.items():
            sheet, row, column = place_of(seen, entry) if isinstance(entry, str) else entry
            workbook[sheet].cell(row + 1, column + 1).value = value
        workbook.save(copy)
        return copy

    return _edit


def test_a_conflict_is_told_with_the_next_step(edit, folder):
    file = edit({"plans.price_usd[pro]": 55})
    path = folder / "plans.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("pro,50,", "pro,60,"), encoding="utf-8")
    for command in ("pull", "update"):
        done = run(command, file, folder, "--dry-run")
        assert done.exit_code == 1
        conflict, fix, _ = done.stderr.splitlines()[-3:]
        assert conflict.startswith("conflict: plans.csv: price_usd[pro]: as generated 50")
        assert fix.endswith("say whose value stands with --prefer workbook or --prefer inputs")
    assert "55" in run("pull", file, folder, "--dry-run", "--prefer", "workbook").stdout


def test_a_pull_after_a_build_is_the_identity(book, folder):
    result = run("pull", book, folder)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "nothing to merge" in result.stderr
    assert diff(COMPANY, folder) == []


def test_the_command_says_what_moves_where(edit, folder):
    file = edit({"plans.price_usd[pro]": 55})
    line = "plans.csv: price_usd[pro] 50 -> 55 (workbook)\n"
    dry = run("pull", file, folder, "--dry-run")
    assert (dry.exit_code, dry.stdout) == (0, line)
    assert diff(COMPANY, folder) == []
    done = run("pull", file, folder)
    assert (done.exit_code, done.stdout) == (0, line)
    assert "1 move; wrote plans.csv" in done.stderr
    assert len(diff(COMPANY, folder)) == 2
    assert run("pull", file, folder).stdout == ""


def test_conflicts_exit_1_and_json_is_for_programs(edit, folder):
    file = edit({"plans.price_usd[pro]": 55})
    plans = folder / "plans.csv"
    plans.write_text(plans.read_text().replace("pro,50,", "pro,60,"))
    result = run("pull", file, folder)
    assert result.exit_code == 1
    assert "conflict: plans.csv: price_usd[pro]: as generated 50, workbook 55, inputs 60" in result.stderr
    told = run("pull", file, folder, "--json")
    assert told.exit_code == 1
    data = json.loads(told.stdout)
    assert (data["ok"], data["written"]) == (False, [])
    assert data["conflicts"][0]["theirs"] == "55"
    assert run("pull", file, folder, "--prefer", "inputs").exit_code == 0


def test_bad_input_exits_2(book, folder, tmp_path):
    assert run("pull", tmp_path / "none.xlsx", folder).exit_code == 2
    assert run("pull", book, tmp_path / "nowhere").exit_code == 2
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    assert "no finmodel workbook" in run("pull", tmp_path / "other.xlsx", folder).stderr


def test_a_value_typed_over_a_formula_is_told_and_the_inputs_are_merged(edit, seen, folder):
    revenue = place_of(seen, "assumptions.m3[total_revenue]")  # any row whose id stands alone
    merged = finmodel.pull(edit({revenue: 12345, "plans.price_usd[pro]": 55}), folder)
    assert not merged.ok
    assert [finding.message for finding in merged.beside] == ["a value was typed over a formula"]
    assert merged.written == ("plans.csv",)


def test_a_value_typed_over_the_live_assumption_keeps_all_from_being_written(edit, folder):
    file = edit({"assumptions.live[payment_fee_rate]": 0.02, "plans.price_usd[pro]": 55})
    merged = finmodel.pull(file, folder)
    assert "typed over a formula" in str(merged.blocking[0])
    assert diff(COMPANY, folder) == []


def test_edits_saved_by_libreoffice(edit, folder, resaved):
    edits = {"plans.price_usd[pro]": 55, "plans.churn_rate[free]": 0.123456789, "prices.note[big|2026-03-15]": "é; ü"}
    merged = finmodel.pull(resaved(edit(edits)), folder)
    assert merged.ok, merged.findings
    assert {(m.column, m.new) for m in merged.moves} == {
        ("price_usd", "55"),
        ("churn_rate", "0.123456789"),
        ("note", "é; ü"),
    }
    assert len(diff(COMPANY, folder)) == 6


def test_edited_by_hand_on_both_sides_then_built_and_pulled(edit, folder, tmp_path):
    file = edit({"plans.price_usd[pro]": 55})
    opex = folder / "opex.csv"
    opex.write_text(opex.read_text().replace("servers,hosting,500", "servers,hosting,650"))
    assert finmodel.pull(file, folder).ok
    assert "servers,hosting,650" in opex.read_text()
    finmodel.build(finmodel.read(folder), tmp_path / "next.xlsx")
    merged = finmodel.pull(tmp_path / "next.xlsx", folder)
    assert merged.ok
    assert merged.moves == ()


# --- writing


def test_all_files_or_none(tmp_path, monkeypatch):
    one, two, new = tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "c.csv"
    one.write_bytes(b"1")
    two.write_bytes(b"2")
    changes = {new: Change(None, b"n"), one: Change(b"1", b"x"), two: Change(b"2", b"y")}
    moved = []

    def replace(self, target, _real=pathlib.Path.replace):
        if target == two and not moved.append(target):
            raise OSError(28, "no space left", str(target))
        return _real(self, target)

    monkeypatch.setattr(files.Path, "replace", replace)
    with pytest.raises(OSError, match="no space"):
        write_all(changes)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.csv": b"1", "b.csv": b"2"}


def test_a_file_that_was_changed_meanwhile_is_left(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"2")
    with pytest.raises(InputError, match="was changed while"):
        write_all({path: Change(b"1", b"x")})
    assert path.read_bytes() == b"2"


@pytest.mark.skipif(os.name == "nt", reason="modes and links as on Unix")
def test_modes_and_links_stay(tmp_path):
    path, link = tmp_path / "a.csv", tmp_path / "link.csv"
    path.write_bytes(b"1")
    path.chmod(0o640)
    link.symlink_to(path)
    write_all({link: Change(b"1", b"2")})
    assert link.is_symlink()
    assert path.read_bytes() == b"2"
    assert path.stat().st_mode & 0o777 == 0o640
