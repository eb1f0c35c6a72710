"""Vendor list prices: where they are found, what changed, and new dated rows in prices.csv.

- `pull(inputs, source, as_of=...)`: new rows for every price that differs from the row in force
- `difference(old, new)`: what changed between two lists of prices
- `history(prices, model)`: a model's dated prices and their observed yearly change
- `genai_prices()`, `litellm_map(file)`: the sources
"""

from finmodel.vendor.difference import Difference, difference
from finmodel.vendor.genai import genai_prices
from finmodel.vendor.history import Comparison, History, compare, history
from finmodel.vendor.listed import PriceList, read_prices
from finmodel.vendor.litellm import litellm_map
from finmodel.vendor.offer import Offer, Quote, Source
from finmodel.vendor.pull import Pulled, pull

__all__ = [
    "Comparison",
    "Difference",
    "History",
    "Offer",
    "PriceList",
    "Pulled",
    "Quote",
    "Source",
    "compare",
    "difference",
    "genai_prices",
    "history",
    "litellm_map",
    "pull",
    "read_prices",
]
