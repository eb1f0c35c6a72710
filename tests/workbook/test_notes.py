"""Notes on inputs: each says what, unit, what to enter, where the number comes from."""

import re

import pytest

from finmodel.inputs.assumption import ASSUMPTIONS
from finmodel.inputs.row import NOTES, kind_of
from finmodel.inputs.schema import TABLES

TIMELINES = ("Price Trajectory", "Usage", "Training", "Inference", "Profit", "Self-host")


@pytest.fixture(scope="module")
def headings(book):
    """The note on each heading of an input table, by table and column."""
    return {
        (table.name.removeprefix("table_"), cell.value): cell.comment
        for sheet in book
        for table in sheet.tables.values()
        for cell in sheet[table.ref][0]
    }


def test_every_column_of_an_input_table_has_a_note_that_says_its_unit(headings):
    for (table, column), note in headings.items():
        if table == "assumptions" or column in ("id", *NOTES):
            assert note is None, f"{table}.{column}: it says what it is"
            continue
        field = TABLES[table].columns()[column]
        assert str(field.description).split(";")[0][1:] in note.text
        assert f"From {table}.csv" in note.text
        if (unit := kind_of(field).unit) != "text":
            assert f"Unit: {unit}." in note.text
    assert sum(note is not None for note in headings.values()) > 60


def test_every_assumption_has_a_note_at_its_live_value(book):
    sheet = book["Assumptions"]
    noted = {row[0].value: row[3].comment for row in sheet.iter_rows(min_row=9, max_col=4)}
    assert list(noted) == list(ASSUMPTIONS)
    for name, note in noted.items():
        assert note.text.startswith(ASSUMPTIONS[name].label)
        assert "source, as_of" in note.text
    assert "Default 0.5." in noted["top_decile_usage_share"].text


def test_every_verdict_has_a_note_that_says_what_moves_it(book):
    rows = [row for row in book["Diligence"].iter_rows() if str(row[0].value).startswith("status[")]
    assert rows
    for row in rows:
        text = row[9].comment.text
        assert text.startswith("A FLAG means: ")
        assert "What moves it: " in text
        assert ".csv" not in text, "a reader of the workbook has sheets"
    share = next(row[9].comment.text for row in rows if row[0].value == "status[inference_share_of_revenue]")
    assert "Raise the price (sheet Plans), route to cheaper models (sheet Product)" in share


def test_every_flag_and_look_has_a_note_of_its_own_or_of_its_heading(book, shown):
    for sheet in (sheet for sheet in shown if sheet.title not in ("Cover", *TIMELINES)):
        noted = {(cell.row, cell.column) for row in book[sheet.title].iter_rows() for cell in row if cell.comment}
        for cell in (cell for row in sheet.iter_rows(min_row=3) for cell in row):
            if isinstance(cell.value, str) and re.search(r"\b(FLAG|LOOK|CHECK)$", cell.value):
                above = {(row, cell.column) for row in range(3, cell.row + 1)}
                assert above & noted, f"{sheet.title}!{cell.coordinate} {cell.value}"


def test_notes_are_on_inputs_and_verdicts_alone(book):
    noted = {sheet.title for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment}
    assert noted == {
        "Diligence", "Assumptions", "Prices", "Product", "Plans", "Training Jobs", "Benchmarks", "Self-host Inputs",
        "Actuals", "Levers", "Governance", "Checks",
    }  # fmt: skip
