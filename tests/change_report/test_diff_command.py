"""`finmodel diff`: where the report goes, exit codes, what the messages say."""

import json
import pathlib
import shutil

import pytest


@pytest.fixture
def sides(folder):
    return folder("old"), folder("new", {"plans": "plan,price_usd,opening_accounts\npro,25,100\n"})


def test_it_prints_markdown(run, sides):
    result = run("diff", *sides)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("# The company: what changed, and what it does in 2026-03\n")
    assert "| plans.price_usd\\[pro\\] | USD  | CSV |" in result.stdout


def test_it_writes_files(run, sides, tmp_path):
    page = run("diff", *sides).stdout
    result = run("diff", *sides, "--md", tmp_path / "report.md", "--html", tmp_path / "report.html")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.splitlines() == [f"wrote {tmp_path / name}" for name in ("report.md", "report.html")]
    assert (tmp_path / "report.md").read_text(encoding="utf-8") == page
    assert "<!DOCTYPE html>" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_the_same_for_programs(run, sides, tmp_path):
    result = run("diff", *sides, "--json", "--md", tmp_path / "report.md")
    told = json.loads(result.stdout)
    assert [change["id"] for change in told["changes"]] == ["plans.price_usd[pro]"]
    assert (tmp_path / "report.md").exists()


def test_it_is_the_same_each_time(run, sides):
    assert run("diff", *sides, "--json").stdout == run("diff", *sides, "--json").stdout


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["nowhere", "new"], "nowhere: is not a folder"),
        (["old", "nowhere.xlsx"], "nowhere.xlsx: there is no such file"),
        (["old/plans.csv", "new"], "cannot be read as an xlsx workbook"),
        (["old", "new", "--as-generated"], "old: is a folder of CSVs, which nobody generated"),
        (["old", "new", "--md", "old"], "old: is a folder; write --md NAME.md"),
        (["old", "new", "--html", "model.xlsx"], "write --html NAME.html"),
        (["old", "new", "--html", "nowhere/page.html"], "nowhere: is not a folder"),
    ],
)
def test_bad_input_exits_2_and_writes_nothing(run, sides, tmp_path, monkeypatch, args, words):
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    result = run("diff", *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_a_benchmark_of_actuals_does_not_stop_a_bridge(run, tmp_path):
    """Actuals stand beside a plan and are left out of the bridge: what judges them is as well."""
    root = pathlib.Path(__file__).parents[2] / "inputs"
    assert "first_month_variance" in (root / "benchmarks.csv").read_text(encoding="utf-8")
    old = pathlib.Path(shutil.copytree(root, tmp_path / "old"))
    plans = (old / "plans.csv").read_text(encoding="utf-8")
    (old / "plans.csv").write_text(plans.replace("Pro,690,", "Pro,640,"), encoding="utf-8")
    result = run("diff", old, root)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Price: prices of our plans" in result.stdout
