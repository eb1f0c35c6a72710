"""docs/simulate.md does what it says: its commands run, and it names every column and distribution."""

import re
import shutil

import pytest
from docpage import ROOT, DocPage, run

from finmodel.inputs.row import NOTES
from finmodel.uncertainty.row import FAMILIES, UncertainInput
from finmodel.uncertainty.simulate import BLOCK

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
