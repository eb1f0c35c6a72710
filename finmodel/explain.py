"""Explains a line item: both hands, what it depends on, what depends on it."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from finmodel.errors import InputError, Problem, nearest
from finmodel.inputs.assumption import ASSUMPTIONS
from finmodel.lines import ITEMS
from finmodel.model.graph import Graph
from finmodel.model.item import LineItem

Tree = dict[str, "Tree | None"]  # None: as it stands above


@dataclass(frozen=True)
class Explanation:
    """What `finmodel explain` shows.

    `inputs` is a tree of names down to columns and assumptions, in which a line item that was expanded above is None.
    """

    id: str
    label: str
    sheet: str
    section: str
    unit: str
    kind: str
    by: str
    doc: str
    excel: str
    mirror: str
    inputs: Tree
    dependents: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        return asdict(self)

    def __str__(self) -> str:
        rows = f"one row a {self.by}" if self.by else "one row"
        parts = (
            f"{self.id}: {self.label}\n{self.sheet}, {self.section}; {rows}; {self.unit}; total: {self.kind}",
            self.doc,
            f"Excel\n  ={self.excel}",
            f"Mirror\n{textwrap.indent(self.mirror, '  ')}",
            "Depends on\n" + "\n".join(_drawn(self.inputs, "  ")),
            f"Read by\n  {', '.join(self.dependents) or 'nothing'}",
        )
        return "\n\n".join(parts)


def listing() -> dict[str, str]:
    """Every line item by id, with its label."""
    return {item.id: item.label for item in ITEMS.values()}


def explain(line_item: str) -> Explanation:
    """Explain a line item by id; a member in brackets is ignored. Raises InputError with near names."""
    name = line_item.partition("[")[0].strip()
    if name not in ITEMS:
        raise InputError([Problem("explain", f"{name!r} is not a line item", nearest(name, ITEMS))])
    item, graph = ITEMS[name], Graph.of(ITEMS)
    return Explanation(
        id=item.id,
        label=item.label,
        sheet=item.sheet,
        section=item.section.title,
        unit=item.unit,
        kind=item.kind.value,
        by=" and ".join(item.by.parts) if item.by else "",
        doc=item.doc,
        excel=item.excel,
        mirror=_source(item),
        inputs=_tree(item, {item.id}, set()),
        dependents=graph.dependents[name],
    )


def _source(item: LineItem) -> str:
    """The mirror's source from its signature on, with the line item's own names."""
    source = textwrap.dedent(inspect.getsource(item.mirror))
    own = source[source.index("def ") :].rstrip()
    return re.sub(r"(?<!\.)\b[a-z]\w*", lambda name: item.instead.get(name[0], name[0]), own)


def _tree(item: LineItem, above: set[str], seen: set[str]) -> Tree:
    """What the formula reads, each expanded where it comes first; what leads back to a line item above is left out."""
    tree: Tree = {}
    for reference in item.excel_references:
        name = reference.name
        if reference.table or name in ASSUMPTIONS:
            tree[reference.key] = {}
        elif name in ITEMS and name not in above and name not in tree:
            tree[name] = None if name in seen else _tree(ITEMS[name], above | {name}, seen)
            seen.add(name)
    return tree


def _drawn(tree: Tree, indent: str) -> Iterator[str]:
    """The tree as text."""
    for name, below in tree.items():
        yield f"{indent}{name}{' (see above)' if below is None else ''}"
        yield from _drawn(below or {}, indent + "  ")
