"""The section on how sure the figures are, for draws whose quantiles are certain.

The price of 60 is drawn as 30, 60 or 90. Serving costs 1,800 in the diligence month: 100 accounts at 30 pay 3,000 and
leave a margin of 40%, at 60 they leave 70%, at 90 they pay 9,000 and leave 80%. The benchmark is 50%.
"""

import pytest

from finmodel.errors import InputError

UNCERTAIN = "input,distribution,values,weights\nplans.price_usd[pro],discrete,30;60;90,0.25;0.5;0.25\n"


@pytest.fixture
def told(make):
    """The section in Markdown."""
    text = make(uncertainty=UNCERTAIN).markdown()
    return text.partition("## How sure the figures are\n")[2].partition("\n## ")[0]


def row(text, name):
    """The cells of the first row of a table that begins so."""
    line = next(line for line in text.splitlines() if line.startswith(f"| {name} "))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_ranges(told):
    assert "- One uncertain input was drawn 2,000 times around the scenario base (seed 1): " in told
    assert row(told, "Gross margin")[1:] == ["70.0%", "40.0%", "70.0%", "80.0%", "0.0%"]
    assert "- The gross margin of 2026-03 is 70.0% as planned, 40.0% at P10 and 80.0% at P90." in told


def test_the_input_alone(told):
    assert (
        "- plans.price_usd\\[pro\\] alone moves the gross margin most: 40.0% at its P10 and 80.0% at its P90." in told
    )
    assert row(told, "plans.price_usd\\[pro\\]")[1:] == ["40.0%", "70.0%", "80.0%"]


def test_a_verdict_is_as_likely_as_the_draw_that_turns_it(told):
    of_verdicts = told.partition("### How likely each verdict is")[2]
    _, planned, flag, passes, without = row(of_verdicts, "Gross margin")
    assert planned == "PASS"
    assert float(flag[:-1]) == pytest.approx(25, abs=3)  # 2,000 draws: three standard deviations
    assert float(flag[:-1]) + float(passes[:-1]) == pytest.approx(100)
    assert without == "0.0%"


def test_a_folder_that_says_nothing_of_uncertainty_has_no_such_section(make):
    memo = make()
    assert "uncertainty" not in memo.sections
    assert "How sure" not in memo.markdown()
    assert "How sure" not in memo.html()


def test_the_page_draws_the_margin(make):
    page = make(uncertainty=UNCERTAIN).html()
    assert 'href="#uncertainty"' in page
    assert "Gross margin: how sure" in page


def test_cash_at_the_end_of_a_month_is_no_cash_a_month(make):
    assumptions = "assumption,base\nstart_month,2026-01\nmonths,4\ndiligence_month,2026-03\nopening_cash_usd,1000\n"
    page = make(uncertainty=UNCERTAIN, assumptions=assumptions).html()
    drawn = page.partition('id="uncertainty"')[2].partition("</section>")[0]
    assert "Closing cash: how sure" in drawn
    assert ">USD<" in drawn
    assert "USD a month" not in drawn


def test_the_same_inputs_give_the_same_section(make):
    assert make(uncertainty=UNCERTAIN).markdown() == make(uncertainty=UNCERTAIN).markdown()


def test_a_wrong_row_is_told(make):
    with pytest.raises(InputError, match=r"uncertainty\.csv:2"):
        make(uncertainty="input,distribution,values\nplans.price_usd[pr],discrete,30;60\n")
