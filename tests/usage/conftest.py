"""Logs on disk."""

import pytest
from usage_cases import PRICES

from finmodel.usage.call import Reading
from finmodel.usage.cost import thresholds_of
from finmodel.usage.measure import Log, measure
from finmodel.vendor.listed import read_prices


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
