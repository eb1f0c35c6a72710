"""The reference forms: what the grammar takes, what it refuses."""

import pytest

from finmodel.errors import DeclarationError
from finmodel.model.reference import Reference, parse, references

FORMS = {
    "{users}": Reference("users"),
    "{users[-1]}": Reference("users", selector="-1"),
    "{users[1]}": Reference("users", selector="1"),
    "{users[*]}": Reference("users", selector="*"),
    "{users[all]}": Reference("users", selector="all"),
    "{users[:now]}": Reference("users", selector=":now"),
    "{users[now:]}": Reference("users", selector="now:"),
    "{users[block]}": Reference("users", selector="block"),
    "{users[total]}": Reference("users", selector="total"),
    "{users[totals]}": Reference("users", selector="totals"),
    "{users[@plan]}": Reference("users", selector="@plan"),
    "{queries[feature,*]}": Reference("queries", selector="feature,*"),
    "{month_number[all]}": Reference("month_number", selector="all"),
    "{input_tokens_p50}": Reference("input_tokens_p50"),
    "{plans.churn_rate}": Reference("churn_rate", "plans"),
    "{plans.churn_rate[*]}": Reference("churn_rate", "plans", "*"),
    "{prices.input_usd_per_mtok[column]}": Reference("input_usd_per_mtok", "prices", "column"),
}


@pytest.mark.parametrize("form", FORMS)
def test_forms(form):
    assert parse(form) == (FORMS[form],)


REFUSED = [
    "{}", "{ users }", "{Users}", "{1users}", "{users-1}", "{users[]}", "{users[-2]}", "{users[2]}", "{users[+1]}",
    "{users[now]}", "{users[ALL]}", "{users[*}", "{users]}", "{users[all][1]}", "{plans.churn.rate}", "{.churn_rate}",
    "{plans.}", "{A1}", "{Usage!A1}", "{users[plan]}",
]  # fmt: skip


@pytest.mark.parametrize("form", REFUSED)
def test_refused(form):
    with pytest.raises(DeclarationError) as error:
        parse(f"1+{form}")
    assert form in str(error.value)
    assert "is not a reference form" in str(error.value)


def test_text_stays_as_it_is_between_references():
    template = parse('IF({users}>0,{arr[-1]}/{users},"n.m.")')
    assert template == (
        "IF(", Reference("users"), ">0,", Reference("arr", selector="-1"), "/", Reference("users"), ',"n.m.")',
    )  # fmt: skip
    assert [r.name for r in references(template)] == ["users", "arr", "users"]


@pytest.mark.parametrize("text", ["0", "", "12*2"])
def test_a_template_may_have_no_references(text):
    assert "".join(parse(text)) == text
    assert references(parse(text)) == ()


def test_key_and_part():
    assert parse("{plans.seats}")[0].key == "plans.seats"
    assert parse("{users[*]}")[0].key == "users"
    parts = [reference.part for reference in parse("{users[@plan]}{queries[feature,*]}{users[all]}{users}")]
    assert parts == ["plan", "feature", "", ""]
