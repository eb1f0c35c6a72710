"""Text that a spreadsheet takes for a formula when it opens a CSV: prefixed when written, the prefix off when read.

The apostrophe is what people type for the same reason. Text that starts with one of its own gets another, so that what
is read is what was written, sign for sign.
"""

from __future__ import annotations

import re

from finmodel.inputs.number_text import NUMBER

PREFIX = "'"
_WIDE = "\uff1d\uff0b\uff0d\uff20"  # = + - @ as an input method for wide characters types them
LIKE_A_FORMULA = re.compile(rf"'*(?:[\t\r\n]|\s*[=+\-@{_WIDE}]\s*\S)")


def prefixed(text: str) -> str:
    """Text as a CSV holds it; numbers, such as -5, and a sign alone stay."""
    return PREFIX + text if LIKE_A_FORMULA.match(text) and not NUMBER.fullmatch(text) else text


def unprefixed(text: str) -> str:
    """What was written: the inverse of `prefixed`."""
    return text[1:] if text.startswith(PREFIX) and LIKE_A_FORMULA.match(text) else text
