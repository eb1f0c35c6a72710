"""genai-prices as a source: hand-made providers for its rules, the installed package against its own calculation."""

import datetime as dt
from decimal import Decimal

import genai_prices.types as own
import pytest
from genai_prices import Usage, __version__, calc_price
from pricelist import AS_OF, HEADER

from finmodel.vendor import genai_prices, pull, read_prices
from finmodel.vendor.amount import BATCH, CACHE_READ, CACHE_WRITE, INPUT, OUTPUT
from finmodel.vendor.genai import GenaiPrices


def price(**units):
    """`price(input_mtok=3)`; a list is a base price and tiers: `[3, (200_000, 6)]`."""
    made = {unit: tiered(value) if isinstance(value, list) else money(value) for unit, value in units.items()}
    return own.ModelPrice(**made)


def money(value):
    return Decimal(str(value))


def tiered(value):
    return own.TieredPrices(money(value[0]), [own.Tier(start, money(price)) for start, price in value[1:]])


def since(date, prices):
    return own.ConditionalPrice(own.StartDateConstraint(dt.date.fromisoformat(date)), prices=prices)


def between(start, end, prices, zone=dt.UTC):
    hours = (dt.time.fromisoformat(clock).replace(tzinfo=zone) for clock in (start, end))
    return own.ConditionalPrice(own.TimeOfDateConstraint(*hours), prices=prices)


def batch(prices, date=None):
    constraint = own.StartDateConstraint(dt.date.fromisoformat(date)) if date else None
    return own.PriceVariant({"processing": "batch"}, prices, constraint)


def quote(prices, *variants, asked="big"):
    """The quote of one model of one provider."""
    info = own.ModelInfo("big", own.ClauseStartsWith("big"), prices=prices, price_variants=list(variants))
    provider = own.Provider("acme", "Acme AI", "x", models=[info])
    return GenaiPrices("genai-prices 9.9", (provider,)).quote("acme", asked)


BASE = price(input_mtok=3, output_mtok=15, cache_read_mtok="0.3", cache_write_mtok="3.75")
DEAR = price(input_mtok=6, output_mtok=30, cache_read_mtok="0.6")


def test_one_price():
    [offer] = quote(BASE).offers
    assert offer.starts is None
    assert offer.prices == {INPUT: 3, OUTPUT: 15, CACHE_READ: money("0.3"), CACHE_WRITE: money("3.75")}
    assert offer.remarks == ()


def test_a_cache_price_that_is_not_listed_is_the_input_price():
    [offer] = quote(price(input_mtok=3, output_mtok=15)).offers
    assert offer.prices == {INPUT: 3, OUTPUT: 15, CACHE_READ: 3, CACHE_WRITE: 3}


def test_dated_prices():
    found = quote([own.ConditionalPrice(prices=BASE), since("2026-07-30", DEAR), since("2027-01-01", BASE)])
    assert [(o.starts, o.prices[INPUT]) for o in found.offers] == [
        (None, 3), (dt.date(2026, 7, 30), 6), (dt.date(2027, 1, 1), 3)
    ]  # fmt: skip
    assert found.on(AS_OF).prices[CACHE_WRITE] == 6
    assert found.source == "genai-prices 9.9, provider acme"


def test_the_last_active_price_wins_as_in_the_package():
    found = quote([own.ConditionalPrice(prices=BASE), since("2027-01-01", DEAR), since("2026-01-01", BASE)])
    assert [(str(o.starts), o.prices[INPUT]) for o in found.offers] == [
        ("None", 3),
        ("2026-01-01", 3),
        ("2027-01-01", 3),
    ]


def test_long_context_prices_are_said_not_mixed():
    [offer] = quote(price(input_mtok=[3, (200_000, 6)], output_mtok=[15, (200_000, 22.5)], cache_read_mtok=0.3)).offers
    assert (offer.prices[INPUT], offer.prices[OUTPUT]) == (3, 15)
    assert offer.remarks == ()
    assert offer.tiers == {200_000: {INPUT: 6, OUTPUT: Decimal("22.5"), CACHE_READ: Decimal("0.3")}}


def test_the_price_of_most_hours_stands_in_the_row_the_others_are_said():
    off_peak = [own.ConditionalPrice(prices=BASE), between("00:30", "16:30", DEAR)]
    [offer] = quote(off_peak).offers
    assert offer.prices[INPUT] == 6
    said = "input 3, output 15, cache read 0.3, cache write 3.75"
    assert offer.remarks == ("the price of most hours of the day", f"00:00-00:30 and 16:30-00:00 UTC pay {said}")
    peaks = [own.ConditionalPrice(prices=BASE), between("01:00", "04:00", DEAR), between("06:00", "10:00", DEAR)]
    [offer] = quote(peaks).offers
    assert offer.prices[INPUT] == 3
    assert offer.remarks[1].startswith("01:00-04:00 and 06:00-10:00 UTC pay input 6, output 30")


def test_half_a_day_each_counts_the_dearer_half_and_zones_are_turned_into_utc():
    zone = dt.timezone(dt.timedelta(hours=8))
    [offer] = quote([own.ConditionalPrice(prices=DEAR), between("20:00", "08:00", BASE, zone)]).offers
    assert offer.prices[INPUT] == 6
    assert offer.remarks[1].startswith("12:00-00:00 UTC pay input 3")


def test_a_batch_price_before_its_first_record_is_assumed_never_a_change():
    half = price(input_mtok=1.5, output_mtok=7.5, cache_read_mtok="0.15", cache_write_mtok="1.875")
    first, second = quote(BASE, batch(half, "2026-10-14")).offers
    assert (first.prices.get(BATCH), first.assumed, first.batch_only) == (None, {BATCH: money("0.5")}, False)
    assert (second.prices[BATCH], second.starts, second.batch_only) == (money("0.5"), dt.date(2026, 10, 14), True)
    [always] = quote(BASE, batch(half)).offers
    assert always.prices[BATCH] == money("0.5")


def test_batch_discounts_that_differ_are_said():
    [offer] = quote(BASE, batch(price(input_mtok=1.5, output_mtok=9))).offers
    assert offer.prices[BATCH] == money("0.4")
    assert offer.remarks == (
        "batch leaves input 50% below the standard price",
        "batch leaves cache read at the standard price",
        "batch leaves cache write at the standard price",
    )


def test_other_service_tiers_are_no_price_of_the_row():
    [offer] = quote(BASE, own.PriceVariant({"service_tier": "priority"}, DEAR)).offers
    assert offer.prices[INPUT] == 3
    assert BATCH not in offer.prices


def test_charges_without_a_column_are_said():
    [offer] = quote(price(input_mtok=3, output_mtok=15, requests_kcount=5)).offers
    assert offer.remarks == ("not in this row: 5 USD per 1,000 requests",)


def test_a_model_found_under_another_name_is_said():
    assert quote(BASE, asked="BIG").offers[0].remarks == ()
    assert quote(BASE, asked="big-2026-01-01").offers[0].remarks == ("priced as big",)
    assert quote(BASE, asked="small") is None


def test_a_model_without_token_prices_is_refused():
    with pytest.raises(ValueError, match="has no price for output tokens; write its row by hand"):
        quote(price(input_mtok=3))
    with pytest.raises(ValueError, match="out of bounds"):
        quote(price(input_mtok=3, output_mtok="NaN"))


# --- the installed package


@pytest.fixture(scope="module")
def installed():
    return genai_prices()


def example(root):
    return root / "inputs" / "prices.csv"


def test_the_source_names_the_package_and_its_version(installed):
    assert installed.name == f"genai-prices {__version__}"
    assert installed.quote("openai", "gpt-4o").source == f"genai-prices {__version__}, provider openai"
    assert installed.quote("OpenAI", "GPT-4o").model == "gpt-4o"


def cost(row, provider, **usage):
    """USD of a request by the package's own calculation, at noon of the row's day or of the check."""
    at = dt.datetime.combine(max(row.effective_from, AS_OF), dt.time(12), dt.UTC)
    return calc_price(Usage(**usage), row.model, provider_id=provider, genai_request_timestamp=at).total_price


def test_every_price_is_the_one_the_package_calculates_with(installed, tmp_path, request):
    path = tmp_path / "prices.csv"
    path.write_bytes(example(request.config.rootpath).read_bytes())
    pull(path, installed, as_of=AS_OF).write()
    prices = read_prices(path)
    assert prices.models
    for rows in prices.by_model.values():
        for row in (rows[-1], *(row for row in rows if row.effective_from > AS_OF)):
            read, write = row.prices[CACHE_READ], row.prices[CACHE_WRITE]
            million = Decimal(1_000_000) / 1000  # requests of 1,000 tokens stay below every tier
            assert cost(row, row.provider, input_tokens=1000) * million == row.prices[INPUT]
            assert cost(row, row.provider, input_tokens=0, output_tokens=1000) * million == row.prices[OUTPUT]
            assert cost(row, row.provider, input_tokens=1000, cache_read_tokens=1000) * million == read
            assert cost(row, row.provider, input_tokens=1000, cache_write_tokens=1000) * million == write


@pytest.mark.skipif(__version__ != "0.2.3", reason="the example's prices were taken from genai-prices 0.2.3")
def test_the_example_is_up_to_date(installed, request):
    assert pull(example(request.config.rootpath), installed, as_of=AS_OF).rows == ()


@pytest.mark.skipif(__version__ != "0.2.3", reason="announced in genai-prices 0.2.3")
def test_a_cut_and_an_announced_rise_come_along(installed, tmp_path):
    path = tmp_path / "prices.csv"
    rows = (
        "openai,gpt-5.6-luna,2025-01-01,1,6,0.1,1.25,0.5,,,",
        "google,gemini-3.8-flash,2025-01-01,0.75,3.75,0.075,,0.5,,,",
    )
    path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    found = pull(path, installed, as_of=AS_OF)
    assert found.after[len(found.before) :].decode().splitlines() == [
        (
            'openai,gpt-5.6-luna,2026-07-30,0.2,1.2,0.02,0.25,0.5,"genai-prices 0.2.3, provider openai",2026-11-01,'
            '"requests above 272,000 input tokens pay input 0.4, output 1.8, cache read 0.04, cache write 0.5"'
        ),
        'google,gemini-3.8-flash,2027-01-01,1.5,7.5,0.15,,0.5,"genai-prices 0.2.3, provider google",2026-11-01,',
    ]


def test_every_model_of_the_package_is_a_quote_or_a_word(installed):
    quotes = refused = 0
    for model, sellers in installed.models().items():
        for seller in sellers:
            try:
                quotes += installed.quote(seller, model) is not None
            except ValueError as error:
                assert "; " in str(error)  # noqa: PT017
                refused += 1
    assert quotes > 1000 > refused
