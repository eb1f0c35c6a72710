"""Every scalar assumption."""

from __future__ import annotations

from collections.abc import Iterator

from finmodel.inputs.assumption import ASSUMPTIONS, Known
from from_code.accepted import accepted
from from_code.anchor import marked
from from_code.grid import grid

_WITHOUT = {"start_month": "**must be given**", "diligence_month": "the 12th month, or the last"}


def markdown() -> Iterator[str]:
    """A row an assumption."""
    return grid(("assumption", "takes", "left out", "meaning"), map(_row, ASSUMPTIONS.values()))


def _row(known: Known) -> tuple[str, ...]:
    default = f"{known.default:g}" if isinstance(known.default, float) else str(known.default)
    return (
        marked("assumptions", known.name),
        accepted(known.kind),
        _WITHOUT.get(known.name, default),
        f"{known.label}{'; changing it means building anew' * known.structure}",
    )
