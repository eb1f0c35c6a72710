"""A simulation as one tidy CSV: a statistic a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from finmodel.inputs.formula_text import prefixed
from finmodel.uncertainty.simulation import Shown, Simulation

HEADER = ("table", "name", "member", "month", "statistic", "value", "unit")
_THREE = ("planned", "p10", "p50", "p90")

Line = tuple[str, str, str, str, str, Shown, str]


def as_csv(found: Simulation) -> str:
    """Full precision; n.m. as an empty value; names that a spreadsheet would take for formulas are prefixed."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(HEADER)
    for table, name, member, month, statistic, value, unit in _lines(found):
        told = "" if value is None else repr(value) if isinstance(value, float) else prefixed(str(value))
        writer.writerow([table, prefixed(name), prefixed(member), month, statistic, told, unit])
    return buffer.getvalue()


def _lines(found: Simulation) -> Iterator[Line]:
    for drawn in found.inputs:
        for name in _THREE:
            yield "input", drawn.input, "", "", name, getattr(drawn, name), drawn.unit
        yield "input", drawn.input, "", "", "set_to_bound", float(drawn.set_to_bound), "count"
    for spread in found.spreads:
        where = ("figure", spread.line_item, spread.member, spread.month)
        for name in _THREE:
            yield *where, name, getattr(spread, name), spread.unit
        yield *where, "meaningless", spread.meaningless, "share"
    for verdict in found.verdicts:
        for name in ("planned", "flag", "passes", "no_verdict"):
            unit = "text" if name == "planned" else "share"
            yield "status", verdict.metric, verdict.member, "", name, getattr(verdict, name), unit
    yield from _events(found)
    for swing in found.swings:
        for name in ("at_p10", "planned", "at_p90"):
            yield "tornado", swing.metric, swing.input, "", name, getattr(swing, name), swing.unit


def _events(found: Simulation) -> Iterator[Line]:
    for event in found.events:
        for name in _THREE:
            yield "event", event.event, event.member, "", name, getattr(event, name), "month"
        yield "event", event.event, event.member, "", "probability", event.probability, "share"
        for month, probability in event.by_month.items():
            yield "event", event.event, event.member, month, "probability", probability, "share"
