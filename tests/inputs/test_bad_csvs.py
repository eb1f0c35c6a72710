"""Bad CSVs: each is read rightly, or refused with its place, the value and the fix. The cases are a table."""

import os
import pathlib
import tracemalloc

import pytest
import yaml

from finmodel.inputs import csvfile

CASES = yaml.safe_load(pathlib.Path(__file__).with_name("bad_csvs.yaml").read_text(encoding="utf-8"))


def content(case):
    if "hex" in case:
        return bytes.fromhex(case["hex"])
    sign, times = case.get("repeat", ("", 0))
    return (case["text"] + sign * times).encode(case.get("encoding", "utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_a_bad_csv(case, read, problems):
    files = {**case.get("more", {}), case.get("file", "plans"): content(case)}
    if "refused" in case:
        assert problems(**files) == case["refused"]
    else:
        rows = read(**files)
        assert {column: rows.column("plans", column) for column in case["read"]} == case["read"]


HOSTILE = {
    "a million rows": "plan,price_usd\n" + "pro,20\n" * 1_000_000,
    "a cell of 15 million characters": "plan,price_usd,note\npro,20," + "x" * 15_000_000,
    "a header of 15 million columns": "plan,price_usd" + "," * 15_000_000,
    "a row of 7 million cells": "plan,price_usd\npro,20" + ",1" * 7_000_000,
    "100,000 blank lines, which are no rows": "plan,price_usd\npro,20\n" + '"",\n' * 100_000 + "max\n",
}  # fmt: skip
TOLD = {
    "a million rows": "plans.csv:50002: has more than 50,000 rows; keep to one row a record; usage logs go elsewhere",
    "a cell of 15 million characters": (
        "plans.csv:2: holds a cell of more than 131,072 characters; shorten it; "
        "if it runs over the lines below, close the quote that opens it"
    ),
    "a header of 15 million columns": (
        "plans.csv:1: the header has 15,000,002 columns, and at most 256 are read; keep the columns of this file"
    ),
    "a row of 7 million cells": (
        "plans.csv:2: has more cells than the header ('1', '1', '1'); put cells that hold commas in quotes, "
        "and write decimals with a point (3.0)"
    ),
    "100,000 blank lines, which are no rows": "plans.csv:100003 price_usd: is empty; write a value",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_would_fill_the_memory_is_refused_within_it(problems, name):
    content = HOSTILE[name].encode()
    tracemalloc.start()
    try:
        assert problems(plans=content) == [TOLD[name]]
        assert tracemalloc.get_traced_memory()[1] < 384 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_a_file_beyond_what_is_held_is_not_read_to_its_end(problems, tmp_path):
    with (tmp_path / "levers.csv").open("wb") as file:
        file.truncate(1 << 40)  # a tebibyte that takes no room
    assert problems() == ["levers.csv: is larger than 16 MiB; keep to one row a record; usage logs go elsewhere"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_and_a_device_are_not_opened(problems, tmp_path):
    """A pipe that nobody writes to would be waited for, a device would never end."""
    os.mkfifo(tmp_path / "levers.csv")
    (tmp_path / "models.csv").symlink_to("/dev/zero")
    assert problems() == [f"{name}.csv: is not a file; put a CSV file there" for name in ("levers", "models")][::-1]


def test_a_column_of_names_that_are_all_wrong_takes_no_minutes(problems):
    """Each unknown name would be compared with each known one."""
    plans = "plan,price_usd\npro,20\n" + "".join(f"plan {i},20\n" for i in range(5_000))
    accounts = "month,plan,new_accounts\n" + "".join(f"2026-01,plam {i},1\n" for i in range(5_000))
    found = problems(plans=plans, accounts=accounts)
    assert len(found) == 5_000
    assert found[0] == (
        "accounts.csv:2 plan: 'plam 0' is not a plan; did you mean plan 0 or plan 90 or plan 80? "
        "(names come from plans.csv)"
    )
    assert (
        found[-1] == "accounts.csv:5001 plan: 'plam 4999' is not a plan; look for it there (names come from plans.csv)"
    )


def test_every_row_up_to_the_limit_is_read(read, monkeypatch):
    monkeypatch.setattr(csvfile, "MOST_ROWS", 2)
    assert len(read(plans="plan,price_usd\npro,20\nmax,30\n").tables["plans"]) == 2
