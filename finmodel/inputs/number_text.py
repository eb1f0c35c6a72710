"""Numbers as people write them: decimal commas, thousands, currency signs."""

from __future__ import annotations

import re

from finmodel.inputs.wording import wrong

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"([+-]?[0-9]*),([0-9]+(?:[eE][+-]?[0-9]+)?)", re.ASCII)
_TWO_READINGS = re.compile(r"([+-]?(?!0[.,])[0-9]{1,3})[.,]([0-9]{3})", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}([,' \u00a0\u202f\u2019][0-9]{3})+(\.[0-9]+)?", re.ASCII)
_THOUSAND_POINTS = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?", re.ASCII)
_CURRENCY = re.compile(r"[$€£¥]|USD|EUR|GBP", re.IGNORECASE)


def with_point(raw: str, digits: str) -> str:
    """Turn a decimal comma into a point where the number has one reading only."""
    two = _TWO_READINGS.fullmatch(digits)
    if two:
        fix = f"write {two[1]}.{two[2]}0 if the mark is a decimal one, {two[1]}{two[2]} if it parts thousands"
        raise wrong(raw, "can be read in two ways", fix)
    comma = _DECIMAL_COMMA.fullmatch(digits)
    return f"{comma[1]}.{comma[2]}" if comma else digits


def number_fault(digits: str, percent: str) -> tuple[str, str]:
    """Name what is wrong with number text, and what to write instead."""
    bare = _CURRENCY.sub("", digits).strip()
    comma = _DECIMAL_COMMA.fullmatch(bare)
    if bare != digits and NUMBER.fullmatch(bare):
        return "carries a currency sign", f"write {bare}{percent}"
    if _THOUSANDS.fullmatch(bare):
        return "carries thousands separators", f"write {re.sub(r'[^0-9.+-]', '', bare)}{percent}"
    if comma:
        return "is not a number", f"write {comma[1]}.{comma[2]}{percent}"
    if _THOUSAND_POINTS.fullmatch(bare):
        return "carries thousands separators", f"write {bare.replace('.', '').replace(',', '.')}{percent}"
    return "is not a number", "write the digits 0 to 9 with a decimal point, such as 3.0"


def written(text: str, decimal: str, *, local: bool) -> str:
    """A number with a point as a file writes it: with its decimal mark and, in a `local` one, with one reading only."""
    text = text.replace(".", decimal)
    return f"{text}0" if local and _TWO_READINGS.fullmatch(text) else text
