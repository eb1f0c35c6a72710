"""Edits carried into a rebuild: they stand, they are proved, and they are still edits."""

import datetime as dt
import shutil

import pytest

from finmodel import check, pull
from finmodel.builder import build
from finmodel.errors import ConflictError, InputError
from finmodel.gates.file import opened
from finmodel.inputs import read
from finmodel.workbook.edits import values_now
from finmodel.workbook.entries import entries
from finmodel.workbook.read import view

NEW_PRICE = {
    "provider": "acme", "model": "big", "effective_from": dt.date(2026, 7, 1), "input_usd_per_mtok": 2,
    "output_usd_per_mtok": 11, "cache_read_usd_per_mtok": 0.2, "cache_write_usd_per_mtok": 2.5, "batch_discount": 0.5,
}  # fmt: skip


def add_price(hand, row="spare 5"):
    for column, value in NEW_PRICE.items():
        hand.type(f"prices.{column}[{row}]", value)


def change(folder, file, old, new):
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1))


def test_an_edit_stays_an_edit_and_is_proved(hand, rebuilt, folder):
    hand.type("plans.price_usd[pro]", 55)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    built, new = rebuilt()
    assert built.carried == ("plans.csv: price_usd[pro] 50 -> 55 (workbook)",)
    assert built.left == ()
    found = entries(view(new))
    assert found.generated["plans.price_usd[pro]"] == 50
    assert values_now(found)["plans.price_usd[pro]"] == 55
    report = check(new)
    assert report.ok
    assert report.changed == ("plans.price_usd[pro]: 50 -> 55",)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_what_the_csvs_changed_comes_along(hand, rebuilt, folder):
    hand.type("plans.price_usd[pro]", 55)
    change(folder, "plans.csv", "free,0,1,1000,", "free,0,1,1500,")
    change(folder, "plans.csv", "pro,50,3,100", "team,30,2,10,5,0,0.05,1,0\npro,50,3,100")
    _, new = rebuilt()
    now = values_now(entries(view(new)))
    assert now["plans.opening_accounts[free]"] == 1500
    assert now["plans.price_usd[team]"] == 30
    assert check(new).changed == ("plans.price_usd[pro]: 50 -> 55",)


def test_a_price_in_a_spare_row_stays_an_entry_of_its_own(hand, rebuilt):
    add_price(hand)
    built, new = rebuilt()
    assert "prices.csv: new row [big|2026-07-01] provider=acme" in built.carried[0]
    found = entries(view(new))
    assert "prices[spare 1]" in found.tables["prices"].ids
    assert len(found.tables["prices"].spare) == 24  # a full table would stay full
    assert check(new).changed == ("prices[spare 1] was filled",)


def test_a_date_that_is_a_key_is_carried(hand, rebuilt):
    hand.type("prices.effective_from[big|2026-03-15]", dt.date(2026, 4, 1))
    _, new = rebuilt()
    assert check(new).changed == ("prices.effective_from[big|2026-03-15]: 2026-03-15 -> 2026-04-01",)


def test_a_default_that_was_changed_is_carried(hand, rebuilt):
    hand.type("levers.response_cache_hit_rate[search]", 0.1)
    hand.type("assumptions.dear[vendor_price_multiplier]", 1.7)
    _, new = rebuilt()
    assert set(check(new).changed) == {
        "levers.response_cache_hit_rate[search]: 0 -> 0.1",
        "assumptions.dear[vendor_price_multiplier]: 1.5 -> 1.7",
    }


def test_an_empty_cell_that_would_follow_another_keeps_what_was_seen(hand, rebuilt):
    hand.type("prices.input_usd_per_mtok[small|2025-06-01]", 2)
    _, new = rebuilt()
    assert values_now(entries(view(new)))["prices.cache_write_usd_per_mtok[small|2025-06-01]"] == 1
    assert check(new).changed == ("prices.input_usd_per_mtok[small|2025-06-01]: 1 -> 2",)


def test_the_scenario_somebody_picked_stays_picked(hand, rebuilt):
    hand.cell("Assumptions", "scenario", "value").value = "dear"
    built, new = rebuilt()
    assert built.carried == ("scenario in force: dear",)
    assert check(new).changed == ("scenario: base -> dear",)


def test_carrying_and_pulling_in_either_order_gives_the_same_csvs(hand, rebuilt, folder, tmp_path):
    hand.type("plans.price_usd[pro]", 55)
    hand.type("levers.batch_share[search]", 0.3)
    hand.type("prices.effective_from[big|2026-03-15]", dt.date(2026, 4, 1))
    add_price(hand)
    direct = shutil.copytree(folder, tmp_path / "direct")
    _, new = rebuilt()
    assert pull(tmp_path / "edited.xlsx", direct).ok
    assert pull(new, folder).ok
    assert {p.name: p.read_text() for p in direct.iterdir()} == {p.name: p.read_text() for p in folder.iterdir()}


def test_carrying_again_gives_the_same_bytes(hand, rebuilt, folder, tmp_path):
    hand.type("plans.price_usd[pro]", 55)
    hand.input("plans.seats[pro]").number_format = "0.00"
    hand.say(hand.input("plans.seats[pro]"), "three, really?")
    add_price(hand)
    _, new = rebuilt()
    build(read(folder), tmp_path / "again.xlsx", carry=new)
    assert (tmp_path / "again.xlsx").read_bytes() == new.read_bytes()


def test_an_unedited_workbook_carries_nothing(rebuilt, book):
    built, new = rebuilt()
    assert (built.carried, built.left) == ((), ())
    assert new.read_bytes() == book.read_bytes()


def test_a_cell_that_both_changed_is_a_conflict(hand, rebuilt, folder, tmp_path):
    hand.type("plans.price_usd[pro]", 55)
    change(folder, "plans.csv", "pro,50,", "pro,60,")
    with pytest.raises(ConflictError, match=r"price_usd\[pro\]: as generated 50, workbook 55, inputs 60") as error:
        rebuilt()
    assert error.value.exit_code == 1
    assert "--prefer workbook" in str(error.value)
    assert not (tmp_path / "new.xlsx").exists()


@pytest.mark.parametrize(("prefer", "changed"), [("workbook", ("plans.price_usd[pro]: 60 -> 55",)), ("inputs", ())])
def test_a_preference_settles_it(hand, rebuilt, folder, prefer, changed):
    hand.type("plans.price_usd[pro]", 55)
    change(folder, "plans.csv", "pro,50,", "pro,60,")
    built, new = rebuilt(prefer=prefer)
    assert any(f"settled for the {prefer}" in line for line in built.carried)
    assert check(new).changed == changed


def test_inputs_without_a_folder_cannot_be_merged(book, tmp_path):
    company = opened(view(book)).inputs
    with pytest.raises(InputError, match="not read from CSVs"):
        build(company, tmp_path / "new.xlsx", carry=book)
