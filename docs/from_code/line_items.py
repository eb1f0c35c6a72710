"""Every line item: what it is, its formula, what it reads and what reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from finmodel.lines import ITEMS
from finmodel.model.item import CHECK, LineItem
from finmodel.workbook.layout import TIMELINE_SHEETS
from from_code import anchor


def markdown() -> Iterator[str]:
    """A section a sheet, in reading order, with its bands; checks stand on a page of their own."""
    rows = sorted(
        (one for one in ITEMS.values() if one.kind is not CHECK), key=lambda one: TIMELINE_SHEETS.index(one.sheet)
    )
    for sheet, on_sheet in groupby(rows, key=lambda item: item.sheet):
        yield from ("", f"## {sheet}")
        for title, band in groupby(on_sheet, key=lambda item: item.section.title):
            yield from ("", f"### {title}")
            for item in band:
                yield from entry(item, f"{item.unit} · total: {item.kind.value} · {_rows(item)}")


def entry(item: LineItem, facts: str) -> Iterator[str]:
    """One line item, with what is said beside its name, under a label that other pages link to."""
    yield from ("", f"({anchor.line(item.id)})=", f"#### `{item.id}`", "")
    yield f"**{item.label}** · {facts}"
    yield from ("", " ".join(item.doc.split()), "", "```text", f"={item.excel}", "```", "")
    yield f"- Reads: {_links(reference.key for reference in item.excel_references) or 'nothing'}"
    if above := anchor.graph().dependents[item.id]:
        yield f"- Read by: {_links(above)}"
    drivers = sorted(anchor.graph().drivers(item.id)[0])
    behind = f"<summary>Inputs behind it: {len(drivers)}</summary>{', '.join(drivers)}"
    yield from ("", f"<details>{behind}</details>", "")  # closed until somebody asks


def _rows(item: LineItem) -> str:
    needs = f", where the company has {' and '.join(item.section.needs)}" * bool(item.section.needs)
    return (f"a row a {' and '.join(item.by.parts)}" if item.by else "one row") + needs


def _links(names: Iterable[str]) -> str:
    return ", ".join(anchor.link(name) for name in dict.fromkeys(names))
