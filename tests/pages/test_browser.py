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
FOLDED = """() => [...document.querySelectorAll('details table')].filter(
  one => !one.checkVisibility({contentVisibilityAuto: true}) || one.offsetHeight == 0).length"""
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
    """What is folded opens by a click; only what finds and opens, which needs the script, is left out."""
    plain, scripted = opened(java_script_enabled=False), opened()
    assert plain.said == []
    assert len(text(plain)) > 500
    for page in (plain, scripted):
        for fold in page.locator("summary").all():
            fold.click()
    tools = scripted.locator(".tools")
    found = " ".join(tools.inner_text().split()) if tools.count() else ""
    told = text(scripted)
    assert text(plain) == (told.replace(f"{found} ", "", 1) if found else told)
    assert plain.locator("svg").count() == scripted.locator("svg").count()
    assert not any(one.is_visible() for one in plain.locator(".tools").all())


@pytest.mark.parametrize("scripts", [True, False])
def test_what_is_folded_is_printed(opened, scripts):
    page = opened(**PRINTED, java_script_enabled=scripts)
    assert page.evaluate(FOLDED) == page.locator("details table").count()
    page.emulate_media(media="print")
    page.wait_for_function(f"({FOLDED})() === 0", timeout=10_000)  # styles for paper come with the next frame


def test_an_input_is_found_by_its_words(browser, written):
    page = browser.new_page()
    page.goto(written["memo"].as_uri())
    page.get_by_label("Find an input").fill("Churn_Rate")
    rows = page.locator("#appendix tbody tr:visible").all_inner_texts()
    assert rows
    assert all("churn_rate" in row.lower() for row in rows)
    assert page.locator(".tools [role=status]").inner_text() == f"{len(rows)} found"
    page.get_by_label("Find an input").fill("")
    assert page.locator("#appendix details:visible").count() > 5
    assert page.locator("#appendix tbody tr:visible").count() == 0
    page.get_by_role("button", name="Open all").click()
    assert page.locator("#appendix tbody tr:visible").count() == page.locator("#appendix tbody tr").count() > len(rows)
    page.close()


def test_nobody_elses_script_runs(browser, written, tmp_path):
    """A template of one's own may bring one in by mistake: the page's policy names ours alone."""
    html = written["memo"].read_text(encoding="utf-8")
    planted = tmp_path / "planted.html"
    planted.write_text(html.replace("</main>", "<script>document.title = 'taken'</script></main>"), encoding="utf-8")
    page = browser.new_page()
    page.goto(planted.as_uri())
    assert page.title() != "taken"
    assert page.locator(".tools").is_visible()  # ours does
    page.close()


def test_the_test_of_contrast_would_see_grey_on_white(browser):
    page = browser.new_page()
    page.set_content('<html lang="en"><title>t</title><main><h1 style="color:#aaa">pale</h1></main></html>')
    found = Axe().run(page, options={"runOnly": WCAG}).response
    assert [one["id"] for one in found["violations"]] == ["color-contrast"]
    page.close()
