"""The size of a formula's operands: what cancellation may cost, looked up only where two values differ."""

from __future__ import annotations

import numpy as np

from finmodel.mirror.results import Results
from finmodel.model.item import OPENING, Array, LineItem
from finmodel.model.reference import Reference

Numbers = Array


def operand_size(results: Results, item: LineItem, member: int, month: int | None) -> float:
    """The largest operand of the same unit that a member's formula reads in a month (from 0; None for a total).

    A balance carries the rounding of every month before, so balances count with their history. A share that comes
    out of a subtraction has the whole, 1, as an operand. A sum of differences has the operands of the differences.
    """
    sizes = [0.0]
    for reference in item.excel_references:
        other = results.items.get(reference.name) if not reference.table else None
        if other is not None and other.unit == item.unit:
            values = results.months[other.id]
            own = other.by is item.by and reference.selector in ("", "-1", "all")
            sizes.append(_size(values[member] if own else values, reference, other, month))
            if reference.selector == "*" and other is not item and _is_difference(other):
                sizes += [operand_size(results, other, i, month) for i in range(len(values))]
    if item.unit == "share" and _subtracts(item, results):
        sizes.append(1.0)
    return max(sizes)


def _size(values: Numbers, reference: Reference, other: LineItem, month: int | None) -> float:
    wide = month is None or values.shape[-1] == 1 or reference.selector not in ("", "-1", "*")
    if wide:
        seen = values
    elif reference.selector == "-1" or other.kind is OPENING:
        seen = values[..., : month + 1] if month is not None else values
    else:
        seen = values[..., month : month + 1] if month is not None else values
    finite = np.abs(seen[np.isfinite(seen)])
    return float(finite.max()) if finite.size else 0.0


def _subtracts(item: LineItem, results: Results) -> bool:
    read = [results.items[r.name] for r in item.excel_references if r.name in results.items]
    return any(_is_difference(other) for other in (item, *read))


def _is_difference(item: LineItem) -> bool:
    return "}-" in item.excel or ")-" in item.excel
