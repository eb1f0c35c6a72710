"""Distributions, each by its quantile function: what value stands at a share of all draws."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Protocol

import numpy as np

from finmodel.model.item import Array
from finmodel.uncertainty.beta import beta_quantile

_STANDARD = NormalDist()
P90 = _STANDARD.inv_cdf(0.9)  # 1.2815515655446004


class Distribution(Protocol):
    """A distribution of a number, in the unit of the input."""

    @property
    def support(self) -> tuple[float, float]:
        """The lowest and the highest value there can be."""

    def quantile(self, share: Array) -> Array:
        """The value that a share of the draws, strictly between 0 and 1, does not exceed."""

    def beyond(self, low: float, high: float) -> float:
        """The share of draws below `low` or above `high`."""


def scores(share: Array) -> Array:
    """The standard normal quantiles of shares (Wichura, Applied Statistics 241: the standard library's)."""
    return np.array([_STANDARD.inv_cdf(one) for one in share.ravel().tolist()]).reshape(share.shape)


def shares(score: Array) -> Array:
    """The reverse of `scores`."""
    return np.array([0.5 * math.erfc(-one / math.sqrt(2)) for one in score.ravel().tolist()]).reshape(score.shape)


@dataclass(frozen=True)
class Normal:
    """A bell around its mean."""

    mean: float
    sd: float

    @property
    def support(self) -> tuple[float, float]:
        """Everything."""
        return -math.inf, math.inf

    def quantile(self, share: Array) -> Array:
        """Of the standard normal, stretched."""
        return self.mean + self.sd * scores(share)

    def beyond(self, low: float, high: float) -> float:
        """Both tails."""
        bell = NormalDist(self.mean, self.sd)
        below = bell.cdf(low) if low > -math.inf else 0.0
        return below + (1 - bell.cdf(high) if high < math.inf else 0.0)


@dataclass(frozen=True)
class Lognormal:
    """The exponential of a bell: always positive, skewed to the right."""

    bell: Normal

    @classmethod
    def of_mean(cls, mean: float, sd: float) -> Lognormal:
        """By the mean and standard deviation of the value itself, not of its logarithm."""
        spread = math.log1p((sd / mean) ** 2)
        return cls(Normal(math.log(mean) - spread / 2, math.sqrt(spread)))

    @property
    def support(self) -> tuple[float, float]:
        """Whatever is positive."""
        return 0.0, math.inf

    def quantile(self, share: Array) -> Array:
        """Of the bell, raised."""
        return np.asarray(np.exp(self.bell.quantile(share)))

    def beyond(self, low: float, high: float) -> float:
        """Both tails of the bell."""
        return self.bell.beyond(*(math.log(bound) if bound > 0 else -math.inf for bound in (low, high)))


@dataclass(frozen=True)
class Bounded:
    """What has a lowest and a highest value."""

    low: float
    high: float

    @property
    def support(self) -> tuple[float, float]:
        """From low to high."""
        return self.low, self.high

    def beyond(self, low: float, high: float) -> float:
        """Nothing or, where the bounds cut into it, anything."""
        return 0.0 if low <= self.low and self.high <= high else 1.0


@dataclass(frozen=True)
class Uniform(Bounded):
    """Any value between low and high, all alike."""

    def quantile(self, share: Array) -> Array:
        """A straight line."""
        return self.low + (self.high - self.low) * share


@dataclass(frozen=True)
class Triangular(Bounded):
    """Straight up from low to the mode, straight down to high."""

    mode: float

    def quantile(self, share: Array) -> Array:
        """Up to the mode the root of a share of the left side, then of the right."""
        width, left = self.high - self.low, self.mode - self.low
        up = self.low + np.sqrt(share * width * left)
        down = self.high - np.sqrt((1 - share) * width * (self.high - self.mode))
        return np.where(share * width <= left, up, down)


@dataclass(frozen=True)
class Pert(Bounded):
    """A beta distribution of mean (low + 4 mode + high) / 6: a triangular one with rounded shoulders."""

    mode: float

    def quantile(self, share: Array) -> Array:
        """Of the beta distribution with a + b = 6, stretched from low to high."""
        width = self.high - self.low
        up = 1 + 4 * (self.mode - self.low) / width
        return self.low + width * beta_quantile(share, up, 6 - up)


@dataclass(frozen=True)
class Discrete(Bounded):
    """A few values, in rising order, each with its probability."""

    values: tuple[float, ...]
    weights: tuple[float, ...]

    def quantile(self, share: Array) -> Array:
        """The first value that the shares up to it reach."""
        reached = np.searchsorted(np.cumsum(self.weights), share, side="left")
        return np.array(self.values)[np.minimum(reached, len(self.values) - 1)]
