"""Whether a company's workbook has room in Excel, told from its layout before anything is calculated or rendered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from finmodel.errors import InputError, Problem
from finmodel.workbook.disk.scanned import MOST_CELLS
from finmodel.workbook.excel_limits import COLUMNS, ROWS
from finmodel.workbook.layout import FIRST_MONTH, Block, Layout

_SCALARS = "assumptions"  # the file behind rows that are none of a member


def refuse_oversized(layout: Layout) -> None:
    """Raise InputError when a sheet would pass Excel's rows or columns, or the book what finmodel checks itself."""
    if problems := [*_columns(layout), *_rows(layout)] or [*_cells(layout)]:
        raise InputError(problems)


def _columns(layout: Layout) -> Iterator[Problem]:
    if (needed := FIRST_MONTH + layout.months) > COLUMNS:
        what = f"{layout.months:,} months take {needed:,} columns of a sheet; Excel has {COLUMNS:,}"
        yield Problem("assumptions.csv months", what, f"write at most {COLUMNS - FIRST_MONTH:,}")
    if (needed := len(layout.assumption_columns)) > COLUMNS:
        what = f"{len(layout.inputs.scenarios):,} scenarios take {needed:,} columns of a sheet; Excel has {COLUMNS:,}"
        yield Problem("assumptions.csv", what, "keep fewer scenarios")


def _rows(layout: Layout) -> Iterator[Problem]:
    for sheet, bands in layout.bands.items():
        blocks = [block for band in bands for block in band.blocks]
        last = max((block.first + block.count for block in blocks), default=0)
        if last > ROWS:
            what = f"sheet {sheet} then has {last:,} rows; Excel has {ROWS:,}"
            yield _too_many(blocks, what, _weights(blocks, months=0))
    for place in layout.tables.values():
        if place.last >= ROWS:
            what = f"{place.filled:,} rows do not fit on sheet {place.sheet}; Excel has {ROWS:,}"
            yield Problem(f"{place.name}.csv", what, "keep fewer rows")


def _cells(layout: Layout) -> Iterator[Problem]:
    blocks = [block for bands in layout.bands.values() for band in bands for block in band.blocks]
    weights = _weights(blocks, layout.months)
    for place in layout.tables.values():
        weights[place.name] += len(place.ids) * len(place.columns)
    if (cells := weights.total()) > MOST_CELLS:
        what = f"the workbook then has some {cells:,} cells; up to {MOST_CELLS:,} can be proved and checked"
        yield _too_many(blocks, what, weights)


def _weights(blocks: list[Block], months: int) -> Counter[str]:
    """Cells on timeline sheets, by the file whose rows they stand for."""
    weights: Counter[str] = Counter()
    for block in blocks:
        weights[_file(block)] += block.count * (FIRST_MONTH + (0 if block.constant else months))
    return weights


def _too_many(blocks: list[Block], what: str, weights: Counter[str]) -> Problem:
    """Name the file whose rows weigh most."""
    file, _ = weights.most_common(1)[0]
    members = max((block.count for block in blocks if _file(block) == file), default=0)
    return Problem(f"{file}.csv", f"has {members:,} members, and {what}", "keep fewer, or model fewer months")


def _file(block: Block) -> str:
    return block.by.table if block.by and block.by.table else _SCALARS
