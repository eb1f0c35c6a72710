"""Where a memo goes: the form by the ending, several files at once, and the workbook as a PDF."""

import json
import os
import pathlib
import shutil
import subprocess

import pytest

from finmodel.gates import office


def test_the_ending_says_the_form(run, crossing, tmp_path):
    page = run("report", crossing).stdout
    told = run("report", crossing, "--json").stdout
    for name, begins in (("a.html", "<!DOCTYPE html>"), ("a.HTM", "<!DOCTYPE html>"), ("a.md", page), ("a", page)):
        result = run("report", crossing, "-o", tmp_path / name)
        assert (result.exit_code, result.stdout) == (0, "")
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)
    assert run("report", crossing, "-o", tmp_path / "a.json").stdout == ""
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == json.loads(told)


def test_markdown_is_printed_or_written(run, crossing, tmp_path):
    page = run("report", crossing).stdout
    assert run("report", crossing, "--md").stdout == page
    result = run("report", crossing, "--md", tmp_path / "memo.md", "-o", tmp_path / "memo.html")
    assert (result.exit_code, result.stdout) == (0, "")
    assert (tmp_path / "memo.md").read_text(encoding="utf-8") == page
    assert (tmp_path / "memo.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert run("report", crossing, "--md", "-o", tmp_path / "other.md").stdout == ""
    assert (tmp_path / "other.md").read_text(encoding="utf-8") == page
    assert run("report", crossing, "-o", tmp_path / "memo.html", "--md").stdout == page


def test_json_goes_where_no_page_does(run, crossing, tmp_path):
    told = run("report", crossing, "--json").stdout
    assert run("report", crossing, "--json", "-o", tmp_path / "memo.html").stdout == told
    assert run("report", crossing, "--json", "-o", tmp_path / "told").stdout == ""
    assert (tmp_path / "told").read_text(encoding="utf-8") == told


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["inputs", "-o", "memo.pdf"], "write --pdf memo.pdf for the workbook"),
        (["inputs", "-o", "a.md", "--md", "a.md"], "is named twice"),
        (["inputs", "--md", "inputs"], "inputs: is a folder; write --md NAME.md"),
        (["model.xlsx", "--pdf", "model.xlsx"], "write --pdf NAME.pdf"),
        (["model.xlsx", "--pdf", "nowhere/a.pdf"], "nowhere: is not a folder"),
        (["inputs", "--pdf", "a.pdf"], "finmodel build inputs -o model.xlsx"),
    ],
)
def test_what_cannot_be_written_is_told_before_anything_is(run, crossing, file, monkeypatch, args, words):
    monkeypatch.chdir(crossing.parent)
    monkeypatch.setattr(office.shutil, "which", lambda _: "soffice")
    before = sorted(crossing.parent.rglob("*"))
    result = run("report", *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
    assert sorted(crossing.parent.rglob("*")) == before


def test_without_libreoffice_no_pdf_and_no_page(run, file, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    result = run("report", file, "--pdf", tmp_path / "a.pdf", "-o", tmp_path / "a.html")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "LibreOffice is not installed; install libreoffice-calc to print a PDF, or leave --pdf out" in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == [file.name]


def test_the_workbook_as_a_pdf(soffice, run, file, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    file = file.rename(file.with_name("Small & full.v2.xlsx"))
    result = run("report", file, "--pdf", tmp_path / "a.pdf", "-o", tmp_path / "a.html")
    assert (result.exit_code, result.stdout) == (0, "")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "home") == [file.name, "a.html", "a.pdf"]
    assert not (tmp_path / "home" / ".config" / "libreoffice").exists()
    if shutil.which("pdftotext"):
        text = subprocess.run(["pdftotext", tmp_path / "a.pdf", "-"], capture_output=True, text=True, check=True).stdout
        assert text.count("Small & full.v2") > 20  # the foot of every page names the file


@pytest.mark.skipif(not pathlib.Path("/proc/self").exists(), reason="looks into /proc")
def test_an_office_that_does_not_answer_is_ended_and_the_old_file_stays(run, file, tmp_path, monkeypatch):
    """A stand-in that sleeps, with a child of its own as the office has one; both end, and in time."""
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\nsleep 600 & echo $! > {tmp_path / 'child'}\nwait\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(office, "PATIENCE", 1)
    (tmp_path / "a.pdf").write_bytes(b"old")
    result = run("report", file, "--pdf", tmp_path / "a.pdf")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "did not answer within 1 s" in result.stderr
    assert (tmp_path / "a.pdf").read_bytes() == b"old"
    assert ended(int((tmp_path / "child").read_text()))


def ended(process):
    """Whether a process is gone, or waits for nothing but to be counted."""
    stat = pathlib.Path(f"/proc/{process}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z"
