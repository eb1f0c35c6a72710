"""Text for a terminal."""

from __future__ import annotations

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
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(_aligned(line, widths, words) for line in lines)


def _aligned(line: Sequence[str], widths: Sequence[int], words: int) -> str:
    pairs = list(zip(line, widths, strict=True))
    left, right = pairs[:words], pairs[words:]
    return "  ".join([*(cell.ljust(w) for cell, w in left), *(cell.rjust(w) for cell, w in right)]).rstrip()
