"""The command: its tables, its JSON, its CSV, and what it refuses."""

import csv
import io
import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner
from uncertain_company import FILES, ONE

from finmodel import simulate
from finmodel.cli import main


def run(*args):
    result = CliRunner().invoke(main, ["simulate", *map(str, args)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_tables(company):
    """100 accounts at 3: 300 of revenue; 180 of inference: margin 0.4, at twice the price -0.2."""
    said = run(company(ONE), "--trials", 40).stdout
    lines = said.splitlines()
    assert lines[0] == "The company, scenario base: 40 trials, seed 1; diligence month 2026-03"
    row = next(line for line in lines if line.startswith("gross_margin") and "2026-03" in line)
    assert row.split() == ["gross_margin", "2026-03", "40.0%", "-20.0%", "40.0%", "40.0%", "-"]
    assert not any(line.startswith("gross_margin") and "2026-02" in line for line in lines)
    for heading in ("uncertain input", "benchmark of", "within horizon", "gross_margin, one input alone"):
        assert heading in said
    assert "burn_multiple" not in said  # no verdict: for information


def test_items_asked_for_are_shown_month_by_month(company):
    said = run(company(ONE), "--trials", 9, "--item", "revenue[pro]", "--item", "gross_margin").stdout
    assert [line.split()[1] for line in said.splitlines() if line.startswith("revenue[pro]")] == [
        "2026-01", "2026-02", "2026-03",
    ]  # fmt: skip
    assert "closing_cash" not in said
    assert not any(line.startswith("revenue[free]") for line in said.splitlines())


def test_json_and_csv_say_the_same(company, tmp_path):
    folder, target = company(ONE), tmp_path / "out.csv"
    result = run(folder, "--trials", 30, "--json", "--csv", target)
    found = json.loads(result.stdout)
    assert "out.csv: written" in result.stderr
    assert found == json.loads(json.dumps(simulate(folder, trials=30).as_dict()))
    rows = list(csv.DictReader(io.StringIO(target.read_text())))
    spread = next(one for one in found["spreads"] if (one["line_item"], one["month"]) == ("total_revenue", "2026-01"))
    told = {
        row["statistic"]: row["value"]
        for row in rows
        if (row["table"], row["name"], row["month"]) == ("figure", "total_revenue", "2026-01")
    }
    assert told == {name: repr(spread[name]) for name in ("planned", "p10", "p50", "p90", "meaningless")}
    assert {row["table"] for row in rows} == {"input", "figure", "status", "event", "tornado"}


def test_the_same_seed_says_the_same_and_another_does_not(company):
    folder = company("churn_multiplier,uniform,,,,,0.5,,2,,,,,", "plans.price_usd[pro],normal,3,0.2,,,,,,,,,,")
    assert run(folder, "--trials", 50).stdout == run(folder, "--trials", 50, "--seed", 1).stdout
    first, other = (json.loads(run(folder, "--trials", 50, "--json", "--seed", seed).stdout) for seed in (1, 2))
    assert first["spreads"] != other["spreads"]


def test_a_scenario_is_what_stays_as_planned(company):
    """Prices twice as high in it: inference 360 of 300, a margin of -0.2 whatever the price of free is."""
    folder = company("plans.support_usd[free],uniform,,,,,0,,1,,,,,")
    said = run(folder, "--scenario", "dear", "--trials", 5, "--json").stdout
    found = [one["p50"] for one in json.loads(said)["spreads"] if one["line_item"] == "gross_margin"]
    assert found == pytest.approx([-0.2] * 3)


def test_without_opening_cash_nothing_is_said_of_cash(company):
    folder = company(ONE, assumptions=FILES["assumptions"].replace("opening_cash_usd,100,\n", ""))
    found = json.loads(run(folder, "--trials", 5, "--json").stdout)
    assert not any(one["event"] == "out_of_cash_month" for one in found["events"])
    assert {one["metric"] for one in found["swings"]} == {"gross_margin"}
    assert "closing_cash" not in {one["line_item"] for one in found["spreads"]}


def test_names_that_look_like_formulas_are_text(company, tmp_path):
    renamed = {name: text.replace("pro", "=1+1").replace("=1+1vider", "provider") for name, text in FILES.items()}
    plans = renamed["plans"].replace("=1+1", "-pro")
    folder = company(ONE, plans=plans, volumes=FILES["volumes"].replace("pro,", "-pro,"))
    run(folder, "--trials", 3, "--item", "revenue", "--csv", tmp_path / "out.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text())))
    assert "'-pro" in {row["member"] for row in rows}
    assert not any(row["member"].startswith(("=", "-")) for row in rows)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--item", "gross_margn"], "'gross_margn' is no line item that is a number; did you mean gross_margin or"),
        (["--item", "revenue[prro]"], "'revenue[prro]' is no row of revenue; did you mean pro?"),
        (["--item", "gross_margin[pro]"], "is no row of gross_margin"),
        (["--scenario", "deer"], "did you mean dear?"),
        (["--csv", "out.txt"], "out.txt: is no CSV file by its name; write --csv NAME.csv"),
        (["--csv", "nowhere/out.csv"], "nowhere: is not a folder"),
        (["--trials", "0"], "Invalid value for '--trials'"),
        (["--seed", "-1"], "Invalid value for '--seed'"),
    ],
)
def test_what_it_refuses(company, args, words):
    result = run(company(ONE), *args)
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""


def test_no_input_is_overwritten(company):
    folder = company(ONE)
    result = run(folder, "--trials", 3, "--csv", folder / "plans.csv")
    assert result.exit_code == 2
    assert "stands among the inputs" in result.stderr
    assert (folder / "plans.csv").read_text() == FILES["plans"]


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is POSIX")
@pytest.mark.parametrize("options", [[], ["--quiet"]])
def test_progress_shows_on_a_terminal_unless_it_is_to_be_quiet(company, options):
    import pty

    lead, follow = pty.openpty()
    command = [sys.executable, "-m", "finmodel", "simulate", str(company(ONE)), "--trials", "9", *options]
    environment = {**os.environ, "TERM": "xterm-256color"}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=follow, env=environment) as process:
        assert process.wait(60) == 0
    os.write(follow, b"the end")
    told = os.read(lead, 10_000).decode()
    assert (told == "the end") == bool(options)
