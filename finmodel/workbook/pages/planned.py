"""What the workbook shows now of what a simulation had as planned."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from finmodel.inputs.assumption import ASSUMPTIONS
from finmodel.inputs.schema import TABLES
from finmodel.model.item import CHECK, LineItem
from finmodel.workbook.address import cell
from finmodel.workbook.cells import Cell
from finmodel.workbook.layout import Layout
from finmodel.workbook.meaning import At, AtMonth, Figure, Live, Printed, Verdict, Word
from finmodel.workbook.pages import changes, cover, diligence
from finmodel.workbook.pages.tables import kind_of_cell
from finmodel.workbook.render import Renderer
from finmodel.workbook.simulated import figure_parts

OUT_OF_CASH = "out_of_cash_month"
_INPUT = re.compile(r"(?:([a-z_]+)\.)?([a-z_0-9]+)(?:\[(.*)\])?")


class Told(NamedTuple):
    """A row in words: label, unit, and the live cell where the workbook has one."""

    label: str
    unit: str
    now: Cell | None = None


@dataclass(frozen=True)
class Planned:
    """Finds live cells by the names of a simulation.

    `baseline` is the row in which the Cover prints the fingerprint of the values as generated, and that text.
    """

    layout: Layout
    renderer: Renderer
    baseline: tuple[int, str]

    def fact(self, name: str) -> Cell | None:
        """What of the simulation itself the workbook shows too."""
        row, text = self.baseline
        edits = cell(changes.COUNT_ROW, changes.GENERATED, sheet=changes.SHEET)
        month = Live("diligence_month")
        return {
            "scenario": Cell("link", formula="scenario", means=Word.SCENARIO),
            "diligence_month": Cell("link", "month", formula="diligence_month", means=month),
            "inputs": Cell("small_link", formula=cell(row, cover.NOTE, sheet=cover.SHEET), means=Printed(text)),
            "edits": Cell("link", "count", formula=edits, means=Word.CHANGES),
        }.get(name)

    def verdict(self, name: str) -> Told | None:
        """The verdict on a metric, `metric` or `metric|member`; None where Diligence has none."""
        row = self._statuses.get(name)
        if row is None:
            return None
        metric, _, member = name.partition("|")
        link = Cell("link", formula=cell(row, diligence.STATUS, sheet=diligence.SHEET), means=Verdict(name))
        return Told(_named(self.layout.items[metric].label, member), "share", link)

    def event(self, name: str) -> Told | None:
        """A month that something comes in, `name` or `name|member`."""
        bare, _, member = name.partition("|")
        if bare == OUT_OF_CASH:
            return Told("Cash runs out", "month")
        return self._figure(bare, member, 0)

    def figure(self, name: str) -> Told | None:
        """A line item of a member in a month, or of one without months; the label is that of the line item."""
        item, member, month = figure_parts(name)
        if not month:
            return self._figure(item, member, 0)
        number = self._numbers.get(month)
        return self._figure(item, member, number) if number else None

    def input(self, name: str) -> Told | None:
        """An uncertain input; None for what the model does not know."""
        match = _INPUT.fullmatch(name)
        table, column = (match[1] or "assumptions", match[2]) if match else ("", "")
        known = column in ASSUMPTIONS if table == "assumptions" else table in TABLES
        kind = kind_of_cell(table, column, column) if known else None
        return Told(name, kind.unit) if kind else None

    def metric(self, name: str) -> Told | None:
        """What a tornado is of: a line item of the company."""
        item = self.layout.items.get(name)
        return Told(item.label, item.unit) if item else None

    def _figure(self, name: str, member: str, number: int) -> Told | None:
        """A figure in a month counted from 1, of a line item without months in 0."""
        for item in self._items.get(name, ()):
            members = ["|".join(parts) for parts in self.layout.members.of[item.by.name]] if item.by else [""]
            if member in members and item.monthly == bool(number):
                return Told(_named(item.label, member), item.unit, self._link(item, members.index(member), number))
        return None

    def _link(self, item: LineItem, member: int, number: int) -> Cell:
        if number:
            formula, month = self.renderer.month_of(item.id, member, number), AtMonth(item.id, member, number)
            return Cell("link", item.unit, formula=formula, means=month)
        formula, constant = self.renderer.constant_of(item.id, member), Figure(item.id, member, At.CONSTANT)
        return Cell("link", item.unit, formula=formula, means=constant)

    @cached_property
    def _statuses(self) -> Mapping[str, int]:
        return diligence.status_rows(self.layout)

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {str(month): number for number, month in enumerate(self.layout.inputs.timeline.all, start=1)}

    @cached_property
    def _items(self) -> Mapping[str, list[LineItem]]:
        """The line items that have rows, by the ids printed there: one of the company and one by plan may share it."""
        found: dict[str, list[LineItem]] = {}
        for item in self.layout.items.values():
            if item.kind is not CHECK and (item.sheet, item.id) in self.layout.blocks:
                found.setdefault(item.row_id(), []).append(item)
        return found


def _named(label: str, member: str) -> str:
    spoken = f"{int(member):,}" if member.isdecimal() else member.replace("|", ", ")
    return f"{label}: {spoken}" if member else label
