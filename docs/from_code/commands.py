"""The examples of a command's help, as sphinx-click gives them."""

from __future__ import annotations

from typing import Any

_BAR = "| "


def as_code(_app: Any, _context: Any, lines: list[str]) -> None:
    """Turn the lines that help keeps as they are, under `Example:`, into code: in plain text `*` is emphasis."""
    if f"{_BAR}Example:" not in lines:
        return
    start = lines.index(f"{_BAR}Example:")
    kept = [line.removeprefix(_BAR) for line in lines[start + 1 :]]
    lines[start:] = ["Example:", "", ".. code-block:: shell", "", *kept, ""]
