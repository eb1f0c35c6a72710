"""Every live check of the sheet `Checks`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from finmodel.inputs.row import Row, numeric
from finmodel.inputs.schema import ROWS
from finmodel.lines import ITEMS
from finmodel.model.item import CHECK
from from_code.line_items import entry


def markdown() -> Iterator[str]:
    """The declared checks by band, with their level; then the one of cells that nobody may clear."""
    checks = [item for item in ITEMS.values() if item.kind is CHECK]
    for title, band in groupby(checks, key=lambda item: item.section.title):
        yield from ("", f"### {title}")
        for item in band:
            yield from entry(item, f"level {'warning' if item.warning else 'error'}")
    yield from ("", "### Cells that nobody may clear", "")
    yield "Each counts the cells of a table's numbers that are empty or hold no number; of level error."
    yield ""
    yield from (f"- `complete[{table}]`" for table in ("assumptions", *_tables()))


def _tables() -> Iterator[str]:
    return (row.table for row in ROWS if _has_numbers(row))


def _has_numbers(row: type[Row]) -> bool:
    return any(map(numeric, row.columns().values()))
