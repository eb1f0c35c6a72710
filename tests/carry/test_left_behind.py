"""What cannot be carried is listed one by one and stays in the older file."""

import base64
import io
import json
import zipfile

import pytest
import xlsxwriter
from click.testing import CliRunner
from hand import Hand, without_plan
from openpyxl.chart import LineChart, Reference
from openpyxl.workbook.defined_name import DefinedName

from finmodel.builder import build
from finmodel.cli import main
from finmodel.gates.file import check
from finmodel.inputs import read
from finmodel.workbook.drawn import drawn
from finmodel.workbook.edits import values_now
from finmodel.workbook.entries import entries
from finmodel.workbook.parts import Parts
from finmodel.workbook.read import view

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def own_chart(sheet, at):
    chart = LineChart()
    chart.add_data(Reference(sheet, min_col=1, min_row=1, max_row=2))
    sheet.add_chart(chart, at)


def lines(built):
    return [str(one).removeprefix("not carried: ") for one in built.left]


def test_sheets_charts_and_cells_of_ones_own(hand, rebuilt):
    own = hand.book.create_sheet("My notes")
    own["A1"], own["A2"] = "hello", "=1+1"
    own["A1"].comment = None
    hand.say(own["A1"], "mine")
    own_chart(own, "C3")
    profit = hand.book["Profit"]
    own_chart(profit, "C90")
    profit["AD6"] = "beside"
    profit["AD7"] = "=1+2"
    built, _ = rebuilt()
    assert lines(built) == [
        "sheet 'My notes': a sheet of your own (1 cell, 1 formula, 1 chart, 1 comment)",
        "Profit: a chart of your own (Chart 1)",
        "Profit!AD6: a cell of your own (beside)",
        "Profit!AD7: a cell of your own (=1+2)",
    ]


def test_formulas_in_inputs_and_values_over_formulas(hand, rebuilt):
    hand.type("plans.seats[pro]", "=1+2")
    hand.type("plans.churn_rate[pro]", "low")
    hand.cell("Profit", "gross_margin", "total").value = 0.7
    hand.type("plans.price_usd[pro]", 55)
    built, new = rebuilt()
    cells = [hand.input(f"plans.{column}[pro]").coordinate for column in ("churn_rate", "seats")]
    total = hand.cell("Profit", "gross_margin", "total").coordinate
    assert lines(built) == [
        f"Plans!{cells[1]} plans.seats[pro]: a formula stands in an input cell; type its value (=1+2)",
        f"Plans!{cells[0]} plans.churn_rate[pro]: a number or date is stored as text; type it again as a number (low)",
        f"Profit!{total} gross_margin: a value was typed over a formula (0.7)",
    ]
    now = values_now(entries(view(new)))
    assert (now["plans.seats[pro]"], now["plans.churn_rate[pro]"], now["plans.price_usd[pro]"]) == (3, 0.04, 55)


@pytest.mark.parametrize("prefer", [None, "workbook", "inputs"])
def test_edits_of_records_that_are_gone(hand, rebuilt, folder, prefer):
    hand.type("plans.churn_rate[free]", 0.3)
    without_plan(folder)
    built, new = rebuilt(prefer=prefer)
    assert lines(built) == ["plans.csv churn_rate[free]: 0.2 -> 0.3, but the CSVs lack the row"]
    assert "plans.churn_rate[free]" not in values_now(entries(view(new)))


def test_a_new_model_typed_into_a_spare_row(hand, rebuilt):
    row = {"provider": "acme", "model": "huge", "effective_from": 45000, "input_usd_per_mtok": 9,
           "output_usd_per_mtok": 9, "cache_read_usd_per_mtok": 9, "cache_write_usd_per_mtok": 9,
           "batch_discount": 0}  # fmt: skip
    for column, value in row.items():
        hand.type(f"prices.{column}[spare 1]", value)
    built, new = rebuilt()
    assert "huge has no rows in this workbook" in lines(built)[0]
    assert "prices[spare 1]" not in entries(view(new)).tables["prices"].ids


def test_labels_and_names(hand, rebuilt):
    label = hand.cell("Profit", "gross_margin", "label")
    label.value = "The margin"
    hand.book.defined_names.add(DefinedName("mine", attr_text="Usage!$A$1"))
    built, _ = rebuilt()
    assert lines(built) == [
        f"Profit!{label.coordinate}: a label typed over (The margin)",
        "name 'mine': a defined name of your own",
    ]


def test_everything_drawn_is_seen(tmp_path):
    workbook = xlsxwriter.Workbook(tmp_path / "drawn.xlsx")
    sheet = workbook.add_worksheet("One")
    chart = workbook.add_chart({"type": "line"})
    chart.add_series({"values": "=One!$A$1:$A$2"})
    sheet.insert_chart("C3", chart)
    sheet.insert_image("C9", "dot.png", {"image_data": io.BytesIO(DOT)})
    sheet.insert_textbox("C20", "words")
    sheet.add_sparkline("B1", {"range": "One!A1:A2"})
    workbook.add_worksheet("Two")
    workbook.close()
    with Parts.open(tmp_path / "drawn.xlsx") as parts:
        assert sorted(kind for kind, _ in drawn(parts, "One")) == ["chart", "picture", "shape", "sparkline"]
        assert drawn(parts, "Two") == []


OWN_GROUP = (
    b"<x14:sparklineGroup><x14:sparklines><x14:sparkline><xm:f>Profit!I8:T8</xm:f><xm:sqref>H20</xm:sqref>"
    b"</x14:sparkline></x14:sparklines></x14:sparklineGroup>"
)


def test_a_sparkline_counts_as_theirs_but_not_the_models(book, folder, tmp_path):
    """The Cover has sparklines of the model's: one more is put before them, as Excel does."""
    edited = tmp_path / "edited.xlsx"
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(edited, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert data.count(b"<x14:sparkline>") > 3
                data = data.replace(b"<x14:sparklineGroup ", OWN_GROUP + b"<x14:sparklineGroup ", 1)
            new.writestr(name, data)
    assert check(edited).ok
    assert lines(build(read(folder), tmp_path / "plain.xlsx", carry=book)) == []
    assert lines(build(read(folder), tmp_path / "new.xlsx", carry=edited)) == ["Cover: a sparkline of your own (H20)"]


def test_the_command_tells_what_was_carried_and_what_not(hand, folder, tmp_path):
    hand.type("plans.price_usd[pro]", 55)
    hand.book.create_sheet("Mine")["A1"] = 1
    edited = hand.save(tmp_path / "edited.xlsx")
    before = edited.read_bytes()
    arguments = ["build", str(folder), "-o", str(tmp_path / "new.xlsx"), "--carry", str(edited)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "carried: plans.csv: price_usd[pro] 50 -> 55 (workbook)",
        "not carried: sheet 'Mine': a sheet of your own (1 cell)",
    ]
    assert edited.read_bytes() == before
    told = json.loads(CliRunner().invoke(main, [*arguments, "--json", "--force"]).stdout)
    assert told["left"] == [{"where": "sheet 'Mine'", "what": "a sheet of your own (1 cell)"}]
    assert told["carried"]
    assert Hand(tmp_path / "new.xlsx").input("plans.price_usd[pro]").value == 55
    over_itself = CliRunner().invoke(main, ["build", str(folder), "-o", str(edited), "--carry", str(edited)])
    assert over_itself.exit_code == 1
    assert edited.read_bytes() == before


def test_a_conflict_is_told_and_nothing_is_written(hand, folder, tmp_path):
    hand.type("plans.price_usd[pro]", 55)
    text = (folder / "plans.csv").read_text()
    (folder / "plans.csv").write_text(text.replace("pro,50,", "pro,60,"))
    edited = hand.save(tmp_path / "edited.xlsx")
    result = CliRunner().invoke(main, ["build", str(folder), "-o", str(tmp_path / "n.xlsx"), "--carry", str(edited)])
    assert result.exit_code == 1
    assert "as generated 50, workbook 55, inputs 60" in result.stderr
    assert not (tmp_path / "n.xlsx").exists()
