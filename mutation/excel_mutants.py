"""Mutants of the Excel side: one operator, number, function or reference changed in a line item's template."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from finmodel.model.item import LineItem

_TOKEN = re.compile(
    r'(?P<text>"[^"]*")|(?P<reference>\{[^{}]*\})|(?P<name>[A-Z][A-Z0-9.]*)(?=\()|(?P<number>\d+(?:\.\d+)?)|(?P<operator><>|<=|>=|[-+*/^<>=&])'
)
_OPERATORS = {
    "+": ("-",), "-": ("+",), "*": ("/",), "/": ("*",), "^": ("*",), "<": ("<=", ">"), "<=": ("<", ">="),
    ">": (">=", "<"), ">=": (">", "<="), "=": ("<>",), "<>": ("=",),
}  # fmt: skip
_FUNCTIONS = {
    "MAX": "MIN", "MIN": "MAX", "AND": "OR", "OR": "AND", "SUM": "MAX", "ROUNDUP": "ROUNDDOWN", "ROUNDDOWN": "ROUNDUP",
    "CEILING": "FLOOR", "MAXIFS": "MINIFS", "MINIFS": "MAXIFS",
}  # fmt: skip
_CRITERIA = {
    '"<="': ('"<"', '">="'),
    '"<"': ('"<="', '">"'),
    '">="': ('">"', '"<="'),
    '">"': ('">="', '"<"'),
    '"<>"': ('"="',),
}


@dataclass(frozen=True)
class ExcelMutant:
    """A line item whose formula was changed."""

    item: LineItem
    before: str
    was: str
    instead: str
    at: int

    def put_into(self, item: LineItem) -> LineItem:
        """The mutant of the line item of a company; its own formula where the company lacks what is changed."""
        return replace(item, excel=self.item.excel) if item.excel == self.before else item

    def __str__(self) -> str:
        return f"{self.item.id}: {self.was} -> {self.instead} at {self.at} of {self.before}"


def excel_mutants(item: LineItem) -> Iterator[ExcelMutant]:
    """Every mutant of a line item's formula."""
    text = item.excel
    tokens = list(_TOKEN.finditer(text))
    named = [token[0] for token in tokens if token.lastgroup == "reference"]
    for token in tokens:
        if text[token.start() : token.end() + 2].rstrip(")") == "*1":
            continue  # a condition made a number: `/1` is the same
        for instead in _instead(token, named):
            changed = text[: token.start()] + instead + text[token.end() :]
            yield ExcelMutant(replace(item, excel=changed), text, token[0], instead, token.start())


def _instead(token: re.Match[str], named: list[str]) -> Iterator[str]:
    match token.lastgroup:
        case "operator":
            yield from _OPERATORS.get(token[0], ())
        case "number":
            yield str(float(token[0]) + 1).removesuffix(".0")
        case "name" if token[0] in _FUNCTIONS:
            yield _FUNCTIONS[token[0]]
        case "text":
            yield from _CRITERIA.get(token[0], ())
        case "reference":
            other = next((name for name in named if name != token[0]), None)
            yield from [other] if other else []
            if token[0].endswith("[-1]}"):
                yield token[0].replace("[-1]", "")
