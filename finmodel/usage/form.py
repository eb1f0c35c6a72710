"""A format of usage logs: the columns that tell it, and where each field of a call stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Grain = Literal["call", "hour", "day"]  # what one row stands for


@dataclass(frozen=True)
class Format:
    """How one kind of log is written.

    `marks` are sets of columns; a log that has all of one set is of this format. `paths` give for each field the
    places to look at, the first that holds something counts: a column, or a path into one (`usage.prompt_tokens`).
    `cache_apart`: input tokens are counted without cached ones; `reasoning_apart`: output without reasoning.
    """

    name: str
    title: str
    marks: tuple[frozenset[str], ...]
    paths: Mapping[str, tuple[str, ...]]
    grain: Grain = "call"
    cache_apart: bool = False
    reasoning_apart: bool = False
    counted: bool = True  # whether rows tell the number of requests

    def fits(self, columns: frozenset[str]) -> bool:
        """Whether a log with these columns is of this format."""
        return any(mark <= columns for mark in self.marks)
