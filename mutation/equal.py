"""Mutants that no figure can tell from the model: planted ones that survive are no mistake that a gate lets pass."""

from __future__ import annotations

import re

from mutation.excel_mutants import ExcelMutant

_AGAINST_0 = re.compile(r"SUM\(\{[^{}]*\}\)(?:=0|>0|\*[^=<>]*>0|/[^=<>]*>0)|SUM\(\{[^{}]*\}\)\)+>0")
_MARGIN = re.compile(r"10\^-9")
_AROUND_1 = re.compile(r"\*\(1[-+]10\^-9\)")  # on either side of a threshold, as a share of it
_BESIDE = re.compile(r"(?:\{[^{}]*\}|[^{}(),<>=])*[-+]10\^-9[),]")  # an operand with a margin beside it
_STRICT = ({"<", "<="}, {">", ">="})


def equal(mutant: ExcelMutant) -> str:
    """Why a mutant is equal to the model; empty where it is not."""
    before, text = mutant.before[: mutant.at], mutant.before[mutant.at :]
    if mutant.was == "0" and before.endswith("{month[all]},"):
        return "months ascend: an exact match is the last that is not later"
    if (mutant.was, mutant.instead) == ("SUM", "MAX") and _AGAINST_0.match(text):
        return "of what is never negative the sum is 0 where the largest is"
    if (mutant.was == "10" and _MARGIN.match(text)) or (mutant.was == "9" and before.endswith("10^-")):
        return "a margin for rounding may be another as small"
    if (mutant.was, mutant.instead) == ("*", "/") and _AROUND_1.match(text):
        return "divided by a little less than 1 is multiplied by a little more"
    if {mutant.was, mutant.instead} in _STRICT and _BESIDE.match(text[len(mutant.was) :]):
        return "no figure lies on the very edge of a margin for rounding"
    return ""
