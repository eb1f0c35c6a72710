"""The paper: A4 landscape, what fits between its margins, and how small a sheet may print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

A4 = 9  # the spreadsheet's number of it
WIDTH, HEIGHT = 784.0, 490.0  # points inside the margins, a little to spare
ROW = 13.5  # points of a row
SMALLEST, LARGEST = 60, 100  # percent at which a sheet prints
_UNSAID = 8.43  # units of a column that nobody gave a width
_OTHER_FONTS = 0.91  # of the width: what stays free for a font that stands in for another


def room(percent: float) -> float:
    """The points of columns that stand side by side on a page printed at a percentage."""
    return _OTHER_FONTS * WIDTH * 100 / percent


def percent(points: float) -> float:
    """The percentage at which columns of so many points fill a page."""
    return _OTHER_FONTS * WIDTH * 100 / points


def points(widths: Mapping[int, float], columns: Iterable[int]) -> float:
    """The points that columns take together."""
    return sum((7 * widths.get(column, _UNSAID) + 5) * 0.75 for column in columns)
