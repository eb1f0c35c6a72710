"""The differences between two models: what they hold, before they are a page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from finmodel.change_report.author import AUTHORS
from finmodel.change_report.bridge import Bridge
from finmodel.change_report.change import Change
from finmodel.change_report.effect import Effect
from finmodel.inputs.row import NOTES
from finmodel.page.plain import plain
from finmodel.timeline import Month


@dataclass(frozen=True)
class Compared:
    """One of the two models: the file or folder, the company, the scenario in force, and the as-of date."""

    name: str
    company: str
    scenario: str
    as_of: str
    as_generated: bool
    doubts: tuple[str, ...]


@dataclass(frozen=True)
class Differences:
    """What changed between two models, and what it does.

    `month` is the month compared; `changes` come with who made each: vendor, CFO or CSV. `effects` are figures of that
    month, `year` of the twelve months that end there (empty before month 12). `bridges` are the margin bridges of the
    month and of the twelve months; where there is none, `no_bridge` says why. `remarks` are what the reader must know,
    `dropped` the cells that somebody edited in the old workbook and in which the new one holds something else.
    """

    old: Compared
    new: Compared
    currency: str
    month: Month
    changes: tuple[tuple[Change, str], ...]
    effects: tuple[Effect, ...]
    year: tuple[Effect, ...]
    bridges: tuple[Bridge, ...]
    no_bridge: str
    remarks: tuple[str, ...]
    dropped: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether no input differs."""
        return not self.changes

    def count(self, author: str) -> int:
        """How many inputs somebody changed, notes left out."""
        return sum(by == author and not change.is_note for change, by in self.changes)

    @property
    def markdown(self) -> str:
        """The report, from `templates/change_report.md.j2`."""
        from finmodel.change_report.page import markdown

        return markdown(self)

    @property
    def html(self) -> str:
        """The report as a page of its own, from `templates/change_report.html.j2`."""
        from finmodel.change_report.page import html

        return html(self)

    def as_dict(self) -> dict[str, Any]:
        """For programs: None for n.m., months and dates as ISO text."""
        return {
            "old": plain(asdict(self.old)),
            "new": plain(asdict(self.new)),
            "currency": self.currency,
            "month": str(self.month),
            "by": {author: self.count(author) for author in AUTHORS},
            "changes": [_change(change, by) for change, by in self.changes],
            "effects": [_effect(one) for one in self.effects],
            "twelve_months": [_effect(one) for one in self.year],
            "bridges": [_bridge(one) for one in self.bridges],
            "no_bridge": self.no_bridge,
            "remarks": list(self.remarks),
            "dropped": list(self.dropped),
        }

    def as_json(self) -> str:
        """The same as JSON text."""
        return json.dumps(self.as_dict(), ensure_ascii=False, allow_nan=False)


def _change(change: Change, by: str) -> Mapping[str, Any]:
    table, _, column = change.place
    return {
        "id": change.id, "table": table, "record": change.record, "column": column, "unit": change.unit,
        "row": change.row, "old": plain(change.old), "new": plain(change.new), "by": by,
        "note": column in NOTES,
    }  # fmt: skip


def _effect(effect: Effect) -> Mapping[str, Any]:
    return {**asdict(effect), "change": effect.change}


def _bridge(bridge: Bridge) -> Mapping[str, Any]:
    def ends(name: str) -> dict[str, Any]:
        return {"old": getattr(bridge.old, name), "new": getattr(bridge.new, name)}

    measures = ("gross_margin", "margin_after_training", "gross_profit", "profit_after_training")
    return {
        "months": bridge.months,
        **{name: ends(name) for name in measures},
        "steps": [
            {
                "step": stride.step.id,
                "group": stride.step.group,
                "label": stride.step.label,
                **{name: getattr(stride, name) for name in measures},
            }
            for stride in bridge.strides
        ],
        "residue": bridge.residue,
        "residue_after_training": bridge.residue_after_training,
    }
