"""The figures as text, one record a value; of several scenarios with the scenario first."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from finmodel.inputs.formula_text import prefixed
from finmodel.mirror.results import Figure, Results

SCENARIO = "scenario"  # the field that says which one a figure is of


def as_csv(results: Results) -> Iterator[str]:
    """CSV in pieces: full precision, n.m. and none as an empty value."""
    yield _csv([Figure._fields, *map(_cells, results.figures())])


def as_json(results: Results) -> Iterator[str]:
    """A JSON array in pieces: n.m. and none as null."""
    yield from _json(figure._asdict() for figure in results.figures())


def all_as_csv(every: Mapping[str, Results]) -> Iterator[str]:
    """CSV of several scenarios, a piece for each; the first column names the scenario."""
    yield _csv([(SCENARIO, *Figure._fields)])
    for scenario, results in every.items():
        yield _csv([prefixed(scenario), *_cells(figure)] for figure in results.figures())


def all_as_json(every: Mapping[str, Results]) -> Iterator[str]:
    """A JSON array of several scenarios in pieces; each record says its scenario first."""
    yield from _json(
        {SCENARIO: scenario, **figure._asdict()} for scenario, results in every.items() for figure in results.figures()
    )


def _csv(rows: Iterable[Sequence[str]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def _cells(figure: Figure) -> list[str]:
    value = figure.value
    told = "" if value is None else repr(value) if isinstance(value, float) else prefixed(value)
    return [figure.line_item, prefixed(figure.member), figure.month, told, figure.unit]


def _json(records: Iterable[Mapping[str, object]]) -> Iterator[str]:
    yield "[\n"
    for i, record in enumerate(records):
        yield ("" if i == 0 else ",\n") + json.dumps(record, ensure_ascii=False)
    yield "\n]\n"
