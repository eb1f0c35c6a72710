"""Files as broken disks, careless scripts and ill will leave them: mutants of a file, the same for the same seed."""

import io
import re
import zipfile

TAG = re.compile(rb"<[^<>]{1,400}>")
NUMBER = re.compile(rb"\d+")
ODD_NUMBERS = (b"0", b"-1", b"1e999", b"nan", b"99999999999999999999", b"1048577", b"0x1f", b"1.5", b"\xd9\xa3")
ODD_BYTES = (b"\0", b"\xff", b"\xfe", b"\xed\xa0\x80", b"<", b"&", b"&#0;", b'"', b"]]>", b"\r", b"\n", b",", b";",
             b"=1", b"\xef\xbb\xbf", b"<!--", b"-->", b"<?x", b"\xe2\x80\xae", b"#N/A", b"%", b"_x0000_")  # fmt: skip


def mutant(data, chance):
    """Some bytes with one to four changes, each of a kind drawn by chance."""
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        data = chance.choice(CHANGES)(data, chance)
    return data


def flipped(data, chance):
    if not data:
        return data
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def cut(data, chance):
    return data[: chance.randrange(len(data) + 1)]


def taken_out(data, chance):
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[start + chance.choice((1, 3, 20, 200)) :]


def put_in(data, chance):
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(ODD_BYTES) * chance.choice((1, 1, 3)) + data[at:]


def twice(data, chance):
    start = chance.randrange(len(data) + 1)
    piece = data[start : start + chance.choice((1, 8, 60, 500))]
    return data[:start] + piece + data[start:]


def numbered(data, chance):
    """Another number where one stands."""
    found = list(NUMBER.finditer(data))
    if not found:
        return data
    match = chance.choice(found)
    return data[: match.start()] + chance.choice(ODD_NUMBERS) + data[match.end() :]


def swapped(data, chance):
    """Two tags in each other's place, or two lines of a file without tags."""
    found = [match.span() for match in TAG.finditer(data)] or spans(data)
    if len(found) < 2:
        return data
    (a, b), (c, d) = sorted(chance.sample(found, 2))
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def spans(data):
    ends = [match.end() for match in re.finditer(rb"\n", data)]
    return list(zip([0, *ends[:-1]], ends, strict=True)) if ends else []


CHANGES = (flipped, cut, taken_out, put_in, twice, numbered, numbered, swapped, swapped)


def package_mutant(data, chance):
    """A workbook of which the zip, one part or two, or the list of parts was changed."""
    kind = chance.choice(("zip", "part", "part", "part", "part", "gone", "twice", "renamed"))
    if kind == "zip":
        return mutant(data, chance)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [(name, package.read(name)) for name in package.namelist()]
    at, other = chance.randrange(len(parts)), chance.randrange(len(parts))
    name, content = parts[at]
    if kind == "part":
        parts[at] = name, mutant(content, chance)
    elif kind == "gone":
        del parts[at]
    elif kind == "twice":
        parts.insert(other, (name, mutant(content, chance)))
    else:
        parts[at] = chance.choice((parts[other][0], name.upper(), f"/{name}", f"../{name}", name[:-1])), content
    return packed(parts)


def packed(parts):
    """A zip of these parts, names that stand twice included."""
    import warnings

    held = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of duplicate names, which are meant
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in parts:
                package.writestr(name, content)
    return held.getvalue()
