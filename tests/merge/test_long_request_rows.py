"""Rows for long requests typed into a workbook, and workbooks older than the column for them."""

import datetime as dt
import pathlib
import shutil

import pytest
from edited import COMPANY as PLAIN
from edited import diff, typed

from finmodel.builder import build
from finmodel.gates.structure import structural
from finmodel.inputs import read
from finmodel.merge import pull as pulling
from finmodel.timeline import serial
from finmodel.workbook.entries import entries
from finmodel.workbook.read import view

COMPANY = pathlib.Path(__file__).parents[1] / "golden" / "long_requests"
FROM = serial(dt.date(2026, 5, 1))


def spare(number, model, tier, *prices):
    columns = ("input_usd_per_mtok", "output_usd_per_mtok", "cache_read_usd_per_mtok", "cache_write_usd_per_mtok")
    cells = dict(zip((*columns, "batch_discount"), prices, strict=True))
    cells |= {"provider": "acme", "model": model, "effective_from": FROM, "tier_from_tokens": tier}
    return {f"prices.{column}[spare {number}]": value for column, value in cells.items()}


BASE, LONG = spare(1, "big", 0, 2, 9, 0.2, 2.5, 0.4), spare(2, "big", 100_000, 4, 18, 0.4, 5, 0.4)


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "model.xlsx"
    build(read(COMPANY), path)
    return view(path)


@pytest.fixture
def folder(tmp_path):
    return pathlib.Path(shutil.copytree(COMPANY, tmp_path / "inputs"))


def test_a_price_list_typed_into_spare_rows(pulled, folder):
    merged = pulled({**BASE, **LONG})
    assert merged.ok
    assert diff(COMPANY, folder) == [
        "prices.csv: +acme,big,2026-05-01,0,2,9,0.2,2.5,0.4",
        "prices.csv: +acme,big,2026-05-01,100000,4,18,0.4,5,0.4",
    ]
    assert [move.record for move in merged.moves] == ["big|2026-05-01", "big|2026-05-01|100000"]
    assert pulled({**BASE, **LONG}).moves == ()


def test_an_edited_price_and_threshold_find_their_row(pulled, folder):
    edits = {
        "prices.output_usd_per_mtok[big|2025-01-01|100000]": 20,
        "prices.tier_from_tokens[big|2026-04-01|110000]": 120_000,
    }
    assert pulled(edits).ok
    assert diff(COMPANY, folder) == [
        "prices.csv: -acme,big,2025-01-01,100000,6,22.5,0.6,7.5,0.5",
        "prices.csv: +acme,big,2025-01-01,100000,6,20,0.6,7.5,0.5",
        "prices.csv: -acme,big,2026-04-01,110000,5,20,0.5,6,0.3",
        "prices.csv: +acme,big,2026-04-01,120000,5,20,0.5,6,0.3",
    ]


def test_a_row_for_long_requests_of_a_model_without_any_is_a_finding(seen):
    found = structural(entries(typed(seen, spare(1, "small", 200_000, 2, 9, 2, 2, 0))))
    assert [str(finding.message) for finding in found] == [
        (
            "small has no prices for long requests in this workbook; "
            "change it in the CSVs and build anew (finmodel build)"
        ),
    ]


def test_a_workbook_without_the_column_still_merges(tmp_path, monkeypatch):
    """The CSVs have got a price for long requests since it was built; its ids are those of the base prices."""
    path, folder = tmp_path / "model.xlsx", tmp_path / "inputs"
    shutil.copytree(PLAIN, folder)
    build(read(folder), path)
    old = view(path)
    lines = (folder / "prices.csv").read_text().splitlines()
    lines = [f"{line},{'tier_from_tokens' if i == 0 else ''}" for i, line in enumerate(lines)]
    model = next(row for row in read(PLAIN).tables["prices"] if row.cell("model") == "small")
    more = dict.fromkeys(lines[0].split(","), "")
    more |= {"provider": model.cell("provider"), "model": "small", "effective_from": str(model.cell("effective_from"))}
    more |= {"input_usd_per_mtok": "9", "output_usd_per_mtok": "9", "tier_from_tokens": "50000"}
    (folder / "prices.csv").write_text("\n".join([*lines, ",".join(more.values())]) + "\n")
    edits = {f"prices.output_usd_per_mtok[small|{more['effective_from']}]": 0.7}
    monkeypatch.setattr(pulling, "view", lambda _: typed(old, edits))
    monkeypatch.setattr(pulling, "overwritten", lambda *_: ())
    merged = pulling.pull("model.xlsx", folder)
    assert merged.ok
    assert [(move.column, move.record, move.new) for move in merged.moves] == [
        ("output_usd_per_mtok", f"small|{more['effective_from']}", "0.7")
    ]
