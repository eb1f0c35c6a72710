"""Logs drawn by chance with known parameters: log-normal tokens, heavy-tailed users, a daily cycle, retries, caches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

_HOUR = 3_600_000_000  # microseconds
_PROMPT_BUSY_HOUR = 14
_CHUNK = 200_000
_MTOK = 1e6


@dataclass(frozen=True)
class Drawn:
    """A feature of a sample: its share of calls, the median and spread (sigma of the logarithm) of its tokens."""

    name: str
    share: float
    input_median: float
    input_sigma: float
    output_median: float
    output_sigma: float

    @property
    def input_mean(self) -> float:
        """The mean of the log-normal distribution of input tokens."""
        return float(self.input_median * np.exp(self.input_sigma**2 / 2))

    @property
    def output_mean(self) -> float:
        """The mean of the log-normal distribution of output tokens."""
        return float(self.output_median * np.exp(self.output_sigma**2 / 2))


@dataclass(frozen=True)
class Offered:
    """A model of a sample: its share of calls and its list price in USD per million tokens."""

    name: str
    share: float
    input: float
    output: float
    cache_read: float
    cache_write: float


@dataclass(frozen=True)
class Sample:
    """What a sample is drawn from; the same seed and rows give the same log.

    `retry_rate`: extra billed attempts a query; `swing`: the busiest hour of the day is 1 + swing times the mean one;
    users' queries fall off with their rank to the power `tail`; plans take turns among users.
    """

    rows: int
    seed: int = 1
    start: str = "2026-01-05"
    days: int = 84
    features: tuple[Drawn, ...] = (
        Drawn("Support answers", 0.5, 7200, 0.75, 390, 0.75),
        Drawn("Agent copilot", 0.2, 10200, 0.8, 640, 0.8),
        Drawn("Ticket triage", 0.3, 1300, 0.6, 50, 0.5),
    )
    models: tuple[Offered, ...] = (
        Offered("claude-haiku-4-5", 0.6, 1, 5, 0.1, 1.25),
        Offered("gpt-5.2", 0.4, 1.75, 14, 0.175, 1.75),
    )
    plans: tuple[str, ...] = ("Starter", "Pro", "Enterprise")
    users: int = 2_000
    tail: float = 0.9
    retry_rate: float = 0.04
    cache_read_share: float = 0.4
    cache_write_share: float = 0.05
    swing: float = 0.6

    def chunks(self) -> Iterator[pd.DataFrame]:
        """Draw the calls in order of time, some at a time: columns as in `calls`."""
        parts = max(1, -(-self.rows // _CHUNK))
        edges = np.linspace(0, self.rows, parts + 1).astype(int)
        for part, (low, high) in enumerate(pairwise(edges)):
            rng = np.random.default_rng([self.seed, part])
            yield self._calls(rng, low, high)

    def _calls(self, rng: np.random.Generator, low: int, high: int) -> pd.DataFrame:
        count = high - low
        again = rng.random(count) < self._repeated
        again[:1] = False
        again[1:] &= ~again[:-1]  # a retry works
        first = np.arange(count) - again  # the attempt that a retry repeats
        feature = rng.choice(len(self.features), count, p=[one.share for one in self.features])[first]
        model = rng.choice(len(self.models), count, p=[one.share for one in self.models])[first]
        user = self._users(rng, count)[first]
        at = self._times(rng, low, high)[first] + again * 2_000_000
        calls = pd.DataFrame({
            "at": at.astype("datetime64[us]"),
            "feature": np.array([one.name for one in self.features], dtype=object)[feature],
            "model": np.array([one.name for one in self.models], dtype=object)[model],
            "user": user,
            "plan": np.array(self.plans, dtype=object)[user % len(self.plans)],
            "request": low + np.arange(count),
            "trace": low + first,
            "failed": np.append(again[1:], False),
        })  # fmt: skip
        return self._tokens(calls, rng, feature, model, first)

    @property
    def _repeated(self) -> float:
        """The chance of a row to be drawn as a retry, so that those not after another one make up the retry rate."""
        wanted = self.retry_rate / (1 + self.retry_rate)
        return float((1 - np.sqrt(1 - 4 * wanted)) / 2)

    def _users(self, rng: np.random.Generator, count: int) -> np.ndarray:
        weight = np.arange(1, self.users + 1, dtype=float) ** -self.tail
        return np.searchsorted(np.cumsum(weight) / weight.sum(), rng.random(count))

    def _times(self, rng: np.random.Generator, low: int, high: int) -> np.ndarray:
        """Times by a rate that follows the hour of the day, sorted."""
        hours = np.arange(self.days * 24)
        rate = 1 + self.swing * np.cos(2 * np.pi * (hours % 24 - _PROMPT_BUSY_HOUR) / 24)
        passed = np.concatenate([[0.0], np.cumsum(rate)]) / rate.sum()
        drawn = np.sort(rng.uniform(low / self.rows, high / self.rows, high - low))
        hour = np.interp(drawn, passed, np.arange(len(passed)))
        start = int(np.datetime64(self.start, "us").astype("int64"))
        return np.asarray(start + (hour * _HOUR).astype("int64"))

    def _tokens(
        self, calls: pd.DataFrame, rng: np.random.Generator, feature: np.ndarray, model: np.ndarray, first: np.ndarray
    ) -> pd.DataFrame:
        def lognormal(median: str, sigma: str) -> np.ndarray:
            middle = np.array([getattr(one, median) for one in self.features])[feature]
            spread = np.array([getattr(one, sigma) for one in self.features])[feature]
            drawn = middle * np.exp(spread * rng.standard_normal(len(calls)))
            return np.asarray(np.maximum(1, np.rint(drawn)).astype("int64"))

        tokens_in = lognormal("input_median", "input_sigma")[first]
        tokens_out = lognormal("output_median", "output_sigma")
        read = np.floor(tokens_in * self.cache_read_share * 2 * rng.random(len(calls))[first])
        read = np.minimum(read, tokens_in * (1 - self.cache_write_share)).astype("int64")
        wrote = np.floor(tokens_in * self.cache_write_share).astype("int64")
        price = np.array([(one.input, one.output, one.cache_read, one.cache_write) for one in self.models])[model]
        fresh = tokens_in - read - wrote
        usd = (fresh * price[:, 0] + tokens_out * price[:, 1] + read * price[:, 2] + wrote * price[:, 3]) / _MTOK
        return calls.assign(
            input_tokens=tokens_in,
            cache_read_tokens=read,
            cache_write_tokens=wrote,
            output_tokens=tokens_out,
            reasoning_tokens=tokens_out // 4,
            billed_usd=usd.round(9),
        )
