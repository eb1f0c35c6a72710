"""What must hold between cells and files, and what is only doubtful."""

import pytest

from finmodel.errors import InputError

PRICES = "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok\nacme,big,2025-01-01,3,15\n"
TWO_MODELS = PRICES + "acme,small,2025-01-01,1,5\n"
TWO_PLANS = "plan,price_usd,sales_marketing_share\npro,20,{}\nbasic,10,{}\n"
MONTH = "is not a month; write it as YYYY-MM, such as 2026-01"
DATE = "is not a date; write it as YYYY-MM-DD, such as 2026-01-31"
START = "assumption,base\nstart_month,2026-01\n"
TWO = "can be read in two ways"
SHEET = "is what a spreadsheet shows where a formula fails"

CASES = {
    "routing short of 1": (
        {"prices": TWO_MODELS, "routing": "feature,model,share\nchat,big,0.5\nchat,small,0.4\n"},
        [("routing.csv:2 share: the shares of 'chat' from 2026-01 sum to 0.9; "
         "make the rows of one feature and month sum to 1")],
    ),
    "a later split above 1": (
        {"prices": TWO_MODELS,
         "routing": "feature,model,share,from\nchat,big,1,\nchat,big,0.6,2026-06\nChat,small,50%,2026-06\n"},
        [("routing.csv:3 share: the shares of 'chat' from 2026-06 sum to 1.1; "
         "make the rows of one feature and month sum to 1")],
    ),
    "routed only after the start": (
        {"routing": "feature,model,share,from\nchat,big,1,2026-03\n"},
        ["routing.csv:2 from: 'chat' has no routing before 2026-03; start its first split in 2026-01 or earlier"],
    ),
    "several models, no routing": (
        {"prices": TWO_MODELS},
        [("features.csv:2 feature: 'chat' has no row in routing.csv, and prices.csv has several models; "
         "route it to one or more of big, small")],
    ),
    "a typo makes a second model": (
        {"prices": PRICES.replace("big", "gemini-3.8-flash") + "acme,gemini-3.8-flsh,2026-02-01,1,5\n"},
        [("features.csv:2 feature: 'chat' has no row in routing.csv, and prices.csv has several models; "
         "did you mean gemini-3.8-flash by 'gemini-3.8-flsh' (prices.csv:3)? "
         "else route it to one or more of gemini-3.8-flash, gemini-3.8-flsh")],
    ),
    "another version is no typo, nor another size": (
        {"prices": PRICES.replace("big", "gpt-5.1-mini") + "acme,gpt-5.2-mini,2026-02-01,1,5\n"
                   "acme,gpt-5.1-nano,2026-02-01,1,5\n"},
        [("features.csv:2 feature: 'chat' has no row in routing.csv, and prices.csv has several models; "
         "route it to one or more of gpt-5.1-mini, gpt-5.2-mini, gpt-5.1-nano")],
    ),
    "a price for long requests alone": (
        {"prices": PRICES.replace("\n", ",\n").replace("mtok,\n", "mtok,tier_from_tokens\n")
                   + "acme,big,2026-02-01,6,30,200000\n"},
        [("prices.csv:3 tier_from_tokens: 'big' has no price from 2026-02-01 for shorter requests; "
         "add a row of the same date with tier_from_tokens 0: the rows of a date are one price list")],
    ),
    "a threshold twice": (
        {"prices": PRICES.replace("\n", ",\n").replace("mtok,\n", "mtok,tier_from_tokens\n")
                   + "acme,big,2025-01-01,6,30,200000\nacme,Big,2025-01-01,7,30,200000.0\n"},
        [("prices.csv:4 model, effective_from, tier_from_tokens: 'Big', '2025-01-01', '200000' stands already in "
         "prices.csv:3; keep one of the two rows")],
    ),
    "sales and marketing for one plan only": (
        {"plans": TWO_PLANS.format("1", "")},
        ["plans.csv:3 sales_marketing_share: is empty, but other plans have one; give it for all plans or none"],
    ),
    "sales and marketing short of 1": (
        {"plans": TWO_PLANS.format("0.5", "0.4")},
        ["plans.csv:2 sales_marketing_share: the shares of the plans sum to 0.9; make them sum to 1"],
    ),
    "GPU hours short of 1": (
        {"selfhost": "feature,tokens_per_second_per_gpu\nchat,1000\n",
         "gpu_rates": "purchase,share,usd_per_gpu_hour\non_demand,0.5,3\nspot,0.4,2\n"},
        ["gpu_rates.csv:2 share: the shares of GPU hours sum to 0.9; make them sum to 1"],
    ),
    "a fleet without a price": (
        {"selfhost": "feature,tokens_per_second_per_gpu\nchat,1000\n"},
        [("gpu_rates.csv: has no rows, but selfhost.csv has: a fleet has a price; "
          "add rows to it, or leave out selfhost.csv")],
    ),
    "GPU hours that nothing runs on": (
        {"gpu_rates": "purchase,share,usd_per_gpu_hour\non_demand,1,3\n"},
        [("selfhost.csv: has no rows, but gpu_rates.csv has: no feature would run on them; "
          "add rows to it, or leave out gpu_rates.csv")],
    ),
    "a fleet out of bounds": (
        {"selfhost": "feature,tokens_per_second_per_gpu,target_utilisation,peak_to_average,min_gpus,gpu\n"
                     "chat,0,0,0.5,1.5,H100\nchta,900,,,,\n",
         "gpu_rates": "purchase,share,usd_per_gpu_hour\nleased,1,3\n"},
        ["selfhost.csv:2 tokens_per_second_per_gpu: '0' is out of bounds; write a number above 0",
         "selfhost.csv:2 target_utilisation: '0' is out of bounds; write a number above 0 and at most 1",
         "selfhost.csv:2 peak_to_average: '0.5' is out of bounds; write a number 1 or more",
         "selfhost.csv:2 min_gpus: '1.5' is out of bounds; write a whole number 0 or more",
         "selfhost.csv:3 feature: 'chta' is not a feature; did you mean chat? (names come from features.csv)",
         "gpu_rates.csv:2 purchase: 'leased' is not known; write one of on_demand, reserved, spot"],
    ),
    "cache shares above 1": (
        {"levers": "feature,cache_read_share,cache_write_share\nchat,0.7,40%\n"},
        [("levers.csv:2 cache_read_share: cache_read_share + cache_write_share is 1.1; "
         "keep their sum at 1 or less: both are shares of input tokens")],
    ),
    "a rate without levers above 1": (
        {"levers": "feature,routing_qualified_loss,compression_qualified_loss\nchat,0.1,5%\n",
         "quality": "feature,qualified_rate\nchat,0.86\n"},
        [("levers.csv:2 routing_qualified_loss: the qualified rate with every lever and what they lose come to 1.01; "
         "keep their sum at 1 or less: qualified_rate in quality.csv is the rate with every lever")],
    ),
    "a loss from a rate of 1": (
        {"levers": "feature,response_cache_qualified_loss\nchat,0.01\n"},
        [("levers.csv:2 response_cache_qualified_loss: the qualified rate with every lever and what they lose come to "
         "1.01; keep their sum at 1 or less: qualified_rate in quality.csv is the rate with every lever")],
    ),
    "a job for an unknown feature": (
        {"training": "job,spend_month,feature\ndistil,2026-01,chta\n"},
        ["training.csv:2 feature: 'chta' is not a feature; did you mean chat? (names come from features.csv)"],
    ),
    "no price in force at first": (
        {"prices": PRICES.replace("2025-01-01", "2026-01-02")},
        [("prices.csv:2 effective_from: 'big' is used from 2026-01 but has no price in force before 2026-02; "
         "add a row with effective_from 2026-01-01 or earlier")],
    ),
    "no price in force when routed to": (
        {"prices": PRICES + "acme,new,2026-09-01,1,5\nacme,new,2026-08-15,1,5\n",
         "routing": "feature,model,share,from\nchat,big,1,\nchat,new,1,2026-06\n"},
        [("prices.csv:3 effective_from: 'new' is used from 2026-06 but has no price in force before 2026-09; "
         "add a row with effective_from 2026-06-01 or earlier")],
    ),
    "used past its retirement": (
        {"models": "model,retire_month\nbig,2026-12\n"},
        [("models.csv:2 retire_month: 'big' retires in 2026-12 but routing uses it until 2028-12; "
         "add routing rows that move its share elsewhere")],
    ),
    "training before the start and in service before it is paid": (
        {"training": "job,spend_month,in_service_month\na,2025-12,2026-01\nb,2026-03,2026-02\n"},
        [("training.csv:2 spend_month: 2025-12 is before start_month 2026-01; "
         "leave past jobs out, or start the model earlier"),
         "training.csv:3 in_service_month: 2026-02 is before spend_month 2026-03; write 2026-03 or later"],
    ),
    "diligence outside the months": (
        {"assumptions": "assumption,base,late\nstart_month,2026-01,\nmonths,12,\ndiligence_month,2026-12,2027-01\n"},
        [("assumptions.csv:4 late: diligence_month 2027-01 is outside the months modelled; "
         "write a month from 2026-01 to 2026-12")],
    ),
    "past the end of the calendar": (
        {"assumptions": "assumption,base\nstart_month,9999-06\n"},
        ["assumptions.csv:2 base: 36 months from 9999-06 leave the calendar; start earlier"],
    ),
    "a bad start month hides nothing and makes nothing up": (
        {"assumptions": "assumption,base\nstart_month,Jan-26\n", "training": "job,spend_month\na,2020-01\n",
         "levers": "feature,cache_read_share,cache_write_share\nchat,1,1\n"},
        ["assumptions.csv:2 base: 'Jan-26' is not written as a month; write 2026-01 if 26 is the year",
         ("levers.csv:2 cache_read_share: cache_read_share + cache_write_share is 2; "
         "keep their sum at 1 or less: both are shares of input tokens")],
    ),
    "a bad share makes no wrong sum": (
        {"prices": TWO_MODELS, "routing": "feature,model,share\nchat,big,0.5\nchat,small,half\n"},
        ["routing.csv:3 share: 'half' is not a number; write the digits 0 to 9 with a decimal point, such as 3.0"],
    ),
    "a bad price makes no unpriced model": (
        {"prices": TWO_MODELS.replace("3,15", "3,$15"), "routing": "feature,model,share\nchat,big,1\n"},
        ["prices.csv:2 output_usd_per_mtok: '$15' carries a currency sign; write 15"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_broken(problems, name):
    files, messages = CASES[name]
    assert problems(**files) == messages


@pytest.mark.parametrize(
    "cell", ["2026-13", "2026-00", "2026", "0026-01", "1899-12", "\u0662026-01", "Janv-26", "1/26"]
)
def test_months(problems, cell):
    accounts = f"month,plan,new_accounts\n{cell},pro,5\n"
    assert problems(accounts=accounts) == [f"accounts.csv:2 month: '{cell}' {MONTH}"]


@pytest.mark.parametrize(
    "cell", ["2026-02-30", "30/02/2026", "03/02/26", "2026-01", "2026-W05-1", "1899-12-31", "yesterday", "99999"]
)
def test_dates(problems, cell):
    prices = PRICES.replace("2025-01-01", cell)
    assert problems(prices=prices) == [f"prices.csv:2 effective_from: '{cell}' {DATE}"]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("2026-2-3", "is not written as a date; write 2026-02-03"),
        ("20260203", "is not written as a date; write 2026-02-03"),
        ("2026/02/03", "is not written as a date; write 2026-02-03"),
        ("2026-02-03 00:00:00", "is not written as a date; write 2026-02-03"),
        ("2026-02-03T10:15:00Z", "is not written as a date; write 2026-02-03"),
        ("13/02/2026", "is not written as a date; write 2026-02-13"),
        ("02/13/2026", "is not written as a date; write 2026-02-13"),
        ("03.03.2026", "is not written as a date; write 2026-03-03"),
        ("03/02/2026", f"{TWO}; write 2026-02-03 if the day stands first, 2026-03-02 if the month does"),
        ("3.2.2026", f"{TWO}; write 2026-02-03 if the day stands first, 2026-03-02 if the month does"),
        ("45658", f"{TWO}; write 2025-01-01 if a spreadsheet counted the days from 1900, 2029-01-02 if from 1904"),
        ("#VALUE!", f"{SHEET}; mend the formula it comes from, or write a date as YYYY-MM-DD, such as 2026-01-31"),
    ],
)
def test_dates_written_otherwise(problems, cell, message):
    assert problems(prices=PRICES.replace("2025-01-01", cell)) == [f"prices.csv:2 effective_from: '{cell}' {message}"]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("2026-1", "is not written as a month; write 2026-01"),
        ("01/2026", "is not written as a month; write 2026-01"),
        ("2026-01-01", "is not written as a month; write 2026-01"),
        ("January 2026", "is not written as a month; write 2026-01"),
        ("Jan-26", "is not written as a month; write 2026-01 if 26 is the year"),
        ("01/02/2026", f"{TWO}; write 2026-02 if the day stands first, 2026-01 if the month does"),
        ("46023", f"{TWO}; write 2026-01 if a spreadsheet counted the days from 1900, 2030-01 if from 1904"),
    ],
)
def test_months_written_otherwise(problems, cell, message):
    accounts = f"month,plan,new_accounts\n{cell},pro,5\n"
    assert problems(accounts=accounts) == [f"accounts.csv:2 month: '{cell}' {message}"]


def test_a_model_may_retire_once_its_share_has_moved(problems):
    routing = "feature,model,share,from\nchat,big,1,\nchat,small,1,2027-01\n"
    assert problems(prices=TWO_MODELS, models="model,retire_month\nbig,2026-12\n", routing=routing) == []


def test_shares_sum_within_a_tolerance(problems):
    prices = TWO_MODELS + "acme,third,2025-01-01,1,1\n"
    routing = "feature,model,share\nchat,big,0.1\nchat,small,0.2\nchat,third,0.7\n"
    assert problems(prices=prices, routing=routing) == []


WARNINGS = {
    "a plan that nobody uses": (
        {"plans": "plan,price_usd,opening_accounts,new_accounts\n"
                  "Pro,20,10,\nlite,5,3,0\nnew,5,0,2\nnone,9,0,0\nlate,9,0,0\n",
         "accounts": "month,plan,new_accounts\n2026-03,late,4\n"},
        [f"plans.csv:{line} plan: {name!r} has accounts, but no row in volumes.csv: its users ask nothing and cost "
         "nothing; add a row to volumes.csv for each feature they use"
         for line, name in ((3, "lite"), (4, "new"), (6, "late"))],
    ),
    "a distillation for no feature": (
        {"training": "job,kind,spend_month\ndistil,distillation,2026-01\ntune,fine_tuning,2026-01\n"},
        [("training.csv:2 feature: 'distil' distils for no feature; "
         "name the feature whose routing changes in its in-service month, and its payback is worked out")],
    ),
    "a job in whose month no split begins": (
        {"training": "job,kind,feature,spend_month,in_service_month\ndistil,distillation,Chat,2026-01,2026-04\n",
         "routing": "feature,model,share,from\nchat,big,1,\nchat,big,1,2026-05\n"},
        [("training.csv:2 in_service_month: no split of 'chat' begins in 2026-04, when 'distil' is in service; "
         "add routing rows from that month, or nothing is saved")],
    ),
    "tokens out of order": (
        {"features": "feature,input_tokens_mean,output_tokens_mean,input_tokens_p50,output_tokens_p95\n"
                     "chat,1000,200,1500,100\n"},
        [("features.csv:2: input tokens p50 1500, mean 1000, p95 1000 are out of order; "
         "check them: tokens are right-skewed, so p50 <= mean <= p95"),
         ("features.csv:2: output tokens p50 200, mean 200, p95 100 are out of order; "
         "check them: tokens are right-skewed, so p50 <= mean <= p95")],
    ),
    "context window": (
        {"models": "model,context_window\nbig,1100\n"},
        [("features.csv:2 input_tokens_p95: 'chat' has 1200 tokens at p95, 'big' takes 1100; "
         "route it to a model with a larger window, or cut the context")],
    ),
    "prices checked 46 days before": (
        {"prices": PRICES.replace("\n", ",{}\n").format("checked_on", "2026-01-01"),
         "plans": "plan,price_usd,as_of\npro,20,2026-02-16\n"},
        [("prices.csv:2 checked_on: 2026-01-01 is 46 days before the as-of date 2026-02-16; "
         "look at the vendor's price page again and set checked_on")],
    ),
    "prices checked 45 days before": (
        {"prices": PRICES.replace("\n", ",{}\n").format("checked_on", "2026-01-02"),
         "plans": "plan,price_usd,as_of\npro,20,2026-02-16\n"},
        [],
    ),
    "an old price checked long ago": (
        {"prices": PRICES.replace("\n", ",{}\n").format("checked_on", "2025-01-02")
                   + "acme,big,2025-06-01,2,9,2026-02-01\n",
         "plans": "plan,price_usd,as_of\npro,20,2026-02-16\n"},
        [],
    ),
    "a new price list without the threshold of the old one": (
        {"prices": "provider,model,effective_from,tier_from_tokens,input_usd_per_mtok,output_usd_per_mtok\n"
                   "acme,big,2025-01-01,,3,15\nacme,big,2025-01-01,200000,6,30\nacme,big,2026-03-01,,2,10\n"},
        [("prices.csv:4 tier_from_tokens: 'big' had a price above 200,000 tokens until 2026-03-01, none since; "
         "if the vendor still asks it, add its row of this date with tier_from_tokens")],
    ),
    "prices checked before an assumption was": (
        {"prices": PRICES.replace("\n", ",{}\n").format("checked_on", "2026-01-02"),
         "assumptions": "assumption,base,checked_on\nstart_month,2026-01,2026-03-01\n"},
        [("prices.csv:2 checked_on: 2026-01-02 is 58 days before the as-of date 2026-03-01; "
         "look at the vendor's price page again and set checked_on")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WARNINGS)
def test_doubtful(read, name):
    files, messages = WARNINGS[name]
    assert [str(warning) for warning in read(**files).warnings] == messages


def test_the_message_of_the_error_has_a_line_for_each_problem(read):
    with pytest.raises(InputError) as caught:
        read(prices=None, plans="plan,price_usd\npro,-1\n")
    assert str(caught.value).splitlines() == [str(problem) for problem in caught.value.problems]
    assert len(caught.value.problems) == caught.value.exit_code == 2
