"""A chart before it is drawn: what it shows, in words too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from finmodel.page.sentence import Sentence

Point = tuple[str, str, float]  # a month or a name, the series, the value in the plot's unit


@dataclass(frozen=True)
class Plot:
    """Points by series. `text` says what is to be seen; `levels` are lines across, each with its name.

    `kind` is `lines` or `steps` over months, `stack` of bars over months, or `bars` lying, a name each, stacked. A
    `stock` is what stands at the end of a month, not what a month brings.
    """

    title: str
    text: Sentence
    kind: Literal["lines", "steps", "stack", "bars"]
    unit: str
    points: tuple[Point, ...]
    levels: tuple[tuple[str, float], ...] = ()
    log: bool = False
    stock: bool = False

    @property
    def series(self) -> tuple[str, ...]:
        """The series, in order."""
        return tuple(dict.fromkeys(series for _, series, _ in self.points))

    @property
    def places(self) -> tuple[str, ...]:
        """The months or names, months in order of time."""
        found = dict.fromkeys(place for place, _, _ in self.points)
        return tuple(found) if self.kind == "bars" else tuple(sorted(found))
