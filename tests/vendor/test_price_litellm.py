"""A LiteLLM price map as a source, also a hostile one."""

import json
from decimal import Decimal

import pytest
from pricelist import AS_OF, BIG

from finmodel.errors import InputError
from finmodel.vendor import litellm, litellm_map, pull
from finmodel.vendor.amount import BATCH, CACHE_READ, CACHE_WRITE, INPUT, OUTPUT

SAMPLE = """{
 "sample_spec": {"litellm_provider": "one of ...", "input_cost_per_token": 0.0, "max_tokens": "text"},
 "big": {"litellm_provider": "acme", "input_cost_per_token": 3e-06, "output_cost_per_token": 0.000015, "mode": "chat",
   "input_cost_per_token_batches": 1.5e-06, "output_cost_per_token_batches": 7.5e-06,
   "cache_read_input_token_cost": 3e-07, "cache_creation_input_token_cost": 3.75e-06,
   "input_cost_per_token_above_200k_tokens": 6e-06, "output_cost_per_token_above_200k_tokens": 2.25e-05},
 "zeta/big": {"litellm_provider": "zeta", "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06},
 "gemini/flash": {"litellm_provider": "gemini", "input_cost_per_token": 7e-08, "output_cost_per_token": 1.4000000000000001e-07},
 "embed": {"litellm_provider": "acme", "input_cost_per_token": 1e-07, "mode": "embedding"}
}"""  # noqa: E501


@pytest.fixture
def source(tmp_path):
    def _source(text=SAMPLE):
        path = tmp_path / "map.json"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return litellm_map(path)

    return _source


def test_costs_per_token_become_prices_per_million_exactly(source):
    [offer] = source().quote("acme", "big").offers
    wanted = {INPUT: "3", OUTPUT: "15", CACHE_READ: "0.3", CACHE_WRITE: "3.75", BATCH: "0.5"}
    assert offer.prices == {column: Decimal(price) for column, price in wanted.items()}
    assert offer.remarks == ()
    long = {INPUT: "6", OUTPUT: "22.5", CACHE_READ: "0.3", CACHE_WRITE: "3.75"}
    assert offer.tiers == {200_000: {column: Decimal(price) for column, price in long.items()}}


def test_float_dust_is_not_a_price(source):
    [offer] = source().quote("google", "flash").offers
    assert {column: str(price) for column, price in offer.prices.items()} == {INPUT: "0.07", OUTPUT: "0.14"}
    assert offer.remarks == ("priced as gemini/flash", "the source has no cache read or cache write or batch price")


def test_providers_and_models(source):
    found = source()
    assert found.providers() == ["acme", "gemini", "zeta"]
    assert found.sellers("BIG") == ["acme", "zeta"]
    assert found.quote("zeta", "big").source == "LiteLLM price map, provider zeta"
    assert found.quote("acme", "small") is None
    with pytest.raises(ValueError, match="has no price for output tokens"):
        found.quote("acme", "embed")


def test_a_pull_from_a_map(source, listed):
    found = pull(listed(BIG.replace(",3,15,", ",4,15,")), source(), as_of=AS_OF)
    [row] = found.after[len(found.before) :].decode().splitlines()
    assert row.startswith('acme,big,2026-11-01,3,15,0.3,3.75,0.5,"LiteLLM price map, provider acme",2026-11-01,')
    assert pull(listed(BIG), source(), as_of=AS_OF).rows == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is not JSON in UTF-8"),
        ("{", "is not JSON in UTF-8"),
        (b"\xff\xfe{}", "is not JSON in UTF-8"),
        ("[" * 100_000, "is not JSON in UTF-8"),
        ("[]", "is not a LiteLLM price map"),
        ("3", "is not a LiteLLM price map"),
        ('{"a": 3}', "is not a LiteLLM price map"),
        ('{"a": {}}', "names no model with a litellm_provider"),
        ('{"a": {"litellm_provider": 3}}', "names no model with a litellm_provider"),
        ('{"a": {"litellm_provider": "x", "input_cost_per_token": NaN}}', "holds NaN"),
        ('{"a": {"litellm_provider": "x", "input_cost_per_token": -Infinity}}', "holds -Infinity"),
    ],
)
def test_what_is_no_map_is_told(source, text, words):
    with pytest.raises(InputError, match=words) as caught:
        source(text)
    assert caught.value.problems[0].fix.startswith("download")


@pytest.mark.parametrize(
    "cost", ["true", '"3e-6"', "[]", "{}", "-1e-6", "1e999999999", "1e-999999999", "1e10", "9" * 5000]
)
def test_a_cost_that_is_no_price_is_refused(source, cost):
    entry = f'"litellm_provider": "x", "input_cost_per_token": {cost}, "output_cost_per_token": 1e-6'
    found = source(f'{{"a": {{{entry}}}}}')
    with pytest.raises(ValueError, match="write its row by hand"):
        found.quote("x", "a")


def test_a_huge_file_is_not_read(source, monkeypatch):
    monkeypatch.setattr(litellm, "LARGEST_MAP", 2**20)
    with pytest.raises(InputError, match="is larger than 1 MiB"):
        source(json.dumps({"a": "x" * 2**20}))


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match=r"none.json: cannot be read \(No such file or directory\)"):
        litellm_map(tmp_path / "none.json")


COSTS = '"input_cost_per_token": 1e-6, "output_cost_per_token": 1e-6'


@pytest.mark.parametrize("provider", ["=1+1", "x\\u0007", "@x"])
def test_a_provider_that_a_spreadsheet_would_run_is_not_written(source, listed, provider):
    found = source(f'{{"a": {{"litellm_provider": "{provider}", {COSTS}}}}}')
    with pytest.raises(InputError):
        pull(listed(BIG), found, as_of=AS_OF, models=["a"])
