"""Figures by unit, hostile names, and a template that does not calculate."""

import datetime as dt

import jinja2
import pytest
from jinja2 import nodes

from finmodel.memo.bounds import bounds
from finmodel.memo.memo import Benchmark
from finmodel.memo.page import HTML_TEMPLATE, MARKDOWN_TEMPLATE
from finmodel.page.escape import Safe, code, escaped
from finmodel.page.figure import figure
from finmodel.page.medium import MARKDOWN
from finmodel.page.table import table
from finmodel.page.template import html_environment
from finmodel.page.template import markdown_environment as environment
from finmodel.page.writer import Writer
from finmodel.starter import templates

ARITHMETIC = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow, nodes.Neg, nodes.Pos)


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (1852780.4, "USD", "EUR 1,852,780"),
        (-1852780.4, "USD", "EUR -1,852,780"),
        (69.5, "USD", "EUR 69.50"),
        (69.0, "USD", "EUR 69"),
        (0.01078, "USD per query", "EUR 0.0108 per query"),
        (0.0000123, "USD per query", "EUR 0.0000123 per query"),
        (0.0, "USD per query", "EUR 0.0000 per query"),
        (2.5, "USD per Mtok", "EUR 2.5000 per Mtok"),
        (-7.368, "USD per user", "EUR -7.37 per user"),
        (0.5349, "share", "53.5%"),
        (-0.0001, "share", "0.0%"),
        (2.456, "ratio", "2.46"),
        (25.41, "months", "25.4 months"),
        (1234.0, "count", "1,234"),
        (1e40, "USD", "EUR 1.00e+40"),
        ("2026-11", "month", "2026-11"),
        ("cash generative", "months", "cash generative"),
        ("not within horizon", "month", "not within horizon"),
        (None, "share", "n.m."),
    ],
)
def test_a_figure_by_its_unit(value, unit, shown):
    assert figure(value, unit, "EUR") == shown


def test_a_figure_just_off_its_bound_does_not_read_like_it():
    assert figure(0.49996, "share", "USD", beside=0.5) == "49.996%"
    assert figure(0.5, "share", "USD", beside=0.5) == "50.0%"


@pytest.mark.parametrize(
    ("direction", "low", "high", "words"),
    [
        ("at_least", 0.5, None, "at least 50.0%"),
        ("at_most", None, 0.3, "at most 30.0%"),
        ("info", 0.8, 0.9, "for information: 80.0% to 90.0%"),
        ("info", None, 0.9, "for information: up to 90.0%"),
        ("info", 0.8, None, "for information: from 80.0%"),
        ("info", None, None, "for information: no bound"),
    ],
)
def test_a_benchmark_in_words(direction, low, high, words):
    said = bounds(Benchmark(direction, low, high, "", dt.date(2026, 1, 1)), "share")
    assert Writer(MARKDOWN, "USD").sentence(said) == words


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a | b", r"a \| b"),
        ("`rm`", r"\`rm\`"),
        ("[x](http://y)", r"\[x\](http://y)"),
        ("# Heading", r"\# Heading"),
        ("- item", r"\- item"),
        ("1. item", r"1\. item"),
        ("3.3 times", "3.3 times"),
        ("one\n## two\r\n", "one ## two"),
        ("<b>*x*</b> ~y~ $z$", r"\<b\>\*x\*\</b\> \~y\~ \$z\$"),
        ("sum_of and _this_", r"sum_of and \_this\_"),
        ("Small & full &lt;", r"Small & full \&lt;"),
        ("back\\slash", r"back\\slash"),
        ("turned\u202e", r"turned\\u202e"),
        (Safe("*ours*"), "*ours*"),
        (12, "12"),
    ],
)
def test_text_is_no_markdown(text, shown):
    assert escaped(text) == shown


def test_a_command_survives_any_path():
    assert code("finmodel", "check", "a b.xlsx") == "`finmodel check 'a b.xlsx'`"
    assert code("finmodel", "check", "a`b") == "`` finmodel check 'a`b' ``"


def test_a_table_stays_a_table():
    lines = table([("a|b", 1), ("c\nd", Safe("1,000"))], ["Name", "Value:"]).splitlines()
    assert lines == ["| Name | Value |", "| ---- | ----: |", r"| a\|b |     1 |", "| c d  | 1,000 |"]


HOSTILE = "- Evil `x` <img src=q> # & $y$ co"


def test_hostile_names_change_nothing_but_themselves(make):
    """The same headings, lists and tables as with plain names."""
    page = make(
        assumptions=f'assumption,base,note\nstart_month,2026-01,\ncompany,{HOSTILE},"](x)\n# note | `"\nmonths,4,\n',
        plans=f"plan,price_usd,opening_accounts\n{HOSTILE},60,100\n",
        features=f"feature,input_tokens_mean,output_tokens_mean\n{HOSTILE} f,1000,200\n",
        volumes=f"plan,feature,queries_per_user_per_day\n{HOSTILE},{HOSTILE} f,200\n",
        benchmarks='metric,direction,low,high,source\narr,at_least,1,,"s | t\n\n# u"\n',
    ).markdown()
    plain = make(
        assumptions="assumption,base,note\nstart_month,2026-01,\ncompany,co,note\nmonths,4,\n",
        plans="plan,price_usd,opening_accounts\nco,60,100\n",
        features="feature,input_tokens_mean,output_tokens_mean\nf,1000,200\n",
        volumes="plan,feature,queries_per_user_per_day\nco,f,200\n",
        benchmarks="metric,direction,low,high,source\narr,at_least,1,,s\n",
    ).markdown()  # fmt: skip
    assert [line[:2] for line in page.splitlines()] == [line[:2] for line in plain.splitlines()]
    assert page.splitlines()[0].startswith(r"# \- Evil \`x\` \<img src=q\> # & \$y\$ co: diligence memo")
    bare = page.replace(r"\|", "")
    assert [line.count("|") for line in bare.splitlines()] == [line.count("|") for line in plain.splitlines()]
    assert "](x)" not in page.replace(r"\](x)", "")


# --- the template


@pytest.mark.parametrize(
    ("name", "made", "filters"),
    [
        (MARKDOWN_TEMPLATE, environment, {"table"}),
        (HTML_TEMPLATE, html_environment, set()),
        ("page.html.j2", html_environment, set()),
        ("page.css.j2", html_environment, set()),
    ],
)
def test_the_templates_do_no_arithmetic(name, made, filters):
    tree = made().parse((templates() / name).read_text(encoding="utf-8"))
    assert not list(tree.find_all(ARITHMETIC))
    assert {node.name for node in tree.find_all(nodes.Filter)} == filters
    assert {node.node.name for node in tree.find_all(nodes.Call)} <= {
        "part",
        "grid",
        "folded",
        "drawing",
    }  # macros of ours


def test_the_test_above_would_see_it():
    for expression in ("1 + x", "x - 1", "2 * x", "x / 2", "x // 2", "x % 2", "x ** 2", "-x"):
        assert list(environment().parse("{{ " + expression + " }}").find_all(ARITHMETIC)), expression


def test_no_filter_of_jinja_can_calculate():
    with pytest.raises(jinja2.TemplateAssertionError, match="round"):
        environment().from_string("{{ 1.5 | round }}")


def test_a_value_that_is_missing_is_an_error():
    with pytest.raises(jinja2.UndefinedError, match="nothing"):
        environment().from_string("{{ nothing }}").render()
    with pytest.raises(jinja2.UndefinedError, match="company"):
        environment().get_template(MARKDOWN_TEMPLATE).render(memo={})


def test_text_is_escaped_wherever_the_template_puts_it():
    assert environment().from_string("{{ x }}").render(x="a|b") == r"a\|b"
