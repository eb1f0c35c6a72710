"""docs/simulate.md does what it says: its commands run, and it names every column and distribution."""

import re
import shutil

import pytest
from docpage import ROOT, DocPage, run, unlike

from finmodel.inputs.row import NOTES
from finmodel.uncertainty.row import FAMILIES, UncertainInput
from finmodel.uncertainty.simulate import BLOCK
from finmodel.uncertainty.tried import FIRST
from finmodel.workbook.pages.uncertainty import HOLDS, OTHER_SCENARIO, OVER

PAGE = DocPage("docs/simulate.md")


@pytest.mark.parametrize("command", PAGE.lines("sh"))
def test_the_page_s_commands_run(command, tmp_path, monkeypatch):
    shutil.copytree(ROOT / "inputs", tmp_path / "inputs")
    (tmp_path / "outputs").mkdir()
    monkeypatch.chdir(tmp_path)
    result = run(f"{command} --trials 20")
    assert result.exit_code == 0, result.output


def test_every_column_and_distribution_is_explained():
    columns = re.findall(r"^\| (`.*?) \|", PAGE.text, re.MULTILINE)
    named = {name for cell in columns for name in re.findall(r"`(\w+)`", cell)}
    assert named == {*UncertainInput.columns(), *NOTES}
    assert {family for family in FAMILIES if f"`{family}`" in PAGE.text} == set(FAMILIES)
    assert f"blocks of {BLOCK}" in PAGE.text


def test_the_session_prints_what_the_page_shows(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for command, shown in PAGE.session():
        result = run(command)
        assert result.exit_code == 0, f"{command}\n{result.output}"
        assert unlike(shown, result.output, tmp_path) == [], command


def test_what_the_sheet_can_say_is_explained():
    assert all(f"| {words} |" in PAGE.text for words in (HOLDS, OVER, OTHER_SCENARIO))
    assert FIRST == 3
    assert "the first three trials" in PAGE.text
