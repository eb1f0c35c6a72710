"""The Cover: who, what, as of when, is it sound, and the six figures with their flags."""

import re
import zipfile

import openpyxl
import pytest
from package import parts

HEADLINES = (
    "arr",
    "gross_margin",
    "inference_share_of_revenue",
    "mean_all_in_cost_per_query",
    "burn_multiple",
    "runway_months",
)


@pytest.fixture(scope="module")
def rows(shown):
    """The rows of the Cover by id."""
    return {row[0].value: row for row in shown["Cover"].iter_rows(max_col=6) if row[0].value}


def test_the_first_lines_say_who_what_as_of_when_and_whether_it_is_sound(shown, rows):
    page = shown["Cover"]
    assert page["B1"].value == "Larkfield Desk: unit economics"
    assert page["D1"].value == "Scenario: base   |   Checks: OK"
    first = [i for i, row in rows.items() if 5 <= row[0].row <= 10 and i != "id"]
    assert first == ["company", "purpose", "as_of", "cover_checks", "verified_summary", "cover_flags"]
    assert re.fullmatch(r"all [0-9,]{6,} formula cells", rows["verified_summary"][2].value)


def test_each_headline_has_its_verdict_in_words_from_diligence(shown, rows):
    judged = {row[0].value: row[9].value for row in shown["Diligence"].iter_rows(max_col=10)}
    found = {item: rows[f"headline[{item}]"][3].value for item in HEADLINES}
    assert found == {item: judged.get(f"status[{item}]") for item in HEADLINES}
    assert [word for word in found.values() if word] == ["PASS", "PASS", "FLAG", "PASS"]


def test_headlines_are_live(book):
    page = book["Cover"]
    for row in page.iter_rows(max_col=4):
        if str(row[0].value).startswith("headline["):
            assert str(row[2].value).startswith("=")
            assert row[3].value is None or re.fullmatch(r"=Diligence!\$J\$[0-9]+", row[3].value)


def test_the_flags_are_counted(shown, rows):
    words = [row[9].value for row in shown["Diligence"].iter_rows(max_col=10)]
    assert rows["cover_flags"][2].value == words.count("FLAG")


def test_sparklines_stand_beside_their_figures(example_path, book, rows):
    """Each draws the months of its figure's row, and none points at blank cells."""
    xml = parts(example_path)["xl/worksheets/sheet1.xml"].decode()
    drawn = re.findall(r"<xm:f>'?([^'!]+)'?!([A-Z]+)([0-9]+):([A-Z]+)\3</xm:f><xm:sqref>E([0-9]+)</xm:sqref>", xml)
    at = {row[0].row: item for item, row in rows.items()}
    assert sorted(at[int(row)] for *_, row in drawn) == sorted(f"headline[{item}]" for item in HEADLINES)
    for sheet, first, row, last, _ in drawn:
        months = openpyxl.utils.column_index_from_string(last) - openpyxl.utils.column_index_from_string(first) + 1
        assert months == 36
        assert all(cell.value is not None for cell in book[sheet][f"{first}{row}:{last}{row}"][0])


def test_bars_start_at_nothing_unless_one_is_below(example_path, shown):
    """An axis that starts at the lowest month would make a margin of 87% look like twice one of 79%."""
    months = {}
    for sheet in ("Profit", "Inference"):
        for row in shown[sheet].iter_rows(min_col=9):
            months[f"{sheet}!I{row[0].row}"] = [cell.value for cell in row if isinstance(cell.value, (int, float))]
    found = 0
    with zipfile.ZipFile(example_path) as package:
        for part in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
            xml = package.read(part).decode()
            for group in re.findall(r"<x14:sparklineGroup .*?</x14:sparklineGroup>", xml, re.DOTALL):
                first = re.search(r"<xm:f>([^:<]+)", group)[1].replace("$", "").replace("'", "")
                found += first in months
                if first in months:
                    assert ('manualMin="0"' in group) == (min(months[first], default=0) >= 0), first
    assert found > 10
