"""Whether the cells of a workbook show the figures that its inputs give."""

from __future__ import annotations

from collections.abc import Iterator

from finmodel.change_report.effect import NO_SUCH, Effect
from finmodel.change_report.side import Side
from finmodel.gates.agree import agree
from finmodel.inputs.kinds import key_of
from finmodel.lines.metric import path_of
from finmodel.page.figure import NOT_MEANINGFUL, Value
from finmodel.timeline import Month
from finmodel.workbook.view import Value as Cell


def stale(side: Side, told: tuple[tuple[Effect, Value], ...], month: Month) -> tuple[str, ...]:
    """Words about a workbook whose cells show other figures in the month than those told of it, or none at all."""
    wrong = list(_differing(side, told, month)) if side.seen else []
    if not wrong:
        return ()
    row, cell, value = wrong[0]
    shows = "shows nothing" if cell is None else f"shows {_text(cell)}"
    more = f" ({len(wrong) - 1} more differ)" if len(wrong) > 1 else ""
    why = "it was not calculated since its inputs changed, or a formula was edited; finmodel check tells which"
    return (f"its cell of {row} in {month} {shows}, its inputs give {_text(value)}{more}: {why}",)


def _differing(side: Side, told: tuple[tuple[Effect, Value], ...], month: Month) -> Iterator[tuple[str, Cell, Value]]:
    assert side.seen
    number = side.inputs.timeline.number(month)
    spelt = {key_of(name): name for name in side.inputs.column("features", "feature")}
    usd = max((abs(value) for one, value in told if one.unit == "USD" and isinstance(value, float)), default=0.0)
    for effect, value in told:
        if value == NO_SUCH:
            continue
        path = path_of(effect.id, side.results.items)
        row = path.row_id(spelt[key_of(effect.member)] if effect.member else "")
        cell = side.seen.value(path.sheet, row, f"m{number}")
        if not agree(NOT_MEANINGFUL if value is None else value, cell, size=usd if effect.unit == "USD" else 1.0):
            yield row, cell, value


def _text(value: Cell | Value) -> str:
    return NOT_MEANINGFUL if value is None else f"{value:.12g}" if isinstance(value, float) else str(value)
