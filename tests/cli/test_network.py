"""No command opens a connection unless it is told to."""

import pathlib
import shutil
import subprocess
import sys

from finmodel.cli import COMMANDS

COMPANY = pathlib.Path(__file__).parent.parent / "check" / "company"
REFUSING = """
import sys

def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request"):
        raise AssertionError(f"{event} {arguments}")

sys.addaudithook(refuse)

from click.testing import CliRunner
from finmodel.cli import main

for line in sys.stdin.read().splitlines():
    done = CliRunner().invoke(main, line.split())
    print(done.exit_code, line)
    if done.exit_code:
        print(done.output, repr(done.exception))
"""
LINES = """
init new --full
build inputs -o model.xlsx
check model.xlsx
pull model.xlsx inputs
update model.xlsx inputs
refresh inputs -o model.xlsx --as-of 2026-11-01
diff model.xlsx inputs
calc inputs
simulate new --trials 20
report inputs -o memo.html
explain gross_margin
prices pull new --as-of 2026-11-01 --dry-run
prices diff inputs new
prices history gemini-3.8-flash new
usage sample log.jsonl --rows 50 --format litellm
usage summary log.jsonl --prices inputs
"""


def run(folder, *lines):
    """Run command lines in a process that refuses connections; what it prints."""
    command = [sys.executable, "-c", REFUSING]
    done = subprocess.run(command, input="\n".join(lines), cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_every_command_does_without_a_network(tmp_path):
    shutil.copytree(COMPANY, tmp_path / "inputs")
    lines = LINES.strip().splitlines()
    assert {line.split()[0] for line in lines} == set(COMMANDS)
    assert run(tmp_path, *lines) == [f"0 {line}" for line in lines]


def test_one_that_is_told_to_would_open_one(tmp_path):
    first, *told = run(tmp_path, "init new", "prices pull new --online --dry-run")
    assert first == "0 init new"
    assert "socket." in "\n".join(told)
