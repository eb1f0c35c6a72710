"""Formats: colour by content, number format by unit."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from finmodel.workbook import theme

_USD = '#,##0_);(#,##0);"-"_)'
_TENTHS = '#,##0.0_);(#,##0.0);"-"_)'
_CENTS = '#,##0.00_);(#,##0.00);"-"_)'
NUMBER_FORMATS = {
    "USD": _USD,
    "USD each": '#,##0.000000_);(#,##0.000000);"-"_)',
    "USD per Mtok": '#,##0.0000_);(#,##0.0000);"-"_)',
    "USD per query": '#,##0.000000_);(#,##0.000000);"-"_)',
    "USD per user": _CENTS,
    "USD per account": _CENTS,
    "share": '0.0%_);(0.0%);"-"_)',
    "rate": '0.0%_);(0.0%);"-"_)',
    "ratio": '#,##0.00_);(#,##0.00);"-"_)',
    "factor": '0.000_);(0.000);"-"_)',
    "index": '#,##0.0_);(#,##0.0);"-"_)',
    "accounts": _TENTHS,
    "users": _TENTHS,
    "queries": _USD,
    "units": _USD,
    "tokens": '[>=1000000]#,##0.0,,"M"_);[>0]#,##0_);"-"_)',
    "queries per day": _CENTS,
    "months": '0.0_);(0.0);"-"_)',
    "month number": "0_);(0)",
    "days": '0.0_);(0.0);"-"_)',
    "minutes": '0.0_);(0.0);"-"_)',
    "seconds": '0.0_);(0.0);"-"_)',
    "GPUs": _TENTHS,
    "GPU hours": _USD,
    "tokens per second": _USD,
    "USD per GPU hour": _CENTS,
    "count": '#,##0_);(#,##0);"-"_)',
    "flag": '0_);(0);"-"_)',
    "month": 'mmm-yy;;"-"',
    "date": 'yyyy-mm-dd;;"-"',
    "tolerance": "0E+00",
    "text": "@",
}
_INPUT_FORMATS = {
    "USD": _CENTS,
    "tokens": _USD,
    "accounts": '#,##0.0#_);(#,##0.0#);"-"_)',
    "count": "General",
    "months": '0_);(0);"-"_)',
    "units": '#,##0.0#_);(#,##0.0#);"-"_)',
    "GPUs": '0_);(0);"-"_)',
    "queries": '#,##0.0#_);(#,##0.0#);"-"_)',
    "rate": '0.0#%_);(0.0#%);"-"_)',
    "share": '0.0#%_);(0.0#%);"-"_)',
}

_BASE: dict[str, Any] = {"font_name": theme.FONT, "font_size": 10, "font_color": theme.INK, "valign": "vcenter"}
_HEADER = {"bold": True, "bg_color": theme.HEADER_FILL, "bottom": 1, "bottom_color": theme.GREY}
_INPUT = {
    "font_color": theme.BLUE,
    "bg_color": theme.INPUT_FILL,
    "locked": False,
    "border": 4,
    "border_color": theme.INPUT_EDGE,
}
_HEADING = {**_HEADER, "font_size": 9, "text_wrap": True, "valign": "bottom"}
ROLES: dict[str, dict[str, Any]] = {
    "id": {"font_size": 7, "font_color": theme.GREY, "shrink": True},
    "title": {"font_size": 16, "bold": True},
    "purpose": {"italic": True, "font_color": theme.GREY},
    "section": {"bold": True, "font_size": 11, "bg_color": theme.BAND_FILL},
    "header": _HEADING,
    "figures_header": {**_HEADING, "align": "right", "num_format": "@_)"},
    "indented_header": {**_HEADING, "align": "left", "indent": 1},
    "calc_header": {**_HEADER, "align": "right"},
    "link_header": {**_HEADER, "align": "right", "font_color": theme.GREEN},
    "label": {},
    "link_label": {"font_color": theme.GREY, "indent": 1},
    "unit": {"font_size": 9, "font_color": theme.GREY, "indent": 1},
    "note": {"font_size": 8, "font_color": theme.GREY},
    "member": {"font_size": 9},
    "text": {"align": "left"},
    "input": _INPUT,
    "remark": {**_INPUT, "font_size": 8, "text_wrap": True, "indent": 1},
    "swatch": {"font_color": theme.BLUE, "bg_color": theme.INPUT_FILL, "border": 4, "border_color": theme.INPUT_EDGE},
    "structure": {"bg_color": theme.STRUCTURE_FILL, "border": 4, "border_color": theme.STRUCTURE_EDGE},
    "generated": {"font_color": theme.GREY},
    "changed_text": {"font_color": theme.GREY, "font_size": 8, "text_wrap": True},
    "as_built": {"font_color": theme.GREY, "italic": True},
    "calc": {"font_color": theme.BLACK},
    "words": {"font_color": theme.BLACK, "bold": True, "text_wrap": True},
    "link": {"font_color": theme.GREEN},
    "told_link": {"font_color": theme.GREEN, "align": "left"},  # on the Cover, where figures and words mix
    "small_link": {"font_color": theme.GREEN, "font_size": 8, "text_wrap": True},
    "entry": {"font_color": theme.GREEN},  # a link to an input, shown as the input is
    "total": {"font_color": theme.BLACK, "bold": True, "bg_color": theme.TOTAL_FILL},
    "status": {"bold": True, "indent": 1},
    "hyperlink": {"font_color": theme.GREEN, "underline": 1},
}
ENTERED = ("input", "remark", "structure", "generated", "entry")  # shown as a person enters them
GOOD = {"font_color": theme.GREEN, "bg_color": theme.GOOD_FILL}
BAD = {"font_color": theme.RED, "bg_color": theme.BAD_FILL, "bold": True}
LOOK = {"font_color": theme.AMBER, "bg_color": theme.LOOK_FILL}
_TEXT_ROLES = (
    "id",
    "title",
    "purpose",
    "section",
    "header",
    "figures_header",
    "indented_header",
    "label",
    "link_label",
    "unit",
    "note",
    "member",
    "hyperlink",
    "status",
)


@cache
def style(role: str, unit: str) -> Mapping[str, Any]:
    """The format of a cell: what it is, and what it measures."""
    properties = {**_BASE, **ROLES[role]}
    if role in _TEXT_ROLES:
        return properties
    entered = role in ENTERED
    if unit == "text":
        return {
            **properties,
            "align": "left",
            **({} if role in ("link", "told_link", "entry") else {"num_format": "General"}),
        }
    number_format = _INPUT_FORMATS.get(unit, NUMBER_FORMATS[unit]) if entered else _in_line(NUMBER_FORMATS[unit])
    return {"align": "right", **properties, "num_format": number_format}


def _in_line(number_format: str) -> str:
    """The format with its words, and what has no negatives, ending where the digits of figures end."""
    if number_format.count(";") != 2 or number_format.startswith("["):
        return number_format
    ended = (part if not part or part.endswith(("_)", ")")) else f"{part}_)" for part in number_format.split(";"))
    return ";".join((*ended, "@_)"))


def shown(value: float, unit: str, *, entered: bool = False) -> str:
    """A figure about as its unit's format shows it: the right length, not always the right letters."""
    number_format = _INPUT_FORMATS.get(unit, NUMBER_FORMATS[unit]) if entered else NUMBER_FORMATS[unit]
    if number_format == "General":
        return f"{value:.10g} "
    positive = number_format.split(";", maxsplit=1)[0]
    if positive[0] in "my":
        return "0000-00-00"
    if ",," in positive:
        return f"{value / 1e6:,.1f}M " if value >= 1e6 else f"{value:,.0f} "
    fraction = positive.partition(".")[2]
    decimals = len(fraction) - len(fraction.lstrip("0#"))
    return f"{100 * value:,.{decimals}f}% " if "%" in positive else f"{value:,.{decimals}f} "
