"""The option --as-of: a day, today without it."""

from __future__ import annotations

import datetime as dt

from finmodel.errors import InputError, Problem


def day_of(text: str | None) -> dt.date:
    """Read --as-of; today without it. Raises InputError for what is no date."""
    from finmodel.inputs.kinds import DateKind

    if text is None:
        return dt.datetime.now().astimezone().date()
    try:
        return DateKind().parse(text)
    except ValueError as error:
        what, _, fix = str(error).rpartition("; ")
        raise InputError([Problem("--as-of", what, fix)]) from None
