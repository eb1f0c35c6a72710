"""Laws of updates and pulls together: nothing is lost, nothing is invented, the order does not matter."""

import csv
import pathlib
import shutil

import openpyxl
import pytest
from desk import COMPANY, Desk
from hypothesis import given, settings
from hypothesis import strategies as st

import finmodel

_POSITIVE = st.decimals("0.5", "900", places=3).map(float)
_RATE = st.decimals("0.001", "0.4", places=4).map(float)
CELLS = {
    "plans.price_usd[pro]": _POSITIVE,
    "plans.churn_rate[pro]": _RATE,
    "plans.churn_rate[free]": _RATE,
    "opex.usd_per_month[servers]": _POSITIVE,
    "prices.input_usd_per_mtok[big|2025-06-01]": _POSITIVE,
    "prices.output_usd_per_mtok[big|2026-03-15]": _POSITIVE,
    "prices.cache_read_usd_per_mtok[small|2025-06-01]": _POSITIVE,
    "models.annual_price_decline[big]": _RATE,
    "assumptions.base[opening_cash_usd]": _POSITIVE,
    "assumptions.dear[vendor_price_multiplier]": _POSITIVE,
    "assumptions.base[payment_fee_rate]": _RATE,
}
_EDITS = st.fixed_dictionaries({}, optional=CELLS)
_DAY = st.integers(1, 28)
_NEW_PRICES = st.dictionaries(_DAY, _POSITIVE, max_size=3)


def write_cell(folder: pathlib.Path, entry: str, value: float) -> None:
    """Write a value into a CSV with the csv module."""
    head, _, rest = entry.partition("[")
    table, _, column = head.partition(".")
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    names = set(rest[:-1].split("|"))
    row = next(row for row in rows if names <= set(row))
    row[header.index(column)] = f"{value:g}"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def contents(folder: pathlib.Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def place(built: pathlib.Path, tmp_path_factory: pytest.TempPathFactory):
    """Gives a fresh desk for each example, in one folder."""
    root = tmp_path_factory.mktemp("ways")

    def fresh(name: str = "a") -> Desk:
        folder = root / name
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(COMPANY, folder / "inputs")
        return Desk(pathlib.Path(shutil.copy(built, folder / "model.xlsx")), folder / "inputs")

    return fresh


@settings(max_examples=4)
@given(edits=_EDITS, prices=_NEW_PRICES)
def test_update_then_pull_gives_the_csvs_back(place, edits, prices):
    desk = place()
    for entry, value in edits.items():
        write_cell(desk.folder, entry, value)
    for day, price in prices.items():
        desk.add("prices", f"acme,big,2026-07-{day:02},{price:g},12,,,0.5,price list,")
    before = contents(desk.folder)
    updated = desk.update()
    assert updated.ok
    assert updated.kept == ()
    pulled = finmodel.pull(desk.file, desk.folder)
    assert (pulled.ok, pulled.moves) == (True, ())
    assert contents(desk.folder) == before
    assert not desk.update().written


@settings(max_examples=3)
@given(ours=_EDITS, theirs=_EDITS)
def test_edits_on_different_cells_meet_in_either_order(place, ours, theirs):
    theirs = {entry: value for entry, value in theirs.items() if entry not in ours}
    first, second = place("first"), place("second")
    first.type(theirs)
    shutil.copy(first.file, second.file)
    for entry, value in ours.items():
        write_cell(first.folder, entry, value)
        write_cell(second.folder, entry, value)
    assert first.update().ok
    assert finmodel.pull(first.file, first.folder).ok
    assert finmodel.pull(second.file, second.folder).ok
    assert second.update().ok
    assert first.update().ok
    assert contents(first.folder) == contents(second.folder)
    mine, yours = openpyxl.load_workbook(first.file), openpyxl.load_workbook(second.file)
    for sheet in ("Assumptions", "Prices", "Plans", "Changes"):
        rows = [list(book[sheet].iter_rows(values_only=True)) for book in (mine, yours)]
        assert rows[0] == rows[1]
    for entry, value in (ours | theirs).items():
        assert first.value(entry) == pytest.approx(value)
        assert first.generated(entry) == pytest.approx(value)
