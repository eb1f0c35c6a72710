"""Rules 3 and 11: constants where constants belong, formulas where formulas belong."""

from __future__ import annotations

import re
from collections.abc import Iterator

from finmodel.gates.finding import Finding
from finmodel.rules.audited import Audited, Spot, is_month, is_told, kind_of_input, on_input_sheet
from finmodel.rules.formula import Token, function_name, tokens
from finmodel.workbook import simulated
from finmodel.workbook.pages import assumptions, changes, checks, cover, diligence, scenarios, uncertainty

LIVE = {
    assumptions.SHEET: {"live"},
    diligence.SHEET: {
        "value", "low", "high", "direction", "passes", "status", "month 1", "month 6", "month 12",
        "source of the benchmark", "now", "in force, as of build", "agrees",
    },
    changes.SHEET: {"now", "changed"},
    simulated.SHEET: uncertainty.LIVE,
}  # fmt: skip
LIVE_ON_COVER = {
    "company", "horizon", "currency", "cover_scenario", "cover_checks", "cover_diligence", "diligence_number",
    "cover_flags",
}  # fmt: skip
WORDS = {
    "id", "label", "unit", "note", "member", "item", "question", "metric", "benchmark", "comment", "row", "input",
    "level", "rows behind it",
}  # fmt: skip
DANGEROUS = {"HYPERLINK", "WEBSERVICE", "FILTERXML", "RTD", "CALL", "REGISTER", "EXEC", "DDE", "IMAGE"}
_SUSPECT = re.compile(rf"\||\b(?:{'|'.join(sorted(DANGEROUS))})\b", re.IGNORECASE)  # `cmd|'/c calc'!A0` among them


def constants(book: Audited) -> Iterator[Finding]:
    """Nothing typed stands in a row of formulas, and no number outside the input sheets.

    Exceptions: headings, the values as generated on `Changes`, and what tells of the file as it was built: the result
    of the proof on `Cover`, and on `Diligence` the scenarios side by side, which `check` holds to the mirror, as it
    does, with a seal, what a simulation found on `Uncertainty`. Statuses and breaches on `Checks` are rule 9's.
    """
    for spot in book.spots:
        value = book.constant(spot.place)
        if value is None or value == "":
            continue
        if _is_live(spot):
            message = "typed over a formula; undo it, or build anew (finmodel build)"
            yield book.finding(spot.place, message, expected="a formula", found=value)
        elif isinstance(value, float) and not _may_be_number(spot):
            message = "a number outside the input sheets; make it an assumption with a source and read it from there"
            yield book.finding(spot.place, message, expected="a formula", found=value)


def _is_live(spot: Spot) -> bool:
    if spot.sheet == cover.SHEET:
        return spot.column in ("value", "status") and (spot.id in LIVE_ON_COVER or spot.id.startswith("headline["))
    timeline = spot.column in ("total", "opening") or is_month(spot.column)
    return timeline or is_told(spot) or spot.column in LIVE.get(spot.sheet, ())


def _may_be_number(spot: Spot) -> bool:
    if spot.sheet == checks.SHEET:
        return spot.column in ("status", "breaches")
    as_generated = spot.sheet == changes.SHEET and spot.column == "as generated"
    proof = spot.sheet == cover.SHEET and spot.id.startswith("verified_")
    as_built = spot.sheet == diligence.SHEET and spot.column.startswith(scenarios.MARK)
    of_trials = spot.sheet == simulated.SHEET and spot.column in simulated.AS_BUILT
    return on_input_sheet(spot) or as_generated or proof or as_built or of_trials


def text_is_text(book: Audited) -> Iterator[Finding]:
    """Text that starts with = + - @ or a control character is stored as text: no formula stands where text belongs.

    The `live` values of Assumptions, what every heading says and the verdicts in words are ours to calculate.
    """
    for spot in book.spots:
        if spot.place not in book.seen.formulas:
            continue
        formula = f"={book.seen.formulas[spot.place]}"
        if kind_of_input(spot):
            message = "a formula in an input cell; type its value, or its text behind an apostrophe"
            yield book.finding(spot.place, message, expected="a value", found=formula)
        elif spot.column in WORDS and not is_told(spot):
            message = "a formula where text belongs; type the text behind an apostrophe"
            yield book.finding(spot.place, message, expected="text", found=formula)


def nothing_runs(book: Audited) -> Iterator[Finding]:
    """No formula on our sheets calls another program or the network; somebody's own cells there included."""
    for place, formula in book.formulas.items():
        if place[0] not in book.seen.sheets or not _SUSPECT.search(formula.text):
            continue
        words = tokens(formula.text)
        called = {function_name(word) for word in words if word.kind == "function"} & DANGEROUS
        if called or Token("other", "|") in words:
            message = "a formula that calls something outside the workbook; delete it"
            yield book.finding(place, message, expected="no call", found=f"={formula.text}")
