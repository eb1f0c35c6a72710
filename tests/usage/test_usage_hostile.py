"""Logs that are none, or bad in places: said with file and line, all at once, and nothing half done."""

import gzip
import json
import subprocess
import sys

import pytest

from finmodel.errors import EngineError, InputError
from finmodel.usage.engine import connect
from finmodel.usage.lines import LONGEST_LINE
from finmodel.usage.logfile import log_files
from finmodel.usage.measure import Log, measure

HEADER = "timestamp,feature,model,input_tokens,output_tokens\n"
GOOD = "2026-01-05 10:00:00,chat,gpt-a,100,10\n"


def said(error):
    return [str(problem) for problem in error.value.problems]


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("log.csv", b"PK\x03\x04 a workbook", "is a ZIP archive or a workbook"),
        ("log.csv", b"%PDF-1.7", "is a PDF"),
        ("log.csv", b"", "is empty"),
        ("log.csv", b"\xff\xfet\x00", "is UTF-16 text"),
        ("log.csv", b"<html>", "is HTML or XML"),
        ("log.csv", b"a,b\0c\n", "is no text"),
        ("log.csv.bz2", b"BZh91AY", "is compressed with bzip2"),
        ("log.parquet", b"timestamp,model\n", "is no Parquet file"),
        ("log.xyz", b"timestamp,model\n", "has a name that does not tell its kind"),
        ("log.csv", b"\x1f\x8b\x08\x00", "is packed with gzip, but its name does not end in .gz"),
    ],
)
def test_a_file_of_another_kind_is_named_as_such(tmp_path, name, content, what):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as error:
        log_files([path])
    assert said(error)[0].startswith(f"{path}: {what}; ")


def test_all_that_is_wrong_with_the_names_is_told_at_once(tmp_path):
    (tmp_path / "a.csv").write_text(HEADER)
    (tmp_path / "b.jsonl").write_text("{}\n")
    with pytest.raises(InputError) as error:
        log_files([tmp_path / "*.csv", tmp_path / "b.jsonl", tmp_path / "none-*.csv", "s3://bucket/log.csv"])
    told = "\n".join(said(error))
    assert "names no file" in told
    assert "is not on this machine; download it first, or read it as a table" in told
    assert "are of several kinds (a.csv is csv and b.jsonl is jsonl)" in told


def test_globs_folders_and_packed_files_are_one_log(tmp_path):
    tmp_path /= "logs"
    tmp_path.mkdir()
    for month in ("01", "02"):
        with gzip.open(tmp_path / f"2026-{month}.csv.gz", "wt") as file:
            file.write(HEADER + GOOD.replace("-01-", f"-{month}-"))
    (tmp_path / "odd [1].csv").write_text(HEADER + GOOD)
    from finmodel.usage.measure import Log, measure

    assert measure(Log(files=[tmp_path / "2026-*.csv.gz"])).rows == 2
    assert measure(Log(files=[tmp_path])).rows == 3
    assert measure(Log(files=[tmp_path / "odd [1].csv"])).rows == 1
    (tmp_path / "other.csv").write_text("timestamp,model,input_tokens,output_tokens\n2026-01-05,gpt-a,1,1\n")
    with pytest.raises(InputError, match=r"other\.csv:1: has another header than 2026-01\.csv\.gz"):
        measure(Log(files=[tmp_path]))


BAD = {
    3: ("2026-01-05 10:00:00,chat,gpt-a,many,10", "input_tokens: 'many' is not a number of tokens"),
    5: ("2026-01-05 10:00:00,chat,gpt-a,-5,10", "input_tokens: '-5' is not a number of tokens"),
    7: ("yesterday,chat,gpt-a,100,10", "at: 'yesterday' is no time"),
    9: ("2026-01-05 10:00:00,chat,gpt-a,100", "has 4 cells, the header 5"),
    11: ("2026-01-05 10:00:00,chat,gpt-a,100,10,more", "has 6 cells, the header 5"),
    13: ("2026-01-05 10:00:00,chat,gpt-a,,10", "input_tokens: is empty"),
    15: ("2026-01-05 10:00:00,chat,gpt-a,NaN,10", "input_tokens: is empty"),
    17: ("2026-01-05 10:00:00,chat,gpt-a,1e300,10", "input_tokens: '1e300' is not a number of tokens"),
}


def test_bad_rows_are_counted_and_shown_with_file_and_line(measured):
    lines = [BAD[line][0] + "\n" if line in BAD else GOOD for line in range(2, 102)]
    with pytest.raises(InputError) as error:
        measured(HEADER + "".join(lines))
    told = said(error)
    assert told[0].startswith("LOGS: 8 of 100 rows are malformed (8.0%; up to 1% are left out); ")
    for told_of, (line, (_, what)) in zip(told[1:], BAD.items(), strict=False):
        place = f"log.csv:{line}"
        assert told_of.startswith(f"{place} {what}" if what[0] in "ia" and ":" in what else f"{place}: {what}")
    assert len(told) == 6
    kept = measured(HEADER + "".join(lines), allow_bad=True)
    assert (kept.rows, kept.bad, kept.cube["requests"].sum()) == (100, 8, 92)


def test_one_bad_row_in_a_hundred_is_left_out_and_said(measured):
    seen = measured(HEADER + GOOD * 99 + "2026-01-05 10:00:00,chat,gpt-a,x,10\n")
    assert (seen.rows, seen.bad) == (100, 1)
    with pytest.raises(InputError, match="2 of 101 rows are malformed"):
        measured(HEADER + GOOD * 99 + "2026-01-05 10:00:00,chat,gpt-a,x,10\n" * 2)


def test_bad_json_lines_are_found_again(measured):
    good = {"timestamp": "2026-01-05T10:00:00Z", "model": "gpt-a", "input_tokens": 5, "output_tokens": 1}
    lines = [json.dumps(good)] * 20 + ['{"timestamp": "2026', "[1, 2]", json.dumps({**good, "input_tokens": {}})]
    with pytest.raises(InputError) as error:
        measured("\n".join(lines) + "\n", "log.jsonl")
    told = said(error)
    assert told[0].startswith("LOGS: 3 of 23 rows are malformed")
    assert told[1].startswith("log.jsonl:21: is not JSON")
    assert told[2].startswith("log.jsonl:22: is no JSON object")
    assert told[3].startswith("log.jsonl:23 input_tokens: '{}' is not a number of tokens")


@pytest.mark.parametrize(
    ("text", "name", "what"),
    [
        ('[{"timestamp": 1}]\n', "log.jsonl", "is not JSON Lines: one JSON object a line; write one record a line"),
        ("{" * 100_000 + "\n", "log.jsonl", "is not JSON Lines"),
        ("a,b\n1,2\n", "log.csv", "has no column for at; name it with --map at=COLUMN (it has a, b)"),
        ("a,a\n1,2\n", "log.csv", "has the column 'a' twice"),
        (HEADER, "log.csv", "hold no call"),
        (HEADER + "x," * 3_000_000 + "\n", "log.csv", "are malformed"),
        (HEADER + GOOD + '"' + GOOD * 200_000, "log.csv", "are malformed"),
    ],
)
def test_what_holds_no_calls_is_refused(measured, text, name, what):
    with pytest.raises(InputError) as error:
        measured(text, name)
    assert what in "\n".join(said(error))


def test_a_line_without_end_is_held_in_bounded_memory(tmp_path):
    from finmodel.usage.lines import text_lines

    path = tmp_path / "log.jsonl"
    path.write_bytes(b"x" * (3 * LONGEST_LINE) + b"\n{}\n")
    with path.open("rb") as stream:
        assert list(text_lines(stream)) == [(1, None), (2, "{}\n")]


def test_cached_tokens_beyond_the_input_tell_that_they_are_counted_apart(measured):
    header = HEADER.strip() + ",cache_read_tokens\n"
    rows = "2026-01-05 10:00:00,chat,gpt-a,100,10,900\n" * 3
    with pytest.raises(InputError, match="pass --cache-apart if input tokens leave out cached ones"):
        measured(header + rows)
    seen = measured(header + rows, cache_apart=True)
    assert seen.cube["input_tokens"].sum() == 3000


def test_a_column_of_ids_is_no_feature(measured):
    rows = [f"2026-01-05 10:00:00,id-{k},gpt-a,100,10\n" for k in range(501)]
    with pytest.raises(InputError, match=r"feature column: has more than 500 values \(id-0, id-1, id-10, \.\.\.\)"):
        measured(HEADER + "".join(rows))


def test_mappings_and_formats_that_lead_nowhere(measured):
    with pytest.raises(InputError) as error:
        measured(HEADER + GOOD, mapped=[("featur", "feature"), ("feature", "tags.feature")])
    assert said(error) == [
        "--map featur=feature: 'featur' is no field of a call; did you mean feature?",
        "--map feature=tags.feature: the log has no column 'tags.feature'; did you mean feature?",
    ]
    with pytest.raises(InputError, match="is not in the format litellm; such a log has the columns"):
        measured(HEADER + GOOD, form="litellm")
    with pytest.raises(InputError, match="--timezone: 'Mars/Phobos' is no time zone"):
        measured(HEADER + GOOD, timezone="Mars/Phobos")


def test_an_engine_that_is_none(tmp_path):
    with pytest.raises((InputError, EngineError), match="nosuch") as error:
        connect("nosuch://user:secret@host/db")
    assert "secret" not in str(error.value)


def test_names_that_would_be_formulas_or_move_the_cursor_stay_names(measured):
    seen = measured(HEADER + GOOD.replace("chat", "=cmd()") + GOOD.replace("gpt-a", "gpt\x1b[2J"))
    assert set(seen.cube["feature"]) == {"=cmd()", "chat"}


def test_times_that_count_from_zero_are_no_dates(measured):
    from finmodel.usage.imported import figures_of

    rows = [{"timestamp": k * 1000, "input_length": 10, "output_length": 1} for k in range(5)]
    seen = measured("\n".join(map(json.dumps, rows)) + "\n", "log.jsonl", unit="ms", feature="chat")
    assert (seen.period.relative, str(seen.period)) == (True, "1 hours")
    found = figures_of(seen)
    assert not [f for f in found.cells if f.table == "actuals"]
    assert "times do not start at a date, so no month has actuals" in found.remarks


def test_too_little_memory_is_said_with_what_to_do(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(HEADER + GOOD * 1000, encoding="utf-8")
    with pytest.raises(EngineError, match=r"ran out of the 1MB of memory.*give it more with --memory"):
        measure(Log([path], memory="1MB"))


WITHOUT = "import sys; sys.modules.update(ibis=None, pyarrow=None); from finmodel.cli import main; main()"


@pytest.mark.parametrize("command", ["import log.csv", "summary log.csv", "sample new.parquet"])
def test_without_the_extra_a_command_says_what_to_install(tmp_path, command):
    (tmp_path / "log.csv").write_text(HEADER + GOOD)
    told = subprocess.run(
        [sys.executable, "-c", WITHOUT, "usage", *command.split()],
        check=False,
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert told.returncode == 2
    assert "pip install 'finmodel[usage]'" in told.stderr
    assert len(told.stderr.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["log.csv"]
