"""Numbers as people write them: decimal commas, thousands, currency signs."""

from __future__ import annotations

import re
import unicodedata

from finmodel.inputs.wording import wrong

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"([+-]?[0-9]*),([0-9]+(?:[eE][+-]?[0-9]+)?)", re.ASCII)
_TWO_READINGS = re.compile(r"([+-]?(?!0[.,])[0-9]{1,3})[.,]([0-9]{3})", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}([,' \u00a0\u202f\u2019][0-9]{3})+(\.[0-9]+)?", re.ASCII)
_THOUSAND_POINTS = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?", re.ASCII)
_HEXADECIMAL = re.compile(r"0[xX][0-9A-Fa-f]{1,12}", re.ASCII)
_SIGNS = {
    "\u2212": "-",
    "\uff0d": "-",
    "\uff0b": "+",
    "\uff0e": ".",
    "\u066b": ".",
}  # minus, plus and points as typeset
SHEET_ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|#+)", re.IGNORECASE)
SHEET_FAULT = "is what a spreadsheet shows where a formula fails"
_CURRENCY = re.compile(r"[$€£¥]|USD|EUR|GBP", re.IGNORECASE)


def with_point(raw: str, digits: str, percent: str) -> str:
    """Turn a decimal comma into a point where the number has one reading only."""
    two = _TWO_READINGS.fullmatch(digits)
    if two:
        raise wrong(raw, *_two_ways(two, percent))
    comma = _DECIMAL_COMMA.fullmatch(digits)
    return f"{comma[1]}.{comma[2]}" if comma else digits


def number_fault(digits: str, percent: str) -> tuple[str, str]:
    """Name what is wrong with number text, and what to write instead."""
    bare = _CURRENCY.sub("", digits).strip()
    if two := _TWO_READINGS.fullmatch(bare):
        return _two_ways(two, percent)
    comma = _DECIMAL_COMMA.fullmatch(bare)
    if bare != digits and NUMBER.fullmatch(bare):
        return "carries a currency sign", f"write {bare}{percent}"
    if _THOUSANDS.fullmatch(bare):
        return "carries thousands separators", f"write {re.sub(r'[^0-9.+-]', '', bare)}{percent}"
    if comma:
        return "is not a number", f"write {comma[1]}.{comma[2]}{percent}"
    if _THOUSAND_POINTS.fullmatch(bare):
        return "carries thousands separators", f"write {bare.replace('.', '').replace(',', '.')}{percent}"
    return _no_number(digits, percent)


def _two_ways(two: re.Match[str], percent: str) -> tuple[str, str]:
    decimal, thousands = f"{two[1]}.{two[2]}0{percent}", f"{two[1]}{two[2]}{percent}"
    return "can be read in two ways", f"write {decimal} if the mark is a decimal one, {thousands} if it parts thousands"


def _no_number(digits: str, percent: str) -> tuple[str, str]:
    western = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else _SIGNS.get(c, c) for c in digits)
    if NUMBER.fullmatch(western):
        return "has digits or signs of another script", f"write {western}{percent}"
    if _HEXADECIMAL.fullmatch(digits):
        return "is hexadecimal", f"write {int(digits, 16)}{percent}"
    if SHEET_ERROR.fullmatch(digits):
        return SHEET_FAULT, "mend the formula it comes from, or write the number"
    return "is not a number", "write the digits 0 to 9 with a decimal point, such as 3.0"


def written(text: str, decimal: str, *, local: bool) -> str:
    """A number with a point as a file writes it: with its decimal mark and, in a `local` one, with one reading only."""
    text = text.replace(".", decimal)
    return f"{text}0" if local and _TWO_READINGS.fullmatch(text) else text
