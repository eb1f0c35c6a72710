"""A price list on disk."""

import pytest
from pricelist import HEADER


@pytest.fixture
def listed(tmp_path):
    """Write a prices.csv of the usual columns; its path."""

    def _listed(*rows, header=HEADER):
        path = tmp_path / "prices.csv"
        path.write_bytes((header + "".join(rows)).encode())
        return path

    return _listed
