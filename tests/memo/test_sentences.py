"""Sentences that hold for every company: worked cases in both forms, and laws over all of them."""

import pathlib
import re

import pytest
import yaml
from page_text import Page, unescaped

import finmodel
from finmodel.lines.advice import ADVICE
from finmodel.memo.lever import LEVERS
from finmodel.page.sentence import Sentence

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[1]
CASES = yaml.safe_load((HERE / "sentences.yaml").read_text(encoding="utf-8"))
COMPANIES = [
    "inputs", "templates/starter", "tests/golden/company", "tests/golden/long_requests",
    *(f"templates/examples/{name}" for name in ("coding-agent", "marketing-suite", "support-bot")),
]  # fmt: skip


def of_case(case, make):
    return make(**case.get("files", {}))


def sentences(value):
    """Every sentence that a memo holds."""
    if isinstance(value, Sentence):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from sentences(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from sentences(one)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from sentences(getattr(value, name))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_company_in_sentences(case, make):
    memo = of_case(case, make)
    for text in (unescaped(memo.markdown()), Page(memo.html()).text):
        for sentence in case["says"]:
            assert sentence in text
        for words in case.get("silent", ()):
            assert words not in text


def well_said(memo):
    """Laws of both pages."""
    page = Page(memo.html())
    for text in (memo.markdown(), page.text):
        assert not re.search(r"\b(nan|inf|None|Infinity)\b", text)
        assert not re.search(r"[{}]", text)
    assert not page.open
    paragraphs = [*memo.summary, *(s for one in memo.sections.values() for s in one.sentences)]
    assert paragraphs
    assert all(one.words.endswith(".") for one in paragraphs)
    for one in sentences(memo):
        assert not set("<>&*_`|#~$[]") & set(re.sub(r"\{\w+\}|\(.*\)|: .*", "", one.words)), one.words


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_both_pages_are_well_said(case, make):
    well_said(of_case(case, make))


@pytest.mark.parametrize("folder", COMPANIES)
def test_companies_that_come_with_the_package_are_well_said(folder):
    well_said(finmodel.report(ROOT / folder))


def test_every_benchmark_of_the_example_has_words_of_its_own():
    memo = finmodel.report(ROOT / "inputs")
    judged = {flag.metric for flag in memo.flagged} | {h.metric for h in memo.headlines if h.benchmark}
    assert {metric for metric in judged if "first_month" not in metric} <= set(ADVICE)


def test_advice_names_files_and_columns_that_there_are():
    from finmodel.inputs.schema import TABLES

    for words in (text for one in ADVICE.values() for text in (one.means, one.levers)):
        for table, column in re.findall(r"(\w+)\.csv(?:: (\w+))?", words):
            assert table in TABLES or table == "assumptions"
            assert not column or column in TABLES[table].columns()
        assert words[0].isupper()
        assert words.endswith(".")


def test_levers_move_inputs_that_there_are():
    from finmodel.inputs import read
    from finmodel.mirror.arrays import arrays

    given = arrays(read(ROOT / "inputs"))
    assert {name for lever in LEVERS for name in lever.inputs} <= set(given)
