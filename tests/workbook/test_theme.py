"""The palette: legible, apart in greyscale and for colour-blind readers, and never alone in what it says."""

import itertools
import re
import zipfile

import numpy as np
import openpyxl
import pytest

from finmodel.workbook import theme

# Machado, Oliveira and Fernandes 2009, "A Physiologically-based Model for Simulation of Color Vision Deficiency",
# IEEE TVCG 15(6), table 1, severity 1.0; they act on linear RGB
BLINDNESS = {
    "none": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
SRGB_TO_XYZ = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
D65 = [0.95047, 1.0, 1.08883]
APART, APART_IN_GREY = 12, 10  # in CIELAB, where about 2.3 can just be told apart side by side


def linear(colour: str) -> np.ndarray:
    """Linear RGB of #RRGGBB (IEC 61966-2-1)."""
    parts = np.array([int(colour.lstrip("#")[-6:][i : i + 2], 16) / 255 for i in (0, 2, 4)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """WCAG 2.2: (L1 + 0.05) / (L2 + 0.05), L the relative luminance."""
    low, high = sorted(float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIELAB of linear RGB."""
    ratio = SRGB_TO_XYZ @ rgb / D65
    f = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def closest(inks: tuple[str, ...], kind: str) -> float:
    """How far apart the two closest inks are, as somebody with that sight sees them."""
    seen = [lab(np.clip(BLINDNESS[kind] @ linear(ink), 0, 1)) for ink in inks]
    return min(float(np.linalg.norm(a - b)) for a, b in itertools.combinations(seen, 2))


def closest_in_grey(inks: tuple[str, ...]) -> float:
    """The smallest step in lightness."""
    lightness = sorted(float(lab(linear(ink))[0]) for ink in inks)
    return min(b - a for a, b in itertools.pairwise(lightness))


def pairs(book: openpyxl.Workbook) -> set[tuple[str, str]]:
    """Font and fill of every cell that shows something, and of every condition's format."""

    def rgb(colour, default):
        return colour.rgb[-6:] if colour is not None and isinstance(colour.rgb, str) else default

    found = set()
    for sheet in book:
        for cell in itertools.chain.from_iterable(sheet.iter_rows()):
            if cell.value is not None:
                fill = rgb(cell.fill.fgColor, "FFFFFF") if cell.fill.fill_type == "solid" else "FFFFFF"
                found.add((rgb(cell.font.color, "000000"), fill))
        for rule in itertools.chain.from_iterable(rules.rules for rules in sheet.conditional_formatting):
            found.add((rgb(rule.dxf.font.color, "000000"), rgb(rule.dxf.fill.bgColor, "FFFFFF")))
    return found


def test_the_formulas_of_this_page_on_published_figures():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)  # WebAIM: just short of AA
    assert lab(linear("#FF0000")) == pytest.approx([53.24, 80.09, 67.20], abs=0.01)  # sRGB red, D65


def test_every_font_on_its_fill_has_contrast(book):
    found = pairs(book)
    assert len(found) > 12
    assert {pair: round(contrast(*pair), 2) for pair in found if contrast(*pair) < 4.5} == {}


def test_a_grey_too_light_is_seen(book):
    cell = book["Profit"]["C8"]
    cell.font = openpyxl.styles.Font(color="8A949E")
    try:
        assert any(contrast(*pair) < 4.5 for pair in pairs(book))
    finally:
        cell.font = openpyxl.styles.Font(color="000000")


@pytest.mark.parametrize("kind", BLINDNESS)
def test_inks_of_charts_stay_apart(kind):
    assert closest(theme.INKS, kind) > APART


def test_inks_of_charts_stay_apart_in_greyscale():
    assert closest_in_grey(theme.INKS) > APART_IN_GREY


def test_inks_too_close_are_seen():
    assert closest((*theme.INKS, "#2F5245"), "deuteranopia") < APART, "a second dark green"
    assert closest_in_grey((*theme.INKS[:5], "#7F6A93")) < APART_IN_GREY, "a purple as light as the orange"


def test_a_colour_only_follows_a_word(book):
    """Each condition colours a cell that ends in the word it is for."""
    words = {"CHECK", "LOOK", "OK", "FLAG", "PASS", "rebuild"}
    rules = [rule for sheet in book for area in sheet.conditional_formatting for rule in area.rules]
    assert {rule.type for rule in rules} == {"endsWith"}
    assert {rule.text for rule in rules} == words


def test_lines_and_the_edges_of_bars_stand_out_from_the_paper():
    """WCAG 2.2, 1.4.11: 3:1 for what has to be seen to understand a chart."""
    assert {
        ink: contrast(ink, theme.PAPER) for ink in (*theme.LINE_INKS, theme.EDGE) if contrast(ink, theme.PAPER) < 3
    } == {}
    assert min(contrast(ink, theme.PAPER) for ink in theme.INKS) < 3, "the pale inks are for bars, which have an edge"
    assert closest_in_grey(theme.LINE_INKS) > APART_IN_GREY
    for kind in BLINDNESS:
        assert closest(theme.LINE_INKS, kind) > APART


def test_charts_draw_lines_and_edges_in_these(example_path):
    strokes = set()
    with zipfile.ZipFile(example_path) as package:
        for name in (name for name in package.namelist() if name.startswith("xl/charts/chart")):
            series = "".join(re.findall(r"<c:ser>.*?</c:ser>", package.read(name).decode(), re.DOTALL))
            strokes |= set(re.findall(r'<a:ln[^>]*><a:solidFill><a:srgbClr val="(\w+)"', series))
    assert strokes
    assert strokes <= {ink.lstrip("#") for ink in (*theme.LINE_INKS, theme.EDGE)}
