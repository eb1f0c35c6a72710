"""A log into the CSVs: touched cells only, with their source; all or nothing."""

import json
import pathlib
import shutil

import pytest
from click.testing import CliRunner

from finmodel.cli import main
from finmodel.inputs import read

FULL = pathlib.Path(__file__).parent.parent / "check" / "company"
ASSUMPTIONS = "assumption,base\nstart_month,2026-01\nmonths,6\n"
FILES = {
    "assumptions": ASSUMPTIONS,
    "prices": "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok\nopenai,gpt-a,2025-01-01,2,8\n",
    "features": (
        "feature;input_tokens_mean;output_tokens_mean;retrieval_usd;note\r\n"
        '"Chat bot"; 1,5 ;200;0,001;"kept; as it is"\r\n'
        "Search;10;20;;\r\n"
    ),
    "plans": "plan,price_usd\nPro,20\n",
    "volumes": (
        "plan,feature,from,queries_per_user_per_day\nPro,Chat bot,,9\nPro,Chat bot,2026-02,7\nPro,Search,2026-05,3\n"
    ),
}
HEADER = "timestamp,label,model,plan,user,trace_id,input_tokens,output_tokens\n"
ROWS = [
    "2026-01-30 10:00:00,chat_bot,gpt-a-2026-01-01,pro,u1,t1,1000,100",
    "2026-01-31 10:00:00,chat_bot,gpt-a,pro,u2,t2,3000,300",
    "2026-02-01 10:00:00,chat_bot,gpt-a,pro,u1,t3,2000,200",
    "2026-02-02 10:00:00,chat_bot,gpt-a,pro,u2,t4,2000,200",
]


@pytest.fixture
def folder(tmp_path):
    """A small company, one of its files with semicolons, decimal commas and quotes."""
    path = tmp_path / "inputs"
    path.mkdir()
    for name, text in FILES.items():
        (path / f"{name}.csv").write_bytes(text.encode())
    return path


@pytest.fixture
def log(tmp_path):
    """A log of four calls."""
    path = tmp_path / "log.csv"
    path.write_text(HEADER + "\n".join(ROWS) + "\n")
    return path


def run(*args):
    result = CliRunner().invoke(main, ["usage", *map(str, args)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def import_(log, folder, *args):
    return run("import", log, "--map", "feature=label", "--into", folder, *args)


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_touched_cells_only(log, folder):
    result = import_(log, folder)
    assert result.exit_code == 0, result.output
    source = '"usage log log.csv, 4 rows, 2026-01-30 to 2026-02-02"'
    features = (folder / "features.csv").read_bytes().decode()
    first, chat, search, _ = features.split("\r\n")
    assert first == (
        "feature;input_tokens_mean;output_tokens_mean;retrieval_usd;note;input_tokens_p50;output_tokens_p50;"
        "input_tokens_p95;output_tokens_p95;retry_rate;source;as_of"
    )
    assert chat.startswith('"Chat bot"; 2000 ;200;0,001;"kept; as it is";2000;200;2850')
    assert chat.endswith(f";0;{source.strip(chr(34))};2026-02-02")
    assert search == "Search;10;20;;;;;;;;;"
    assert (folder / "plans.csv").read_text() == FILES["plans"]
    assert (folder / "prices.csv").read_text() == FILES["prices"]
    assert (folder / "assumptions.csv").read_text() == ASSUMPTIONS


def test_volumes_go_into_the_row_in_force(log, folder):
    """Two users ask once a day of the two days of each month: 4 queries over 2 x 2 + 2 x 2 user-days."""
    import_(log, folder)
    rows = (folder / "volumes.csv").read_text().splitlines()
    assert rows[1] == "Pro,Chat bot,,9,,,"
    assert rows[2].startswith("Pro,Chat bot,2026-02,0.5,1,")
    assert rows[3] == "Pro,Search,2026-05,3,,,"


def test_actuals_are_scaled_and_priced_at_list(log, folder):
    """February: 4,000 in at 2 and 400 out at 8 = 11,200 millionths, of two days of 28: 0.1568."""
    import_(log, folder)
    rows = (folder / "actuals.csv").read_text().splitlines()
    assert rows[0] == "month,line_item,member,value,source,as_of,note"
    source = '"usage log log.csv, 4 rows, 2026-01-30 to 2026-02-02",2026-02-02'
    assert f"2026-02,tokens_cost,Chat bot,0.1568,{source},scaled from 2 of 28 days" in rows
    assert f"2026-02,total_queries,company,28,{source},scaled from 2 of 28 days" in rows


def test_what_is_written_is_a_model_and_importing_again_changes_nothing(log, folder):
    assert import_(log, folder).exit_code == 0
    company = read(folder)
    assert company.tables["features"][0].input_tokens_mean == 2000
    after = bytes_of(folder)
    again = import_(log, folder)
    assert "nothing to change" in again.stderr
    assert bytes_of(folder) == after


def test_a_dry_run_says_it_all_and_writes_nothing(log, folder):
    before = bytes_of(folder)
    result = import_(log, folder, "--dry-run")
    assert result.exit_code == 0
    assert bytes_of(folder) == before
    assert "features.csv" in result.stdout
    assert "would be written" in result.stderr
    told = json.loads(import_(log, folder, "--dry-run", "--json").stdout)
    cell = next(c for c in told["cells"] if c["column"] == "input_tokens_mean")
    assert cell == {
        "file": "features.csv", "row": "Chat bot", "column": "input_tokens_mean", "before": "1,5", "after": "2000",
    }  # fmt: skip
    assert told["written"] == []


def test_unknown_names_are_told_at_once_and_nothing_is_written(log, folder):
    log.write_text(HEADER + "\n".join(ROWS).replace("chat_bot", "chatbot", 1).replace(",pro,", ",gold,", 1) + "\n")
    before = bytes_of(folder)
    result = import_(log, folder)
    assert result.exit_code == 2
    assert "LOGS feature: 'chatbot' is not in features.csv; did you mean Chat bot?" in result.stderr
    assert "LOGS plan: 'gold' is not in plans.csv" in result.stderr
    assert bytes_of(folder) == before
    renamed = import_(log, folder, "--rename", "chatbot=Chat bot", "--rename", "gold=Pro")
    assert renamed.exit_code == 0, renamed.stderr


def test_a_log_without_features_wants_one(log, folder):
    result = run("import", log, "--into", folder)
    assert result.exit_code == 2
    assert "LOGS: name no feature; name the column with --map feature=COLUMN or the feature with --feature NAME" in (
        result.stderr
    )
    assert run("import", log, "--into", folder, "--feature", "Search").exit_code == 0


def test_bad_rows_leave_every_file_as_it_is(log, folder):
    log.write_text(HEADER + "\n".join([*ROWS, "2026-01-31,chat_bot,gpt-a,pro,u1,t9,many,1"]) + "\n")
    before = bytes_of(folder)
    result = import_(log, folder)
    assert result.exit_code == 2
    assert "log.csv:6 input_tokens: 'many' is not a number of tokens" in result.stderr
    assert bytes_of(folder) == before


def test_a_file_changed_meanwhile_is_not_overwritten(log, folder):
    from finmodel.errors import InputError
    from finmodel.usage.imported import plan_inputs
    from finmodel.usage.measure import Log, measure

    found = plan_inputs(measure(Log(files=[log], mapped=[("feature", "label")])), folder)
    (folder / "volumes.csv").write_text(FILES["volumes"] + "\n")
    before = bytes_of(folder)
    with pytest.raises(InputError, match=r"volumes\.csv"):
        found.write()
    assert bytes_of(folder) == before


def test_a_model_without_a_price_leaves_its_cost_out(log, folder):
    log.write_text(HEADER + "\n".join(ROWS).replace("gpt-a,", "mystery,", 1) + "\n")
    result = import_(log, folder)
    assert "note: no price for mystery: add rows to prices.csv, or --rename NAME=MODEL; their cost is left out" in (
        result.stderr
    )
    rows = (folder / "actuals.csv").read_text()
    assert "2026-01,tokens_cost" not in rows
    assert "2026-02,tokens_cost,Chat bot,0.1568" in rows


def test_figures_are_printed_without_a_folder(log):
    result = run("import", log, "--map", "feature=label")
    assert "input_tokens_mean" in result.stdout
    told = json.loads(run("import", log, "--map", "feature=label", "--json").stdout)
    figure = next(f for f in told["figures"] if f["column"] == "input_tokens_mean")
    assert figure == {"table": "features", "row": "chat_bot", "column": "input_tokens_mean", "value": 2000.0}


def test_a_folder_with_every_file(tmp_path):
    folder = pathlib.Path(shutil.copytree(FULL, tmp_path / "full"))
    feature = read(folder).column("features", "feature")[0]
    log = tmp_path / "log.csv"
    log.write_text(HEADER + "\n".join(ROWS).replace("chat_bot", feature).replace(",pro,", ",,") + "\n")
    result = import_(log, folder)
    assert result.exit_code == 0, result.stderr
    assert read(folder).tables["features"][0].input_tokens_mean == 2000


def test_options_that_do_not_go_together(log):
    assert run("import").exit_code == 2
    assert run("import", log, "--table", "x").exit_code == 2
    assert "--map feature: is no pair; write NAME=NAME" in run("import", log, "--map", "feature").stderr


def test_summary_for_people_and_programs(log, folder):
    result = run("summary", log, "--map", "feature=label", "--prices", folder)
    assert result.exit_code == 0
    assert "chat_bot" in result.stdout
    told = json.loads(run("summary", log, "--map", "feature=label", "--prices", folder, "--json").stdout)
    assert {line["model"]: line["list_usd"] for line in told["lines"]} == pytest.approx(
        {"gpt-a": 0.0196, "gpt-a-2026-01-01": 0.0028}
    )


def test_help_shows_an_example():
    for command in ("import", "summary", "sample", "variance"):
        shown = run(command, "--help").stdout
        assert "Example:" in shown
        assert f"finmodel usage {command}" in shown
