"""How a message speaks of a cell: what stands there, what is wrong with it, what to write instead."""

from __future__ import annotations

import unicodedata


def shown(raw: object) -> str:
    """Quote a cell's content for a message: printable, short."""
    text = str(raw)[:100]
    text = ascii(text) if any(unicodedata.category(c).startswith("C") for c in text) else repr(text)
    return text if len(text) <= 60 else text[:56] + "...'"


def wrong(raw: object, what: str, fix: str) -> ValueError:
    """Word what is wrong with a cell as `what; fix`."""
    return ValueError(f"{shown(raw)} {what}; {fix}")
