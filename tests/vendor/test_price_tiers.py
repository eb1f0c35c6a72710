"""Prices of long requests out of a source: rows of their own, beside the base price of their date."""

import dataclasses
import datetime as dt
import json
from decimal import Decimal

import pytest
from pricelist import AS_OF, BIG, HEADER, Fake, offer

from finmodel.errors import InputError
from finmodel.vendor import difference, litellm_map, pull, read_prices
from finmodel.vendor.amount import COLUMNS

WITH_TIERS = HEADER.replace("effective_from,", "effective_from,tier_from_tokens,")
TIERED = BIG.replace("2025-01-01,", "2025-01-01,,")
SAME = (3, 15, 0.3, 3.75, 0.5)
DEAR = (6, 22.5, 0.6, 7.5, 0.5)


def tiered(base, **tiers):
    """An offer with prices above so many thousand tokens: `k200=(6, 22.5)`."""
    long = {
        Decimal(name[1:]) * 1000: {c: Decimal(str(p)) for c, p in zip(COLUMNS, prices, strict=False)}
        for name, prices in tiers.items()
    }
    return dataclasses.replace(base, tiers=long)


def cells(found):
    return [line.split(',"')[0] for line in found.after[len(found.before) :].decode().splitlines()]


def test_a_price_list_comes_whole(listed):
    source = Fake({"acme/big": [offer(None, *SAME), tiered(offer("2026-12-01", *SAME), k200=DEAR)]})
    path = listed(TIERED, header=WITH_TIERS)
    found = pull(path, source, as_of=AS_OF)
    assert cells(found) == [
        "acme,big,2026-12-01,,3,15,0.3,3.75,0.5",
        "acme,big,2026-12-01,200000,6,22.5,0.6,7.5,0.5",
    ]
    assert found.rows[1].note == "requests above 200,000 input tokens"
    assert found.write()
    assert pull(path, source, as_of=AS_OF).rows == ()


def test_a_missing_row_is_added_beside_a_base_price_that_holds(listed):
    source = Fake({"acme/big": [tiered(offer("2025-01-01", *SAME), k200=DEAR)]})
    found = pull(listed(TIERED, header=WITH_TIERS), source, as_of=dt.date(2025, 1, 1))
    assert cells(found) == ["acme,big,2025-01-01,200000,6,22.5,0.6,7.5,0.5"]


def test_a_threshold_that_the_vendor_gave_up_ends_with_a_new_list(listed):
    long = "acme,big,2025-01-01,200000,6,22.5,0.6,7.5,0.5,by hand,2025-02-01,\n"
    found = pull(listed(TIERED, long, header=WITH_TIERS), Fake({"acme/big": [offer(None, *SAME)]}), as_of=AS_OF)
    assert cells(found) == ["acme,big,2026-11-01,,3,15,0.3,3.75,0.5"]


def test_a_row_of_the_date_that_says_otherwise_is_a_conflict(listed):
    long = "acme,big,2025-01-01,200000,7,22.5,0.6,7.5,0.5,by hand,2025-02-01,\n"
    source = Fake({"acme/big": [tiered(offer("2025-01-01", *SAME), k200=DEAR)]})
    found = pull(listed(TIERED, long, header=WITH_TIERS), source, as_of=dt.date(2025, 1, 1))
    assert found.rows == ()
    assert "now says requests above 200,000 input tokens pay input 6, output 22.5" in str(found.conflicts[0])


def test_without_the_column_the_note_and_a_warning_say_it(listed):
    source = Fake({"acme/big": [tiered(offer("2026-05-01", 4, 15), k200=(8, 30))]})
    found = pull(listed(BIG), source, as_of=AS_OF)
    assert len(found.rows) == 1
    assert found.rows[0].note == "requests above 200,000 input tokens pay input 8, output 30"
    assert [str(warning) for warning in found.warnings] == [
        (
            "prices.csv: has no column tier_from_tokens, so long requests pay the base price for big; "
            "add the column to keep the prices of long requests"
        ),
    ]


def test_thresholds_of_a_litellm_map(listed, tmp_path):
    entry = {"litellm_provider": "acme", "input_cost_per_token": 3e-6, "output_cost_per_token": 1.5e-5}
    entry |= {"input_cost_per_token_above_128k_tokens": 6e-6, "cache_read_input_token_cost": 3e-7}
    entry |= {"output_cost_per_token_above_256k_tokens": 3e-5, "deprecation_date": "2027-06-30"}
    (tmp_path / "map.json").write_text(json.dumps({"big": entry}))
    path = listed(TIERED.replace(",3,15,", ",4,15,"), header=WITH_TIERS)
    found = pull(path, litellm_map(tmp_path / "map.json"), as_of=AS_OF)
    assert cells(found) == [
        "acme,big,2026-11-01,,3,15,0.3,3.75,0.5",
        "acme,big,2026-11-01,128000,6,15,0.3,3.75,0.5",
        "acme,big,2026-11-01,256000,6,30,0.3,3.75,0.5",
    ]
    assert str(found.warnings[0]).startswith("models.csv: big is deprecated from 2027-06-30 on")


def test_a_difference_names_the_threshold(listed, tmp_path):
    old = read_prices(listed(TIERED, header=WITH_TIERS))
    new = tmp_path / "new.csv"
    long = "acme,big,2025-01-01,200000,6,22.5,0.6,7.5,0.5,by hand,2025-02-01,\n"
    new.write_text(WITH_TIERS + TIERED + long)
    assert [(one.tier, one.row, one.before) for one in difference(old, read_prices(new))] == [(200_000, "new", None)]


def test_a_row_without_its_base_price_is_told(listed):
    path = listed("acme,big,2025-01-01,200000,6,22.5,,,,,,\n", header=WITH_TIERS)
    with pytest.raises(InputError, match=r"prices\.csv:2 tier_from_tokens: 'big' has no price from 2025-01-01"):
        read_prices(path)


def test_a_file_with_a_header_alone_is_filled(listed):
    path = listed(header=WITH_TIERS)
    source = Fake({"acme/big": [tiered(offer(None, *SAME), k200=DEAR)]})
    assert len(pull(path, source, as_of=AS_OF, models=["big"]).rows) == 2
    with pytest.raises(InputError, match=r"prices\.csv: has no rows yet; name the models to fill it with"):
        pull(path, source, as_of=AS_OF)


def test_confirming_touches_the_day_of_the_check_alone(listed):
    later = "acme,big,2026-10-01,2,15,0.3,3.75,0.5,by hand,2026-10-01,\n"
    source = Fake({"acme/big": [offer("2026-10-01", 2, 15, 0.3, 3.75, 0.5)]})
    found = pull(listed(BIG, later), source, as_of=AS_OF, confirm=True)
    assert (found.rows, found.confirmed) == ((), ("big",))
    assert found.after == found.before.replace(b"by hand,2026-10-01", b"by hand,2026-11-01")
