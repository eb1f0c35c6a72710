"""Text that a spreadsheet would take for a formula: prefixed on the way out, itself again on the way back."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel import inputs
from finmodel.inputs.formula_text import prefixed, unprefixed
from finmodel.starter import Answers, write_first
from finmodel.timeline import Month
from finmodel.usage.measure import Log, measure
from finmodel.usage.sample import Drawn, Offered, Sample
from finmodel.usage.sample_file import write_sample


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"), ("+a", "'+a"), ("-a", "'-a"), ("@a", "'@a"), ("\ta", "'\ta"), ("\ra", "'\ra"),
        ("  =1", "'  =1"), ("\uff1d1", "'\uff1d1"), ("\uff20a", "'\uff20a"), ("'=1", "''=1"), ("''-a", "'''-a"),
        ("-5", "-5"), ("+5", "+5"), ("-1.5e3", "-1.5e3"), ("-5%", "'-5%"), ("-", "-"), ("'-", "'-"), ("=", "="),
        ("a=1", "a=1"), ("'a", "'a"), ("'", "'"), ("", ""), ("a@b", "a@b"),
    ],
)  # fmt: skip
def test_what_is_prefixed(text, written):
    assert prefixed(text) == written
    assert unprefixed(written) == text


@given(st.text(st.sampled_from("'=+-@\t\r\n a1.\uff1d"), max_size=8))
def test_there_and_back(text):
    assert unprefixed(prefixed(text)) == text


def test_a_file_may_have_the_prefix_or_not(read):
    plans = "plan,price_usd,note\n'+pro,20,'=1\n@max,30,=1\nthe 'best',40,'quoted'\n"
    volumes = "plan,feature,queries_per_user_per_day\n+pro,chat,2\n'@max,chat,1\n"
    company = read(plans=plans, volumes=volumes)
    assert company.column("plans", "plan") == ["+pro", "@max", "the 'best'"]
    assert company.column("plans", "note") == ["=1", "=1", "'quoted'"]


def test_the_first_company_of_a_hostile_name(tmp_path):
    answers = Answers("@cmd()", "+chat", "anthropic/claude-haiku-4-5", 10, 20, Month.parse("2026-01"))
    write_first(tmp_path / "new", answers, as_of=dt.date(2026, 1, 1))
    assert "company,text,'@cmd()," in (tmp_path / "new" / "assumptions.csv").read_text(encoding="utf-8")
    company = inputs.read(tmp_path / "new")
    assert (company.value("company"), company.column("features", "feature")) == ("@cmd()", ["+chat"])


def test_a_log_of_hostile_names_is_measured_under_them(tmp_path):
    """An exported log has the prefix; whoever measures it gets the names."""
    sample = Sample(
        50,
        features=(Drawn("@chat", 1, 7200, 0.75, 390, 0.75),),
        models=(Offered("@cf/big", 1, 1, 5, 0.1, 1.25),),
        plans=("+pro",),
    )
    log = write_sample(sample, tmp_path / "log.csv")
    assert ",'@chat,'@cf/big,'+pro," in log.read_text(encoding="utf-8")
    cube = measure(Log(files=[log])).cube
    assert {tuple(row) for row in cube[["feature", "model", "plan"]].itertuples(index=False)} == {
        ("@chat", "@cf/big", "+pro")
    }
