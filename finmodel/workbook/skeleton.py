"""A workbook reduced to what an engine is to calculate: our sheets, their constants, the formulas that are ours.

Every cache holds a value that no figure has, so what an engine reads must be what it calculated. Formulas that are not
ours are never handed to an engine: where one stands on our sheets, that value stands instead, and whatever reads it
shows.
"""

from __future__ import annotations

import math
import re
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from finmodel.workbook.address import letters
from finmodel.workbook.values import SENTINEL
from finmodel.workbook.view import Place, Value, View

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # a text that a reader would take for a character
_ERRORS = {"#N/A", "#NAME?", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!", "#NULL!"}


def write_skeleton(
    seen: View,
    copy: Path,
    instead: Mapping[Place, Value],
    *,
    live: Collection[Place],
    names: Collection[str],
    sheets: Sequence[str] | None = None,
) -> None:
    """Write `copy`: of the formulas only those at `live`, `instead` the values of some others, of the names `names`.

    `sheets` are ours, unless others are named.
    """
    sheets, alive = tuple(seen.sheets if sheets is None else sheets), frozenset(live)
    words: dict[str, int] = {}
    rows: dict[str, dict[int, dict[int, str]]] = {sheet: {} for sheet in sheets}
    for place, value in seen.values.items():
        sheet, row, column = place
        if sheet in rows:
            held = instead.get(place, SENTINEL) if place in seen.formulas else value
            formula = seen.formulas[place] if place in alive else ""
            rows[sheet].setdefault(row, {})[column] = _cell(row, column, held, formula, words)
    targets = {name: seen.names_defined[name] for name in sorted(names)}
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        for name, text in _parts(sheets, targets, words):
            out.writestr(name, text)
        for number, sheet in enumerate(sheets, start=1):
            out.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(rows[sheet]))


def _cell(row: int, column: int, value: Value, formula: str, words: dict[str, int]) -> str:
    at = f'r="{letters(column)}{row + 1}"'
    if formula:
        return f"<c {at}><f>{_text(formula)}</f><v>{SENTINEL:.0f}</v></c>"
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return f'<c {at} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, float):
        return f"<c {at}><v>{value!r}</v></c>" if math.isfinite(value) else f'<c {at} t="e"><v>#NUM!</v></c>'
    if value in _ERRORS:
        return f'<c {at} t="e"><v>{value}</v></c>'
    return f'<c {at} t="s"><v>{words.setdefault(value, len(words))}</v></c>'


def _text(words: str) -> str:
    return escape(words, {"\r": "&#13;"})


def _sheet(rows: Mapping[int, Mapping[int, str]]) -> str:
    lines = (f'<row r="{row + 1}">{"".join(rows[row][c] for c in sorted(rows[row]))}</row>' for row in sorted(rows))
    return f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def _parts(sheets: tuple[str, ...], names: Mapping[str, str], words: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Everything but the sheets."""
    sheet_parts = [f"worksheets/sheet{number}.xml" for number in range(1, len(sheets) + 1)]
    kinds = [(part, "worksheet") for part in sheet_parts] + [
        ("styles.xml", "styles"),
        ("sharedStrings.xml", "sharedStrings"),
    ]
    yield "[Content_Types].xml", _content_types(kinds)
    yield "_rels/.rels", _related([("xl/workbook.xml", "officeDocument")])
    yield "xl/_rels/workbook.xml.rels", _related(kinds)
    yield "xl/workbook.xml", _workbook(sheets, names)
    yield "xl/styles.xml", _STYLES
    texts = (_text(_ESCAPE.sub("_x005F_", word)) for word in words)
    items = "".join(f'<si><t xml:space="preserve">{text}</t></si>' for text in texts)
    yield (
        "xl/sharedStrings.xml",
        f'{_HEAD}<sst xmlns="{_MAIN}" count="{len(words)}" uniqueCount="{len(words)}">{items}</sst>',
    )


def _content_types(kinds: list[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Override PartName="/xl/{part}" ContentType="{_TYPE}.{kind}+xml"/>'
        for part, kind in [("workbook.xml", "sheet.main"), *kinds]
    )
    return (
        f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def _related(targets: list[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (target, kind) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_RELATIONS}">{listed}</Relationships>'


def _workbook(sheets: tuple[str, ...], names: Mapping[str, str]) -> str:
    listed = "".join(
        f'<sheet name="{escape(name, {chr(34): "&quot;"})}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(sheets, start=1)
    )
    defined = "".join(
        f'<definedName name="{escape(name)}">{_text(target)}</definedName>' for name, target in names.items()
    )
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets>'
        f"{f'<definedNames>{defined}</definedNames>' if defined else ''}</workbook>"
    )
