"""What a cell of a CSV accepts, in words: its type, unit and bounds."""

from __future__ import annotations

from finmodel.inputs.kinds import NAME_LENGTH, TEXT_LENGTH, Choice, DateKind, Kind, MonthKind, Name, Number


def accepted(kind: Kind) -> str:
    """Type, unit and bounds of a kind."""
    match kind:
        case Number():
            return f"{kind.hint.removeprefix('a ')} · {kind.unit}"
        case MonthKind():
            return "month, `YYYY-MM`"
        case DateKind():
            return f"date, `YYYY-MM-DD`{', or a month' * kind.or_month}"
        case Choice():
            return "one of " + ", ".join(f"`{option}`" for option in kind.options)
        case Name():
            return f"name of up to {NAME_LENGTH} characters, none of `| [ ] * ? ~`"
        case _:
            return f"text of up to {TEXT_LENGTH:,} characters" if kind.hint == "text" else kind.hint
