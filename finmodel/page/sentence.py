"""A sentence: words of ours with places in braces, and what stands in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Union

from finmodel.page.figure import Value


@dataclass(frozen=True)
class Amount:
    """A figure in its unit, with its status where something judges it; `beside` is the bound that decides.

    A `short` one leaves out what it is of (`per query`), where the words around it say so.
    """

    value: Value
    unit: str
    status: str = ""
    beside: float | None = None
    short: bool = False


Part = Union[Amount, "Sentence", str]


@dataclass(frozen=True)
class Sentence:
    """`words` holds places such as `{revenue}`; `said` has an amount, words of ours or somebody's text for each."""

    words: str
    said: Mapping[str, Part] = field(default_factory=dict)


def say(words: str, **said: Part) -> Sentence:
    """A sentence."""
    return Sentence(words, said)
