"""What Excel itself would not take as a formula, and engines fall over."""

from __future__ import annotations

import re

MOST_CHARACTERS = 8_192
DEEPEST = 64
_TEXT = re.compile(r'"[^"]*"|\'[^\']*\'')


def beyond_excel(formula: str) -> str:
    """Why Excel would refuse a formula; empty when it would not."""
    if len(formula) > MOST_CHARACTERS:
        return f"holds a formula of {len(formula):,} characters; Excel takes {MOST_CHARACTERS:,}"
    depth = deepest = 0
    for sign in re.findall(r"[({)}]", _TEXT.sub("", formula)):
        depth += 1 if sign in "({" else -1
        deepest = max(deepest, depth)
    if deepest > DEEPEST:
        return f"holds a formula {deepest} brackets deep; Excel takes {DEEPEST}"
    return ""
