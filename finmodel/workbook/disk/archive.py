"""A zip whose entries are copied as they are: only those that are replaced get new bytes.

Names, order, dates, flags and extra fields of every entry stay, and so do compressed bytes of what is not replaced.
Layout of the records: APPNOTE.TXT of PKWARE, sections 4.3.7, 4.3.12 and 4.3.16.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from finmodel.workbook.package import MOST_BYTES, UnfitError

_LOCAL, _CENTRAL, _END = b"PK\3\4", b"PK\1\2", b"PK\5\6"
_LOCAL_SIZE, _CENTRAL_SIZE, _END_SIZE = 30, 46, 22
_IN_ZIP64 = 0xFFFFFFFF
_DESCRIPTOR = 0x08  # flag: sizes and checksum stand behind the entry
_ENCRYPTED = 0x01
_STORED, _DEFLATED = 0, 8
_FIELDS = "<HHHHIII"  # flags, method, time, date, checksum, compressed size, size


@dataclass(frozen=True)
class _Entry:
    """One record of the central directory; `end` is where the bytes of its local entry end, the gap behind included."""

    name: str
    central: bytes
    flags: int
    method: int
    checksum: int
    size: int
    length: int
    start: int
    end: int = 0


class Archive:
    """The parts of a zip. Raises UnfitError for one that cannot be written anew entry by entry."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self._end = _end_of(content)
        count, size, start = struct.unpack_from("<HII", content, self._end + 10)
        if start + size > self._end or _IN_ZIP64 in (size, start):
            raise UnfitError("is written as zip64, or its directory is broken")
        self._directory = start, size
        self._entries = _placed(list(_central(content[start : start + size], count)), start)
        self.names = tuple(self._entries)

    def read(self, name: str) -> bytes:
        """A part's bytes, inflated: as many as the directory says, with the checksum that it says."""
        entry = self._entries.get(name)
        if entry is None:
            raise UnfitError(f"lacks its part {name!r}")
        start = self._body(entry)
        part = self.content[start : start + entry.size]
        try:
            if entry.method == _DEFLATED:
                part = zlib.decompressobj(-zlib.MAX_WBITS).decompress(part, entry.length + 1)
        except zlib.error:
            raise UnfitError(f"has a broken entry {name}") from None
        if len(part) != entry.length or zlib.crc32(part) != entry.checksum:
            raise UnfitError(f"has a broken entry {name}")
        return part

    def replaced(self, parts: Mapping[str, bytes]) -> bytes:
        """The zip with the bytes of some parts replaced."""
        if not parts:
            return self.content
        pieces: list[bytes] = []
        starts: dict[str, int] = {}
        central: dict[str, bytes] = {}
        in_place = sorted(self._entries.values(), key=lambda entry: entry.start)
        at = in_place[0].start
        pieces.append(self.content[:at])
        for entry in in_place:
            starts[entry.name] = at
            local, central[entry.name] = self._written(entry, parts.get(entry.name))
            pieces.append(local)
            at += len(local)
        directory = b"".join(
            central[name][:42] + struct.pack("<I", starts[name]) + central[name][46:] for name in self._entries
        )
        end = self.content[self._end : self._end + 12] + struct.pack("<II", len(directory), at)
        return b"".join((*pieces, directory, end, self.content[self._end + 20 :]))

    def _body(self, entry: _Entry) -> int:
        if self.content[entry.start : entry.start + 4] != _LOCAL:
            raise UnfitError(f"has a broken entry {entry.name}")
        name, extra = struct.unpack_from("<HH", self.content, entry.start + 26)
        return entry.start + _LOCAL_SIZE + int(name) + int(extra)

    def _written(self, entry: _Entry, part: bytes | None) -> tuple[bytes, bytes]:
        """The local entry and the central record of a part, as they were unless it is replaced."""
        if part is None:
            return self.content[entry.start : entry.end], entry.central
        body = part if entry.method == _STORED else _deflated(part)
        flags, checksum = entry.flags & ~_DESCRIPTOR, zlib.crc32(part)
        header = self.content[entry.start : self._body(entry)]
        moment = header[10:14]
        fields = struct.pack("<HH", flags, entry.method) + moment + struct.pack("<III", checksum, len(body), len(part))
        local = header[:6] + fields + header[26:] + body
        return local, entry.central[:8] + fields + entry.central[28:]


def _deflated(part: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(part) + packer.flush()


def _end_of(content: bytes) -> int:
    end = content.rfind(_END, max(0, len(content) - _END_SIZE - 0xFFFF))
    if end < 0 or len(content) - end < _END_SIZE:
        raise UnfitError("is no zip package")
    return end


def _central(directory: bytes, count: int) -> Iterator[_Entry]:
    at = 0
    for _ in range(count):
        if directory[at : at + 4] != _CENTRAL or len(directory) < at + _CENTRAL_SIZE:
            raise UnfitError("has a broken directory")
        flags, method, _, _, checksum, size, length = struct.unpack_from(_FIELDS, directory, at + 8)
        name, extra, comment = struct.unpack_from("<HHH", directory, at + 28)
        start = struct.unpack_from("<I", directory, at + 42)[0]
        record = directory[at : at + _CENTRAL_SIZE + name + extra + comment]
        text = record[_CENTRAL_SIZE : _CENTRAL_SIZE + name].decode("utf-8" if flags & 0x800 else "cp437", "replace")
        if flags & _ENCRYPTED or method not in (_STORED, _DEFLATED) or _IN_ZIP64 in (size, length, start):
            raise UnfitError(f"holds {text!r} encrypted, in zip64 or packed in a way that no spreadsheet program uses")
        yield _Entry(text, record, flags, method, checksum, size, length, start)
        at += len(record)
    if at != len(directory):
        raise UnfitError("has a broken directory")


def _placed(entries: list[_Entry], directory: int) -> dict[str, _Entry]:
    """The entries by name in the directory's order, each with where it ends: where the next one starts."""
    if not entries:
        raise UnfitError("holds no parts")
    starts = sorted(entry.start for entry in entries)
    following = dict(zip(starts, [*starts[1:], directory], strict=True))
    if len(following) < len(entries) or len({entry.name.casefold() for entry in entries}) < len(entries):
        raise UnfitError("holds a part twice")
    if sum(entry.length for entry in entries) > MOST_BYTES:
        raise UnfitError(f"inflates to more than {MOST_BYTES >> 20} MiB")
    placed = {}
    for entry in entries:
        end = following[entry.start]
        if entry.start + _LOCAL_SIZE + entry.size > end:
            raise UnfitError(f"has a broken entry {entry.name}")
        placed[entry.name] = _Entry(**{**vars(entry), "end": end})
    return placed
