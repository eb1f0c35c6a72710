"""Text for a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence


def printable(text: str) -> str:
    """Show control characters, so that a name cannot move the cursor."""
    return "".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in text)


def in_line(text: str) -> str:
    """As printable, in one line: a name cannot pass for a message of its own."""
    return printable(text).replace("\n", "\\n")


def table(header: Sequence[str], rows: Iterable[Sequence[str]], *, words: int = 1) -> str:
    """Align a table in columns: the first `words` to the left, figures to the right."""
    lines = [[printable(cell) for cell in line] for line in (header, *rows)]
    widths = [max(map(width, column)) for column in zip(*lines, strict=True)]
    return "\n".join(_aligned(line, widths, words) for line in lines)


def width(text: str) -> int:
    """Columns that a terminal takes for it: East Asian wide letters two, marks that sit on others none."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.combining(c) != 0 for c in text)


def _aligned(line: Sequence[str], widths: Sequence[int], words: int) -> str:
    spaces = [" " * (most - width(cell)) for cell, most in zip(line, widths, strict=True)]
    left = [cell + space for cell, space in zip(line[:words], spaces, strict=False)]
    right = [space + cell for cell, space in zip(line[words:], spaces[words:], strict=True)]
    return "  ".join([*left, *right]).rstrip()
