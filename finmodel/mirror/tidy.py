"""The figures as text, one record a value."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

from finmodel.inputs.wording import FORMULA_STARTS
from finmodel.mirror.results import Figure, Results


def as_csv(results: Results) -> Iterator[str]:
    """CSV in pieces: full precision, n.m. and none as an empty value."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(Figure._fields)
    for figure in results.figures():
        value = "" if figure.value is None else repr(figure.value) if isinstance(figure.value, float) else figure.value
        writer.writerow([figure.line_item, as_text(figure.member), figure.month, value, figure.unit])
    yield buffer.getvalue()


def as_json(results: Results) -> Iterator[str]:
    """A JSON array in pieces: n.m. and none as null."""
    yield "[\n"
    for i, figure in enumerate(results.figures()):
        yield ("" if i == 0 else ",\n") + json.dumps(figure._asdict(), ensure_ascii=False)
    yield "\n]\n"


def as_text(member: str) -> str:
    """A name that a spreadsheet would take for a formula is prefixed."""
    return f"'{member}" if member.startswith(FORMULA_STARTS) else member
