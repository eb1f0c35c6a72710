"""A LiteLLM price map (model_prices_and_context_window.json) as a source. It has no dates: each price is today's."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

from finmodel.errors import InputError, Problem
from finmodel.inputs.kinds import DateKind
from finmodel.inputs.wording import shown
from finmodel.vendor.amount import BATCH, CACHE_READ, CACHE_WRITE, CACHES, INPUT, NAMES, OUTPUT, Prices, Tiers, exact
from finmodel.vendor.batch import one_discount
from finmodel.vendor.offer import Offer, Quote

LARGEST_MAP = 32 * 1024 * 1024  # bytes; the published map has about 1.5 million
_PER_TOKEN = {
    "input_cost_per_token": INPUT,
    "output_cost_per_token": OUTPUT,
    "cache_read_input_token_cost": CACHE_READ,
    "cache_creation_input_token_cost": CACHE_WRITE,
}
_TIER = re.compile(r"(.+)_above_([0-9]{1,5})k_tokens", re.ASCII)
_ALSO = {  # how LiteLLM calls providers of genai-prices
    "aws": ("bedrock", "bedrock_converse"),
    "fireworks": ("fireworks_ai",),
    "google": ("gemini",),
    "meta": ("meta_llama",),
    "moonshotai": ("moonshot",),
    "together": ("together_ai",),
    "x-ai": ("xai",),
}

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class LitellmMap:
    """The entries of a map by name; its costs are USD per token, exact decimals."""

    entries: Mapping[str, Entry]
    name: str = "LiteLLM price map"

    @cached_property
    def _catalogue(self) -> dict[str, dict[str, str]]:
        """By model, without its provider's prefix: the entry of each provider. The name without prefix wins."""
        found: dict[str, dict[str, str]] = {}
        for name in sorted(self.entries, key=lambda name: (name.count("/"), name)):
            provider = str(self.entries[name]["litellm_provider"])
            found.setdefault(name.removeprefix(f"{provider}/"), {}).setdefault(provider, name)
        return found

    def providers(self) -> Sequence[str]:
        """List the providers as LiteLLM calls them."""
        return sorted({str(entry["litellm_provider"]) for entry in self.entries.values()})

    def models(self) -> Mapping[str, Sequence[str]]:
        """List every model, without its provider's prefix, with the providers that have it."""
        return {model: list(entries) for model, entries in self._catalogue.items()}

    def sellers(self, model: str) -> Sequence[str]:
        """List the providers that have a model."""
        return [provider for entries in self._named(model) for provider in entries]

    def quote(self, provider: str, model: str) -> Quote | None:
        """Give a model's one undated offer. Raises ValueError with `what; fix` for costs that are no prices."""
        wanted = [provider.casefold(), *_ALSO.get(provider.casefold(), ())]
        offers = [pair for entries in self._named(model) for pair in entries.items()]
        known = {seller.casefold(): (seller, name) for seller, name in offers}
        seller, name = next((known[word] for word in wanted if word in known), ("", ""))
        if not name:
            return None
        alias = () if name.casefold() == model.casefold() else (f"priced as {name}",)
        entry = self.entries[name]
        return Quote(seller, name, f"{self.name}, provider {seller}", (_offer(entry, alias),), _retires(entry))

    def _named(self, model: str) -> Iterator[dict[str, str]]:
        wanted = model.casefold()
        return (entries for name, entries in self._catalogue.items() if name.casefold() == wanted)


def litellm_map(file: str | os.PathLike[str]) -> LitellmMap:
    """Read a LiteLLM price map. Raises InputError for a file that is too large, or is no such map."""
    path = Path(file)
    try:
        return LitellmMap(_entries(_read(path)))
    except OSError as error:
        fix = "give a file that can be read"
        raise InputError([Problem(str(file), f"cannot be read ({error.strerror or error})", fix)]) from None
    except (ValueError, RecursionError) as error:
        said = str(error) if type(error) is ValueError else "is not JSON in UTF-8"
        raise InputError([Problem(str(file), said, "download model_prices_and_context_window.json anew")]) from None


def _read(path: Path) -> object:
    with path.open("rb") as file:
        data = file.read(LARGEST_MAP + 1)
    if len(data) > LARGEST_MAP:
        raise ValueError(f"is larger than {LARGEST_MAP // 1024**2} MiB")
    text = data.decode("utf-8-sig")
    return json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=_refuse)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"holds {constant}, which is no number of JSON")


def _entries(found: object) -> dict[str, Entry]:
    """The entries that name a provider; the map's own description of its fields is not one."""
    if not isinstance(found, dict) or not all(isinstance(entry, dict) for entry in found.values()):
        raise ValueError("is not a LiteLLM price map: a JSON object of models")
    entries = {
        name: entry
        for name, entry in found.items()
        if name != "sample_spec" and isinstance(entry.get("litellm_provider"), str)
    }
    if not entries:
        raise ValueError("names no model with a litellm_provider")
    return entries


def _offer(entry: Entry, remarks: tuple[str, ...]) -> Offer:
    prices = {column: cost for key, column in _PER_TOKEN.items() if (cost := _per_mtok(entry, key)) is not None}
    missing = [NAMES[column] for column in (INPUT, OUTPUT) if column not in prices]
    if missing:
        raise ValueError(f"has no price for {' and '.join(missing)} tokens; write its row by hand")
    batch = {c: cost for key, c in _PER_TOKEN.items() if (cost := _per_mtok(entry, f"{key}_batches")) is not None}
    discount, said = one_discount(prices, batch)
    unknown = [NAMES[column] for column in (*CACHES, BATCH) if column not in {**prices, **discount}]
    silent = (f"the source has no {' or '.join(unknown)} price",) if unknown else ()
    return Offer(None, {**prices, **discount}, remarks=(*remarks, *said, *silent), tiers=_tiers(entry, prices))


def _retires(entry: Entry) -> dt.date | None:
    """The day the vendor stops serving the model, where the map has one that can be read."""
    try:
        return DateKind().parse(str(entry.get("deprecation_date", "")))
    except ValueError:
        return None


def _per_mtok(entry: Entry, key: str) -> Decimal | None:
    """A cost per token in USD per million tokens, exactly. Raises ValueError with `what; fix`."""
    cost = entry.get(key)
    if cost is None:
        return None
    if not isinstance(cost, Decimal):
        raise ValueError(f"has {key} {shown(cost)}, which is no number; write its row by hand")  # noqa: TRY004 - the value is wrong, not the call
    if cost and not -40 < cost.adjusted() < 40:  # before any arithmetic with it
        raise ValueError("has a price out of bounds; write its row by hand")
    return exact(cost.scaleb(6))


def _tiers(entry: Entry, base: Prices) -> Tiers:
    """Give the prices of long requests; one without a step of its own is that of the step below."""
    found: dict[Decimal, dict[str, Decimal]] = {}
    for key in entry:
        match = _TIER.fullmatch(key)
        if match and match[1] in _PER_TOKEN and (cost := _per_mtok(entry, key)) is not None:
            found.setdefault(Decimal(match[2]) * 1000, {})[_PER_TOKEN[match[1]]] = cost
    below, tiers = dict(base), dict[Decimal, Prices]()
    for start in sorted(found):
        below |= found[start]
        tiers[start] = dict(below)
    return tiers
