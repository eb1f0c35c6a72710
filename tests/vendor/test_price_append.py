"""What stands in a file stays byte for byte, new rows look like their neighbours, and a write is all or nothing."""

import csv
import errno
import pathlib
import tempfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pricelist import AS_OF, BIG, HEADER, Fake, offer

from finmodel.errors import InputError
from finmodel.vendor import pull, read_prices
from finmodel.vendor.amount import COLUMNS

SOURCE = Fake({"acme/big": [offer(None, 1.875, 9.5, 0.175, 2.25, 0.25, remarks=('a "quoted", word; twice',))]})
SAID = SOURCE.offers["acme/big"][0].prices
REQUIRED = ["provider", "model", "effective_from", "input_usd_per_mtok", "output_usd_per_mtok"]
OPTIONAL = [*COLUMNS[2:], "source", "checked_on", "note", "owner", "as_of"]
VALUES = {
    "provider": "acme", "model": "big", "effective_from": "2025-01-01", "input_usd_per_mtok": "3.0",
    "output_usd_per_mtok": "15.50", "cache_read_usd_per_mtok": "", "cache_write_usd_per_mtok": "3.75",
    "batch_discount": "50%", "source": "a, b; c", "checked_on": "2025-02-01", "as_of": "2025-02", "owner": "Zoë",
}  # fmt: skip
notes = st.text(st.characters(exclude_categories=["C"], include_characters='",;\t\n'), max_size=12)


@st.composite
def files(draw):
    """The bytes of a price list in some dialect; its line ending, and whether all cells are quoted."""
    columns = draw(st.permutations(REQUIRED + draw(st.lists(st.sampled_from(OPTIONAL), unique=True))))
    delimiter, end = draw(st.sampled_from(",;\t")), draw(st.sampled_from(["\n", "\r\n", "\r"]))
    decimal = draw(st.sampled_from(".,")) if delimiter != "," else "."
    always = draw(st.sets(st.sampled_from(columns)) | st.just(set(columns)) | st.just(set()))

    def cell(column, text):
        must = any(c in text for c in delimiter + '"\r\n') or text != text.strip()
        return '"' + text.replace('"', '""') + '"' if must or column in always else text

    def value(column, date):
        number = column in COLUMNS[:4]
        text = date if column == "effective_from" else draw(notes) if column == "note" else VALUES[column]
        return cell(column, text.replace(".", decimal) if number else text)

    rows = [delimiter.join(cell(c, c) for c in columns)]
    rows += [delimiter.join(value(c, date) for c in columns) for date in ("2025-01-01", "2025-06-01")]
    text = end.join(rows) + draw(st.sampled_from([end, "", end * 2]))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    return text.encode(encoding), end, always == set(columns)


@given(files())
def test_any_dialect_keeps_its_bytes_and_reads_back(file):
    data, end, all_quoted = file
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "prices.csv"
        path.write_bytes(data)
        before = read_prices(path)
        assert pull(path, SOURCE, as_of=AS_OF).write() is True
        after = path.read_bytes()
        assert after.startswith(data)
        prices = read_prices(path)
        assert prices.rows[:2] == before.rows
        [row] = prices.rows[2:]
        assert row.effective_from == AS_OF
        assert all(row.prices[column] == SAID[column] for column in COLUMNS if column in prices.header)
        encoding = "utf-16" if data[:2] == b"\xff\xfe" else "utf-8"
        old = data.decode(encoding)
        new = after.decode(encoding)[len(old) :]
        line = new.removesuffix(end) if old.endswith(end) else new.removeprefix(end)
        assert len(line) == len(new) - len(end)
        assert not {"\n", "\r"} & set(line)
        assert not all_quoted or line.startswith('"')
        assert pull(path, SOURCE, as_of=AS_OF).write() is False
        assert path.read_bytes() == after
        assert [*pathlib.Path(folder).iterdir()] == [path]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("sep=;\r\n{h}acme;big;2025-01-01;3,5;15\r\n", "acme;big;2026-11-01;1,8750;9,5\r\n"),
        ("{h}acme;big;2025-01-01;3.5;15", "\nacme;big;2026-11-01;1.8750;9.5"),
        ('{h}"acme";"big";"2025-01-01";3;15\n', '"acme";"big";"2026-11-01";1.8750;9.5\n'),
        ("{h}acme;big;2025-01-01;3;15\n;;;;\n", "acme;big;2026-11-01;1.8750;9.5\n"),
    ],
)
def test_new_rows_look_like_their_neighbours(tmp_path, old, new):
    path = tmp_path / "prices.csv"
    end = "\r\n" if "\r\n" in old else "\n"
    old = old.format(h=";".join(REQUIRED) + end)
    path.write_bytes(old.encode())
    assert pull(path, SOURCE, as_of=AS_OF).after.decode() == old + new


def test_cells_are_quoted_where_they_must_be(listed):
    path = listed(BIG)
    pull(path, SOURCE, as_of=AS_OF).write()
    line = path.read_text(encoding="utf-8").splitlines()[-1]
    assert line == (
        'acme,big,2026-11-01,1.875,9.5,0.175,2.25,0.25,"price list 1.0, provider acme",2026-11-01,'
        '"undated; the date is that of the check; a ""quoted"", word; twice"'
    )
    assert len(next(csv.reader([line]))) == len(HEADER.split(","))


@pytest.mark.parametrize("call", ["pathlib.Path.replace", "os.fsync"])
def test_a_write_that_fails_leaves_the_old_file_alone(listed, monkeypatch, call):
    def fail(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    path = listed(BIG)
    found = pull(path, SOURCE, as_of=AS_OF)
    monkeypatch.setattr(call, fail)
    with pytest.raises(OSError, match="No space left") as caught:
        found.write()
    assert caught.value.filename == str(path)
    assert path.read_bytes() == found.before
    assert [*path.parent.iterdir()] == [path]


def test_an_edit_made_meanwhile_is_not_lost(listed):
    path = listed(BIG)
    found = pull(path, SOURCE, as_of=AS_OF)
    path.write_bytes(found.before + b"\n")
    with pytest.raises(InputError, match="was changed by somebody else meanwhile"):
        found.write()
    assert path.read_bytes() == found.before + b"\n"
    assert [*path.parent.iterdir()] == [path]


def test_mode_and_link_are_kept(listed):
    path = listed(BIG)
    path.chmod(0o640)
    link = path.with_name("link.csv")
    link.symlink_to(path)
    pull(link, SOURCE, as_of=AS_OF).write()
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert len(read_prices(path).rows) == 2
