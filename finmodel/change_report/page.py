"""The page: every value of the report as text, and the templates that arrange it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from finmodel.change_report.author import AUTHORS, CFO, CSV, VENDOR
from finmodel.change_report.bridge import Bridge, Stride
from finmodel.change_report.bridge_table import bridge_table
from finmodel.change_report.change import Change
from finmodel.change_report.differences import Compared, Differences
from finmodel.change_report.effect import Effect
from finmodel.change_report.step import STEPS
from finmodel.change_report.wording import Words
from finmodel.page import template
from finmodel.page.medium import HTML, MARKDOWN, Medium

MARKDOWN_TEMPLATE, HTML_TEMPLATE = "change_report.md.j2", "change_report.html.j2"
_LISTED = 100  # of what could be many; --json lists all
_SECTIONS = {
    "Vendor prices": ("prices", "models"),
    "Assumptions": ("assumptions",),
    "Plans and volumes": ("plans", "volumes", "accounts"),
}
_OTHERS, _NOTES = "Other inputs", "Notes and sources"
_SENTENCES = ("gross_margin", "mean_all_in_cost_per_query", "net_burn", "runway_months")
_ROW = {"changed": "", "new": " (new row)", "removed": " (row removed)"}
_BY = {VENDOR: "by vendors", CFO: "by the CFO", CSV: "in the CSVs"}


@dataclass(frozen=True)
class Section:
    """A heading with the changes under it; `more` counts those not listed."""

    title: str
    rows: tuple[tuple[str, ...], ...]
    more: int


def markdown(differences: Differences) -> str:
    """Render the report in Markdown."""
    return template.markdown(MARKDOWN_TEMPLATE, _context(differences, MARKDOWN))


def html(differences: Differences) -> str:
    """Render the report as an HTML page that needs nothing else."""
    return template.html(HTML_TEMPLATE, _context(differences, HTML))


def _context(found: Differences, medium: Medium) -> dict[str, Any]:
    words = Words(medium, found.currency)
    return {
        "company": found.new.company,
        "month": str(found.month),
        "currency": found.currency,
        "sides": [_side(*pair) for pair in (("Old", found.old), ("New", found.new))],
        "remarks": _remarks(found),
        "counted": _counted(found),
        "sentences": _sentences(found, words),
        "sections": list(_sections(found, words)),
        "effects": [_effect(one, words) for one in found.effects],
        "year": [_effect(one, words) for one in found.year],
        "order": "; ".join(f"({i}) {step.group}: {step.label}" for i, step in enumerate(STEPS, start=1)),
        "bridges": [bridge_table(one, str(found.month), words) for one in found.bridges],
        "no_bridge": found.no_bridge,
    }


def _side(word: str, side: Compared) -> tuple[str, ...]:
    how = ", as it was generated" if side.as_generated else ""
    return (word, f"{side.name}{how}", side.company, side.scenario, side.as_of)


def _remarks(found: Differences) -> list[str]:
    doubts = [f"{side.name}: {doubt}" for side in (found.old, found.new) for doubt in side.doubts]
    lost = [
        f"{found.old.name}: {cell} was edited there, and the new model does not hold the edit" for cell in found.dropped
    ]
    remarks = [*found.remarks, *doubts, *lost]
    more = [f"and {len(remarks) - _LISTED} more; --json lists them all"] if len(remarks) > _LISTED else []
    return [*remarks[:_LISTED], *more]


def _counted(found: Differences) -> str:
    counts = {author: found.count(author) for author in AUTHORS}
    total = sum(counts.values())
    if not total:
        return "No input changed" if found.empty else "No input changed, only notes did"
    by = ", ".join(f"{count:,} {_BY[author]}" for author, count in counts.items() if count)
    return f"{total:,} input{'s' * (total != 1)} changed: {by}"


def _sentences(found: Differences, words: Words) -> list[str]:
    by_id = {one.id: one for one in found.effects if not one.member}
    said = [words.sentence(by_id[name]) for name in _SENTENCES]
    largest = _largest(found.bridges[0]) if found.bridges else None
    if largest:
        name = f"{largest.step.group}: {largest.step.label}"
        told = f"The largest step of gross margin is {name} ({words.points(largest.gross_margin)} points)"
        said.insert(1, words.medium.own(told))
    return said


def _largest(bridge: Bridge) -> Stride | None:
    """The step that moves gross margin most; None where none does."""
    moved = [stride for stride in bridge.strides if stride.gross_margin]
    return max(moved, key=lambda stride: abs(stride.gross_margin or 0.0), default=None)


def _sections(found: Differences, words: Words) -> Iterable[Section]:
    homes = {table: title for title, tables in _SECTIONS.items() for table in tables}
    sorted_in: dict[str, list[tuple[str, ...]]] = {title: [] for title in (*_SECTIONS, _OTHERS, _NOTES)}
    for change, by in found.changes:
        title = _NOTES if change.is_note else homes.get(change.place.table, _OTHERS)
        sorted_in[title].append(_change(change, by, words))
    for title, rows in sorted_in.items():
        if rows:
            yield Section(title, tuple(rows[:_LISTED]), len(rows[_LISTED:]))


def _change(change: Change, by: str, words: Words) -> tuple[str, ...]:
    name = words.medium.own(f"{words.medium.text(change.id)}{_ROW[change.row]}")
    unit = words.medium.text(change.unit)
    values = (words.input(value, row=change.row) for value in (change.old, change.new))
    return (name, unit, by, *values, words.input_change(change))


def _effect(effect: Effect, words: Words) -> tuple[str, ...]:
    return (words.medium.text(effect.label), *words.pair(effect), words.change(effect))
