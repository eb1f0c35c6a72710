"""The twelve rules, and the audit that asks them all."""

from __future__ import annotations

import os
from pathlib import Path

from finmodel.gates.finding import Finding
from finmodel.rules import checks, contents, cover, formulas, looks, months, package, values
from finmodel.rules.audited import read
from finmodel.rules.rule import Rule

RULES = (
    Rule(1, "one formula per timeline row", (months.one_formula, months.opening)),
    Rule(2, "numbers in formulas from a closed list", (formulas.numbers,)),
    Rule(3, "no constant in a row of formulas", (contents.constants,)),
    Rule(4, "colour, lock, unit and label", (looks.colours, looks.locks, looks.units, looks.labels)),
    Rule(5, "no circle, no banned function", (values.circles, formulas.functions)),
    Rule(6, "short formulas with one IF", (formulas.length, formulas.length_warned)),
    Rule(7, "no error value", (values.errors,)),
    Rule(8, "cached values are the mirror's", (values.cached,)),
    Rule(9, "live checks", (checks.identities, checks.headings, checks.totals)),
    Rule(10, "what the Cover says", (cover.told, cover.proof, cover.digests, cover.index)),
    Rule(11, "text is text", (contents.text_is_text, contents.nothing_runs)),
    Rule(12, "no date from the clock", (package.dates,)),
)
NOT_OURS = "no finmodel workbook: its sheets carry no ids"


def audit(path: str | os.PathLike[str], *, engine: str = "ironcalc") -> tuple[Finding, ...]:
    """Hold a workbook to the rules of docs/WORKBOOK.md: what breaks them, errors first, each with cell and mend.

    Rows and sheets are found by id; somebody's own sheets, rows and columns are left alone. Raises InputError when
    the file cannot be read, EngineError when the engine is missing.
    """
    book = read(Path(path), engine)
    if not book.seen.sheets:
        return (Finding("inputs", NOT_OURS, sheet=str(path)),)
    found = [finding for rule in RULES for finding in rule.findings(book)]
    return tuple(sorted(found, key=lambda finding: finding.level != "error"))
