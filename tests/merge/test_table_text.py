"""CSV text that is taken apart and put together again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finmodel.inputs.kinds import Number
from finmodel.inputs.table_text import Dialect, TableText, plain
from finmodel.merge.value import number_text, text_of

KNOWN = {"plan", "price_usd", "note"}
CELLS = st.text(st.sampled_from('ab,;"\n\r\t é 1.'), max_size=6)


def quoted(cell, *, always):
    return '"' + cell.replace('"', '""') + '"' if always or any(c in ',;\t"\r\n' for c in cell) else cell


@st.composite
def files(draw):
    """A file as some program wrote it: the text, its delimiter, its cells."""
    delimiter = draw(st.sampled_from(",;\t"))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    always = draw(st.booleans())
    rows = draw(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=5))
    lines = [["plan", "price_usd", "note"], *rows]
    text = "".join(delimiter.join(quoted(cell, always=always) for cell in line) + end for line in lines)
    mark = draw(st.sampled_from(["", "\ufeff"]))
    stated = f"sep={delimiter}{end}" if draw(st.booleans()) and not mark else ""
    return mark + stated + (text if draw(st.booleans()) else text.removesuffix(end)), delimiter, rows


def parse(text):
    return TableText.parse("plans.csv", text.encode(), KNOWN)


def stripped(cells):
    return [cell.strip() for cell in cells]


@given(files())
@settings(max_examples=100)
def test_what_is_not_touched_stays_byte_for_byte(file):
    text, delimiter, rows = file
    table = parse(text)
    assert table.encode() == text.encode()
    assert table.dialect.delimiter == delimiter
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    assert [[plain(cell) for cell in row.cells] for row in table.rows] == kept


@given(files(), st.data())
@settings(max_examples=100)
def test_a_written_cell_is_read_again_and_nothing_else_moves(file, data):
    table = parse(file[0])
    if not table.rows:
        return
    at = data.draw(st.integers(0, len(table.rows) - 1))
    value = data.draw(CELLS).strip() or "x"
    before = [list(map(plain, row.cells)) for row in table.rows]
    table.put(table.rows[at], "note", value)
    again = TableText.parse("plans.csv", table.encode(), KNOWN)
    before[at][2] = value
    assert [stripped(map(plain, row.cells)) for row in again.rows] == list(map(stripped, before))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("plan,price_usd\npro,5\n", "plan,price_usd\npro,6\n"),
        ("plan, price_usd\r\npro,  5\r\n", "plan, price_usd\r\npro,  6\r\n"),
        ('"plan","price_usd"\n"pro","5"\n', '"plan","price_usd"\n"pro","6"\n'),
        ("plan,price_usd\npro,5", "plan,price_usd\npro,6"),
        ("plan,price_usd\npro\n", "plan,price_usd\npro,6\n"),
        ("sep=;\nplan;price_usd\npro;5\n", "sep=;\nplan;price_usd\npro;6\n"),
        ("plan,note\npro,\n", "plan,note,price_usd\npro,,6\n"),
        ('"plan","note"\n"pro",""\n', '"plan","note","price_usd"\n"pro","","6"\n'),
    ],
)
def test_a_cell_is_written_as_the_file_writes(old, new):
    table = parse(old)
    table.put(table.rows[0], "price_usd", "6")
    assert table.encode().decode() == new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("plan,price_usd\npro,5\n", "plan,price_usd\npro,5\nmax,9\n"),
        ("plan,price_usd\npro,5", "plan,price_usd\npro,5\nmax,9"),
        ("plan,price_usd\r\npro,5\r\n\r\n,,\r\n", "plan,price_usd\r\npro,5\r\nmax,9\r\n\r\n,,\r\n"),
        ('"plan","price_usd"\n"pro","5"\n', '"plan","price_usd"\n"pro","5"\n"max","9"\n'),
    ],
)
def test_a_record_is_added_below_the_others(old, new):
    table = parse(old)
    table.append({"plan": "max", "price_usd": "9"})
    assert table.encode().decode() == new


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_encoding_stays(encoding):
    data = "plan,price_usd\nprö,5\n".encode(encoding)
    table = TableText.parse("plans.csv", data, KNOWN)
    assert table.encode() == data
    table.put(table.rows[0], "price_usd", "6")
    assert table.encode() == "plan,price_usd\nprö,6\n".encode(encoding)


EUROPEAN = Dialect(delimiter=";", decimal=",")


@pytest.mark.parametrize(
    ("value", "dialect", "old", "text"),
    [
        (0.05, Dialect(), "", "0.05"),
        (750.0, Dialect(), "690.00", "750"),
        (0.00001, Dialect(), "", "0.00001"),
        (1e15, Dialect(), "", "1000000000000000"),
        (0.06, Dialect(), "5%", "6%"),
        (0.055, EUROPEAN, "5 %", "5,5%"),
        (0.05, EUROPEAN, "", "0,05"),
        (0.125, EUROPEAN, "", "0,125"),
        (1.125, EUROPEAN, "", "1,1250"),  # 1,125 could be 1125
        (1.125, Dialect(delimiter=";"), "", "1.1250"),
        (1125.0, EUROPEAN, "", "1125"),
    ],
)
def test_numbers_as_people_write_them(value, dialect, old, text):
    assert text_of(Number("share"), value, dialect, old) == text


@given(st.floats(min_value=-1e15, max_value=1e15))
@settings(max_examples=200)
def test_a_number_is_read_again(value):
    assert abs(float(number_text(value)) - value) <= 5e-15 * abs(value)
