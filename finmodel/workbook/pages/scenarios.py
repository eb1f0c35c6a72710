"""Scenarios side by side: headline figures of each as of build, and whether the one in force still agrees.

The workbook calculates one scenario, the one in force. What the others come to, the mirror said when the file was
built, from the inputs as generated (`Changes`); an edit moves the live figures and leaves these as they are.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from finmodel.model.item import LineItem
from finmodel.workbook.address import letters, span
from finmodel.workbook.cells import Cell, Line, Scalar, Snapshot
from finmodel.workbook.layout import Layout
from finmodel.workbook.meaning import AsBuilt, Meaning, StillAsBuilt, Unmoved, Word
from finmodel.workbook.pages.heading import header
from finmodel.workbook.pages.linked import LABEL, figure, meaning
from finmodel.workbook.render import Renderer

SHEET = "Diligence"
TITLE = "Scenarios side by side, as of build"
ROW = "scenarios[{}]"
MARK = "as of build: "  # begins the heading of a scenario's column
NOTE, NOW, UNIT, FIRST = 2, 3, 4, 5
FRESH = "as of build; that in force still agrees"
STALE = "the model has changed: rebuild"
FIGURES = {
    "total_revenue": "Of the month",
    "arr": "Twelve times that",
    "gross_margin": "No training in it",
    "gross_margin_loaded": "Amortised training counted",
    "company_first_month_pass_gross_margin": "First month at the benchmark",
    "inference_share_of_revenue": "Inference over revenue of the month",
    "mean_all_in_cost_per_query": "Inference and review, all features",
    "ebitda": "Of the month",
    "net_burn": "Of the month, capitalised training included",
    "closing_cash": "At the end of the month",
    "runway_months": "At the mean burn of three months",
    "burn_multiple": "Net burn of twelve months over ARR won",
    "rule_of_40": "Growth and cash together, a fraction",
}
COUNTS = {
    "passes": (Word.PASSES, "Metrics that pass", "Of those that a benchmark judges"),
    "flags": (Word.FLAGS, "Metrics that are flagged", "Rows that read FLAG above"),
}


def meanings(items: Mapping[str, LineItem]) -> dict[str, Meaning]:
    """What each row shows, by its id."""
    told: dict[str, Meaning] = {ROW.format(i): meaning(items[i]) for i in FIGURES if i in items}
    return told | {ROW.format(count): word for count, (word, _, _) in COUNTS.items()}


def still(now: str, then: str) -> str:
    """The formula that says 1 where two cells agree to 1e-9 of their size, or say the same words, else 0."""
    apart = f"(ABS({now}-{then})<=10^-9*MAX(1,ABS({now}),ABS({then})))*1"
    return f"IF(COUNT({now},{then})=2,{apart},({now}={then})*1)"


_HEADING = 13.0  # points of a line of a heading
_LETTERS = 14  # of a heading to a line


def _turns(heading: str) -> int:
    return math.ceil(len(heading) / _LETTERS)


@dataclass(frozen=True)
class SideBySide:
    """The table of the scenarios, its section in `row`; `counts` are the cells of this sheet that count verdicts."""

    row: int
    snapshot: Snapshot
    counts: Mapping[str, str]
    layout: Layout
    renderer: Renderer

    @property
    def lines(self) -> list[Line]:
        """Section, headings and rows."""
        scenarios = [MARK + scenario for scenario in self.layout.inputs.scenarios]
        names = ("id", "figure", "what it is", "now", "unit", *scenarios, "in force, as of build", "agrees")
        title = Line(self.row, {LABEL: Cell("section", value=TITLE)}, band="section")
        return [title, header(self.row + 1, names, height=_HEADING * max(2, *map(_turns, scenarios))), *self._rows()]

    @property
    def end(self) -> int:
        """The row after the last."""
        return self.row + 2 + len(meanings(self.layout.items))

    @property
    def verdict(self) -> Cell:
        """Whether every figure of the scenario in force is what it was at build, in words."""
        agrees = span((self.row + 2, self._in_force + 1), (self.end - 1, self._in_force + 1))
        formula = f'IF(SUM({agrees})=ROWS({agrees}),"{FRESH}","{STALE}")'
        return Cell("status", formula=formula, means=Unmoved(tuple(map(self._still, meanings(self.layout.items)))))

    @property
    def _in_force(self) -> int:
        return FIRST + len(self.layout.inputs.scenarios)

    def _rows(self) -> Iterator[Line]:
        for row, row_id in enumerate(meanings(self.layout.items), start=self.row + 2):
            told = self._told(row_id.partition("[")[2][:-1])
            cells = {0: Cell("id", value=row_id), **told, **self._as_built(row, row_id, told[NOW].unit)}
            yield Line(row, cells, id=row_id)

    def _told(self, name: str) -> dict[int, Cell]:
        """What a row is, and what it shows now."""
        if name in COUNTS:
            word, label, note = COUNTS[name]
            now = Cell("calc", "count", formula=self.counts[name], means=word)
        else:
            label, note = self.layout.items[name].label, FIGURES[name]
            now = figure(name, 0, self.layout, self.renderer)
        unit = Cell("unit", value=now.unit)
        return {LABEL: Cell("label", value=label), NOTE: Cell("note", value=note), NOW: now, UNIT: unit}

    def _as_built(self, row: int, row_id: str, unit: str) -> dict[int, Cell]:
        """The figure of each scenario as of build, the one in force of them, and whether it agrees with that of now."""
        last = self._in_force
        values = self._values(row_id)
        fixed = {FIRST + i: Cell("as_built", unit, value=value) for i, value in enumerate(values)}
        chosen = f"INDEX({span((row, FIRST), (row, last - 1))},scenario_number)"
        agrees = still(f"{letters(NOW)}{row + 1}", f"{letters(last)}{row + 1}")
        return {
            **fixed,
            last: Cell("calc", unit, formula=chosen, means=AsBuilt(values)),
            last + 1: Cell("calc", "flag", formula=agrees, means=self._still(row_id)),
        }

    def _still(self, row_id: str) -> StillAsBuilt:
        return StillAsBuilt(meanings(self.layout.items)[row_id], self._values(row_id))

    def _values(self, row_id: str) -> tuple[Scalar, ...]:
        return tuple(self.snapshot.get(scenario, {}).get(row_id) for scenario in self.layout.inputs.scenarios)
