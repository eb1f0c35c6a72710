"""`finmodel prices`: exit codes, what goes where, JSON."""

import datetime as dt
import json
import socket

import genai_prices
import pytest

from finmodel.commands import prices as price_commands

HEADER = "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok,source,checked_on,note\n"
MAP = '{"big": {"litellm_provider": "acme", "input_cost_per_token": %s, "output_cost_per_token": 1.5e-05}}'


@pytest.fixture
def prices(tmp_path):
    """A folder with prices.csv alone: the other files are not looked at."""
    folder = tmp_path / "inputs"
    folder.mkdir()
    (folder / "prices.csv").write_text(HEADER + "acme,big,2025-01-01,3,15,,,\n", encoding="utf-8")
    return folder


@pytest.fixture
def price_map(tmp_path):
    """A LiteLLM price map in which big costs 2 USD per million input tokens."""
    path = tmp_path / "map.json"
    path.write_text(MAP.replace("%s", "2e-06"), encoding="utf-8")
    return path


def pull(run, *args):
    return run("prices", "pull", *args, "--as-of", "2026-11-01")


def test_pull_appends_says_and_is_done(run, prices, price_map):
    before = (prices / "prices.csv").read_bytes()
    result = pull(run, prices, "--from", price_map)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1].split()[:5] == ["big", "acme", "2026-11-01", "2", "15"]
    assert result.stderr == f"{prices / 'prices.csv'}: 1 row added\n"
    after = (prices / "prices.csv").read_bytes()
    assert after.startswith(before)
    assert after[len(before) :].startswith(b'acme,big,2026-11-01,2,15,"LiteLLM price map, provider acme",2026-11-01,')
    again = pull(run, prices, "--from", price_map)
    assert (again.exit_code, again.stdout) == (0, "")
    assert again.stderr == f"{prices / 'prices.csv'}: no price to add\n"
    assert (prices / "prices.csv").read_bytes() == after


def test_a_dry_run_writes_nothing(run, prices, price_map):
    before = (prices / "prices.csv").read_bytes()
    result = pull(run, prices, "--from", price_map, "--dry-run")
    assert result.exit_code == 0
    assert "1 row would be added" in result.stderr
    assert (prices / "prices.csv").read_bytes() == before


def test_pull_for_programs(run, prices, price_map):
    told = json.loads(pull(run, prices, "--from", price_map, "--json").stdout)
    assert told["written"] is True
    assert told["path"] == str(prices / "prices.csv")
    [row] = told["rows"]
    assert (row["model"], row["effective_from"], row["input_usd_per_mtok"]) == ("big", "2026-11-01", 2.0)
    assert row["before"]["input_usd_per_mtok"] == 3.0
    assert json.loads(pull(run, prices, "--from", price_map, "--json").stdout)["written"] is False


def test_a_conflict_is_told_and_exits_1(run, prices, price_map):
    path = prices / "prices.csv"
    path.write_text(HEADER + "acme,big,2026-11-01,3,15,,,\n", encoding="utf-8")
    result = pull(run, prices, "--from", price_map)
    assert result.exit_code == 1
    assert "conflict: prices.csv:2: big from 2026-11-01" in result.stderr
    assert path.read_text(encoding="utf-8").count("\n") == 2
    assert json.loads(pull(run, prices, "--from", price_map, "--json").stdout)["conflicts"]


def test_warnings_go_to_stderr(run, company, price_map):
    result = pull(run, company, "--from", price_map)
    assert result.exit_code == 0
    assert "warning: prices.csv: has no column source, checked_on, note" in result.stderr
    assert "warning" not in result.stdout


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["pull", "nowhere"], "nowhere: is missing"),
        (["pull", "inputs", "--as-of", "2026-13-01"], "--as-of: '2026-13-01' is not a date"),
        (["pull", "inputs", "--from", "none.json"], "none.json: cannot be read"),
        (["pull", "inputs", "--from", "x.json", "--online"], "two sources"),
        (["pull", "inputs", "--models", "gpt-4o"], "'gpt-4o' has several providers; write one of"),
        (["pull", "inputs", "--models", "gpt-4oo"], "did you mean gpt-4o ("),
        (["pull", "inputs"], "acme has no model 'big' in genai-prices"),
        (["diff", "inputs"], "Missing argument 'NEW'"),
        (["diff", "inputs", "nowhere"], "nowhere: is missing"),
        (["history", "bigg", "inputs"], "did you mean big?"),
        (["history", "big", "inputs", "--ratio", "x"], "--ratio: 'x' is not a ratio"),
        (["history", "big", "inputs", "--accept", "no"], "--accept: 'no' is not a model"),
        (["push"], "No such command"),
    ],
)
def test_bad_usage_exits_2_says_why_and_writes_nothing(run, prices, monkeypatch, args, words):
    monkeypatch.chdir(prices.parent)
    before = (prices / "prices.csv").read_bytes()
    result = run("prices", *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
    assert (prices / "prices.csv").read_bytes() == before
    assert [path.name for path in prices.parent.rglob("*")] == ["inputs", "prices.csv"]


def test_the_day_of_the_check_is_today_unless_given(run, prices, price_map, monkeypatch):
    monkeypatch.setattr(price_commands, "day_of", lambda text: dt.date(2026, 12, 24) if text is None else None)
    run("prices", "pull", prices, "--from", price_map)
    assert ",2026-12-24," in (prices / "prices.csv").read_text(encoding="utf-8")


def test_nothing_touches_the_network_unless_asked(run, prices, monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(genai_prices.UpdatePrices, "fetch", refuse)
    assert pull(run, prices, "--models", "openai/gpt-4o").exit_code == 0


def test_online_asks_the_updater_of_the_package(run, prices, monkeypatch):
    from genai_prices.data_snapshot import get_snapshot

    monkeypatch.setattr(genai_prices.UpdatePrices, "fetch", lambda _: get_snapshot())
    assert pull(run, prices, "--models", "openai/gpt-4o", "--online").exit_code == 0
    assert "with online data, provider openai" in (prices / "prices.csv").read_text(encoding="utf-8")


def test_online_without_a_network_is_told(run, prices, monkeypatch):
    def fail(_):
        raise OSError("no route")

    monkeypatch.setattr(genai_prices.UpdatePrices, "fetch", fail)
    result = pull(run, prices, "--online")
    assert result.exit_code == 2
    assert "--online: prices cannot be fetched (no route); try again later" in result.stderr


def test_diff(run, prices, price_map, tmp_path):
    old = tmp_path / "old.csv"
    old.write_bytes((prices / "prices.csv").read_bytes())
    assert run("prices", "diff", old, prices).stdout == "no price changed\n"
    assert json.loads(run("prices", "diff", old, prices, "--json").stdout) == []
    pull(run, prices, "--from", price_map)
    result = run("prices", "diff", old, prices / "prices.csv")
    assert result.exit_code == 0
    assert "2 (-33.3%)" in result.stdout
    assert result.stdout.splitlines()[1].split()[:4] == ["big", "2026-11-01", "new", "down"]
    [one] = json.loads(run("prices", "diff", old, prices, "--json").stdout)
    assert one["change"]["input_usd_per_mtok"] == pytest.approx(-1 / 3)


def test_history(run, prices):
    with (prices / "prices.csv").open("a", encoding="utf-8") as file:
        file.write("acme,big,2029-01-01,1.5,15,,,\nzeta,small,2025-01-01,1,1,,,\n")
    result = run("prices", "history", "big", prices, "--accept", "small")
    assert result.exit_code == 0
    assert "blended 3:1" in result.stdout
    assert "-15.9%" in result.stdout  # half in four years: 0.5 ^ 0.25 - 1
    told = json.loads(run("prices", "history", "big", prices, "--accept", "small", "--json").stdout)
    assert told["yearly_change"]["input"] == pytest.approx(0.5**0.25 - 1)
    assert told["accept"]["switching_yearly_change"] == 0
    assert "accept" not in json.loads(run("prices", "history", "big", prices, "--json").stdout)


@pytest.mark.parametrize("command", ["pull", "diff", "history"])
def test_every_command_has_help_with_an_example(run, command):
    result = run("prices", command, "--help")
    assert result.exit_code == 0
    assert f"Example:\n    finmodel prices {command}" in result.stdout
