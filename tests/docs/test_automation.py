"""docs/automation.md and its workflow do what they say: their commands are run."""

import os
import re
import shlex
import shutil
import stat
import subprocess
import sys

import pytest
import yaml
from docpage import ROOT, DocPage

PAGE = DocPage("docs/automation.md")
WORKFLOW = yaml.safe_load((ROOT / "docs" / "automation" / "finmodel.yml").read_text(encoding="utf-8"))
STEPS = WORKFLOW["jobs"]["refresh"]["steps"]
ENV = WORKFLOW["jobs"]["refresh"]["env"]


def program(path, text):
    """A program of a few lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def acme(tmp_path):
    """The example company's folder, with an environment that has finmodel and a pip that installs nothing."""
    shutil.copytree(ROOT / "inputs", tmp_path / "inputs")
    (tmp_path / "outputs").mkdir()
    program(tmp_path / ".venv" / "bin" / "finmodel", f'exec {shlex.quote(sys.executable)} -m finmodel "$@"')
    program(tmp_path / ".venv" / "bin" / "pip", "exit 0")
    program(tmp_path / ".venv" / "bin" / "mail", "exit 0")
    return tmp_path


def bash(folder, script, **env):
    """Run a script as GitHub does, with finmodel on the path."""
    path = os.pathsep.join([str(folder / ".venv" / "bin"), os.environ["PATH"]])
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script],
        cwd=folder, env={**os.environ, "PATH": path, "PYTHONPATH": paths, **env},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def github(folder, **env):
    """What GitHub gives a step."""
    plain = {name: value for name, value in ENV.items() if "${{" not in value}
    places = {name: str(folder / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    return {**plain, "AS_OF": "2026-11-02", **places, **env}


def scripts():
    """The steps between installing and the pull request, which need nobody outside."""
    return [step["run"] for step in STEPS if "run" in step and not re.search(r"pip install|git |exit 1$", step["run"])]


def test_every_command_of_the_workflow_runs(acme):
    ran = scripts()
    assert sum("finmodel" in script for script in ran) == 2
    for script in ran:
        done = bash(acme, script, **github(acme))
        assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
    assert (acme / "GITHUB_OUTPUT").read_text() in ("code=0\n", "code=1\n")  # 1: prices newer than the example's
    assert "outputs/model.xlsx: built" in (acme / "body.md").read_text()
    assert (acme / "outputs" / "2026-10" / "manifest.json").exists()


def test_a_breach_is_red_and_wrong_inputs_stop_the_run(acme):
    refresh = next(step["run"] for step in STEPS if step.get("id") == "refresh")
    assert bash(acme, refresh, **github(acme, FAIL_ON="gross_margin<0.99")).returncode == 0
    assert (acme / "GITHUB_OUTPUT").read_text() == "code=1\n"
    last = STEPS[-1]
    assert last["if"] == "steps.refresh.outputs.code == '1'"
    assert bash(acme, last["run"], **github(acme)).returncode == 1
    (acme / "inputs" / "plans.csv").write_text("plan\n")
    assert bash(acme, refresh, **github(acme)).returncode == 2


def test_the_workflow_opens_a_pull_request_monthly_and_on_demand():
    when = WORKFLOW[True]  # YAML reads `on` as true
    assert re.fullmatch(r"[0-9]+ [0-9]+ [0-9]+ \* \*", when["schedule"][0]["cron"])
    assert "workflow_dispatch" in when
    assert WORKFLOW["permissions"] == {"contents": "write", "pull-requests": "write"}
    text = next(step["run"] for step in STEPS if "gh pr create" in step.get("run", ""))
    assert "--body-file body.md" in text
    attached = next(step["with"]["path"] for step in STEPS if "upload-artifact" in step.get("uses", ""))
    assert "outputs/*.xlsx" in attached


def test_the_page_s_commands_run(acme):
    for line in PAGE.lines("sh"):
        done = bash(acme, line)
        assert done.returncode in (0, 1), done.stderr
        assert (acme / "outputs" / "model.xlsx").exists()


def test_the_crontab_line_runs(acme):
    (line,) = PAGE.lines("text")
    when, command = " ".join(line.split()[:5]), line.split(None, 5)[5]
    assert re.fullmatch(r"[0-9]+ [0-9]+ [0-9]+ \* \*", when)
    command = command.replace("/srv/acme", shlex.quote(str(acme))).replace(r"\%", "%")
    command = command.replace("$(date +%F)", "2026-11-02").partition(" || ")[0]
    done = bash(acme, command)
    assert done.returncode in (0, 1), (acme / "refresh.log").read_text()
    assert "outputs/model.xlsx: built" in (acme / "refresh.log").read_text()
