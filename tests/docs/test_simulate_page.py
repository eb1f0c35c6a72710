"""docs/simulate.md does what it says: its commands run, and it names every column and distribution."""

import pathlib
import re
import shlex
import shutil

import pytest
from click.testing import CliRunner

from finmodel.cli import main
from finmodel.inputs.row import NOTES
from finmodel.uncertainty.row import FAMILIES, UncertainInput
from finmodel.uncertainty.simulate import BLOCK

ROOT = pathlib.Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "simulate.md").read_text(encoding="utf-8")
COMMANDS = "\n".join(re.findall(r"^```sh\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)).splitlines()


@pytest.mark.parametrize("command", COMMANDS)
def test_the_page_s_commands_run(command, tmp_path, monkeypatch):
    shutil.copytree(ROOT / "inputs", tmp_path / "inputs")
    (tmp_path / "outputs").mkdir()
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, [*shlex.split(command)[1:], "--trials", "20"])
    assert result.exit_code == 0, result.output


def test_every_column_and_distribution_is_explained():
    columns = re.findall(r"^\| (`.*?) \|", PAGE, re.MULTILINE)
    named = {name for cell in columns for name in re.findall(r"`(\w+)`", cell)}
    assert named == {*UncertainInput.columns(), *NOTES}
    assert {family for family in FAMILIES if f"`{family}`" in PAGE} == set(FAMILIES)
    assert f"blocks of {BLOCK}" in PAGE
