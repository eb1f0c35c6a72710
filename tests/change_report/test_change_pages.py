"""The change report as pages: what its sentences say, hostile names, templates that do not calculate."""

import html.parser
import json
import os
import pathlib
import re

import pytest
import yaml
from jinja2 import nodes
from plain_company import PLAIN

import finmodel
from finmodel.change_report.effect import Effect
from finmodel.change_report.page import HTML_TEMPLATE, MARKDOWN_TEMPLATE
from finmodel.change_report.wording import Words
from finmodel.page.medium import HTML, MARKDOWN
from finmodel.page.template import html_environment, markdown_environment
from finmodel.starter import templates

HERE = pathlib.Path(__file__).parent
GOLDEN = HERE / "report.md"
HOSTILE = "- <script>alert(1)</script> \\ `x` | & \"q\" 'r' # $y$ =cmd|A1 co"
NAME = HOSTILE.replace("|", "/")  # what a member may be called
ARITHMETIC = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow, nodes.Neg, nodes.Pos)


class Page(html.parser.HTMLParser):
    """What a browser would take from a page: its tags in order, its text, its title."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.text, self.attributes = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text.append(data)


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


def company(name, price, **changes):
    """A company in which every name is this one."""
    files = {
        "assumptions": "assumption,base,note\nstart_month,2026-01,\nmonths,3,\n"
        f"company,{quoted(name)},{quoted(name)}\n",
        "features": f"feature,input_tokens_mean,output_tokens_mean\n{quoted(name)},1000,300\n",
        "plans": f"plan,price_usd,opening_accounts,source\n{quoted(name)},{price},100,{quoted(f'{name} {price}')}\n",
        "volumes": f"plan,feature,queries_per_user_per_day\n{quoted(name)},{quoted(name)},2\n",
    }
    return {**PLAIN, **files, **changes}


@pytest.fixture
def pages(folder):
    """Both pages of a price change, by the name that everything in the company has."""

    def _pages(name):
        sides = [folder(f"{len(name)}-{price}", company(name, price)) for price in (20, 25)]
        return finmodel.diff(*sides)

    return _pages


# --- hostile names


def test_a_hostile_name_stays_text_in_html(pages):
    page, plain = Page(pages(NAME).html), Page(pages("co").html)
    assert page.tags == plain.tags
    assert "script" not in page.tags
    assert {name for name, _ in page.attributes} == {name for name, _ in plain.attributes}
    text = "".join(page.text)
    assert f"plans.price_usd[{NAME}]" in text
    assert f"Cost per query, {NAME}" in text


def test_a_hostile_name_stays_text_in_markdown(pages):
    page, plain = pages(NAME).markdown.splitlines(), pages("co").markdown.splitlines()
    assert [line[:2] for line in page] == [line[:2] for line in plain]
    bare = [line.replace("\\\\", "").replace("\\|", "") for line in page]
    assert [line.count("|") for line in bare] == [line.count("|") for line in plain]
    assert not [line for line in page if re.search(r"(?<!\\)<|(?<!\\)`", line)]


def test_a_hostile_file_name_and_currency(folder):
    currency = {
        "assumptions": "assumption,base\nstart_month,2026-01\nmonths,3\ncurrency,<b>$</b>\n".replace("<b>", "$b>")
    }
    found = finmodel.diff(
        folder("a<i>b`c", currency), folder("new&co", {**currency, "plans": PLAIN["plans"].replace("20", "30")})
    )
    page = Page(found.html)
    assert {"i", "b"}.isdisjoint(page.tags)
    assert "$b>$</b>" in "".join(page.text)
    assert "a\\<i\\>b\\`c" in found.markdown


# --- the whole page


def test_the_report_of_a_hand_worked_case(folder, tmp_path, monkeypatch):
    """`GOLDEN=1 pytest tests/change_report` writes it anew; review the difference like code."""
    case = yaml.safe_load((HERE / "bridges.yaml").read_text(encoding="utf-8"))[0]
    for side in ("old", "new"):
        folder(side, case[side], of=case["common"])
    monkeypatch.chdir(tmp_path)
    page = finmodel.diff("old", "new").markdown
    if os.environ.get("GOLDEN"):
        GOLDEN.write_text(page, encoding="utf-8", newline="\n")
    assert page == GOLDEN.read_text(encoding="utf-8")


# --- the page stands alone


def test_the_html_needs_nothing_else(pages):
    page = pages("co").html
    parsed = Page(page)
    assert page.lstrip().startswith('<!DOCTYPE html>\n<html lang="en">')
    assert "<title>co: what changed, and what it does in 2026-03</title>" in page
    assert "default-src 'none'" in page
    assert {"script", "link", "img", "iframe", "a", "form", "object"}.isdisjoint(parsed.tags)
    assert {"src", "href", "action"}.isdisjoint({name for name, _ in parsed.attributes})
    assert not any(name.startswith("on") for name, _ in parsed.attributes)
    assert "url(" not in page
    assert "http" not in page.replace('http-equiv="Content', "")
    assert parsed.tags.count("h1") == parsed.tags.count("main") == 1
    assert ("name", "viewport") in parsed.attributes


def test_the_same_content_for_programs(pages):
    found = pages("co")
    told = json.loads(found.as_json())
    assert told["changes"][0] == {
        "id": "plans.price_usd[co]", "table": "plans", "record": "co", "column": "price_usd", "unit": "USD",
        "row": "changed", "old": 20.0, "new": 25.0, "by": "CSV", "note": False,
    }  # fmt: skip
    assert told["by"] == {"vendor": 0, "CFO": 0, "CSV": 1}
    (bridge,) = told["bridges"]
    assert [step["step"] for step in bridge["steps"]] == [s.step.id for s in found.bridges[0].strides]
    assert sum(step["gross_margin"] for step in bridge["steps"]) == pytest.approx(
        bridge["gross_margin"]["new"] - bridge["gross_margin"]["old"], abs=1e-12
    )
    runway = next(effect for effect in told["effects"] if effect["id"] == "runway_months")
    assert (runway["old"], runway["change"]) == ("cash generative", None) or runway["old"] is None


def test_the_order_and_what_the_steps_miss_are_printed(pages):
    found = pages("co")
    for page in (found.markdown, "".join(Page(found.html).text)):
        assert "The order: (1) Price: prices of vendors; (2) Price: prices of our plans; (3) Volume: " in page
        assert re.search(
            r"The steps miss \d\.\de[+-]\d\d of the change of margin, by floating-point arithmetic: below 1e-12\.", page
        )


# --- words


def effect(unit, old, new):
    return Effect("a_figure", "", "Figure", unit, old, new)


@pytest.mark.parametrize(
    ("unit", "old", "new", "said"),
    [
        ("share", 0.5, 0.525, "Figure: from 50.0% to 52.5% (+2.50 points)"),
        ("share", 0.5, 0.4999, "Figure: from 50.00% to 49.99% (-0.01 points)"),
        ("share", 0.5, 0.5 + 1e-16, "Figure: 50.0%, unchanged"),
        ("USD", 0.3, 0.1 + 0.2, "Figure: EUR 0.30, unchanged"),
        ("share", -0.5, None, "Figure: -50.0% before, n.m. now"),
        ("share", None, 0.5, "Figure: n.m. before, 50.0% now"),
        ("share", None, None, "Figure: n.m. on both sides"),
        ("share", 0.5, 0.5, "Figure: 50.0%, unchanged"),
        ("USD", 2000.0, 1500.0, "Figure: from EUR 2,000 to EUR 1,500 (-EUR 500, -25.0%)"),
        ("USD", -2000.0, 1500.0, "Figure: from EUR -2,000 to EUR 1,500 (+EUR 3,500)"),
        ("USD", 0.0, 1500.0, "Figure: from EUR 0 to EUR 1,500 (+EUR 1,500)"),
        (
            "USD per query",
            0.01,
            0.012,
            "Figure: from EUR 0.0100 per query to EUR 0.0120 per query (+EUR 0.00200 per query, +20.0%)",
        ),
        ("USD per query", "no such feature", 0.012, "Figure: no such feature before, EUR 0.0120 per query now"),
        ("months", 12.0, "cash generative", "Figure: 12.0 months before, cash generative now"),
        ("months", "cash generative", "cash generative", "Figure: cash generative, unchanged"),
        ("months", None, "cash generative", "Figure: n.m. before, cash generative now"),
    ],
)
@pytest.mark.parametrize("medium", [MARKDOWN, HTML], ids=["markdown", "html"])
def test_every_sentence_holds_without_a_number_too(unit, old, new, said, medium):
    assert Words(medium, "EUR").sentence(effect(unit, old, new)) == said


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "-"),
        (-0.0, "-"),
        (None, "n.m."),
        (0.0123, "+1.23"),
        (-0.0123, "-1.23"),
        (0.00001, "+0.001"),
        (1e-17, "-"),
        (2e-12, "+0.000000"),
        (25.0, "+2,500.00"),
    ],
)
def test_points(share, said):
    assert Words(MARKDOWN, "USD").points(share) == said


def test_a_company_without_revenue(folder):
    """Every margin is n.m.; the amounts are bridged all the same."""
    free = "plan,price_usd,opening_accounts\npro,0,{}\n"
    found = finmodel.diff(*(folder(str(n), {"plans": free.format(n)}) for n in (100, 200)))
    assert {stride.gross_margin for stride in found.bridges[0].strides} == {None}
    assert found.bridges[0].strides[2].gross_profit < 0
    for page in (found.markdown, found.html):
        assert "Gross margin: n.m. on both sides" in page
        assert "A margin is n.m. without revenue at either end: only the amounts can be bridged." in page
        assert "nan" not in page
        assert "None" not in page


def test_nothing_changed_is_said(folder):
    found = finmodel.diff(folder("old"), folder("new"))
    for page in (found.markdown, found.html):
        assert "No input changed. In 2026-03:" in page
        assert "Nothing: both sides hold the same inputs." in page
        assert "Figures of twelve months are n.m." in page


def test_long_lists_are_cut_and_the_rest_is_counted(folder):
    rows = "".join(f"line {i},gna,{{}}\n" for i in range(130))
    opex = f"line,category,usd_per_month\n{rows}"
    found = finmodel.diff(*(folder(str(n), {"opex": opex.format(*[n] * 130)}) for n in (1, 2)))
    assert len(found.changes) == 130
    assert "and 30 more; --json lists them all" in found.markdown
    assert "and 30 more; --json lists them all" in found.html


# --- the templates


@pytest.mark.parametrize(
    ("name", "environment", "filters", "calls"),
    [(MARKDOWN_TEMPLATE, markdown_environment, {"table"}, set()), (HTML_TEMPLATE, html_environment, set(), {"grid"})],
)
def test_the_templates_do_no_arithmetic(name, environment, filters, calls):
    tree = environment().parse((templates() / name).read_text(encoding="utf-8"))
    assert not list(tree.find_all(ARITHMETIC))
    assert {node.name for node in tree.find_all(nodes.Filter)} == filters
    assert {node.node.name for node in tree.find_all(nodes.Call)} == calls


def test_text_is_escaped_wherever_a_template_puts_it():
    made = html_environment().from_string(
        '{% macro m(x) %}<i title="{{ x }}">{{ x }}</i>{% endmacro %}{{ m(x) }}{{ x }}'
    )
    assert made.render(x="<\"'&\u202e") == (
        '<i title="&lt;&quot;&#x27;&amp;\\u202e">&lt;&quot;&#x27;&amp;\\u202e</i>&lt;&quot;&#x27;&amp;\\u202e'
    )
