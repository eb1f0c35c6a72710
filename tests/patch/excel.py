"""Workbooks as Excel and others write them, made of a built one by bytes: shared formulas, prefixes, macros."""

import itertools
import pathlib
import re
from collections.abc import Callable

from desk import parts, repacked
from openpyxl.formula.translate import Translator

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_CELL = re.compile(rb'<c r="([A-Z]+)([0-9]+)"([^>]*)><f>([^<]*)</f>')


def sheet_names(path: pathlib.Path) -> list[str]:
    """The parts of the sheets."""
    return [name for name in parts(path) if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)]


def _shared(key: int) -> Callable[[bytes], bytes]:
    """Shares the formulas of each row (1) or column (0) of a sheet with the first of them that is alike."""

    def shared(xml: bytes) -> bytes:
        head: dict[bytes, tuple[str, str, int]] = {}
        indexes = itertools.count()

        def one(match: re.Match[bytes]) -> bytes:
            line, at = match[1 + key], (match[1] + match[2]).decode()
            rest, formula = match[3], match[4].decode()
            if line in head:
                first, text, index = head[line]
                if Translator(f"={text}", first).translate_formula(at) == f"={formula}":
                    return b'<c r="%b"%b><f t="shared" si="%d"/>' % (at.encode(), rest, index)
            index = next(indexes)
            head[line] = at, formula, index
            texts = at.encode(), rest, at.encode(), index, formula.encode()
            return b'<c r="%b"%b><f t="shared" ref="%b:ZZ9999" si="%d">%b</f>' % texts

        return _CELL.sub(one, xml)

    return shared


def share_formulas(path: pathlib.Path) -> int:
    """Write formulas that are alike once, the others as shared with it, as Excel does; gives how many are shared."""
    names = sheet_names(path)
    repacked(path, dict.fromkeys(names[8:13], _shared(1)) | {names[-2]: _shared(0)})  # the last but one is Changes
    return sum(xml.count(b'<f t="shared" si=') for xml in parts(path).values())


def prefix(path: pathlib.Path) -> None:
    """Write the elements of every sheet and of the workbook with the prefix x."""

    def prefixed(xml: bytes) -> bytes:
        xml = re.sub(rb"<(/?)(\w+)(?=[\s/>])", rb"<\1x:\2", xml)
        return xml.replace(b'xmlns="', b'xmlns:x="', 1)

    repacked(path, dict.fromkeys([*sheet_names(path), "xl/workbook.xml"], prefixed))


def without_blanks(path: pathlib.Path) -> None:
    """Leave out every cell that holds nothing, as programs do that keep no formats."""

    def bare(xml: bytes) -> bytes:
        return re.sub(rb"<row [^>]*></row>|<row [^>]*/>", b"", re.sub(rb"<c [^>]*/>", b"", xml))

    repacked(path, dict.fromkeys(sheet_names(path), bare))


def absolute(path: pathlib.Path) -> None:
    """Write the targets of the workbook's relations from the package's root."""
    edit = lambda xml: xml.replace(b'Target="', b'Target="/xl/')  # noqa: E731
    repacked(path, {"xl/_rels/workbook.xml.rels": edit})


def stale(path: pathlib.Path) -> None:
    """Spoil every cached value: wrong numbers, errors, truths, words, and none at all."""
    kinds = [b"><f>%b</f><v>-1</v></c>", b' t="e"><f>%b</f><v>#N/A</v></c>', b' t="b"><f>%b</f><v>1</v></c>',
             b' t="str"><f>%b</f><v>old</v></c>', b"><f>%b</f></c>", b"><f>%b</f><v/></c>"]  # fmt: skip
    turn = iter(range(10**9))

    def spoilt(xml: bytes) -> bytes:
        return re.sub(
            rb'(<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?)(?: t="\w+")?><f>([^<]*)</f><v>[^<]*</v></c>',
            lambda m: m[1] + kinds[next(turn) % len(kinds)] % m[2],
            xml,
        )

    repacked(path, dict.fromkeys(sheet_names(path), spoilt))


def add_part(path: pathlib.Path, name: str, content: bytes, kind: str, relation: str) -> None:
    """Add a part that the workbook leads to."""
    target = name.removeprefix("xl/")
    related = f'<Relationship Id="rIdOwn" Type="{relation}" Target="{target}"/></Relationships>'.encode()
    typed = f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'.encode()
    repacked(
        path,
        {
            name: content,
            "xl/_rels/workbook.xml.rels": lambda xml: xml.replace(b"</Relationships>", related),
            "[Content_Types].xml": lambda xml: xml.replace(b"</Types>", typed),
        },
    )


def own_sheet(path: pathlib.Path, cells: str, name: str = "My sheet") -> str:
    """Add somebody's own sheet with the cells given as XML; gives its part."""
    part = "xl/worksheets/sheet99.xml"
    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    sheet = f'<sheet name="{name}" sheetId="99" r:id="rIdOwn"/></sheets>'.encode()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    add_part(path, part, xml.encode(), kind, f"{office}/worksheet")
    repacked(path, {"xl/workbook.xml": lambda xml: xml.replace(b"</sheets>", sheet)})
    return part
