"""A Markdown table whose columns are aligned in the source as well."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from finmodel.page.escape import Safe, escaped


def table(rows: Iterable[Sequence[object]], headings: Sequence[str]) -> Safe:
    """Rows under headings; a heading that ends in `:` has its column, of numbers, at the right."""
    right = [heading.endswith(":") for heading in headings]
    cells = [[escaped(heading.removesuffix(":")) for heading in headings]]
    cells += [[escaped(cell) for cell in row] for row in rows]
    widths = [max(3, *map(len, column)) for column in zip(*cells, strict=True)]
    rule = ["-" * (width - at_right) + ":" * at_right for width, at_right in zip(widths, right, strict=True)]
    lines = [[cell.rjust(w) if r else cell.ljust(w) for cell, w, r in zip(row, widths, right, strict=True)]
             for row in cells]  # fmt: skip
    lines.insert(1, rule)
    return Safe("\n".join(f"| {' | '.join(line)} |" for line in lines))
