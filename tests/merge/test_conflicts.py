"""Where both sides changed, where nothing can be merged, and what keeps the rest from being written."""

import pytest
from edited import COMPANY, diff

from finmodel.errors import InputError


def change(folder, file, old, new):
    path = folder / file
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())


EDIT = {"plans.price_usd[pro]": 55, "plans.seats[pro]": 4}


def test_a_conflict_names_all_three_and_nothing_is_written(pulled, folder):
    change(folder, "plans.csv", "pro,50,", "pro,60,")
    before = (folder / "plans.csv").read_bytes()
    merged = pulled(EDIT)
    assert not merged.ok
    assert [str(c) for c in merged.conflicts] == [
        "conflict: plans.csv: price_usd[pro]: as generated 50, workbook 55, inputs 60"
    ]
    assert [str(m) for m in merged.moves] == ["plans.csv: seats[pro] 3 -> 4 (workbook)"]
    assert merged.written == ()
    assert (folder / "plans.csv").read_bytes() == before


@pytest.mark.parametrize(("prefer", "price"), [("workbook", "pro,55,4,"), ("inputs", "pro,60,4,")])
def test_a_preference_settles_it_and_is_told(pulled, folder, prefer, price):
    change(folder, "plans.csv", "pro,50,", "pro,60,")
    merged = pulled(EDIT, prefer=prefer)
    assert merged.ok
    assert f"settled for the {prefer}" in str(merged.settled[0])
    assert price in (folder / "plans.csv").read_text()


def test_an_empty_cell_follows_the_side_that_was_preferred(pulled, folder):
    change(folder, "prices.csv", "zeta,small,2025-06-01,1,", "zeta,small,2025-06-01,3,")
    edit = {"prices.input_usd_per_mtok[small|2025-06-01]": 2}
    assert pulled(edit, prefer="inputs").moves == ()
    assert pulled(edit, prefer="workbook").ok
    assert "zeta,small,2025-06-01,2,4,0.1,1,,price list" in (folder / "prices.csv").read_text()


def test_a_preference_decides_nothing_else(pulled, folder):
    change(folder, "plans.csv", "pro,50,", "pro,60,")
    assert pulled({"plans.seats[pro]": 4}, prefer="workbook").settled == ()
    assert "pro,60,4," in (folder / "plans.csv").read_text()


def test_the_same_on_both_sides_is_fine(pulled, folder):
    change(folder, "plans.csv", "pro,50,", "pro,55.0,")
    assert pulled({"plans.price_usd[pro]": 55}).ok
    assert "pro,55.0," in (folder / "plans.csv").read_text()


def test_rows_added_and_removed_in_the_csv_stay_so(pulled, folder):
    change(folder, "opex.csv", "adverts,sales_marketing,2000,,0.03,2026-02,2026-06\n", "rent,hosting,9,,,,\n")
    assert pulled({"opex.usd_per_month[servers]": 600}).ok
    assert (folder / "opex.csv").read_text().splitlines()[1:] == ["servers,hosting,600,0.05,,,", "rent,hosting,9,,,,"]


def test_a_row_edited_here_and_removed_there(pulled, folder):
    gone = "adverts,sales_marketing,2000,,0.03,2026-02,2026-06\n"
    change(folder, "opex.csv", gone, "")
    edit = {"opex.usd_per_month[adverts]": 2500}
    assert [str(c) for c in pulled(edit).conflicts] == [
        "conflict: opex.csv: usd_per_month[adverts]: as generated 2000, workbook 2500, inputs (row removed)"
    ]
    assert pulled(edit, prefer="inputs").moves == ()
    assert pulled(edit, prefer="workbook").ok
    assert "adverts,sales_marketing,2500,0,0.03,2026-02,2026-06\n" in (folder / "opex.csv").read_text()


def test_a_scenario_removed_there_and_edited_here(pulled, folder):
    path = folder / "assumptions.csv"
    lines = [line.split(",") for line in path.read_text().splitlines()]
    path.write_text("".join(",".join([*line[:3], *line[4:]]) + "\n" for line in lines))
    assert len(pulled({"assumptions.dear[churn_multiplier]": 1.3}).conflicts) == 1
    assert pulled({}).ok


def test_start_month_moved_in_the_csv_and_a_row_without_a_month_edited(pulled, folder):
    """The row's id holds the first month, which an empty cell followed."""
    change(folder, "assumptions.csv", "start_month,month,2026-01", "start_month,month,2025-12")
    assert pulled({"volumes.queries_per_user_per_day[free|search|2026-01]": 2}).ok
    assert "free,search,2,,,\n" in (folder / "volumes.csv").read_text()


# --- findings


@pytest.mark.parametrize(
    ("edits", "told"),
    [
        ({"plans.price_usd[pro]": "{=50+5}"}, "a formula stands in an input cell"),
        ({"plans.price_usd[pro]": "fifty"}, "stored as text"),
        ({"plans.price_usd[pro]": None}, "was cleared"),
        ({"plans.churn_rate[pro]": 1.5}, "out of bounds"),
        ({"plans.price_usd[pro]": True}, "is not a number"),
        ({"opex.category[servers]": "snacks"}, "is not known"),
        ({"assumptions.base[months]": 12}, "build anew"),
        ({"assumptions.base[start_month]": 46054}, "build anew"),
        ({"plans.plan[pro]": "max"}, "build anew"),
        ({"levers.compression_from[chat]": "soon"}, "stored as text"),
    ],
)
def test_a_finding_keeps_everything_from_being_written(pulled, folder, edits, told):
    merged = pulled({**edits, "plans.seats[pro]": 4})
    assert not merged.ok
    assert not merged.mergeable
    assert any(told in str(finding) for finding in merged.blocking), merged.blocking
    assert [str(m) for m in merged.moves] == ["plans.csv: seats[pro] 3 -> 4 (workbook)"]
    assert diff(COMPANY, folder) == []


def test_structure_that_the_csv_has_by_now_is_no_finding(pulled, folder):
    change(folder, "assumptions.csv", "months,months,8", "months,months,12")
    assert pulled({"assumptions.base[months]": 12, "plans.seats[pro]": 4}).ok


def test_a_text_that_is_odd_but_unchanged_is_left(pulled, folder):
    """`=1+1 is only a note` stands in the company's prices.csv."""
    assert pulled({"prices.note[big|2026-03-15]": "rises"}).ok


def test_the_scenario_in_force_is_no_part_of_the_csvs(pulled, folder, seen):
    merged = pulled({"assumptions.value[scenario]": "dear"})
    assert merged.ok
    assert "scenario in force: base -> dear" in merged.remarks[0]
    assert diff(COMPANY, folder) == []


def test_an_edited_base_is_refused(pulled, seen, monkeypatch):
    name = seen.names["Changes"]
    spot = seen.sheets[name].find("plans.price_usd[pro]", "as generated")
    monkeypatch.setitem(seen.values, (name, *spot), 49.0)
    with pytest.raises(InputError, match="as generated on Changes"):
        pulled({"plans.price_usd[pro]": 55})


def test_a_merge_that_makes_no_model_is_told_and_not_written(pulled, folder):
    with pytest.raises(InputError, match=r"merged levers.csv:2 .*cache_read_share"):
        pulled({"levers.cache_read_share[chat]": 0.95})
    assert diff(COMPANY, folder) == []


def test_a_share_that_is_given_for_all_or_none(pulled, folder):
    path = folder / "plans.csv"
    path.write_text(path.read_text().replace(",0.25\n", ",\n").replace(",0.75\n", ",\n"))
    merged = pulled(
        {"plans.sales_marketing_share[pro]": 0.7, "plans.sales_marketing_share[free]": 0.3}, prefer="workbook"
    )
    assert merged.ok
    assert path.read_text().splitlines()[1].endswith(",0.3")


# --- dialects


def test_a_european_file_stays_one(pulled, folder):
    path = folder / "plans.csv"
    text = path.read_text().replace(".", "|").replace(",", ";").replace("|", ",").replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert pulled({"plans.churn_rate[pro]": 0.055, "plans.support_usd[free]": 1.125}).ok
    after = text.replace(";0,04;", ";0,055;").replace("0,2;;0,25", "0,2;1,1250;0,25")
    assert path.read_bytes() == b"\xef\xbb\xbf" + after.encode()


def test_a_new_file_follows_the_others(pulled, folder):
    path = folder / "assumptions.csv"
    path.write_bytes(path.read_text().replace(",", ";").replace(".", ",").replace("\n", "\r\n").encode())
    assert pulled({"benchmarks.low[gross_margin]": 0.625}).ok
    assert (folder / "benchmarks.csv").read_bytes().split(b"\r\n")[1] == b"gross_margin;at_least;0,625;built in"
