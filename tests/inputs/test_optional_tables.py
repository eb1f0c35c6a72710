"""Deciles, caps, stepped tools, detectors and actuals: what is refused, and what is there only where it is given."""

import pytest

from finmodel.errors import InputError
from finmodel.lines import ITEMS, of
from finmodel.mirror import calculate
from finmodel.workbook.book import make_book

SHARES = (0.02, 0.02, 0.02, 0.02, 0.02, 0.1, 0.1, 0.1, 0.2, 0.4)
DECILES = "decile,share\n" + "".join(f"{i},{share}\n" for i, share in enumerate(SHARES, start=1))
CAP = "plan,price_usd,queries_cap_per_user_per_month\npro,20,{}\n"
TIERS = "tool,from_units,usd_per_unit,mode,feature,driver\n"
DETECTOR = "feature,prevalence,true_positive_rate,false_positive_rate\nchat,{},{},{}\n"
LADDER = "feature,approach,one_time_usd,qualified_rate\n"
ACTUAL = "month,line_item,member,value\n2026-01,{},{},5\n"

CASES = {
    "nine tenths": (
        {"usage_deciles": DECILES.replace("9,0.2\n", "")},
        ["usage_deciles.csv:2 decile: has no row for 9; give all ten tenths of the users"],
    ),
    "deciles short of 1": (
        {"usage_deciles": DECILES.replace("10,0.4", "10,0.3")},
        ["usage_deciles.csv:2 share: the shares of the deciles sum to 0.9; make them sum to 1"],
    ),
    "heaviest first": (
        {"usage_deciles": DECILES.replace("9,0.2", "9,0.4").replace("10,0.4", "10,0.2")},
        [("usage_deciles.csv:11 share: decile 10 sends 0.2, less than decile 9 with 0.4; "
         "order them from the lightest tenth to the heaviest")],
    ),
    "an eleventh tenth": (
        {"usage_deciles": DECILES + "11,0\n"},
        ["usage_deciles.csv:12 decile: '11' is not known; write one of 1, 2, 3, 4, 5, 6, 7, 8, 9, 10"],
    ),
    "a cap without deciles": (
        {"plans": CAP.format(500)},
        [("plans.csv:2 queries_cap_per_user_per_month: a cap needs usage_deciles.csv: it binds on heavy users, "
         "never on the average; add usage_deciles.csv with the ten shares, or empty the cell")],
    ),
    "no band from 0": (
        {"tool_tiers": TIERS + "Mail,10,1,,chat,\n"},
        [("tool_tiers.csv:2 from_units: 'Mail' has no band from 0: its first units would cost nothing unsaid; "
         "add a row with from_units 0, at 0 USD where they are free")],
    ),
    "two bands alike": (
        {"tool_tiers": TIERS + "Mail,0,1,,chat,\nVault,0,1,,chat,\nmail,0,2,,chat,\n"},
        [("tool_tiers.csv:4 from_units: a band of 'Mail' begins at 0 already in tool_tiers.csv:2; "
         "keep one of the two rows")],
    ),
    "rows of a tool that differ": (
        {"tool_tiers": TIERS + "Mail,0,1,,chat,\nMail,10,1,all_units,chat,qualified_outputs\n"},
        [("tool_tiers.csv:3 driver: 'Mail' has 'qualified_outputs' here and 'queries' in its first row; "
         "write queries, or make it a tool of its own"),
         ("tool_tiers.csv:3 mode: 'Mail' has 'all_units' here and 'graduated' in its first row; "
         "write graduated, or make it a tool of its own")],
    ),
    "a tool of no feature": (
        {"tool_tiers": TIERS + "Mail,0,1,,chatt,\n"},
        [("tool_tiers.csv:2 feature: 'chatt' is not a feature; did you mean chat? "
         "(names come from features.csv)")],
    ),
    "half a detector": (
        {"quality": DETECTOR.format("0.1", "0.9", "")},
        [("quality.csv:2 false_positive_rate: is empty, but detection takes prevalence, true_positive_rate, "
         "false_positive_rate; give all three, or none and a review_rate")],
    ),
    "an approach that is none, of no feature": (
        {"ladder": LADDER + "chat,praying,5,1\nchatt,prompting,5,1\n"},
        ["ladder.csv:2 approach: 'praying' is not known; write one of prompting, retrieval, fine_tuning, pre_training",
         "ladder.csv:3 feature: 'chatt' is not a feature; did you mean chat? (names come from features.csv)"],
    ),
    "an approach twice, and one without its rate": (
        {"ladder": LADDER + "chat,retrieval,5,1\nChat,retrieval,6,1\nchat,prompting,5,\n"},
        ["ladder.csv:3 feature, approach: 'Chat', 'retrieval' stands already in ladder.csv:2; keep one of the two rows",
         "ladder.csv:4 qualified_rate: is empty; write a value"],
    ),
    "the same actual twice": (
        {"actuals": ACTUAL.format("revenue", "pro") + "2026-01,Revenue,PRO,6\n"},
        [("actuals.csv:3 month, line_item, member: '2026-01', 'Revenue', 'PRO' stands already in actuals.csv:2; "
         "keep one of the two rows")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_refused(problems, name):
    files, messages = CASES[name]
    assert problems(**files) == messages


@pytest.mark.parametrize(
    ("line_item", "member", "message"),
    [
        ("revenues", "pro", "line_item: 'revenues' is no amount or count of the plan; did you mean revenue"),
        ("gross_margin", "", "line_item: 'gross_margin' is no amount or count of the plan"),
        ("revenue", "Pro", "member: revenue has no row for 'Pro'; did you mean pro?"),
        ("revenue", "", "member: revenue has no row for 'company'"),
        ("tool_cost", "Mail", "line_item: 'tool_cost' is no amount or count of the plan"),
    ],
)
def test_an_actual_of_what_the_plan_does_not_have(read, line_item, member, message):
    inputs = read(actuals=ACTUAL.format(line_item, member))
    with pytest.raises(InputError) as error:
        calculate(inputs)
    assert [str(problem).startswith(f"actuals.csv:2 {message}") for problem in error.value.problems] == [True]


def test_bands_are_numbered_tool_by_tool_unless_named(read):
    rows = "Mail,0,1,,chat,\nVault,0,1,,chat,\nMail,10,1,,chat,\n"
    assert read(tool_tiers=TIERS + rows).column("tool_tiers", "tier") == ["1", "2", "1"]


def test_a_company_without_them_has_none_of_their_rows_sheets_and_terms(read):
    inputs = read()
    items, sheets = of(inputs), {page.name for page in make_book(inputs).pages}
    assert set(items) == {name for name, item in ITEMS.items() if not item.section.needs}
    assert "Actuals" not in sheets
    assert items["queries"].excel == "{users}*{adoption_share}*{queries_per_user_per_day}*{days_per_month}"
    assert items["third_party_cost"].excel.endswith('"third_party")')
    assert items["review_cost_per_query"].excel.startswith("{quality.review_rate}*")
    assert "{top_decile_usage_share}" in items["top_decile_cost_per_user_by_month"].excel
    text = str(sorted(make_book(inputs).pages, key=lambda page: page.name))
    assert not [word for word in ("prevalence", "queries_cap", "decile", "tool_tiers", "ladder") if f"'{word}'" in text]


NEEDS = {
    "usage_deciles": {"usage_deciles": DECILES},
    "caps": {"usage_deciles": DECILES, "plans": CAP.format(500)},
    "a column of caps, none given": {"plans": CAP.format("")},
    "tool_tiers": {"tool_tiers": TIERS + "Mail,0,1,,chat,\n"},
    "a detector": {"quality": DETECTOR.format(0.1, 0.9, 0.05)},
    "one column of a detector": {"quality": "feature,prevalence\nchat,\n"},
    "a ladder": {"ladder": LADDER + "chat,prompting,5,1\n"},
    "actuals": {"actuals": ACTUAL.format("revenue", "pro")},
    "an amount alone": {"actuals": ACTUAL.format("total_cogs", "")},
    "a count alone": {"actuals": ACTUAL.format("closing_accounts", "pro")},
}


@pytest.mark.parametrize("name", NEEDS)
def test_each_alone_is_proved_by_names_drivers_and_recalculation(read, name, tmp_path):
    from finmodel.builder import build
    from finmodel.gates.proof import declared

    inputs = read(**NEEDS[name])
    assert declared(of(inputs)) == []
    assert build(inputs, tmp_path / "model.xlsx").report.ok
