"""Rules 2, 5 and 6: what may stand in a formula."""

from __future__ import annotations

import re
from collections.abc import Iterator

from finmodel.gates.finding import Finding
from finmodel.rules.audited import Audited
from finmodel.rules.formula import Token, function_name, tokens
from finmodel.workbook.view import Place

NUMBERS = {0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 10.0, 12.0, 24.0, 60.0, 100.0, 3600.0, 1e6, 1e-9}
VOLATILE = {"OFFSET", "INDIRECT", "NOW", "TODAY", "RAND", "RANDBETWEEN", "RANDARRAY", "CELL", "INFO"}
BY_POSITION = {"NPV", "VLOOKUP", "HLOOKUP"}
TOO_NEW = {
    "XLOOKUP", "XMATCH", "LET", "LAMBDA", "MAP", "REDUCE", "SCAN", "BYROW", "BYCOL", "MAKEARRAY", "FILTER", "SORT",
    "SORTBY", "UNIQUE", "SEQUENCE", "TAKE", "DROP", "VSTACK", "HSTACK", "TOCOL", "TOROW", "WRAPROWS", "WRAPCOLS",
    "EXPAND", "CHOOSEROWS", "CHOOSECOLS", "GROUPBY", "PIVOTBY", "TEXTSPLIT", "ANCHORARRAY", "SINGLE",
}  # fmt: skip
LONGEST, LONG = 200, 120
NOT_MEANINGFUL = '"n.m."'


def numbers(book: Audited) -> Iterator[Finding]:
    """Numbers are from a closed list; a power or a percentage counts as what it comes to."""
    allowed = "0, 1, 2, 3, 4, 6, 10, 12, 24, 60, 100, 3600, 10^6, 10^-9"
    for place, formula in book.distinct.items():
        odd = [text for text, value in _numbers(tokens(formula.text)) if value not in NUMBERS]
        if odd:
            message = "a number in a formula; make it an assumption with a source and read it from there"
            yield book.finding(place, message, expected=allowed, found=", ".join(odd))


def _numbers(words: list[Token]) -> Iterator[tuple[str, float]]:
    """Each number as written and as it counts: 10^-9 and 5% are one number each."""
    i = 0
    while i < len(words):
        if words[i].kind != "number":
            i += 1
            continue
        text, value, i = words[i].text, float(words[i].text), i + 1
        tail = [word.text for word in words[i : i + 3]]
        if tail[:2] == ["^", "-"] and words[i + 2].kind == "number":
            text, value, i = f"{text}^-{tail[2]}", value ** -float(tail[2]), i + 3
        elif tail[:1] == ["^"] and len(tail) > 1 and words[i + 1].kind == "number":
            text, value, i = f"{text}^{tail[1]}", value ** float(tail[1]), i + 2
        elif tail[:1] == ["%"]:
            text, value, i = f"{text}%", value / 100, i + 1
        yield text, value


def functions(book: Audited) -> Iterator[Finding]:
    """Nothing volatile, nothing found by position, nothing that older programs lack."""
    for place, formula in book.distinct.items():
        words = tokens(formula.text)
        used = {function_name(word) for word in words if word.kind == "function"}
        for names, mend in _MENDS:
            if banned := sorted(used & names):
                yield book.finding(place, mend, expected="no such function", found=", ".join(banned))
        if "#" in formula.text and any(word == Token("other", "#") for word in words):
            yield book.finding(place, "a spilling reference; name the range", expected="a range", found=formula.text)
        if "IFERROR" in used and not _stated(words):
            mend = 'IFERROR hides every fault; keep it to a ratio and state "n.m.": IFERROR(a/b,"n.m.")'
            yield book.finding(place, mend, expected='IFERROR(a/b,"n.m.")', found=f"={formula.text}")
    for place in sorted(book.arrays & set(book.at)):
        yield book.finding(place, "an array formula; write a plain one", expected="a plain formula", found="an array")


_MENDS = (
    (VOLATILE, "a volatile function; use INDEX with MATCH, or an input"),
    (BY_POSITION, "a function that goes by position; use INDEX with MATCH, or SUMPRODUCT"),
    (TOO_NEW, "a function that Excel 2019 and LibreOffice 7.4 lack; use INDEX, MATCH, SUMIFS, SUMPRODUCT"),
)


def _stated(words: list[Token]) -> bool:
    """Whether every IFERROR stands around a ratio and ends in a stated n.m."""
    return all(
        _is_ratio(_arguments(words, i + 1))
        for i, word in enumerate(words)
        if word.kind == "function" and function_name(word) == "IFERROR"
    )


def _is_ratio(arguments: list[list[Token]]) -> bool:
    if len(arguments) != 2:
        return False
    return Token("other", "/") in arguments[0] and [word.text for word in arguments[1]] == [NOT_MEANINGFUL]


def _arguments(words: list[Token], bracket: int) -> list[list[Token]]:
    """The arguments of the call whose bracket opens there."""
    depth, arguments = 0, [list[Token]()]
    for word in words[bracket:]:
        depth += {"(": 1, ")": -1}.get(word.text, 0) if word.kind == "other" else 0
        if depth == 0:
            break
        if depth == 1 and word == Token("other", ","):
            arguments.append([])
        else:
            arguments[-1].append(word)
    return [arguments[0][1:], *arguments[1:]]


def length(book: Audited) -> Iterator[Finding]:
    """A formula can be read: it is short, and branches once."""
    for place, formula in book.distinct.items():
        text = formula.text.replace("_xlfn.", "")
        ifs = sum(1 for w in tokens(text) if w.kind == "function" and function_name(w) in ("IF", "IFS"))
        if ifs > 1:
            message = "more than one IF; use a 0/1 flag row that multiplies, or split it over two rows"
            yield book.finding(place, message, expected="one IF", found=f"{ifs} in ={text}")
        if len(text) > LONGEST:
            message = f"longer than {LONGEST} characters; split it over two rows"
            yield book.finding(place, message, expected=LONGEST, found=len(text))


def length_warned(book: Audited) -> Iterator[Finding]:
    """Warnings of long formulas, one for each shape on a sheet: on `Changes` hundreds of rows have the same."""
    shapes: dict[tuple[str, str], list[tuple[Place, int]]] = {}
    for place, formula in book.distinct.items():
        text = formula.text.replace("_xlfn.", "")
        if LONG < len(text) <= LONGEST:
            shapes.setdefault((place[0], _ADDRESS.sub("#", text)), []).append((place, len(text)))
    for places in shapes.values():
        place, size = max(places, key=lambda found: found[1])
        alike = f", as {len(places) - 1} more of its shape on the sheet" if len(places) > 1 else ""
        message = f"longer than {LONG} characters{alike}; consider a row for a part of it"
        yield book.finding(place, message, expected=LONG, found=size, level="warning")


_ADDRESS = re.compile(r"\$?[A-Z]{1,3}\$?[0-9]+")
