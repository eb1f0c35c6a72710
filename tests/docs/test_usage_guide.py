"""docs/usage.md: its commands run on drawn logs, and so does its Python."""

import re
import shutil
import subprocess
import sys

import pytest
from docpage import ROOT, DocPage, run

PAGE = DocPage("docs/usage.md")
ELSEWHERE = re.compile(r"^(pip|jq) |--connect ")  # what needs a registry, another program, a cluster or a warehouse


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The example's inputs, and the logs that the page reads: JSON Lines, and a table whose features are tags."""
    import duckdb

    folder = tmp_path_factory.mktemp("usage")
    shutil.copytree(ROOT / "inputs", folder / "inputs")
    (folder / "logs").mkdir()
    with pytest.MonkeyPatch.context() as here:
        here.chdir(folder)
        for name in ("logs/a.jsonl.gz", "log.csv"):
            assert run(f"finmodel usage sample {name} --rows 3000").exit_code == 0
        duckdb.sql("copy (select * rename (feature as tag) from 'log.csv') to 'logs/b.parquet'")
    return folder


def test_the_page_s_commands_run(folder, monkeypatch):
    monkeypatch.chdir(folder)
    ran = [line for line in PAGE.lines("sh") if not ELSEWHERE.search(line)]
    assert len(ran) == 4
    for line in ran:
        result = run(line.partition(" # ")[0])
        assert result.exit_code == 0, f"{line}\n{result.output}"


def test_the_page_s_python_runs(folder):
    (code,) = PAGE.blocks("python")
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Support answers" in done.stdout
