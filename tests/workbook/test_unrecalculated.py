"""Opened without recalculation, a workbook shows the same: charts keep the points of the cells they draw.

Every cached cell equals what is recalculated (gate 3); here the charts, and the words that repeat a figure.
"""

import re
import zipfile
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from package import parts

FIXED = r"p(50|95)(?![0-9])|month 1 = 100|month (12|1|6)$|member 2|\b100?x|sum to 1$|^1,234$"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def caches(xml: bytes):
    """Each range that a chart draws, with its cached points by number; formula, points, how many there are."""
    for kind, cached in (("numRef", "numCache"), ("strRef", "strCache")):
        for reference in ET.fromstring(xml).iter(f"{CHART}{kind}"):
            cache = reference.find(f"{CHART}{cached}")
            points = {int(p.attrib["idx"]): p.findtext(f"{CHART}v") for p in cache.iter(f"{CHART}pt")}
            yield reference.findtext(f"{CHART}f"), points, int(cache.find(f"{CHART}ptCount").attrib["val"])


def cells(formula: str, book) -> list:
    """What a range shows, dates as their numbers."""
    sheet, _, area = formula.rpartition("!")
    left, top, right, bottom = range_boundaries(area.replace("$", ""))
    page = book[sheet.strip("'").replace("''", "'")]
    rows = page.iter_rows(min_row=top, max_row=bottom, min_col=left, max_col=right)
    values = [cell.value for row in rows for cell in row]
    return [openpyxl.utils.datetime.to_excel(v) if hasattr(v, "year") else v for v in values]


def faults(path, book) -> list[str]:
    """Points that are not those of their cells; ranges without a point."""
    found = []
    for name, xml in sorted(parts(path).items()):
        for formula, points, count in caches(xml) if name.startswith("xl/charts/chart") else ():
            values = cells(formula, book)
            if len(values) != count or not points or None in values:
                found.append(f"{name} {formula}: {len(points)} points of {count}, {len(values)} cells")
            found += [
                f"{name} {formula}[{i}]: {points.get(i)} where the cell shows {value}"
                for i, value in enumerate(values)
                if not same(points.get(i), value)
            ]
    return found


def same(point: str | None, value: object) -> bool:
    """Whether a point is its cell's value; a word among numbers is drawn as 0."""
    if point is None or value is None:
        return False
    if isinstance(value, str):
        return point in (value, "0", "0.0")
    return float(point) == pytest.approx(float(value), rel=1e-12, abs=1e-12)


def test_charts_hold_the_points_of_their_cells(example_path, shown):
    assert sum(name.startswith("xl/charts/chart") for name in parts(example_path)) > 8
    assert faults(example_path, shown) == []


def planted(path, tmp_path, change):
    """The workbook with its first chart changed."""
    copy = tmp_path / "planted.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name == "xl/charts/chart1.xml" else data)
    return copy


def test_a_stale_point_and_an_empty_chart_are_seen(example_path, shown, tmp_path):
    stale = planted(
        example_path, tmp_path, lambda xml: re.sub(rb"<c:v>0\.[0-9]+</c:v>", b"<c:v>9.5</c:v>", xml, count=1)
    )
    assert len(faults(stale, shown)) == 1
    empty = planted(example_path, tmp_path, lambda xml: re.sub(rb"<c:pt idx.*?</c:pt>", b"", xml))
    assert any(" 0 points of 36" in fault for fault in faults(empty, shown))
    blank = planted(example_path, tmp_path, lambda xml: re.sub(rb"\$I\$[0-9]+:\$AR\$[0-9]+", b"$I$3:$AR$3", xml))
    assert faults(blank, shown), "a series that points at blank cells"


def test_words_that_repeat_a_figure_say_the_figure(shown):
    page = {row[0].value: row[2].value for row in shown["Cover"].iter_rows(max_col=3)}
    assert page["verified_summary"] == f"all {page['verified_formulas']:,.0f} formula cells"
    assert f"Scenario: {page['cover_scenario']}   |   Checks: {page['cover_checks']}" == shown["Profit"]["D1"].value


def test_numbers_in_headings_and_titles_are_no_figures_of_the_model(book, example_path):
    """What is typed into a heading or a chart's title never moves, so it may not say what does: only fixed terms."""
    titles = {
        text
        for name, xml in parts(example_path).items()
        if name.startswith("xl/charts/chart")
        for text in re.findall(r"<a:t>([^<]*)</a:t>", xml.decode())
    }
    bold = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row
            if cell.font.bold and isinstance(cell.value, str) and not cell.value.startswith("=")}  # fmt: skip
    said = {re.sub(FIXED, "", text) for text in titles | bold}
    assert {text for text in said if re.search(r"[0-9]", text)} == set()
