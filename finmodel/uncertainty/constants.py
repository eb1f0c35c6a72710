"""What a simulation found as constants of a sheet, by row id and heading."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from finmodel.inputs.tables import Inputs
from finmodel.lines import of
from finmodel.timeline import serial
from finmodel.uncertainty.simulation import Drawn, Event, Shown, Simulation, Spread
from finmodel.workbook import simulated as sheet
from finmodel.workbook.cells import Scalar
from finmodel.workbook.layout import lay_out
from finmodel.workbook.pages.changes import fingerprint, input_cells
from finmodel.workbook.render import Renderer
from finmodel.workbook.simulated import Simulated, figure_id

Constants = tuple[str, dict[str, Scalar]]  # a row's id, and what stands under its headings


def as_constants(found: Simulation, inputs: Inputs, digest: str) -> Simulated:
    """What was found, as constants of the sheet; `digest` is the SHA-256 of uncertainty.csv."""
    rows = [*_facts(found, inputs, digest), *_verdicts(found), *_events(found), *_tornados(found), *_drawn(found)]
    return Simulated({**dict(rows), **dict(_figures(found))}).sealed()


def _facts(found: Simulation, inputs: Inputs, digest: str) -> Iterator[Constants]:
    facts: dict[str, Scalar] = {
        "trials": float(found.trials),
        "seed": str(found.seed),
        "as_of": inputs.as_of.isoformat(),
        "scenario": found.scenario,
        "diligence_month": scalar(found.diligence_month, "month"),
        "edits": 0.0,
        "inputs": _baseline(inputs),
        "uncertainty": digest,
    }
    for name, value in facts.items():
        yield f"{sheet.FACT}[{name}]", {sheet.VALUE: value}


def _baseline(inputs: Inputs) -> str:
    """The fingerprint that the Cover prints of these inputs as generated."""
    layout = lay_out(inputs, of(inputs))
    return fingerprint({one.id: one.value for one in input_cells(layout, Renderer(layout))})


def _verdicts(found: Simulation) -> Iterator[Constants]:
    for one in found.verdicts:
        shares = {sheet.FLAG: one.flag, sheet.PASS: one.passes, sheet.NO_VERDICT: one.no_verdict}
        yield f"{sheet.VERDICT}[{joined(one.metric, one.member)}]", {sheet.PLANNED: one.planned, **shares}


def _events(found: Simulation) -> Iterator[Constants]:
    for one in found.events:
        told = {**_four(one, "month"), sheet.WITHIN: one.probability}
        yield f"{sheet.EVENT}[{joined(one.event, one.member)}]", told


def _tornados(found: Simulation) -> Iterator[Constants]:
    for one in found.swings:
        values = zip((sheet.PLANNED, *sheet.ENDS), (one.planned, one.at_p10, one.at_p90), strict=True)
        told = {heading: scalar(value, one.unit) for heading, value in values}
        yield f"{sheet.TORNADO}[{one.metric}|{one.input}]", told


def _drawn(found: Simulation) -> Iterator[Constants]:
    for one in found.inputs:
        four: dict[str, Scalar] = dict(
            zip((sheet.PLANNED, *sheet.PERCENTS), (one.planned, one.p10, one.p50, one.p90), strict=True)
        )
        four |= {sheet.CLIPPED: float(one.set_to_bound), sheet.DISTRIBUTION: one.distribution}
        yield f"{sheet.DRAWN}[{one.input}]", four


def _figures(found: Simulation) -> Iterator[Constants]:
    for one in found.spreads:
        told = {**_four(one, one.unit), sheet.MEANINGLESS: one.meaningless}
        yield figure_id(one.line_item, one.member, one.month), told


def _four(one: Spread | Event | Drawn, unit: str) -> dict[str, Scalar]:
    """As planned, and the three quantiles."""
    values = (one.planned, one.p10, one.p50, one.p90)
    return dict(zip((sheet.PLANNED, *sheet.PERCENTS), (scalar(value, unit) for value in values), strict=True))


def joined(name: str, member: str) -> str:
    """A name with its member, as row ids have it."""
    return f"{name}|{member}" if member else name


def scalar(value: Shown, unit: str) -> Scalar:
    """A figure as a cell holds it: days as the spreadsheet counts them, 0 for none, and n.m. as the word."""
    if unit in ("month", "date") and not isinstance(value, float):
        return _day(value) if value else 0.0
    return "n.m." if value is None else value


def _day(text: str) -> Scalar:
    try:
        return float(serial(dt.date.fromisoformat(text if text.count("-") == 2 else f"{text}-01")))
    except ValueError:
        return text  # a word such as `not within horizon`
