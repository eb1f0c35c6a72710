"""Logs on disk, and the cases that an expert can read."""

import pathlib

import pytest
import yaml

from finmodel.usage.call import Reading
from finmodel.usage.cost import thresholds_of
from finmodel.usage.measure import Log, measure
from finmodel.vendor.listed import read_prices

CASES = pathlib.Path(__file__).parent / "cases"
PRICES = (
    "provider,model,effective_from,tier_from_tokens,input_usd_per_mtok,output_usd_per_mtok,cache_read_usd_per_mtok,"
    "cache_write_usd_per_mtok,batch_discount\n"
    "openai,gpt-a,2025-01-01,,2,8,0.5,,0.5\n"
    "anthropic,claude-b,2025-01-01,,3,15,0.3,3.75,0.5\n"
    "anthropic,claude-b,2025-01-01,200000,6,22.5,0.6,7.5,0.5\n"
)


def cases(name):
    """The cases of a file, each a pytest parameter under its own name."""
    found = yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["name"]) for case in found]


@pytest.fixture
def prices(tmp_path):
    """The price list of the cases."""
    path = tmp_path / "prices.csv"
    path.write_text(PRICES, encoding="utf-8")
    return read_prices(path)


@pytest.fixture
def measured(tmp_path, prices):
    """Measure a log given as text."""

    def _measured(text, name="log.csv", *, timezone="UTC", unit="", cache_apart=None, **options):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        log = Log(files=[path], reading=Reading(timezone, unit, cache_apart), **options)
        return measure(log, thresholds=thresholds_of(prices))

    return _measured
