"""Every command: exit codes, what goes to stdout and what to stderr, JSON for programs, no traceback."""

import csv
import dataclasses
import errno
import io
import json
import os
import shutil
import subprocess
import sys

import click
import openpyxl
import pytest

from finmodel import __version__
from finmodel.cli import COMMANDS, main
from finmodel.inputs import read
from finmodel.lines import ITEMS, of
from finmodel.mirror import calculate
from finmodel.model.dimension import Members


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def type_price(path, value):
    """Change the price of the plan as a person would."""
    book = openpyxl.load_workbook(path)
    page = book["Plans"]
    row = next(row for row in page.iter_rows() if row[0].value == "plans[pro]")
    header = next(row for row in page.iter_rows() if row[0].value == "id")
    row[next(c.column for c in header if c.value == "price_usd") - 1].value = value
    book.save(path)


# --- build


def test_build_says_what_it_built_on_stderr(run, company, tmp_path):
    result = run("build", company, "-o", tmp_path / "m.xlsx")
    assert (result.exit_code, result.stdout) == (0, "")
    for words in ("m.xlsx: 18 sheets", "formula cells", "proved by ironcalc", "worst relative difference", " s\n"):
        assert words in result.stderr


def test_build_for_programs(run, company, tmp_path):
    result = run("build", company, "-o", tmp_path / "m.xlsx", "--json")
    told = json.loads(result.stdout)
    assert told["ok"] is True
    assert told["path"] == str(tmp_path / "m.xlsx")
    assert told["formulas"] == told["compared"] > 1000
    assert told["sheets"] == 18
    assert told["worst"] < 1e-9
    assert told["seconds"] > 0
    assert told["findings"] == []


def test_build_with_another_scenario_in_force(run, company, tmp_path):
    assert run("build", company, "-o", tmp_path / "m.xlsx", "--scenario", "dear").exit_code == 0
    assert openpyxl.load_workbook(tmp_path / "m.xlsx")["Assumptions"]["D5"].value == "dear"


def test_build_refuses_a_file_with_edits(run, company, built):
    type_price(built, 33)
    before = built.read_bytes()
    result = run("build", company, "-o", built)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "plans.price_usd[pro]: 20 -> 33" in result.stderr
    pull, update, carry, force = result.stderr.splitlines()[-4:]
    assert pull.endswith(f"finmodel pull {built} INPUTS")
    assert update.endswith(f"finmodel update {built} INPUTS")
    assert carry.endswith(f"finmodel build INPUTS -o NEW.xlsx --carry {built}")
    assert force == "build --force overwrites them"
    assert built.read_bytes() == before
    assert run("build", company, "-o", built, "--force").exit_code == 0


def test_a_model_that_is_not_proved_exits_1(run, company, tmp_path, monkeypatch):
    wrong = dataclasses.replace(ITEMS["opening_book"], excel="1+{plans.opening_accounts}*{users_multiplier}")
    monkeypatch.setitem(ITEMS, "opening_book", wrong)
    result = run("build", company, "-o", tmp_path / "m.xlsx")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "opening_book[pro]" in result.stderr
    assert "not proved" in result.stderr
    assert not (tmp_path / "m.xlsx").exists()


def test_every_problem_is_told_at_once(run, company, tmp_path):
    (company / "plans.csv").write_text('plan,price_usd\npro,"3,0"\n', encoding="utf-8")
    (company / "features.csv").write_text("feature,input_tokens_mean\nchat,-5\n", encoding="utf-8")
    (company / "volumes.csv").unlink()
    result = run("build", company, "-o", tmp_path / "m.xlsx")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "plans.csv:2 price_usd: '3,0' is not a number; write 3.0" in result.stderr.replace('"', "'")
    assert "features.csv:2 input_tokens_mean" in result.stderr
    assert "output_tokens_mean" in result.stderr
    assert "volumes.csv: is missing; run `finmodel init DIR` into an empty folder" in result.stderr
    assert "nothing was written" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "m.xlsx").exists()


def test_without_a_result_nothing_is_printed_for_programs(run, company, tmp_path):
    (company / "plans.csv").write_text("plan,price_usd\npro,abc\n", encoding="utf-8")
    result = run("build", company, "-o", tmp_path / "m.xlsx", "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "plans.csv:2 price_usd" in result.stderr


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["build", "nowhere", "-o", "m.xlsx"], "nowhere: is not a folder"),
        (["build", "inputs"], "Missing option '-o'"),
        (["build", "inputs", "-o", "m.xls"], "does not end in .xlsx"),
        (["build", "inputs", "-o", "nowhere/m.xlsx"], "nowhere: is not a folder"),
        (["build", "inputs", "-o", "m.xlsx", "--scenario", "deer"], "did you mean dear?"),
        (["calc", "inputs", "--format", "xml"], "'xml' is not one of 'csv', 'json'"),
        (["calc", "nowhere"], "nowhere: is not a folder"),
        (["calc", "inputs", "--all-scenarios", "--scenario", "base"], "--all-scenarios prints every one"),
        (["check", "nowhere.xlsx"], "nowhere.xlsx"),
        (["check", "inputs"], "inputs"),
        (["check", "inputs/plans.csv"], "plans.csv"),
        (["explain", "gross_margn"], "did you mean gross_margin"),
        (["frobnicate"], "No such command"),
    ],
)
def test_bad_usage_exits_2_and_says_why(run, company, monkeypatch, args, words):
    monkeypatch.chdir(company.parent)
    result = run(*args)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert words in result.stderr
    assert [path.name for path in company.parent.iterdir()] == ["inputs"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_exits_2(run, company, tmp_path):
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    result = run("build", company, "-o", locked / "m.xlsx")
    assert result.exit_code == 2
    assert "Permission denied" in result.stderr


def test_a_disk_that_is_full_is_told_without_a_traceback(run, company, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device", "draft.xlsx")

    monkeypatch.setattr("finmodel.builder.write", full)
    result = run("build", company, "-o", tmp_path / "m.xlsx")
    assert result.exit_code == 2
    assert "No space left on device" in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inputs"]


def test_control_characters_are_shown_not_sent(run, company, tmp_path):
    (company / "plans.csv").write_text("plan,price_usd\n\x1b[2J\x07evil,20\n", encoding="utf-8")
    result = run("build", company, "-o", tmp_path / "m.xlsx")
    assert result.exit_code == 2
    assert "\x1b" not in result.output
    assert "\x07" not in result.output
    assert "evil" in result.stderr


def test_control_characters_of_a_path_are_shown_not_sent(run, company, tmp_path):
    result = run("build", company, "-o", tmp_path / "\x1b[2Jevil.xlsx")
    assert "\x1b" not in result.output
    result = run("check", tmp_path / "\x1b[31mother.xlsx")
    assert result.exit_code == 2
    assert "\x1b" not in result.output


def test_control_characters_of_an_output_folder_are_shown_not_sent(run, tmp_path):
    target = tmp_path / "\x1b[2Jevil"
    result = run("init", target)
    assert "\x1b" not in result.output


# --- check


def test_check_of_a_sound_file(run, built):
    result = run("check", built)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "sound" in result.stderr
    assert "compared by ironcalc" in result.stderr


def test_check_lists_findings_and_exits_1(run, built):
    book = openpyxl.load_workbook(built)
    row = next(row for row in book["Profit"].iter_rows() if row[0].value == "arr")
    row[9].value = 5
    book.save(built)
    result = run("check", built)
    assert result.exit_code == 1
    assert f"formulas: Profit!{row[9].coordinate} arr: a value was typed over a formula" in result.output
    assert "formula cells hold no value; open the file in a spreadsheet program and save it" in result.output


def test_explain_without_a_name_lists_all(run):
    listed = run("explain").stdout.splitlines()
    assert "gross_margin: Gross margin" in listed
    assert len(listed) == len(json.loads(run("explain", "--json").stdout)) > 100


def test_check_for_programs_lists_every_finding(run, built):
    type_price(built, "33")
    result = run("check", built, "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 1
    assert told["ok"] is False
    assert {"gate", "message", "sheet", "cell", "id", "month", "expected", "found", "formula", "level"} == set(
        told["findings"][0]
    )
    assert told["findings"][0]["found"] == "33"


def test_check_of_another_workbook_exits_1_or_2(run, tmp_path):
    path = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(path)
    result = run("check", path)
    assert result.exit_code in (1, 2)
    assert "no finmodel workbook" in result.output


def test_check_with_a_missing_engine_exits_2(run, built, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    result = run("check", built, "--engine", "libreoffice")
    assert result.exit_code == 2
    assert "install libreoffice-calc" in result.stderr


def test_check_with_shocks_lists_what_is_inert(run, built):
    result = run("check", built, "--shocks", "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 0
    assert told["ok"] is True
    assert told["shocks"] > 20
    assert all(name and reason for name, reason in told["inert"])


# --- calc


def test_calc_prints_tidy_csv(run, full):
    result = run("calc", full)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[0] == "line_item,member,month,value,unit"
    assert "\r" not in result.stdout
    found = rows(result.stdout)
    assert {row["month"] for row in found} == {"", *(f"2026-{m:02d}" for m in range(1, 9))}
    inputs = read(full)
    items = [item for item in of(inputs).values() if item.sheet != "Checks"]
    rowless = {item.row_id() for item in items if item.by and not Members.read(inputs).count(item.by)}
    assert {row["line_item"] for row in found} == {"status", *(item.row_id() for item in items)} - rowless
    assert len(rowless) * 4 < len(items)


def test_calc_leaves_empty_what_there_is_none_of(run, full):
    found = rows(run("calc", full).stdout)
    by = {(row["line_item"], row["member"], row["month"]): row for row in found}
    assert by["arr", "", "2026-01"]["unit"] == "USD"  # company-wide: no member
    assert by["plan_price", "pro", ""]["value"] == "50.0"  # a constant: no month
    assert by["plan_gross_margin", "free", "2026-01"]["value"] == ""  # n.m.
    assert ("queries", "pro|chat", "2026-01") in by  # members joined


def test_calc_loses_no_digit(run, full):
    results = calculate(read(full))
    found = rows(run("calc", full).stdout)
    arr = [float(row["value"]) for row in found if row["line_item"] == "arr"]
    assert arr == results["arr"][0].tolist()
    for row in found[:2000]:
        if row["value"] and row["unit"] not in ("date", "month", "text"):
            assert repr(float(row["value"])) == row["value"]


def test_calc_as_json_says_the_same(run, full):
    as_csv, as_json = rows(run("calc", full).stdout), json.loads(run("calc", full, "--format", "json").stdout)
    assert len(as_csv) == len(as_json)
    for one, other in zip(as_csv, as_json, strict=True):
        value = "" if other["value"] is None else str(other["value"])
        assert one == {**other, "value": value}


def test_calc_under_a_scenario(run, company):
    def price(*scenario):
        found = rows(run("calc", company, *scenario).stdout)
        return next(float(row["value"]) for row in found if row["line_item"] == "input_usd_per_mtok")

    assert price("--scenario", "dear") == 2 * price()


def test_calc_of_all_scenarios_says_of_each_what_it_says_alone(run, company):
    lines = run("calc", company, "--all-scenarios").stdout.splitlines()
    assert lines[0] == "scenario,line_item,member,month,value,unit"
    alone = [
        f"{scenario},{line}"
        for scenario in ("base", "dear")
        for line in run("calc", company, "--scenario", scenario).stdout.splitlines()[1:]
    ]
    assert lines[1:] == alone


def test_calc_of_all_scenarios_as_json_says_the_scenario_first(run, company):
    told = json.loads(run("calc", company, "--all-scenarios", "--format", "json").stdout)
    found = rows(run("calc", company, "--all-scenarios").stdout)
    assert [list(one) for one in told[:1]] == [["scenario", "line_item", "member", "month", "value", "unit"]]
    assert [(one["scenario"], one["line_item"]) for one in told] == [(r["scenario"], r["line_item"]) for r in found]


def test_calc_of_a_scenario_that_overflows_names_it(run, company):
    grown = "assumption,base,dear\nstart_month,2026-01,\nmonths,21,\nqueries_multiplier,1,1e15\n"
    (company / "assumptions.csv").write_text(grown, encoding="utf-8")
    plans = "plan,price_usd,new_accounts,new_accounts_growth_rate\npro,20,1,1e15\n"
    (company / "plans.csv").write_text(plans, encoding="utf-8")
    assert run("calc", company).exit_code == 0
    result = run("calc", company, "--all-scenarios")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "scenario dear: total_inference_cost: grows beyond any number" in result.stderr


def test_calc_of_names_that_look_like_formulas(run, company):
    (company / "plans.csv").write_text("plan,price_usd\n=1+1,20\n", encoding="utf-8")
    (company / "volumes.csv").write_text("plan,feature,queries_per_user_per_day\n=1+1,chat,2\n", encoding="utf-8")
    result = run("calc", company)
    members = {row["member"] for row in rows(result.stdout)} if result.exit_code == 0 else set()
    assert not [member for member in members if member.startswith(("=", "+", "-", "@"))]
    assert result.exit_code in (0, 2)


def test_warnings_of_calc_stay_off_stdout(run, full):
    (full / "levers.csv").write_text("feature,batch_share\nchat,1\n", encoding="utf-8")
    result = run("calc", full)
    assert result.stdout.startswith("line_item,member")


def test_a_reader_that_stops_early_sees_no_traceback(full):
    command = [sys.executable, "-m", "finmodel", "calc", str(full)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


# --- explain


def test_explain(run):
    result = run("explain", "plan_payment_cost")
    assert result.exit_code == 0
    for words in (
        "plan_payment_cost: ", "one row a plan", "USD", "={payment_fee_rate}*{revenue}", "def plan_payment_cost(",
        "Depends on", "plans.price_usd", "Read by", "plan_cogs",
    ):  # fmt: skip
        assert words in result.stdout


def test_explain_for_programs(run):
    told = json.loads(run("explain", "gross_margin", "--json").stdout)
    assert told["unit"] == "share"
    assert "total_revenue" in told["inputs"]
    assert told["dependents"] == [] or "total_revenue" not in told["dependents"]


@pytest.mark.parametrize("name", list(ITEMS))
def test_every_line_item_is_explained(run, name):
    result = run("explain", name)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{name}: ")


# --- init


def test_init_writes_a_starter_that_builds(run, tmp_path):
    result = run("init", tmp_path / "acme")
    assert result.exit_code == 0
    names = ["assumptions.csv", "prices.csv", "features.csv", "plans.csv", "volumes.csv"]
    assert [line.rpartition(os.sep)[2] for line in result.stdout.splitlines()] == names
    assert run("build", tmp_path / "acme", "-o", tmp_path / "acme.xlsx").exit_code == 0


def test_init_says_what_to_run_next(run, tmp_path):
    result = run("init", tmp_path / "acme corp")
    assert result.stderr == f"next: finmodel build '{tmp_path / 'acme corp'}' -o 'acme corp.xlsx'\n"


ANSWERS = {"--company": "Acme; AI", "--feature": "Chat, fast", "--model": "anthropic/claude-haiku-4-5",
           "--users": "250", "--price": "29", "--as-of": "2026-11-01"}  # fmt: skip


def test_init_takes_every_answer_as_an_option(run, tmp_path):
    result = run("init", tmp_path / "acme", *(word for pair in ANSWERS.items() for word in pair))
    assert result.exit_code == 0
    company = read(tmp_path / "acme")
    assert company.value("company") == "Acme; AI"
    assert str(company.timeline.start) == "2026-12"
    assert company.column("features", "feature") == ["Chat, fast"]
    assert company.column("prices", "input_usd_per_mtok") == [1.0]
    assert (company.column("plans", "price_usd"), company.column("plans", "opening_accounts")) == ([29.0], [250.0])
    assert run("build", tmp_path / "acme", "-o", tmp_path / "acme.xlsx").exit_code == 0


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"--model": "anthropic/claude-haiku-9"}, "anthropic has no model 'claude-haiku-9'"),
        ({"--model": "claude-haiku-4-5"}, "write one of anthropic/claude-haiku-4-5"),
        ({"--start-month": "2026-13"}, "--start-month: '2026-13' is not a month"),
        ({"--model": "anthropic/claude-haiku-9"}, "Invalid value for '--model'"),
        ({"--users": "-1"}, "Invalid value for '--users': '-1' is out of bounds; write a number 0 or more"),
        ({"--price": "3,5"}, "Invalid value for '--price': '3,5' is not a number; write 3.5"),
        ({"--example": "support-bot"}, "take no answers"),
    ],
)
def test_init_writes_nothing_on_a_wrong_answer(run, tmp_path, wrong, told):
    given = {**ANSWERS, **wrong}
    result = run("init", tmp_path / "acme", *(word for pair in given.items() for word in pair))
    assert result.exit_code == 2
    assert told in result.stderr
    assert not (tmp_path / "acme").exists()


@pytest.mark.parametrize("option", ["--users", "--price"])
def test_an_answer_of_0_is_an_answer(run, tmp_path, option):
    assert run("init", tmp_path / "acme", option, "0", "--as-of", "2026-11-01").exit_code == 0
    column = {"--users": "opening_accounts", "--price": "price_usd"}[option]
    assert read(tmp_path / "acme").column("plans", column) == [0.0]
    refused = run("init", tmp_path / "other", "--full", option, "0")
    assert (refused.exit_code, (tmp_path / "other").exists()) == (2, False)
    assert f"{option}: --example and --full take no answers" in refused.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is POSIX")
def test_init_asks_on_a_terminal(tmp_path):
    import pty

    lead, follow = pty.openpty()
    command = [sys.executable, "-m", "finmodel", "init", "acme", "--as-of", "2026-11-01", "--price", "29"]
    with subprocess.Popen(command, stdin=follow, stdout=follow, stderr=follow, cwd=tmp_path) as process:
        os.write(lead, b"Acme\n\nopenai/gpt-9\n\n2,5\n250\n")
        assert process.wait(60) == 0
    told = os.read(lead, 10_000).decode()
    assert "Name of the company [Your company]: " in told
    assert "Paying users at the start [100]: " in told
    assert "Error: openai has no model 'gpt-9'" in told  # and asked again at once
    assert told.count("provider/model [") == 2
    assert "Error: '2,5' is not a number; write 2.5" in told
    assert "Price" not in told  # it was given
    company = read(tmp_path / "acme")
    assert (company.value("company"), company.column("plans", "opening_accounts")) == ("Acme", [250.0])


def test_init_full_writes_every_file(run, tmp_path):
    result = run("init", tmp_path / "acme", "--full", "--json")
    written = json.loads(result.stdout)["written"]
    assert len(written) >= 12
    assert run("build", tmp_path / "acme", "-o", tmp_path / "acme.xlsx").exit_code == 0


def test_init_overwrites_nothing(run, tmp_path):
    (tmp_path / "plans.csv").write_text("mine", encoding="utf-8")
    result = run("init", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "plans.csv: is there already" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["plans.csv"]
    assert (tmp_path / "plans.csv").read_text(encoding="utf-8") == "mine"


def test_init_into_a_file_is_refused(run, tmp_path):
    (tmp_path / "acme").write_text("mine", encoding="utf-8")
    result = run("init", tmp_path / "acme")
    assert result.exit_code == 2
    assert "acme: is a file; name a folder" in result.stderr


# --- help


@pytest.mark.parametrize("name", [None, *COMMANDS])
def test_every_command_has_help_with_an_example(run, name):
    result = run(*([name] if name else []), "--help")
    assert result.exit_code == 0
    assert "Example:" in result.stdout
    assert "finmodel" in result.stdout.partition("Example:")[2]


def test_every_option_is_explained():
    for name, command in ((name, main.get_command(None, name)) for name in COMMANDS):
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, f"{name} {parameter.name}"


def test_results_for_programs_from_every_command():
    leaves = {
        f"{name} {inner}": found
        for name, command in ((name, main.get_command(None, name)) for name in COMMANDS)
        for inner, found in getattr(command, "commands", {"": command}).items()
    }
    for name, command in leaves.items():
        options = {option for parameter in command.params for option in parameter.opts}
        assert options & {"--json", "--format"}, name


def test_version(run):
    assert run("--version").stdout.strip().endswith(__version__)


# --- the machine says no


def test_a_full_disk_leaves_the_old_file(run, company, built, monkeypatch):
    """The library wraps what the system says in an exception of its own."""
    before = built.read_bytes()

    def full(self):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("xlsxwriter.workbook.Workbook._store_workbook", full)
    result = run("build", company, "-o", built)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"{built}: No space left on device; nothing was written there\n"
    assert built.read_bytes() == before
    assert [path.name for path in built.parent.iterdir() if path.name.startswith(".")] == []


def test_a_link_that_leads_to_itself(run, company, tmp_path):
    one, two = tmp_path / "one.xlsx", tmp_path / "two.xlsx"
    one.symlink_to(two)
    two.symlink_to(one)
    result = run("build", company, "-o", one)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{one}: is a link that leads back to itself; remove it, or write elsewhere" in result.stderr
    assert run("check", one).exit_code == 2


def test_what_an_engine_prints_does_not_stand_before_the_json(built, tmp_path):
    """At the level of the file descriptor, where a compiled engine prints."""
    program = (
        "import os, sys, ironcalc, finmodel.cli\n"
        "load = ironcalc.load_from_xlsx\n"
        "ironcalc.load_from_xlsx = lambda *args: (os.write(1, b'Unexpected type (empty)'), load(*args))[1]\n"
        f"finmodel.cli.main(['check', {str(built)!r}, '--json'])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert json.loads(done.stdout)["ok"] is True
    assert "Unexpected type" in done.stderr


def test_check_says_what_is_not_proved(run, built):
    book = openpyxl.load_workbook(built)
    book.create_sheet("Mine")["A1"] = "=1+1"
    book.save(built)
    assert ", 1 formula of your own, not proved, worst relative difference" in run("check", built).stderr
