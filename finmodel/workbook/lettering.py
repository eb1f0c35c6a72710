"""How wide a text prints: letters by their width in the workbook's font, East Asian ones as wide as they are high."""

from __future__ import annotations

import math
import unicodedata
from functools import lru_cache

_DIGIT = 7  # pixels of a digit at 11 points: a column's unit of width
_LARGE = 11
_WIDE, _OTHER = 15, 9  # an ideograph, and a letter of another script
_NARROW, _SLIM, _BROAD = "fijlrt.,:;!'|()[]{}- /\\I", 5, 12
_BROADEST = "mwMWGQO@%&"
_UPPER, _LOWER = 8.5, 7.3
_BOLD = 1.06
SPARE = 1.05  # for a font that stands in for another


@lru_cache(maxsize=65_536)
def width(text: str, size: float = 10, *, bold: bool = False) -> float:
    """The width of a text in units of a column's width; of its longest line where it has several."""
    pixels = max((sum(map(_pixels, line)) for line in text.splitlines()), default=0.0)
    return pixels * size / _LARGE / _DIGIT * (_BOLD if bold else 1) * SPARE


def lines(text: str, room: float, size: float = 10, *, bold: bool = False) -> int:
    """How many lines a text takes where it folds in a column of a width; words stay whole where they can."""
    count, used = 1, 0.0
    for word in text.split(" "):
        wide = width(f"{word} ", size, bold=bold)
        if used and used + wide > room:
            count, used = count + 1, 0.0
        used += wide
        if used > room:  # a word longer than a line, or a script without blanks
            more = math.ceil(used / room) - 1
            count, used = count + more, used - more * room
    return count


def is_wide(text: str) -> bool:
    """Whether a text has letters as wide as they are high: those stand higher on the line, too."""
    return not text.isascii() and any(map(_is_wide, text))


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


@lru_cache(maxsize=4_096)
def _pixels(letter: str) -> float:
    if not letter.isascii():
        return 0 if unicodedata.combining(letter) else _WIDE if _is_wide(letter) else _OTHER
    if letter in _NARROW:
        return _SLIM
    return _BROAD if letter in _BROADEST else _UPPER if letter.isupper() else _LOWER
