"""Text from a company's files, so that Markdown shows it as it was written."""

from __future__ import annotations

import re
import shlex

# signs that Markdown (with tables, strike-through and formulas) reads anywhere; others only where they start a block
_SIGNS = re.compile(r"[\\`*\[\]<>|~$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|&(?=#?[A-Za-z0-9]+;)")
_START = re.compile(r"^(?:[#+=-]|[0-9]+(?=[.)](?: |$)))")


class Safe(str):
    """Text that is Markdown already, or cannot be read as any."""

    __slots__ = ()


def escaped(text: object) -> Safe:
    """One line in which no sign is read as Markdown; invisible characters are shown. Safe text stays as it is."""
    if isinstance(text, Safe):
        return text
    return Safe(_START.sub(_at_start, _SIGNS.sub(r"\\\g<0>", visible(text))))


def visible(text: object) -> str:
    """One line of text; characters that nobody would see are shown by their number."""
    line = " ".join(str(text).split())
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line)


def code(*words: str) -> Safe:
    """A command as code, its words quoted for a shell, in a fence longer than any run of backticks in it."""
    text = quoted(*words)
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if len(fence) > 1 else ""
    return Safe(f"{fence}{pad}{text}{pad}{fence}")


def quoted(*words: str) -> str:
    """A command in one line, its words quoted for a shell."""
    return " ".join("".join(c if c.isprintable() else "?" for c in shlex.quote(word)) for word in words)


def _at_start(match: re.Match[str]) -> str:
    start = match[0]
    return f"{start}\\" if start.isdigit() else f"\\{start}"
