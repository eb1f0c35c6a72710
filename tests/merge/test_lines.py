"""A pull of one edit is a one-line diff, and says what moves where."""

import datetime as dt

import pytest
from edited import COMPANY, diff

from finmodel.inputs import read
from finmodel.timeline import serial

ONE = [
    ("plans.price_usd[pro]", 55, "plans.csv", "pro,50,", "pro,55,", "price_usd[pro] 50 -> 55"),
    ("plans.churn_rate[pro]", 0.05, "plans.csv", ",0.04,", ",0.05,", "churn_rate[pro] 0.04 -> 0.05"),
    ("plans.churn_rate[pro]", 0.17600000000000002, "plans.csv", ",0.04,", ",0.176,", "churn_rate[pro] 0.04 -> 0.176"),
    ("plans.price_usd[pro]", "55", "plans.csv", "pro,50,", "pro,55,", "price_usd[pro] 50 -> 55"),
    ("features.context_growth_rate[search]", 0.01, "features.csv", "150,,", "150,0.01,", "[search] 0 -> 0.01"),
    ("gpu_rates.usd_per_gpu_hour[spot]", 0.2, "gpu_rates.csv", ",0.17,", ",0.2,", "usd_per_gpu_hour[spot] 0.17 -> 0.2"),
    ("prices.note[big|2026-03-15]", "a, b", "prices.csv", "falls", '"a, b"', "[big|2026-03-15] falls -> a, b"),
    ("prices.note[big|2026-03-15]", None, "prices.csv", ",falls", ",", "[big|2026-03-15] falls -> (empty)"),
    ("prices.note[big|2026-03-15]", 2025, "prices.csv", "falls", "2025", "falls -> 2025"),
    ("assumptions.base[payment_fee_rate]", 0.029, "assumptions.csv", "0.03", "0.029", "base[payment_fee_rate] 0.03"),
    ("assumptions.dear[payment_fee_rate]", 0.04, "assumptions.csv", "0.03,", "0.03,0.04", "(empty) -> 0.04"),
    ("assumptions.dear[vendor_price_multiplier]", None, "assumptions.csv", "1,1.5", "1,", "1.5 -> (empty)"),
    ("assumptions.base[opening_cash_usd]", "none", "assumptions.csv", "50000", "none", "50000 -> none"),
    (
        "assumptions.source[opening_cash_usd]",
        "two banks",
        "assumptions.csv",
        ",bank",
        ",two banks",
        "bank -> two banks",
    ),
    ("assumptions.source[months]", "board", "assumptions.csv", "8,,", "8,,board", "(empty) -> board"),
    ("models.retire_month[big]", None, "models.csv", "2027-12", "", "retire_month[big] 2027-12 -> (empty)"),
    (
        "models.retire_month[big]",
        serial(dt.date(2027, 11, 1)),
        "models.csv",
        "2027-12",
        "2027-11",
        "retire_month[big] 2027-12 -> 2027-11",
    ),
    (
        "prices.effective_from[big|2026-03-15]",
        serial(dt.date(2026, 4, 1)),
        "prices.csv",
        "2026-03-15",
        "2026-04-01",
        "effective_from[big|2026-03-15] 2026-03-15 -> 2026-04-01",
    ),
]


@pytest.mark.parametrize(("entry", "value", "file", "old", "new", "told"), ONE)
def test_one_edit_is_one_line(pulled, folder, entry, value, file, old, new, told):
    merged = pulled({entry: value})
    assert merged.ok
    assert merged.written == (file,)
    assert len(merged.moves) == 1
    assert told in str(merged.moves[0])
    minus, plus = diff(COMPANY, folder)
    assert minus.startswith(f"{file}: -")
    assert plus.startswith(f"{file}: +")
    before, after = minus.partition("-")[2], plus.partition("+")[2]
    assert (before.count(","), before.replace(old, new, 1)) in ((after.count(","), after), (before.count(","), after))
    assert pulled({entry: value}).moves == ()  # a second pull has nothing to do


def test_no_edit_changes_nothing(pulled, folder):
    merged = pulled({})
    assert merged.ok
    assert str(merged) == "nothing to merge; nothing was written"
    assert diff(COMPANY, folder) == []


def test_dry_run_says_the_same_and_writes_nothing(pulled, folder):
    edits = {"plans.price_usd[pro]": 55, "levers.batch_share[search]": 0.2}
    told = pulled(edits, dry_run=True)
    assert diff(COMPANY, folder) == []
    assert told.moves == pulled(edits).moves
    assert diff(COMPANY, folder) != []


def test_the_line_as_printed(pulled):
    assert str(pulled({"plans.price_usd[pro]": 55}).moves[0]) == "plans.csv: price_usd[pro] 50 -> 55 (workbook)"


# --- defaults


def test_a_changed_default_makes_a_row(pulled, folder):
    merged = pulled({"levers.batch_share[search]": 0.2})
    assert merged.ok
    assert diff(COMPANY, folder) == ["levers.csv: +search,,,,,,0.2,"]


def test_a_changed_default_makes_a_column(pulled, folder):
    (folder / "volumes.csv").write_text(
        "plan,feature,queries_per_user_per_day,adoption_share,from\nfree,search,1,,\npro,search,3,0.9,\npro,chat,4,0.5,2026-02\n"
    )
    merged = pulled({"volumes.queries_growth_rate[free|search|2026-01]": 0.03}, prefer="workbook")
    assert merged.ok
    lines = (folder / "volumes.csv").read_text().splitlines()
    assert lines[0] == "plan,feature,queries_per_user_per_day,adoption_share,from,queries_growth_rate"
    assert lines[1:] == ["free,search,1,,,0.03", "pro,search,3,0.9,,", "pro,chat,4,0.5,2026-02,"]


def test_a_changed_default_makes_a_file(pulled, folder):
    merged = pulled({"benchmarks.low[gross_margin]": 0.6})
    assert merged.ok
    text = (folder / "benchmarks.csv").read_text()
    assert text == "metric,direction,low,source\ngross_margin,at_least,0.6,built in\n"


def test_a_changed_assumption_that_is_not_in_the_file(pulled, folder):
    merged = pulled({"assumptions.base[price_shock]": 0.3})
    assert merged.ok
    assert diff(COMPANY, folder) == ["assumptions.csv: +price_shock,rate,0.3,,,"]


def test_both_sides_alike_through_a_default(pulled, folder):
    """1200 was cleared in the CSV, so that 1500 counts; the workbook says 1500 too, and moves the mean."""
    path = folder / "features.csv"
    path.write_text(path.read_text().replace("search,1500,80,1200,", "search,1500,80,,"))
    merged = pulled({"features.input_tokens_mean[search]": 1600, "features.input_tokens_p50[search]": 1500})
    assert merged.ok
    row = read(folder).tables["features"][1]
    assert (row.cell("input_tokens_mean"), row.cell("input_tokens_p50")) == (1600, 1500)


def test_a_default_that_follows_is_written_as_shown(pulled, folder, seen):
    merged = pulled({"prices.input_usd_per_mtok[small|2025-06-01]": 2})
    assert merged.ok
    assert [str(move) for move in merged.moves] == [
        "prices.csv: input_usd_per_mtok[small|2025-06-01] 1 -> 2 (workbook)",
        "prices.csv: cache_write_usd_per_mtok[small|2025-06-01] 2 -> 1 (workbook; the empty cell would follow another)",
    ]
    row = read(folder).tables["prices"][2]
    assert (row.cell("input_usd_per_mtok"), row.cell("cache_write_usd_per_mtok")) == (2, 1)


# --- spare rows


SPARE = {
    "prices.provider[spare 1]": "zeta",
    "prices.model[spare 1]": "small",
    "prices.effective_from[spare 1]": serial(dt.date(2026, 5, 1)),
    "prices.input_usd_per_mtok[spare 1]": 0.8,
    "prices.output_usd_per_mtok[spare 1]": 3.5,
    "prices.cache_read_usd_per_mtok[spare 1]": 0.08,
    "prices.cache_write_usd_per_mtok[spare 1]": 0.8,
    "prices.batch_discount[spare 1]": 0,
}


def test_a_filled_spare_row_is_a_new_record(pulled, folder):
    merged = pulled(SPARE)
    assert merged.ok
    assert diff(COMPANY, folder) == ["prices.csv: +zeta,small,2026-05-01,0.8,3.5,0.08,0.8,0,,"]
    assert str(merged.moves[0]).startswith("prices.csv: new row [small|2026-05-01] provider=zeta, model=small")
    assert pulled(SPARE).moves == ()
    assert pulled(SPARE).ok


def test_a_record_added_on_both_sides(pulled, folder):
    with (folder / "prices.csv").open("a") as file:
        file.write("zeta,small,2026-05-01,0.9,3.5,0.08,0.8,,,\n")
    merged = pulled(SPARE)
    assert [str(conflict) for conflict in merged.conflicts] == [
        "conflict: prices.csv: input_usd_per_mtok[small|2026-05-01]: as generated (empty), workbook 0.8, inputs 0.9"
    ]
    assert pulled(SPARE, prefer="workbook").ok
    assert (folder / "prices.csv").read_text().splitlines()[-1] == "zeta,small,2026-05-01,0.8,3.5,0.08,0.8,,,"


def test_a_record_added_alike_on_both_sides(pulled, folder):
    with (folder / "prices.csv").open("a") as file:
        file.write("zeta,small,2026-05-01,0.80,3.5,0.08,0.8,,,\n")
    merged = pulled(SPARE)
    assert merged.ok
    assert merged.moves == ()


def test_a_new_model_in_a_spare_row_is_a_finding(pulled, folder):
    merged = pulled({**SPARE, "prices.model[spare 1]": "huge"})
    assert not merged.ok
    assert "build anew" in str(merged.blocking[0])
    assert diff(COMPANY, folder) == []


def test_a_spare_row_that_stands_already(pulled):
    merged = pulled({**SPARE, "prices.effective_from[spare 1]": serial(dt.date(2025, 6, 1))})
    assert "small|2025-06-01 stands already in another row" in str(merged.blocking[0])


def test_a_row_that_made_way_for_a_new_one(pulled, folder):
    """The price of June now starts in July, and a spare row holds another price from June on."""
    june, july = serial(dt.date(2025, 6, 1)), serial(dt.date(2025, 7, 1))
    edits = {"prices.effective_from[small|2025-06-01]": july, **SPARE, "prices.effective_from[spare 1]": june}
    assert pulled(edits).ok
    assert diff(COMPANY, folder) == [
        "prices.csv: -zeta,small,2025-06-01,1,4,0.1,,,price list,=1+1 is only a note",
        "prices.csv: +zeta,small,2025-07-01,1,4,0.1,,,price list,=1+1 is only a note",
        "prices.csv: +zeta,small,2025-06-01,0.8,3.5,0.08,0.8,0,,",
    ]
    again = pulled(edits)
    assert again.ok
    assert again.moves == ()
