"""Two lists compared, and the past of a model, worked out by hand."""

import datetime as dt
from decimal import Decimal

import pytest
from pricelist import HEADER

from finmodel.errors import InputError
from finmodel.vendor import compare, difference, history, read_prices
from finmodel.vendor.amount import BATCH, CACHE_READ, INPUT, OUTPUT
from finmodel.vendor.history import Ratio, yearly_change


@pytest.fixture
def prices(tmp_path):
    """Read rows given without source and notes."""

    def _prices(*rows, name="prices"):
        path = tmp_path / f"{name}.csv"
        path.write_text(HEADER + "".join(f"{row},,,\n" for row in rows), encoding="utf-8")
        return read_prices(path)

    return _prices


# --- difference

OLD = ("acme,big,2025-01-01,4,20,0.4,,0.5", "acme,gone,2025-01-01,1,2,,,", "zeta,kept,2025-01-01,1,2,,,")


def test_nothing_changed(prices):
    assert difference(prices(*OLD, name="old"), prices(*reversed(OLD))) == ()


def test_a_new_row_against_the_price_it_ends(prices):
    [one] = difference(prices(*OLD, name="old"), prices(*OLD, "acme,big,2026-01-01,3,25,0.4,4,0.5"))
    assert (one.model, str(one.effective_from), one.row, one.direction) == ("big", "2026-01-01", "new", "mixed")
    assert one.change(INPUT) == -0.25
    assert one.change(OUTPUT) == 0.25
    assert one.change(CACHE_READ) == 0


@pytest.mark.parametrize(
    ("cells", "direction"),
    [
        ("3,20,0.4,4,0.5", "down"),
        ("4,21,0.4,4,0.5", "up"),
        ("4,20,0.4,4,0.6", "down"),  # a larger discount
        ("4,20,0.4,4,0.4", "up"),
        ("4,20,0.5,4,0.6", "mixed"),
        ("4,20,0.4,4,0.5", "same"),
    ],
)
def test_up_and_down(prices, cells, direction):
    [one] = difference(prices(*OLD, name="old"), prices(*OLD, f"acme,big,2026-01-01,{cells}"))
    assert one.direction == direction


def test_removed_changed_and_new_models(prices):
    new = ("acme,fresh,2026-01-01,1,1,,,", "acme,big,2025-01-01,5,20,0.4,4,0.5", OLD[2])
    found = difference(prices(*OLD, name="old"), prices(*new))
    assert [(one.model, one.row, one.direction) for one in found] == [
        ("fresh", "new", ""),
        ("big", "changed", "up"),
        ("gone", "removed", ""),
    ]
    assert found[0].before is None
    assert found[2].after is None
    assert found[2].change(INPUT) is None


def test_a_difference_for_programs(prices):
    [one] = difference(prices(*OLD, name="old"), prices(*OLD, "acme,big,2026-01-01,3,20,0.4,4,0.5"))
    told = one.as_dict()
    assert told["before"][INPUT] == 4
    assert told["after"][INPUT] == 3
    assert told["change"] == {INPUT: -0.25, OUTPUT: 0, CACHE_READ: 0, "cache_write_usd_per_mtok": 0, BATCH: 0}


# --- history


def test_the_yearly_change_by_hand():
    year = dt.timedelta(days=1461)  # four years of 365.25 days
    assert yearly_change(Decimal(16), Decimal(1), year) == pytest.approx(-0.5)  # halved each year
    assert yearly_change(Decimal(1), Decimal(16), year) == pytest.approx(1)
    assert yearly_change(Decimal(3), Decimal(3), year) == 0
    assert yearly_change(Decimal(1), Decimal(0), year) == -1
    assert yearly_change(Decimal(0), Decimal(1), year) is None
    assert yearly_change(Decimal(2), Decimal(1), dt.timedelta(days=89)) is None


def test_a_model_by_hand(prices):
    listed = prices("acme,big,2022-01-01,8,16,,,", "acme,big,2026-01-01,2,10,0.5,,", "zeta,other,2020-01-01,1,1,,,")
    past = history(listed, "BIG")
    assert [str(row.effective_from) for row in past.rows] == ["2022-01-01", "2026-01-01"]
    assert past.blended == (10, 4)  # (3 x 8 + 16) / 4, (3 x 2 + 10) / 4
    assert past.yearly["input"] == pytest.approx((2 / 8) ** (365.25 / 1461) - 1)
    assert past.yearly["cache read"] == pytest.approx((0.5 / 8) ** (365.25 / 1461) - 1) == pytest.approx(-0.5)
    assert past.yearly["blended"] == pytest.approx(0.4**0.25 - 1)


def test_another_ratio(prices):
    past = history(prices("acme,big,2022-01-01,8,16,,,"), "big", Ratio.parse("1:1"))
    assert past.blended == (12,)
    assert past.yearly["blended"] is None
    assert history(prices("acme,big,2022-01-01,8,16,,,"), "big", Ratio.parse("0:2.5")).blended == (16,)


@pytest.mark.parametrize("text", ["", "3", "3:1:1", "a:b", "-1:1", "0:0", "nan:1", "inf:1", "1e99:1", "1e-99:1"])
def test_what_is_no_ratio(text):
    with pytest.raises(InputError, match=r"write it as 3:1"):
        Ratio.parse(text)


def test_holding_and_switching_are_kept_apart(prices):
    listed = prices(
        "acme,held,2022-01-01,16,16,,,",
        "zeta,cheap,2024-01-01,4,4,,,",
        "zeta,cheap,2026-01-01,1,1,,,",
        "acme,early,2020-01-01,20,20,,,",
    )
    found = compare(listed, "held", ["cheap", "early"])
    assert found.accepted == ("held", "cheap", "early")
    assert [(str(t.date), t.model, t.held, t.cheapest) for t in found.turns] == [
        ("2022-01-01", "held", 16, 16),
        ("2024-01-01", "cheap", 16, 4),
        ("2026-01-01", "cheap", 16, 1),
    ]
    assert found.holding == 0  # the held model never moved
    assert found.switching == pytest.approx(-0.5)  # 16 to 1 in four years


def test_the_held_model_is_always_accepted_and_ties_stay_with_it(prices):
    listed = prices("acme,held,2022-01-01,2,2,,,", "zeta,other,2022-01-01,2,2,,,", "zeta,dear,2022-01-01,9,9,,,")
    assert [turn.model for turn in compare(listed, "held", ["other", "dear"]).turns] == ["held"]
    assert compare(listed, "held", ["other"]).switching is None


def test_unknown_models_of_a_history_are_told_at_once(prices):
    listed = prices("acme,held,2022-01-01,2,2,,,")
    with pytest.raises(InputError) as caught:
        compare(listed, "hold", ["held", "other"])
    assert [str(problem) for problem in caught.value.problems] == [
        "MODEL: 'hold' is not a model of prices.csv; did you mean held?",
        "--accept: 'other' is not a model of prices.csv; known: held",
    ]
