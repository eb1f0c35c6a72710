"""The README does what it says: its commands, its examples, its links."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from click.testing import CliRunner
from docpage import ROOT, DocPage, run

from finmodel.cli import COMMANDS, main

PAGE = DocPage("README.md")
README = PAGE.text
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "docs/decisions/README.md")
BUILD = "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/finmodel build inputs -o outputs/model.xlsx"
TEST = "python3 -m venv .venv && .venv/bin/pip install '.[test]' && .venv/bin/pytest"
SHAKEN = " --shocks"  # takes half a minute
UNFIT = shutil.ignore_patterns(".venv", ".git", ".*_cache", ".hypothesis", "__pycache__", "*.xlsx")


def blocks(language):
    """The lines of the README's code blocks in a language, a list a block."""
    return [text.splitlines() for text in PAGE.blocks(language)]


def examples():
    """Every `finmodel ...` line of the README in order, the build of the set-up command first."""
    lines = [line for block in blocks("sh") for line in block]
    commands = [line.split(" && ")[-1].removeprefix(".venv/bin/") for line in lines]
    return [command for command in commands if command.startswith("finmodel ")]


@pytest.fixture
def company(tmp_path, monkeypatch):
    """A folder with the example's inputs, as the README's reader has it."""
    shutil.copytree(ROOT / "inputs", tmp_path / "inputs")
    (tmp_path / "outputs").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_two_commands_come_first():
    assert [line for block in blocks("sh")[:2] for line in block] == [BUILD, TEST]


def test_the_windows_forms_are_the_same_commands():
    changes = {"python3 ": "py ", ".venv/bin/": ".venv\\Scripts\\", "outputs/": "outputs\\", "'": '"'}
    expected = []
    for command in (BUILD, TEST):
        for old, new in changes.items():
            command = command.replace(old, new)  # noqa: PLW2901
        expected.append(command)
    assert blocks("bat") == [expected]


def test_ci_runs_the_second_command_literally():
    script = ROOT / ".ci" / "run"
    assert TEST in script.read_text(encoding="utf-8").splitlines()
    assert os.name == "nt" or os.access(script, os.X_OK)


@pytest.mark.slow
def test_every_example_runs_and_prints_what_is_shown(company):
    told = []
    assert examples()[0] == "finmodel build inputs -o outputs/model.xlsx"
    for command in examples():
        told += [] if SHAKEN in command else succeeded(command)
    told += (company / "outputs" / "change_report.md").read_text(encoding="utf-8").splitlines()
    shown = [line for block in blocks("md") for line in block]
    assert len(shown) > 20
    assert [line for line in shown if line not in told] == []


@pytest.mark.slow
def test_the_example_with_shocks_runs(company):
    (command,) = (command for command in examples() if SHAKEN in command)
    succeeded(next(line for line in examples() if line.startswith("finmodel init acme")))
    succeeded(next(line for line in examples() if line.startswith("finmodel build acme")))
    assert succeeded(command)


def succeeded(command):
    """The lines on stdout of a command that goes well."""
    done = run(command)
    assert done.exit_code == 0, f"{command}\n{done.output[-2000:]}{done.exception!r}"
    assert "warning" not in done.stderr, f"{command}\n{done.stderr}"
    return done.stdout.splitlines()


@pytest.mark.slow
def test_the_library_example_runs(tmp_path, monkeypatch):
    """On a company of a few features, which says the same of the code in a third of the time."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "templates" / "starter", tmp_path / "inputs")
    (tmp_path / "outputs").mkdir()
    for path in (tmp_path / "inputs").iterdir():
        path.write_text(path.read_text(encoding="utf-8").replace("Team", "Pro"), encoding="utf-8")
    code = [*blocks("python")[0], "print(report.ok, results['revenue[Pro]'].shape)"]
    done = subprocess.run([sys.executable, "-c", "\n".join(code)], capture_output=True, text=True, check=False)
    assert done.stdout.split("\n")[0] == "True (24,)", done.stderr


def test_the_messages_are_those_the_reader_gets(company):
    for file, old, new in (
        ("prices.csv", "2025-01-01,0,5,25,", '2025-01-01,0,"5,0",25,'),
        ("levers.csv", "Support answers", "Suport answers"),
    ):
        path = company / "inputs" / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    result = CliRunner().invoke(main, ["build", "inputs", "-o", "outputs/model.xlsx"])
    assert result.exit_code == 2
    assert blocks("text")[0] == result.stderr.splitlines()


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_has_help_with_an_example(command):
    result = CliRunner().invoke(main, [command, "--help"])
    assert result.exit_code == 0
    assert re.search(rf"Example:\s+finmodel {command}\b", result.output)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_stands_in_the_readme(command):
    assert re.search(rf"^\| `finmodel {command}\b", README, re.MULTILINE)
    assert any(example.startswith(f"finmodel {command}") for example in examples())


def test_every_decision_is_linked():
    folder = ROOT / "docs" / "decisions"
    pages = sorted(path.name for path in folder.glob("[0-9]*.md"))
    linked = re.findall(r"\]\(([0-9]{4}-[^)]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8"))
    assert linked == pages
    assert [name[:4] for name in pages] == [f"{n:04d}" for n in range(1, len(pages) + 1)]
    for name in pages:
        assert (folder / name).read_text(encoding="utf-8").startswith(f"# {name[:4]} ")


@pytest.mark.parametrize("page", [*PAGES, *(f"docs/decisions/{p.name}" for p in ROOT.glob("docs/decisions/0*.md"))])
def test_links_lead_somewhere(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = [target for target in re.findall(r"\]\(([^)#]+)", text) if "://" not in target]
    missing = [target for target in targets if not ((ROOT / page).parent / target).exists()]
    assert not missing


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("FINMODEL_FRESH"), reason="FINMODEL_FRESH=1 installs into a new environment")
def test_the_first_command_on_a_fresh_copy_and_the_tutorial_s_installation(tmp_path):
    copy = tmp_path / "finmodel"
    shutil.copytree(ROOT, copy, ignore=UNFIT)
    subprocess.run(["bash", "-c", BUILD], cwd=copy, check=True)
    assert (copy / "outputs" / "model.xlsx").stat().st_size > 0
    (copy / "path" / "to").mkdir(parents=True)
    (copy / "path" / "to" / "finmodel").symlink_to(ROOT, target_is_directory=True)
    for line in DocPage("docs/tutorial.md").lines("sh"):  # into the same environment: only the charts are new
        subprocess.run(["bash", "-c", line], cwd=copy, check=True)
    subprocess.run([".venv/bin/python", "-c", "import altair, finmodel, vl_convert"], cwd=copy, check=True)
