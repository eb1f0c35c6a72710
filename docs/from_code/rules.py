"""The rules of `finmodel check --rules`."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from finmodel.rules.register import RULES


def markdown() -> Iterator[str]:
    """A section a rule, with each question that it asks of a workbook."""
    for rule in RULES:
        yield from ("", f"### Rule {rule.number}: {rule.title}", "")
        for question in rule.questions:
            yield f"- **{question.__name__.replace('_', ' ')}**: {' '.join((inspect.getdoc(question) or '').split())}"
