"""Number formats: which are read, and what the others are told."""

import pytest

PRICES = "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok\nacme,big,2025-01-01,{},15\n"
LOCAL = PRICES.replace(",", ";")
PLANS = "plan,price_usd,churn_rate\npro,20,{}\n"
DIGITS = "is not a number; write the digits 0 to 9 with a decimal point, such as 3.0"
FAILED = "is what a spreadsheet shows where a formula fails; mend the formula it comes from, or write the number"
TOO_LARGE = "is not a number of at most 1e+15 in size; write a number 0 or more"
TWO_WAYS = "can be read in two ways; write 1.2340 if the mark is a decimal one, 1234 if it parts thousands"

REFUSED_PRICES = [
    ('"3,0"', "'3,0' is not a number; write 3.0"),
    ('",5"', "',5' is not a number; write .5"),
    (
        '"1,000"',
        "'1,000' can be read in two ways; write 1.0000 if the mark is a decimal one, 1000 if it parts thousands",
    ),
    ('"1,000,000.5"', "'1,000,000.5' carries thousands separators; write 1000000.5"),
    ("1 000", "'1 000' carries thousands separators; write 1000"),
    ("1'000", '"1\'000" carries thousands separators; write 1000'),
    ('"1.234,56"', "'1.234,56' carries thousands separators; write 1234.56"),
    ("$3", "'$3' carries a currency sign; write 3"),
    ("3 USD", "'3 USD' carries a currency sign; write 3"),
    ("€3.5", "'€3.5' carries a currency sign; write 3.5"),
    ('"€3,50"', "'€3,50' is not a number; write 3.50"),
    ('"$1,234"', f"'$1,234' {TWO_WAYS}"),
    ("€1.234", f"'€1.234' {TWO_WAYS}"),
    ('"$1,000,000"', "'$1,000,000' carries thousands separators; write 1000000"),
    ("5%", "'5%' is a percentage; write a number 0 or more"),
    ("1_000", f"'1_000' {DIGITS}"),
    ("0x10", "'0x10' is hexadecimal; write 16"),
    (f"0x{'F' * 13}", f"'0xFFFFFFFFFFFFF' {DIGITS}"),
    ("\u0663", "'\u0663' has digits or signs of another script; write 3"),
    ("\uff13", "'\uff13' has digits or signs of another script; write 3"),
    ("\u22123", "'\u22123' has digits or signs of another script; write -3"),
    ("5\u00b2", f"'5\u00b2' {DIGITS}"),
    ("(3)", f"'(3)' {DIGITS}"),
    ("3k", f"'3k' {DIGITS}"),
    ("1.2.3", f"'1.2.3' {DIGITS}"),
    ("TRUE", f"'TRUE' {DIGITS}"),
    ("#N/A", f"'#N/A' {FAILED}"),
    ("######", f"'######' {FAILED}"),
    ("=1+1", f"'=1+1' {DIGITS}"),
    ("NaN", f"'NaN' {DIGITS}"),
    ("inf", f"'inf' {DIGITS}"),
    ("-Infinity", f"'-Infinity' {DIGITS}"),
    ("1e308", f"'1e308' {TOO_LARGE}"),
    ("1e999", f"'1e999' {TOO_LARGE}"),
    ("-3", "'-3' is out of bounds; write a number 0 or more"),
    ("", "is empty; write a value"),
]


@pytest.mark.parametrize(("cell", "message"), REFUSED_PRICES)
def test_a_price_that_is_no_plain_number_is_refused(problems, cell, message):
    assert problems(prices=PRICES.format(cell)) == [f"prices.csv:2 input_usd_per_mtok: {message}"]


@pytest.mark.parametrize(
    ("cell", "value"), [("3", 3), (" 3.50 ", 3.5), ("+3", 3), (".5", 0.5), ("5.", 5), ("1e3", 1000), ("0", 0)]
)
def test_a_plain_price_is_read(read, cell, value):
    assert read(prices=PRICES.format(cell)).column("prices", "input_usd_per_mtok") == [value]


@pytest.mark.parametrize(
    ("cell", "value"),
    [("5%", 0.05), ("5.7%", 0.057), ("7 %", 0.07), ("1e1%", 0.1), ("0.05", 0.05), ("100%", 1), ("", 0)],
)
def test_a_rate_may_be_a_percentage(read, cell, value):
    assert read(plans=PLANS.format(cell)).column("plans", "churn_rate") == [value]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("5", "'5' is out of bounds; write a number from 0 to 1"),
        ("150%", "'150%' is out of bounds; write a number from 0 to 1"),
        ('"5,5%"', "'5,5%' is not a number; write 5.5%"),
        ("-1%", "'-1%' is out of bounds; write a number from 0 to 1"),
        ("%", f"'%' {DIGITS}"),
    ],
)
def test_a_rate_out_of_its_format_or_bounds_is_refused(problems, cell, message):
    assert problems(plans=PLANS.format(cell)) == [f"plans.csv:2 churn_rate: {message}"]


@pytest.mark.parametrize(
    ("cell", "value"),
    [("3,5", 3.5), ("3.5", 3.5), ("3", 3), ("0,075", 0.075), ("0.075", 0.075), ("1234,567", 1234.567),
     ("1,2345", 1.2345), ("1,2340", 1.234), ("1,5E+02", 150)],
)  # fmt: skip
def test_a_semicolon_file_may_have_decimal_commas(read, cell, value):
    assert read(prices=LOCAL.format(cell)).column("prices", "input_usd_per_mtok") == [value]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("1,234", f"'1,234' {TWO_WAYS}"),
        ("1.234", f"'1.234' {TWO_WAYS}"),
        ("1.234,56", "'1.234,56' carries thousands separators; write 1234.56"),
        ("3,5 €", "'3,5 €' is not a number; write 3.5"),
    ],
)
def test_a_semicolon_file_is_refused_where_it_has_two_readings(problems, cell, message):
    assert problems(prices=LOCAL.format(cell)) == [f"prices.csv:2 input_usd_per_mtok: {message}"]


def test_percentages_with_a_decimal_comma(read):
    plans = "plan;price_usd;churn_rate\npro;20;5,5 %\n"
    assert read(plans=plans).column("plans", "churn_rate") == [0.055]


def test_text_of_a_semicolon_file_stays_as_it_is(read):
    plans = "plan;price_usd;note\nsolo;20;1,50\nduo;20;see 1,234\n"
    inputs = read(plans=plans, volumes="plan,feature,queries_per_user_per_day\nsolo,chat,2\n")
    assert inputs.column("plans", "note") == ["1,50", "see 1,234"]


@pytest.mark.parametrize("cell", ["1.234", "1,234"])
def test_a_milestone_has_no_second_reading_either(problems, cell):
    assumptions = f"assumption;base\nstart_month;2026-01\narr_milestones_usd;{cell}\n"
    assert problems(assumptions=assumptions) == [f"assumptions.csv:3 base: '{cell}' {TWO_WAYS}"]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("2.5", "'2.5' is out of bounds; write a whole number from 1 to 240"),
        ("0", "'0' is out of bounds; write a whole number from 1 to 240"),
        ("241", "'241' is out of bounds; write a whole number from 1 to 240"),
    ],
)
def test_a_count_of_months_is_whole(problems, cell, message):
    assumptions = f"assumption,base\nstart_month,2026-01\nmonths,{cell}\n"
    assert problems(assumptions=assumptions) == [f"assumptions.csv:3 base: {message}"]
