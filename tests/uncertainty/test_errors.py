"""What is wrong with uncertainty.csv is told all at once: file, line, column, what stands there, the fix."""

import re

import pytest

from finmodel.errors import InputError
from finmodel.inputs import read
from finmodel.uncertainty import simulate
from finmodel.uncertainty.uncertain import read_uncertain

FINE = "churn_multiplier,normal,1,0.1,,,,,,,,,,"


def problems(folder):
    with pytest.raises(InputError) as error:
        simulate(folder, trials=5)
    return [str(problem) for problem in error.value.problems]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("churn_mutiplier,normal,1,0.1,,,,,,,,,,", "is no assumption that is a number; did you mean churn_multiplier"),
        ("plans.price[pro],uniform,,,,,1,,2,,,,,", "names no column of plans.csv; did you mean price_usd?"),
        ("plans.price_usd[prro],uniform,,,,,1,,2,,,,,", "names no row of plans.csv; did you mean pro?"),
        ("opex.usd_per_month[rent],uniform,,,,,1,,2,,,,,", "names no file of this company; known: features, levers,"),
        ("plans.plan[pro],uniform,,,,,1,,2,,,,,", "is no number that can move; choose one of price_usd"),
        ("volumes.from[pro|chat|2026-01],uniform,,,,,1,,2,,,,,", "is no number that can move"),
        ("plans.sales_marketing_share[pro],uniform,,,,,0,,1,,,,,", "is one of shares that sum to 1: it cannot move"),
        ("benchmarks.low[gross_margin],uniform,,,,,0,,1,,,,,", "is what figures are held against"),
        ("months,discrete,,,,,,,,3;4,,,,", "is no assumption that is a number"),
        ("tokens_per_minute_limit,uniform,,,,,1,,2,,,,,", "is not given; give it a planned value first"),
        ("churn_multiplier,gaussian,1,0.1,,,,,,,,,,", "uncertainty.csv:2 distribution: 'gaussian' is not known"),
        ("churn_multiplier,normal,1,,,,,,,,,,,", "takes mean, sd or p10, p90: the row gives mean; write mean, sd or"),
        ("churn_multiplier,normal,1,0.1,,2,,,,,,,,", "the row gives mean, sd, p90"),
        ("churn_multiplier,pert,,,,,1,,2,,,,,", "takes low, mode, high: the row gives low, high"),
        ("churn_multiplier,pert,,,,,1,3,2,,,,,", "uncertainty.csv:2 low: low 1, mode 3, high 2 do not rise"),
        ("churn_multiplier,uniform,,,,,2,,2,,,,,", "low 2, high 2 do not rise"),
        ("churn_multiplier,normal,,,2,1,,,,,,,,", "p10 2, p90 1 do not rise"),
        ("churn_multiplier,normal,1,0,,,,,,,,,,", "uncertainty.csv:2 sd: '0' is out of bounds; write a number above 0"),
        ("churn_multiplier,lognormal,,,0,1,,,,,,,,", "0 is not positive"),
        ("churn_multiplier,discrete,,,,,,,,1;1,,,,", "1;1 holds a value twice"),
        ("churn_multiplier,discrete,,,,,,,,1;2,0.5;0.6,,,", "uncertainty.csv:2 weights: 0.5;0.6 are not positive"),
        ("churn_multiplier,discrete,,,,,,,,1;2,1,,,", "1 weights for 2 values"),
        ("churn_multiplier,discrete,,,,,,,,1;x,,,,", "uncertainty.csv:2 values: 'x' is not a number"),
        ("plans.churn_rate[free],uniform,,,,,0.5,,1.2,,,,,", "uncertainty.csv:2 high: 0.5 to 1.2 goes past its bounds"),
        ("plans.churn_rate[free],uniform,,,,,-1,,1,,,,,", "uncertainty.csv:2 low: -1 to 1 goes past its bounds"),
        ("plans.churn_rate[free],normal,0.1,0.1,,,,,,,,,,", "15.9% of the draws would lie beyond its bounds"),
        ("training.life_months[first],uniform,,,,,6,,24,,,,,", "is a whole number; write discrete"),
        ("training.life_months[first],discrete,,,,,,,,6;7.5,,,,", "is a whole number; write whole values"),
        ("churn_multiplier,normal,1,0.1,,,,,,,,g,,", "uncertainty.csv:2 correlation: is empty, but group is given"),
        ("churn_multiplier,normal,1,0.1,,,,,,,,,0.5,", "uncertainty.csv:2 group: is empty, but correlation is given"),
        ("churn_multiplier,normal,1,0.1,,,,,,,,g,0.5,", "'g' is the group of this row alone"),
        ("churn_multiplier,normal,1,0.1,,,,,,,,g,1.5,", "'1.5' is out of bounds"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be(company, row, said):
    found = problems(company(row))
    assert len(found) == 1
    assert said in found[0]


def test_all_at_once(company):
    found = problems(company(
        "churn_mutiplier,normal,1,0.1,,,,,,,,,,", "churn_multiplier,gaussian,1,0.1,,,,,,,,,,",
        "price_shock,normal,1,,,,,,,,,,,", "users_multiplier,normal,x,1,,,,,,,,,,",
    ))  # fmt: skip
    assert sorted(one.partition(":")[2].partition(" ")[0] for one in found) == ["2", "3", "4", "5"]


def test_an_input_twice(company):
    assert "stands already in uncertainty.csv:2" in problems(company(FINE, FINE))[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("input,distribution,mean\n", "has no rows"),
        ("", "the file is empty"),
        ("input,mean,sd\nchurn_multiplier,1,1\n", "column 'distribution' is missing"),
        ("input,distribution,sdd\nchurn_multiplier,normal,1\n", "column 'sdd' is not known; did you mean sd?"),
        ("input,distribution\nchurn_multiplier,normal,1,2\n", "has more cells than the header"),
    ],
)
def test_a_file_that_cannot_be(company, text, said):
    assert said in "\n".join(problems(company(FINE, uncertainty=text)))


def test_a_file_that_is_missing_or_misnamed(company):
    folder = company(FINE)
    (folder / "uncertainty.csv").rename(folder / "uncertainity.csv")
    assert problems(folder) == [
        "uncertainty.csv: is missing, but 'uncertainity.csv' is there; rename that to uncertainty.csv"
    ]
    (folder / "uncertainity.csv").unlink()
    assert problems(folder) == [
        (
            "uncertainty.csv: is missing: nothing is uncertain; write the header input,distribution,low,mode,high and "
            "a row such as churn_multiplier,triangular,0.8,1,1.4 (`finmodel init DIR --full` shows more)"
        )
    ]


def test_the_row_that_is_named_for_a_missing_file_works(company):
    folder = company(FINE)
    (folder / "uncertainty.csv").unlink()
    header, row = re.search(r"header (\S+) and a row such as (\S+)", problems(folder)[0]).groups()
    (folder / "uncertainty.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    assert [one.input for one in simulate(folder, trials=9).inputs] == ["churn_multiplier"]


def test_few_draws_beyond_the_bounds_are_set_to_them_and_counted(company):
    """Mean 0.2 and sd 0.1: 2.3% of the draws of a rate would be negative."""
    folder = company("plans.churn_rate[free],normal,0.2,0.1,,,,,,,,,,")
    (one,) = simulate(folder, trials=2000).inputs
    assert 20 <= one.set_to_bound <= 80
    assert read_uncertain(folder, read(folder))[0].cell.low == 0


def test_cache_shares_are_cut_to_a_sum_of_1_and_counted(company):
    found = simulate(
        company(
            "levers.cache_read_share[chat],uniform,,,,,0,,1,,,,,",
            "levers.cache_write_share[chat],uniform,,,,,0,,1,,,,,",
        ),
        trials=400,
    )
    assert 150 <= found.crowded <= 250


def test_the_qualified_rate_leaves_room_for_what_levers_lose(company):
    levers = "feature,routing_qualified_loss\nchat,0.25\n"
    quality = "feature,qualified_rate\nchat,0.5\n"
    folder = company("quality.qualified_rate[chat],uniform,,,,,0.5,,0.9,,,,,", levers=levers, quality=quality)
    assert "is from 0 to 0.75" in problems(folder)[0]


def test_an_input_that_a_trial_lets_grow_beyond_any_number(company):
    plans = "plan,price_usd,new_accounts,new_accounts_growth_rate\npro,3,1,0\nfree,0,0,0\n"
    months = "assumption,base\nstart_month,2026-01\nmonths,240\n"
    folder = company(
        "plans.new_accounts_growth_rate[pro],discrete,,,,,,,,0;1000000,0.5;0.5,,,", plans=plans, assumptions=months
    )
    assert "grows beyond any number" in problems(folder)[0]
