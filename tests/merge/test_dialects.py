"""A pull into CSVs as other programs write them: the edited cell changes, every other byte stays."""

import csv
import pathlib
import re
from typing import NamedTuple

import pytest

from finmodel.errors import InputError
from finmodel.inputs import read


class Written(NamedTuple):
    """How a program writes a CSV: encoding, delimiter, line ends, decimal mark, a `sep=` line."""

    encoding: str
    delimiter: str
    newline: str
    decimal: str = "."
    stated: bool = False


PROGRAMS = {
    "a German Excel, CSV UTF-8": Written("utf-8-sig", ";", "\r\n", ","),
    "a French Excel with a sep= line": Written("utf-8", ";", "\r\n", ",", stated=True),
    "Excel, Unicode Text": Written("utf-16", "\t", "\r\n"),
    "an Italian Excel, Unicode Text": Written("utf-16", "\t", "\r\n", ","),
    "a database with pipes, on an old Mac": Written("utf-8", "|", "\r"),
}


def rewrite(folder: pathlib.Path, how: Written) -> None:
    """Write the CSVs of a folder anew, as the program writes them."""
    for path in folder.glob("*.csv"):
        path.write_bytes(converted(path.read_text(encoding="utf-8"), how).encode(how.encoding))


def converted(text: str, how: Written) -> str:
    lines = [how.delimiter.join(cell(c, how) for c in row) + how.newline for row in csv.reader(text.splitlines())]
    return (f"sep={how.delimiter}{how.newline}" if how.stated else "") + "".join(lines)


def cell(text: str, how: Written) -> str:
    if re.fullmatch(r"-?[0-9]+\.[0-9]+%?", text):
        text = text.replace(".", how.decimal)
        text += "0" * bool(re.fullmatch(r"[1-9][0-9]{0,2}[.,][0-9]{3}", text))
    return f'"{text}"' if how.delimiter in text else text


@pytest.mark.parametrize("name", PROGRAMS)
def test_one_edit_changes_one_cell(pulled, folder, name):
    how = PROGRAMS[name]
    rewrite(folder, how)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert pulled({"plans.price_usd[pro]": 55.5}).ok
    after = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert {file for file in after if after[file] != before[file]} == {"plans.csv"}
    old, new = (f"pro{how.delimiter}{price}{how.delimiter}" for price in ("50", f"55{how.decimal}5"))
    edited = before["plans.csv"].decode(how.encoding).replace(old, new)
    assert after["plans.csv"] == edited.encode(how.encoding)
    assert read(folder).column("plans", "price_usd")[1] == 55.5


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("=1+1", "'=1+1"), ("@risk", "'@risk"), ("+5 users", "'+5 users"), ("- see below", "'- see below"),
        ("'=1+1", "''=1+1"), ("-5", "-5"), ("it's 1", "it's 1"), ("'quoted'", "'quoted'"), ("=a,b", '"\'=a,b"'),
    ],
)  # fmt: skip
def test_text_like_a_formula_is_prefixed_and_read_as_it_was_typed(pulled, folder, typed, written):
    entry = "prices.note[big|2026-03-15]"
    assert pulled({entry: typed}).ok
    assert f",{written}\n" in (folder / "prices.csv").read_text(encoding="utf-8")
    assert typed in read(folder).column("prices", "note")
    assert str(pulled({entry: typed})) == "nothing to merge; nothing was written"


def test_a_code_page_is_refused_and_nothing_is_written(pulled, folder):
    plans = folder / "plans.csv"
    data = plans.read_bytes().replace(b"pro,", "pr\u00f3,".encode("cp1252"))
    plans.write_bytes(data)
    with pytest.raises(InputError, match="byte 0xf3 after 'pr' is ó in Windows-1252 or \u0443 in Windows-1251"):
        pulled({"plans.price_usd[free]": 1})
    assert plans.read_bytes() == data
