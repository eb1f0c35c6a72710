"""Thresholds of --fail-on: `gross_margin<0.5`, `plan_gross_margin[Pro]<=30%`."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from finmodel.errors import InputError, Problem, nearest
from finmodel.lines import ITEMS
from finmodel.lines.metric import BAD_SIGN, judged_items, path_of
from finmodel.mirror import Results

_FORM = re.compile(r"\s*([a-z][a-z0-9_]*)\s*(?:\[([^\]]*)\])?\s*(<=|>=|<|>)\s*(-?[0-9]*\.?[0-9]+)\s*(%?)\s*", re.ASCII)
_EXAMPLE = 'write it like "gross_margin<0.5" or "plan_gross_margin[Pro]<=30%"'
_SAME = 1e-9  # closer figures are equal, as for Diligence
_HOLDS: dict[str, Callable[[float, float], bool]] = {
    "<": lambda value, bound: value < bound - _SAME,
    "<=": lambda value, bound: value <= bound + _SAME,
    ">": lambda value, bound: value > bound + _SAME,
    ">=": lambda value, bound: value >= bound - _SAME,
}
_WORDS = {"<": "less than", "<=": "at most", ">": "more than", ">=": "at least"}


@dataclass(frozen=True)
class Threshold:
    """A figure that must not be: `gross_margin<0.5` is breached when gross margin is less than 0.5."""

    text: str
    line_item: str
    member: str | None
    sign: str
    bound: float

    @classmethod
    def parse(cls, text: str) -> Threshold:
        """Read an expression. Raises InputError for what is none, or names no figure of the model."""
        match = _FORM.fullmatch(text)
        if match is None:
            raise InputError([Problem(f"--fail-on {text}", "is no threshold", _EXAMPLE)])
        name, member, sign, number, percent = match.groups()
        known = judged_items(ITEMS)
        if name not in known:
            raise InputError(
                [Problem(f"--fail-on {text}", f"{name!r} is no figure of the model", nearest(name, known))]
            )
        bound = float(number) / (100 if percent else 1)
        return cls(text.strip(), name, member, sign, bound)


@dataclass(frozen=True)
class Verdict:
    """One figure held against its threshold, in words; n.m. breaches it where it has no meaning for a bad reason."""

    threshold: str
    line_item: str
    member: str
    value: float | None
    breached: bool
    sentence: str

    def __str__(self) -> str:
        return self.sentence


def parse_all(texts: Iterable[str]) -> list[Threshold]:
    """Read expressions. Raises InputError with every problem."""
    found: list[Threshold] = []
    problems: list[Problem] = []
    for text in texts:
        try:
            found.append(Threshold.parse(text))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found


def verdicts(thresholds: Iterable[Threshold], results: Results) -> list[Verdict]:
    """Hold figures of the diligence month, or trailing ones where Diligence has them so, against thresholds.

    Without a member every member is held to it. Raises InputError for members that do not exist.
    """
    found: list[Verdict] = []
    problems: list[Problem] = []
    for one in thresholds:
        members = ["|".join(member) for member in results.member_list(path_of(one.line_item, results.items).id)]
        if one.member is not None and one.member not in members:
            fix = nearest(one.member, members) if members != [""] else f"write {one.line_item}{one.sign}{one.bound:g}"
            problems.append(Problem(f"--fail-on {one.text}", f"there is no {one.line_item}[{one.member}]", fix))
            continue
        found += [_verdict(one, m, i, results) for i, m in enumerate(members) if one.member in (None, m)]
    if problems:
        raise InputError(problems)
    return found


def _verdict(one: Threshold, member: str, index: int, results: Results) -> Verdict:
    path, month = path_of(one.line_item, results.items), results.diligence_number - 1
    value = float(results.months[path.id][index][month if path.monthly else 0])
    name = f"{one.line_item}[{member}]" if member else one.line_item
    where = f"{name} in {results.inputs.value('diligence_month')}"
    if math.isnan(value):
        sign = BAD_SIGN.get(one.line_item, "")
        bad = sign in results.months and bool(results.months[sign][index][month])
        why = f" ({results.items[sign].label}), which breaches" if bad else ", so nothing can be said of"
        return Verdict(one.text, one.line_item, member, None, bad, f"{where} is n.m.{why} {one.text}")
    breached = _HOLDS[one.sign](value, one.bound)
    shown = path.infinite if math.isinf(value) else f"{value:.6g}"
    word = f"{'' if breached else 'not '}{_WORDS[one.sign]} {one.bound:g}"
    return Verdict(one.text, one.line_item, member, value, breached, f"{where} is {shown}, {word}")
