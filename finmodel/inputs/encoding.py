"""The bytes of a file as text: bounded, and decoded in the one way that there is, or refused."""

from __future__ import annotations

import re
from pathlib import Path

from finmodel.errors import Problem
from finmodel.inputs.wording import shown

LARGEST_FILE = 16 * 1024 * 1024  # bytes; 50,000 rows of 300, and held some ten times over while they are read
_LINE_END = re.compile(r"\r\n|\r|\n")
_AS_CSV = "save it as 'CSV UTF-8'"
_KINDS = {  # files that are no text, by how they begin
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"PK\x03\x04": "a zip archive, as an Excel workbook is,",
    b"\xd0\xcf\x11\xe0": "an Excel workbook of the old kind, or an encrypted one,",
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "a gzip archive",
    b"\xff\xfe\0\0": "UTF-32 text",
    b"\0\0\xfe\xff": "UTF-32 text",
}
_PAGES = ("<!doctype", "<html", "<table", "<?xml")  # what some programs call .csv or .xls
_CODE_PAGES = {"cp1252": "Windows-1252", "cp1250": "Windows-1250", "cp1251": "Windows-1251"}


class UnreadableError(Exception):
    """A file that cannot be read as CSV; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def file_bytes(path: Path) -> bytes:
    """Read a file that is one, and of a size that can be held. Raises UnreadableError."""
    if not path.is_file():  # a folder, a pipe or a device, or a link to none: none is opened
        raise UnreadableError(Problem(path.name, "is not a file", "put a CSV file there"))
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise UnreadableError(
            Problem(path.name, f"cannot be read ({error.strerror})", "check its permissions")
        ) from None
    if len(data) > LARGEST_FILE:
        what = f"is larger than {LARGEST_FILE >> 20} MiB"
        raise UnreadableError(Problem(path.name, what, "keep to one row a record; usage logs go elsewhere"))
    return data


def decode(name: str, data: bytes) -> str:
    """Decode UTF-8 or, with its mark, UTF-16, without the mark. Raises UnreadableError."""
    if kind := _kind(data):
        raise UnreadableError(Problem(name, f"is {kind} and no CSV", _AS_CSV))
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(_undecoded(name, data, encoding, error.start)) from None
    if "\0" in text:
        what = "holds a NUL character, so it is not plain text (or UTF-16 without its mark)"
        raise UnreadableError(Problem(f"{name}:{_lines(text[: text.index(chr(0))])}", what, _AS_CSV))
    return text


def _kind(data: bytes) -> str:
    start = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(tuple(page.encode() for page in _PAGES)):
        return "a web page or XML"
    return next((kind for begin, kind in _KINDS.items() if data.startswith(begin)), "")


def _undecoded(name: str, data: bytes, encoding: str, at: int) -> Problem:
    before = data[:at].decode(encoding, "ignore")
    near = shown(_LINE_END.split(before)[-1][-20:])
    what = f"is not {encoding.removesuffix('-sig').upper()} text: byte 0x{data[at]:02x} after {near}"
    if encoding != "utf-16":
        what += _meanings(data[at : at + 1])
    return Problem(f"{name}:{_lines(before)}", what, _AS_CSV)


def _meanings(byte: bytes) -> str:
    """What a byte of a code page may be: no file says which page it was written in."""
    signs: dict[str, str] = {}
    for codec, page in _CODE_PAGES.items():
        sign = byte.decode(codec, "ignore")
        if sign.isprintable():
            signs.setdefault(sign, page)
    told = [f"{sign} in {page}" for sign, page in signs.items() if sign]
    return f" is {' or '.join(told[:2])}" if len(told) > 1 else ""


def _lines(text: str) -> int:
    return len(_LINE_END.findall(text)) + 1
