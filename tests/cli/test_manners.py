"""How the command line behaves on a terminal and in a pipe."""

import os
import subprocess
import sys

import pytest
from click.shell_completion import get_completion_class

from finmodel.cli import COMMANDS, main
from finmodel.printable import table, width


def test_quiet_leaves_results_warnings_and_errors(run, company, tmp_path):
    workbook = tmp_path / "model.xlsx"
    assert (run("build", company, "-o", workbook, "--quiet").stderr) == ""
    assert run("--quiet", "check", workbook).stderr == ""
    assert run("calc", company, "--quiet").stdout.startswith("line_item,")
    assert run("prices", "pull", company, "--as-of", "2026-11-01", "-q").stderr.startswith("prices.csv:2 model: ")
    refused = run("build", company / "nowhere", "-o", workbook, "-q")
    assert (refused.exit_code, "is not a folder" in refused.stderr) == (2, True)


def test_without_quiet_it_says_how_it_went(run, company, tmp_path):
    assert "formula cells" in run("build", company, "-o", tmp_path / "model.xlsx").stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes_commands_options_and_choices(shell):
    complete = get_completion_class(shell)(main, {}, "finmodel", "_FINMODEL_COMPLETE")
    assert "finmodel" in complete.source()

    def words(*before, start):
        return [item.value for item in complete.get_completions(list(before), start)]

    assert words(start="") == list(COMMANDS)
    assert words("prices", start="h") == ["history"]
    assert words("check", start="--sh") == ["--shocks"]
    assert words("init", "acme", "--example", start="c") == ["coding-agent"]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_says_what_with_an_example(run, command):
    told = run(command, "--help").stdout
    assert "Example:" in told
    assert f"finmodel {command}" in told
    assert "--quiet" in told


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is POSIX")
@pytest.mark.parametrize("no_colour", [True, False])
def test_no_colour_where_none_is_wanted(company, tmp_path, no_colour):
    import pty

    lead, follow = pty.openpty()
    variables = {**os.environ, "TERM": "xterm-256color"} | ({"NO_COLOR": "1"} if no_colour else {})
    command = [sys.executable, "-m", "finmodel", "build", str(company), "-o", str(tmp_path / "model.xlsx")]
    with subprocess.Popen(command, stderr=follow, env=variables) as process:
        assert process.wait(60) == 0
    told = os.read(lead, 100_000).decode()
    assert "formula cells" in told
    assert ("\x1b[3" not in told) == no_colour  # an escape sequence that sets a colour


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("Chat", 4),
        ("会話", 4),
        ("ｶﾅ", 2),
        ("Café", 4),
        ("Cafe\u0301", 4),
        ("\u03b1", 1),
        ("\uff21\uff22", 4),
        ("챗봇", 4),
    ],
)
def test_a_name_takes_as_many_columns_as_a_terminal_gives_it(name, columns):
    assert width(name) == columns


def test_tables_align_names_of_every_script():
    lines = table(("plan", "price"), [("プロ", "1"), ("Enterprise", "1,000"), ("기업용", "20")]).splitlines()
    assert lines == [
        "plan        price",
        "プロ            1",
        "Enterprise  1,000",
        "기업용         20",
    ]
