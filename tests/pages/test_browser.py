"""Each page in Chromium, wide and on a phone, printed, and without JavaScript."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

WIDE, PHONE = 1280, 390
PRINTED = {"width": 680, "height": 1010}  # A4 less margins of 15 mm, at 96 dots an inch
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CHARTS = """() => [...document.querySelectorAll('svg')].map(svg => {
  const box = svg.getBoundingClientRect();
  const drawn = [...svg.querySelectorAll('path, rect, line')].filter(one => {
    const b = one.getBoundingClientRect();
    return b.width + b.height > 0;
  });
  return {left: box.left, right: box.right, width: box.width, height: box.height, drawn: drawn.length,
          text: svg.textContent.length, shown: svg.checkVisibility()};
})"""
BLOCKS = """() => [...document.querySelectorAll('figure')].map(one => {
  const box = one.getBoundingClientRect();
  return {left: box.left, right: box.right, height: box.height, inside: getComputedStyle(one).breakInside};
})"""
WIDEST = "Math.max(...[...document.querySelectorAll('body *')].map(one => one.getBoundingClientRect().right))"


@pytest.fixture
def opened(browser, page_file):
    """A page at some width, with what it said and asked for."""
    contexts = []

    def _opened(width=WIDE, height=900, **settings):
        context = browser.new_context(viewport={"width": width, "height": height}, offline=True, **settings)
        contexts.append(context)
        page = context.new_page()
        page.said, page.asked = [], []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(page_file.as_uri())
        return page

    yield _opened
    for context in contexts:
        context.close()


def text(page):
    return " ".join(page.inner_text("main").split())


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_a_page_says_nothing_and_asks_for_nothing(opened, page_file, width):
    page = opened(width)
    assert page.said == []
    assert page.asked == [page_file.as_uri()]


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_nothing_runs_over_the_edge(opened, width):
    page = opened(width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.documentElement.clientWidth") == width


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_no_violation_of_wcag(opened, width):
    found = Axe().run(opened(width), options={"runOnly": WCAG, "resultTypes": ["violations"]}).response
    assert [(one["id"], one["help"], json.dumps(one["nodes"][:3])[:900]) for one in found["violations"]] == []
    assert found["testEngine"]["name"] == "axe-core"


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_every_chart_is_seen(opened, page_file, width):
    charts = opened(width).evaluate(CHARTS)
    assert bool(charts) == ("<svg" in page_file.read_text(encoding="utf-8"))
    for chart in charts:
        assert chart["shown"]
        assert chart["width"] > 250
        assert chart["height"] > 60
        assert chart["left"] >= 0
        assert chart["right"] <= width
        assert chart["drawn"] >= 3
        assert chart["text"] > 10


def test_print_cuts_nothing(opened):
    page = opened(**PRINTED)
    page.emulate_media(media="print")
    assert page.evaluate(WIDEST) <= PRINTED["width"]
    for block in page.evaluate(BLOCKS):
        assert block["left"] >= 0
        assert block["right"] <= PRINTED["width"]
        assert block["height"] <= PRINTED["height"]
        assert block["inside"] == "avoid"


def test_all_of_it_is_there_without_javascript(opened):
    plain = opened(java_script_enabled=False)
    assert plain.said == []
    assert len(text(plain)) > 500
    assert text(plain) == text(opened())
    assert plain.locator("script").count() == 0
    assert plain.locator("svg").count() == opened().locator("svg").count()


def test_the_test_of_contrast_would_see_grey_on_white(browser):
    page = browser.new_page()
    page.set_content('<html lang="en"><title>t</title><main><h1 style="color:#aaa">pale</h1></main></html>')
    found = Axe().run(page, options={"runOnly": WCAG}).response
    assert [one["id"] for one in found["violations"]] == ["color-contrast"]
    page.close()
