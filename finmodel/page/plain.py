"""Content for programs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from finmodel.timeline import Month


def plain(value: Any) -> Any:
    """What JSON holds: dictionaries, lists, dates and months as ISO text."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, dt.date) else str(value) if isinstance(value, Month) else value
