"""A rule: its number in docs/WORKBOOK.md, and the questions it asks of a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from finmodel.gates.finding import Finding
from finmodel.rules.audited import Audited

Question = Callable[[Audited], Iterator[Finding]]


@dataclass(frozen=True)
class Rule:
    """One of the twelve."""

    number: int
    title: str
    questions: tuple[Question, ...]

    def findings(self, book: Audited) -> list[Finding]:
        """What breaks the rule: the same fault in several cells of a row is told once, at the first."""
        told: dict[tuple[str, str, str], Finding] = {}
        more: dict[tuple[str, str, str], int] = {}
        for question in self.questions:
            for finding in question(book):
                key = (finding.sheet, finding.id or finding.cell, finding.message)
                more[key] = more.get(key, -1) + 1
                told.setdefault(key, finding)
        return [
            replace(found, gate=f"rule {self.number}", message=_counted(found, more[key]))
            for key, found in told.items()
        ]


def _counted(finding: Finding, more: int) -> str:
    return f"{finding.message} (and {more} more in the row)" if more else finding.message
