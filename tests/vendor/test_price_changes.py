"""Which rows a pull adds, rule by rule, on hand-made offers."""

import datetime as dt

import pytest
from pricelist import AS_OF, BIG, Fake, offer

from finmodel.errors import InputError
from finmodel.vendor import pull, read_prices

SAME = (3, 15, 0.3, 3.75, 0.5)  # what BIG says


def added(path, offers, *, as_of=AS_OF, models=()):
    """The lines that a pull appends."""
    found = pull(path, Fake(offers), as_of=as_of, models=models)
    assert found.after.startswith(found.before)
    return found.after[len(found.before) :].decode().splitlines()


def test_an_unchanged_price_adds_nothing(listed):
    path = listed(BIG)
    found = pull(path, Fake({"acme/big": [offer(None, *SAME)]}), as_of=AS_OF)
    assert (found.rows, found.conflicts, found.warnings, found.after) == ((), (), (), path.read_bytes())
    assert found.write() is False


@pytest.mark.parametrize(
    ("prices", "cells"),
    [
        ((4, 15, 0.3, 3.75, 0.5), "4,15,0.3,3.75,0.5"),  # up
        ((2.5, 12, 0.3, 3.75, 0.5), "2.5,12,0.3,3.75,0.5"),  # down
        ((3, 15, 0.15, 3.75, 0.5), "3,15,0.15,3.75,0.5"),  # cache read alone
        ((3, 15, 0.3, 3, 0.5), "3,15,0.3,,0.5"),  # cache write alone, to the input price
        ((3, 15, 0.3, 3.75, 0.25), "3,15,0.3,3.75,0.25"),  # batch alone
        ((3, 15, 0.3, 3.75, 0), "3,15,0.3,3.75,"),  # no batch discount any more
    ],
)
def test_a_changed_price_is_a_new_row_of_the_day_it_was_seen(listed, prices, cells):
    note = "undated; the date is that of the check"
    assert added(listed(BIG), {"acme/big": [offer(None, *prices)]}) == [
        f'acme,big,2026-11-01,{cells},"price list 1.0, provider acme",2026-11-01,{note}'
    ]


def test_a_dated_price_keeps_its_date_and_announced_ones_come_along(listed):
    cut, rise = offer("2026-07-30", 2, 10, 0.2, 2.5, 0.5), offer("2027-01-01", 6, 30, 0.2, 2.5, 0.5)
    assert [line.split(',"')[0] for line in added(listed(BIG), {"acme/big": [offer(None, *SAME), cut, rise]})] == [
        "acme,big,2026-07-30,2,10,0.2,2.5,0.5",
        "acme,big,2027-01-01,6,30,0.2,2.5,0.5",
    ]


def test_an_announced_price_that_changes_nothing_adds_nothing(listed):
    assert added(listed(BIG), {"acme/big": [offer(None, *SAME), offer("2027-01-01", *SAME)]}) == []


def test_history_before_the_first_row_is_left_out(listed):
    offers = [offer(None, 9, 40), offer("2024-01-01", 6, 30), offer("2024-06-01", *SAME)]
    assert added(listed(BIG), {"acme/big": offers}) == []


def test_a_price_in_force_counts_whatever_its_date(listed):
    later = "acme,big,2026-10-01,2,15,0.3,3.75,0.5,by hand,2026-10-01,\n"
    lines = added(listed(BIG, later), {"acme/big": [offer("2025-01-01", *SAME)]})
    assert len(lines) == 1
    assert lines[0].startswith("acme,big,2026-11-01,3,15,0.3,3.75,0.5,")
    assert lines[0].endswith("in force since 2025-01-01; the date is that of the check")


def test_a_row_on_the_same_date_is_kept_and_told(listed):
    announced = "acme,big,2027-01-01,6,30,0.3,3.75,0.5,by hand,2026-10-01,\n"
    source = Fake({"acme/big": [offer(None, *SAME), offer("2027-01-01", 7, 30, 0.3, 3.75, 0.5)]})
    found = pull(listed(BIG, announced), source, as_of=AS_OF)
    assert found.rows == ()
    assert [str(problem) for problem in found.conflicts] == [
        (
            "prices.csv:3: big from 2027-01-01: price list 1.0, provider acme now says input 7; "
            "rows are never changed; correct this one by hand, or keep it"
        ),
    ]


def test_what_the_source_does_not_say_is_kept(listed):
    lines = added(listed(BIG), {"acme/big": [offer(None, 2, 10)]})
    assert lines[0].startswith("acme,big,2026-11-01,2,10,0.3,3.75,0.5,")
    assert added(listed(BIG), {"acme/big": [offer(None, 3, 15)]}) == []


def test_what_is_assumed_of_a_new_model_is_no_change(listed):
    assumed = offer(None, *SAME[:4], assumed=offer(None, None, None, None, None, 0.4).prices)
    assert added(listed(BIG), {"acme/big": [assumed]}) == []
    lines = added(listed(BIG), {"acme/big": [assumed], "acme/small": [assumed]}, models=["small"])
    assert lines[0].startswith("acme,small,2026-11-01,3,15,0.3,3.75,0.4,")


def test_a_new_model_comes_with_its_dated_past_but_not_with_an_undated_one(listed):
    offers = [offer(None, 9, 40), offer("2025-06-01", 6, 30), offer("2026-02-01", 3, 15, 0.3)]
    lines = added(listed(BIG), {"acme/big": [offer(None, *SAME)], "acme/small": offers}, models=["acme/small"])
    assert [line.split(',"')[0] for line in lines] == [
        "acme,small,2025-06-01,6,30,,,",
        "acme,small,2026-02-01,3,15,0.3,,",
    ]


def test_the_date_of_a_batch_price_is_not_the_date_of_a_new_model(listed):
    batch = offer("2026-10-14", *SAME, batch_only=True)
    offers = {name: [offer(None, *SAME[:4]), batch] for name in ("acme/big", "acme/small")}
    lines = added(listed(BIG), offers, models=["small"])
    assert lines[0].startswith("acme,small,2026-11-01,3,15,0.3,3.75,0.5,")
    assert lines[0].endswith(",undated; the date is that of the check")
    without = BIG.replace(",0.5,", ",,")
    line = added(listed(without), offers)[0]
    assert line.startswith("acme,big,2026-10-14,3,15,0.3,3.75,0.5,")
    assert line.endswith(",batch price of this date")


def test_what_a_row_cannot_hold_is_its_note(listed):
    remarks = ("dearer at noon, twice", "see page")
    lines = added(listed(BIG), {"acme/big": [offer("2026-05-01", 4, 15, remarks=remarks)]})
    assert lines[0].endswith(',2026-11-01,"dearer at noon, twice; see page"')


def test_old_rows_and_a_second_run(listed):
    path = listed(BIG)
    source = Fake({"acme/big": [offer(None, 4, 15), offer("2027-03-01", 5, 15, 0.1)]})
    before = path.read_bytes()
    assert pull(path, source, as_of=AS_OF).write() is True
    once = path.read_bytes()
    assert once.startswith(before)
    assert pull(path, source, as_of=AS_OF).write() is False
    assert pull(path, source, as_of=dt.date(2027, 6, 1)).rows == ()
    assert path.read_bytes() == once
    assert len(read_prices(path).rows) == 3


def test_columns_that_are_not_there_are_not_added(listed):
    header = "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok\n"
    path = listed("acme,big,2025-01-01,3,15\n", header=header)
    source = Fake({"acme/big": [offer(None, 4, 15, 0.4, 4, 0.5, remarks=("a remark",))]})
    found = pull(path, source, as_of=AS_OF)
    assert found.after == found.before + b"acme,big,2026-11-01,4,15\n"
    assert [str(warning) for warning in found.warnings] == [
        (
            "prices.csv: has no column cache_read_usd_per_mtok, so the input price counts for big; "
            "add the column to keep cache read prices"
        ),
        "prices.csv: has no column batch_discount, so no discount counts for big; add the column to keep batch prices",
        (
            "prices.csv: has no column source, checked_on, note, so the new rows do not say it "
            "(big: undated; the date is that of the check; a remark); add the columns to keep where prices come from"
        ),
    ]
    found.write()
    assert pull(path, source, as_of=AS_OF).rows == ()


def problems(path, offers, *models):
    with pytest.raises(InputError) as caught:
        pull(path, Fake(offers), as_of=AS_OF, models=models)
    return [str(problem) for problem in caught.value.problems]


def test_unknown_models_are_told_all_at_once(listed):
    other, third = "own,small,2025-01-01,1,2,,,,,,\n", "acme,bigg,2025-01-01,1,2,,,,,,\n"
    offers = {"acme/big": [offer(None, 3, 15)], "zeta/small": [offer(None, 1, 2)]}
    assert problems(listed(BIG, other, third), offers) == [
        (
            "prices.csv:3 model: own has no model 'small' in price list 1.0; it is sold by zeta"
            " (to leave it out, name the others with --models)"
        ),
        (
            "prices.csv:4 model: acme has no model 'bigg' in price list 1.0; did you mean big (acme)?"
            " (to leave it out, name the others with --models)"
        ),
    ]
    assert added(listed(BIG, other), offers, models=["big"]) == []


def test_a_new_model_of_several_providers_needs_one(listed):
    offers = {"acme/big": [offer(None, *SAME)], "zeta/new": [offer(None, 1, 2)], "acme/new": [offer(None, 1, 2)]}
    assert problems(listed(BIG), offers, "new", "nwe", "zeta/big") == [
        "--models: 'new' has several providers; write one of zeta/new, acme/new",
        "--models: there is no model 'nwe' in price list 1.0; did you mean new (zeta, acme)?",
        (
            "--models: 'big' is listed from acme, and a model has one provider; "
            "write big, or list the other offer under another name"
        ),
    ]
    assert added(listed(BIG), offers, models=["zeta/new"])[0].startswith("zeta,new,2026-11-01,1,2,")


def test_the_provider_of_the_rows_decides(listed):
    offers = {"acme/big": [offer(None, 4, 15)], "zeta/big": [offer(None, 1, 1)]}
    assert added(listed(BIG), offers)[0].startswith("acme,big,2026-11-01,4,15,")


@pytest.mark.parametrize("name", ["@cf/llama", "=cmd", "-x", "+x", "a*b", "x\ty"])
def test_names_that_a_spreadsheet_would_run_are_not_written(listed, name):
    offers = {"acme/big": [offer(None, 3, 15)], f"acme/{name}": [offer(None, 3, 15)]}
    assert len(problems(listed(BIG), offers, f"acme/{name}")) == 1


@pytest.mark.parametrize("remark", ["=1+1", "\x1b[2J"])
def test_a_source_that_is_not_to_be_trusted(listed, remark):
    offers = {"acme/big": [offer("2026-05-01", 4, 15, remarks=(remark,))]}
    assert "not to be trusted" in problems(listed(BIG), offers)[0]


def test_a_model_with_two_providers_is_told(listed):
    twice = "zeta,big,2026-01-01,3,15,,,,,,\n"
    assert "a model has one provider" in problems(listed(BIG, twice), {"acme/big": [offer(None, *SAME)]})[0]
