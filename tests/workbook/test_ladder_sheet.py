"""The option ladder as a reader meets it on Governance, and the margins that Scale draws."""

import pathlib
import zipfile
from xml.etree import ElementTree as ET

import ironcalc
import openpyxl
import pytest
from grids import grid
from openpyxl.utils import range_boundaries

from finmodel.builder import build
from finmodel.inputs import read

CHART = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
GOLDEN = pathlib.Path(__file__).parents[1] / "golden" / "company"


@pytest.fixture(scope="module")
def shown(example_path):
    return openpyxl.load_workbook(example_path, data_only=True)


def test_the_example_names_the_cheapest_that_passes(shown):
    """The dearest of three is the only one good enough for drafts; a quarter's insights have none."""
    rows = grid(shown["Governance"])
    assert {key: row["cheapest that passes"] for key, row in rows.items() if key.startswith("ladder[")} == {
        "ladder[Support answers]": "fine-tuning",
        "ladder[Agent copilot]": "prompting",
        "ladder[Ticket triage]": "fine-tuning",
        "ladder[Call summaries]": "none given",
        "ladder[Weekly insights]": "none passes: FLAG",
    }
    assert rows["answer[features_without_rung]"]["value"] == 1
    drafts = [row for key, row in rows.items() if key.startswith("rung[Agent copilot|")]
    assert [row["passes"] for row in drafts] == ["PASS", "FLAG", "FLAG"]
    assert max(drafts, key=lambda row: row["USD over the months modelled"]) is drafts[0]


def test_every_approach_stands_with_what_was_given(shown):
    rows = grid(shown["Governance"])
    one = rows["rung[Support answers|fine_tuning]"]
    given = [one[column] for column in ("USD once", "USD a month", "USD a query", "qualified rate", "bar")]
    assert given == [212000, 10300, 0.003474, 0.88, 0.86]


@pytest.mark.parametrize(("rate", "verdict"), [("0.9", "retrieval"), ("0.89", "fine-tuning"), ("0.95", "retrieval")])
def test_the_verdict_turns_with_what_is_typed(tmp_path, rate, verdict):
    """chat counts on 0.9: retrieval just reaches it, or fine-tuning alone does."""
    path = build(read(GOLDEN), tmp_path / "model.xlsx").path
    book = openpyxl.load_workbook(path)
    model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    product, governance = book["Product"], book["Governance"]
    row = next(r[0].row for r in product.iter_rows() if r[0].value == "ladder[chat|retrieval]")
    head = max(r[0].row for r in product.iter_rows(max_row=row) if r[0].value == "id")
    column = next(c.column for c in product[head] if c.value == "qualified_rate")
    model.set_user_input(book.sheetnames.index("Product"), row, column, rate)
    model.evaluate()
    at = next(r[0].row for r in governance.iter_rows() if r[0].value == "ladder[chat]")
    assert model.get_formatted_cell_value(book.sheetnames.index("Governance"), at, 3) == verdict


def test_without_a_ladder_nothing_of_it_stands_anywhere(minimal, tmp_path):
    book = openpyxl.load_workbook(build(read(minimal()), tmp_path / "model.xlsx").path)
    words = ("ladder", "rung", "approach")
    texts = [str(c.value) for page in book for row in page.iter_rows() for c in row if c.value is not None]
    assert not [text for text in texts if any(word in text.lower() for word in words)]


@pytest.fixture(scope="module")
def margins(example_path):
    with zipfile.ZipFile(example_path) as package:
        drawn = [package.read(n) for n in package.namelist() if n.startswith("xl/charts/chart")]
        places = [package.read(n) for n in package.namelist() if n.startswith("xl/drawings/drawing")]
    words = b"Gross margin of twelve months at each size"
    chart, place = (ET.fromstring(next(t for t in texts if words in t)) for texts in (drawn, places))
    return chart, place


def test_scale_draws_the_gross_margin_of_every_size(margins, shown):
    chart, _ = margins
    page = shown["Scale"]
    ids = []
    for part, values in (("val", [0.411, 0.462, 0.468]), ("cat", [1, 10, 100])):
        reference = chart.find(f".//c:{part}//c:f", CHART).text
        left, top, right, bottom = range_boundaries(reference.rpartition("!")[2])
        assert (bottom - top, right - left) == (0, 2)
        cells = [page.cell(top, column).value for column in range(left, right + 1)]
        assert cells == pytest.approx(values, abs=0.001)
        cached = [float(e.text) for e in chart.findall(f".//c:{part}//c:v", CHART)]
        assert cached == pytest.approx(cells, rel=1e-12)
        ids.append(page.cell(top, 1).value)
    assert ids == ["size[scale_gross_margin]", "size[scale_factor]"]
    assert chart.find(".//c:valAx//c:min", CHART).get("val") == "0", "a bar that starts higher misleads"


def test_the_chart_covers_no_row(margins, shown):
    _, place = margins
    rows = [int(e.text) for e in place.iter() if e.tag.endswith("}row")]
    covered = shown["Scale"].iter_rows(min_row=rows[0] + 1, max_row=rows[1] + 1, values_only=True)
    assert not [row for row in covered if any(value is not None for value in row)]
