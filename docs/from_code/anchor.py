"""Names of places in the reference, and links to them."""

from __future__ import annotations

from functools import cache

from finmodel.inputs.assumption import ASSUMPTIONS
from finmodel.lines import ITEMS
from finmodel.model.graph import Graph


def line(line_item: str) -> str:
    """The place of a line item."""
    return f"line-{line_item}"


def column(table: str, name: str) -> str:
    """The place of a column, or of an assumption."""
    return f"column-{table}-{name}"


def marked(table: str, name: str) -> str:
    """The name of a column in its table, made a place."""
    return f"[`{name}`]{{#{column(table, name)}}}"


def link(name: str) -> str:
    """A link to a line item, assumption or `table.column`; the name alone where it is a month's or a member's."""
    table, _, own = name.rpartition(".")
    if name in ITEMS:
        return f"[`{name}`](#{line(name)})"
    if name in ASSUMPTIONS:
        return f"[`{name}`](#{column('assumptions', name)})"
    return f"[`{name}`](#{column(table, own)})" if table else f"`{name}`"


@cache
def graph() -> Graph:
    """What reads what."""
    return Graph(ITEMS)
