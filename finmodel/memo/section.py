"""A part of the memo: sentences, tables and charts."""

from __future__ import annotations

from dataclasses import dataclass

from finmodel.page.grid import Grid
from finmodel.page.plot import Plot
from finmodel.page.sentence import Sentence


@dataclass(frozen=True)
class Section:
    """What it says, what it lists, and what it draws."""

    sentences: tuple[Sentence, ...] = ()
    grids: tuple[Grid, ...] = ()
    plots: tuple[Plot, ...] = ()
