"""Whole round trips: a person works in LibreOffice, then the update comes, then LibreOffice looks again."""

import json
import os
import pathlib
import shutil
import subprocess

import pytest
from desk import changed_cells, changed_parts, parts

import finmodel
from finmodel.gates.engine import LibreOffice
from finmodel.workbook.address import address, quoted
from finmodel.workbook.disk.ondisk import on_disk
from finmodel.workbook.disk.parts import open_parts

OFFICE = pathlib.Path(__file__).with_name("office.py")
PYTHON = "/usr/bin/python3"  # the one that Debian's python3-uno serves
PRICE = "plans.price_usd[pro]"
SNAPSHOT = "scenarios["  # ids of the rows that hold figures as of build


@pytest.fixture
def edited(desk, tmp_path):
    """The desk once somebody has worked in the workbook with LibreOffice; skipped, or failed when required."""
    told = (
        subprocess.run([PYTHON, "-c", "import uno"], capture_output=True, check=False)
        if pathlib.Path(PYTHON).exists()
        else None
    )
    if shutil.which("soffice") is None or told is None or told.returncode:
        if os.environ.get("FINMODEL_REQUIRE_SOFFICE"):
            pytest.fail("FINMODEL_REQUIRE_SOFFICE is set, and soffice or python3-uno is not installed")
        pytest.skip("soffice or python3-uno is not installed")
    seen = desk.seen()
    price, prices = desk.place(PRICE), seen.sheets["Prices"]
    rows = [row for row_id, row in prices.row_of.items() if row_id.startswith("prices[")]
    columns = prices.grids[rows[0]].columns
    revenue = sorted(place for place in seen.formulas if place[0] == "Profit")[200]
    plan = {
        "values": [[*price, 55.0]],
        "comment": [*price, "agreed with the board"],
        "sorted": ["Prices", min(columns), min(rows), max(columns), max(rows)],
        "rows": [["Plans", price[1] - 1], ["Profit", revenue[1]], ["Changes", 40]],
        "columns": [["Usage", 2], ["Prices", 1]],
        "own": "Board view",
        "formulas": [
            f"=$'Plans'.{address(*price[1:])}*12",
            "=SUM($Profit.I4:P4)",
            "=B1+B2",
            "=IF(B3>0;B3/B1;0)",
            "=TODAY()-TODAY()",
        ],
        "renamed": [["Plans", "Price list"]],
        "moved": [["Prices", 0]],
    }
    out = tmp_path / "edited.xlsx"
    command = [PYTHON, str(OFFICE), str(desk.file), str(out), str(tmp_path / "profile"), json.dumps(plan)]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180, env=environment)
    assert out.exists(), done.stderr[-2000:]
    shutil.move(out, desk.file)
    return desk


def on(path):
    return on_disk(open_parts(path.read_bytes()), path)


@pytest.mark.slow
def test_the_round_trip(edited):
    before = edited.file.read_bytes()
    stood = on(edited.file)
    assert "Price list" in stood.view.sheet_names
    assert edited.value(PRICE) == 55.0
    edited.csv("prices", "acme,big,2026-03-15,3,", "acme,big,2026-03-15,2.75,")
    edited.add("prices", "acme,big,2026-09-01,2.5,12,0.25,3,0.5,price list,announced")
    updated = edited.update()
    assert updated.ok, updated.findings[:3]
    assert updated.kept == ("plans.price_usd[pro]: 50 -> 55",)
    assert updated.left == ("Board view!B5",)
    assert {move.record for move in updated.moves} == {"big|2026-03-15", "big|2026-09-01"}

    held = on(edited.file)
    allowed = {part for name, part in held.parts.sheets.items() if name != "Price list"} | set(held.parts.charts)
    assert changed_parts(before, edited.file) <= allowed | {held.parts.workbook}
    old, new = parts(before), parts(edited.file)
    comments = [name for name in new if "comments" in name]
    assert comments
    assert all(old[name] == new[name] for name in comments)
    for name, part in held.parts.sheets.items():
        moved = changed_cells(old[part], new[part]) if name != "Changes" else []
        apart = {cell for cell in moved if not _may_move(held, name, cell, updated)}
        assert not apart, (name, sorted(apart)[:5])

    report = finmodel.check(edited.file)
    assert report.ok, report.findings[:3]
    assert finmodel.pull(edited.file, edited.folder, dry_run=True).moves[0].new == "55"
    assert not edited.update().written


def _may_move(held, sheet, cell, updated):
    """Whether a changed cell is a formula, a figure as of build, or a constant that was told of or the Cover prints."""
    row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    places = {address(*place[1:]) for place in held.view.formulas if place[0] == sheet}
    told = {str(move.file).partition("!")[2] for move in updated.moves if str(move.file).startswith(f"{sheet}!")}
    where = held.view.sheets.get(sheet)
    as_of_build = where is not None and where.rows.get(int(row) - 1, "").startswith(SNAPSHOT)
    return cell in places or cell in told or row in told or as_of_build or sheet == "Cover"


def test_libreoffice_calculates_what_the_update_wrote(edited):
    edited.csv("prices", "acme,big,2026-03-15,3,", "acme,big,2026-03-15,2.75,")
    edited.add("prices", "acme,big,2026-09-01,2.5,12,0.25,3,0.5,price list,announced")
    assert edited.update().written
    seen = on(edited.file).view
    engine = LibreOffice(edited.file)
    apart = []
    for place in seen.formulas:
        value, found = seen.values[place], engine.value(*place)
        if isinstance(value, float) and isinstance(found, float):
            if value != pytest.approx(found, rel=1e-9, abs=1e-9):
                apart.append((quoted(place[0]), address(*place[1:]), value, found))
        elif (value or "") != (found or ""):
            apart.append((quoted(place[0]), address(*place[1:]), value, found))
    assert apart == []
