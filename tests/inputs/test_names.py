"""Names, keys and columns: unknown, missing, given twice, unusable."""

import pytest

PRICES = "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok\nacme,big,2025-01-01,3,15\n"
TWO_MODELS = PRICES + "acme,small,2025-01-01,1,5\n"
TWO_FEATURES = "feature,input_tokens_mean,output_tokens_mean\nchat,1000,200\nsearch,1000,200\n"
START = "assumption,base\nstart_month,2026-01\n"
ASSUMPTIONS = (
    "known: arr_milestones_usd, churn_multiplier, company, currency, days_per_month, diligence_month, "
    "ltv_lifetime_cap_months, months, new_accounts_multiplier, opening_cash_usd, output_tokens_multiplier, "
    "output_tokens_step, ..."
)
LINK = "=HYPERLINK(A1)"

CASES = {
    "unknown plan": (
        {"volumes": "plan,feature,queries_per_user_per_day\npor,chat,2\n"},
        ["volumes.csv:2 plan: 'por' is not a plan; did you mean pro? (names come from plans.csv)"],
    ),
    "unknown feature, no near one": (
        {"levers": "feature,batch_share\ntranslation,1\n"},
        ["levers.csv:2 feature: 'translation' is not a feature; known: chat (names come from features.csv)"],
    ),
    "unknown models in two files": (
        {"models": "model,annual_price_decline\nBIGG,0\n", "routing": "feature,model,share\nchat,bigg,1\n"},
        [
            "models.csv:2 model: 'BIGG' is not a model; did you mean big? (names come from prices.csv)",
            "routing.csv:2 model: 'bigg' is not a model; did you mean big? (names come from prices.csv)",
        ],
    ),
    "near names ignore case": (
        {"plans": "plan,price_usd\nPROF,20\n"},
        ["volumes.csv:2 plan: 'pro' is not a plan; did you mean PROF? (names come from plans.csv)"],
    ),
    "a bad price does not make its plan unknown": (
        {"plans": "plan,price_usd\npro,-20\n"},
        ["plans.csv:2 price_usd: '-20' is out of bounds; write a number 0 or more"],
    ),
    "same plan in another case": (
        {"plans": "plan,price_usd\npro,20\n PRO ,30\n"},
        ["plans.csv:3 plan: 'PRO' stands already in plans.csv:2; keep one of the two rows"],
    ),
    "names equal as numbers": (
        {"plans": "plan,price_usd\n1,20\n1.0,30\n", "volumes": "plan,feature,queries_per_user_per_day\n1,chat,2\n"},
        ["plans.csv:3 plan: '1.0' stands already in plans.csv:2; keep one of the two rows"],
    ),
    "names equal in width": (
        {"features": "feature,input_tokens_mean,output_tokens_mean\nchat,1,1\n\uff43hat,1,1\n"},
        ["features.csv:3 feature: '\uff43hat' stands already in features.csv:2; keep one of the two rows"],
    ),
    "one price a date": (
        {"prices": PRICES + "acme,Big,2025-01-01,4,16\n"},
        [
            (
                "prices.csv:3 model, effective_from: 'Big', '2025-01-01' stands already in prices.csv:2; "
                "keep one of the two rows"
            )
        ],
    ),
    "one provider a model": (
        {"prices": PRICES + "other,big,2025-06-01,4,16\n"},
        [
            (
                "prices.csv:3 provider: 'big' is sold by 'acme' in another row; "
                "a model has one provider; name the other offer differently"
            )
        ],
    ),
    "one volume a date": (
        {"volumes": "plan,feature,queries_per_user_per_day,from\npro,chat,2,\npro,chat,3,2026-01\n"},
        [
            (
                "volumes.csv:3 plan, feature, from: 'pro', 'chat', '2026-01' stands already in volumes.csv:2; "
                "keep one of the two rows"
            )
        ],
    ),
    "a link for a name": (
        {"plans": f"plan,price_usd\n{LINK},20\n", "volumes": f"plan,feature,queries_per_user_per_day\n{LINK},chat,2\n"},
        [
            f"volumes.csv:2 plan: '{LINK}' starts with =, which a formula reads as a comparison; choose another name",
            f"plans.csv:2 plan: '{LINK}' starts with =, which a formula reads as a comparison; choose another name",
        ],
    ),
    "patterns and controls in names": (
        {"opex": "line,category\nrent*,gna\n<tea,gna\na|b,gna\nx\u200by,gna\n"},
        [
            "opex.csv:2 line: 'rent*' holds '*'; choose a name without | [ ] * ? ~ and controls",
            "opex.csv:3 line: '<tea' starts with <, which a formula reads as a comparison; choose another name",
            "opex.csv:4 line: 'a|b' holds '|'; choose a name without | [ ] * ? ~ and controls",
            "opex.csv:5 line: 'x\\u200by' holds '\\u200b'; choose a name without | [ ] * ? ~ and controls",
        ],
    ),
    "an unknown word": (
        {"opex": "line,category\nrent,general\n"},
        ["opex.csv:2 category: 'general' is not known; write one of hosting, third_party, rnd, sales_marketing, gna"],
    ),
    "an unknown column": (
        {"plans": "plan,price_usd,seat\npro,20,3\n"},
        ["plans.csv:1: column 'seat' is not known; did you mean seats?"],
    ),
    "a misspelt required column is said once": (
        {"plans": "plan,Price_USD\npro,20\nbasic,10\n"},
        ["plans.csv:1: column 'Price_USD' is not known; did you mean price_usd?"],
    ),
    "missing columns are said once each, beside bad cells": (
        {"prices": "provider,model,input_usd_per_mtok\nacme,big,3x\nacme,small,1\n"},
        [
            "prices.csv:1: column 'effective_from' is missing; add it: every row needs one",
            "prices.csv:1: column 'output_usd_per_mtok' is missing; add it: every row needs one",
            (
                "prices.csv:2 input_usd_per_mtok: '3x' is not a number; "
                "write the digits 0 to 9 with a decimal point, such as 3.0"
            ),
        ],
    ),
    "a missing name column makes no unknown names": (
        {"plans": "price_usd\n20\n"},
        ["plans.csv:1: column 'plan' is missing; add it: every row needs one"],
    ),
    "a column given twice": (
        {"plans": "plan,price_usd,plan\npro,20,basic\n"},
        ["plans.csv:1: column 'plan' appears twice; keep one of them"],
    ),
    "a column without a name": (
        {"plans": "plan,price_usd,,\npro,20,,7\n"},
        ["plans.csv:1: a column with cells has no name; name it or delete it"],
    ),
    "an unknown assumption": (
        {"assumptions": START + "payment_fee,0.03\nwizards,7\n,8\n"},
        [
            "assumptions.csv:3 assumption: 'payment_fee' is not an assumption; did you mean payment_fee_rate?",
            f"assumptions.csv:4 assumption: 'wizards' is not an assumption; {ASSUMPTIONS}",
            f"assumptions.csv:5 assumption: is empty; {ASSUMPTIONS}",
        ],
    ),
    "a misspelt start_month is said once": (
        {"assumptions": "assumption,base\nstart_mnth,2026-01\n"},
        ["assumptions.csv:2 assumption: 'start_mnth' is not an assumption; did you mean start_month?"],
    ),
    "no start_month": (
        {"assumptions": "assumption,base\nmonths,12\n"},
        ["assumptions.csv: start_month is missing; add a row such as start_month,month,2026-01"],
    ),
    "an empty start_month": (
        {"assumptions": "assumption,unit,base\nstart_month,month,\n"},
        ["assumptions.csv:2 base: start_month is empty; write the first month, such as 2026-01"],
    ),
    "an assumption given twice": (
        {"assumptions": START + "months,12\nmonths,24\n"},
        ["assumptions.csv:4 assumption: months stands already in a row above; keep one row"],
    ),
    "a scenario cell for structure": (
        {"assumptions": "assumption,base,upside\nstart_month,2026-01,2026-02\nmonths,12,12\ncurrency,USD,\n"},
        [
            (
                "assumptions.csv:2 upside: '2026-02', but start_month is the same in every scenario; "
                "leave the scenario's cell empty"
            )
        ],
    ),
    "a bad scenario cell": (
        {"assumptions": "assumption,base,upside\nstart_month,2026-01,soon\nprice_shock,0.25,much\n"},
        [
            "assumptions.csv:2 upside: 'soon' is not a month; write it as YYYY-MM, such as 2026-01",
            (
                "assumptions.csv:3 upside: 'much' is not a number; "
                "write the digits 0 to 9 with a decimal point, such as 3.0"
            ),
        ],
    ),
    "scenarios of one name, and of bad names": (
        {"assumptions": "assumption,base,up,UP,=x\nstart_month,2026-01,,,\n"},
        [
            "assumptions.csv:1: scenario 'UP' has the name of 'up'; give it another name",
            (
                "assumptions.csv:1 scenario: '=x' starts with =, which a formula reads as a comparison; "
                "choose another name"
            ),
        ],
    ),
    "base in capitals": (
        {"assumptions": "assumption,Base\nstart_month,2026-01\n"},
        ["assumptions.csv:1: column 'Base' is not known; did you mean base?"],
    ),
    "several features without a route": (
        {"prices": TWO_MODELS, "features": TWO_FEATURES, "routing": "feature,model,share\nChat,BIG,1\n"},
        [
            (
                "features.csv:3 feature: 'search' has no row in routing.csv, and prices.csv has several models; "
                "route it to one or more of big, small"
            )
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_names(problems, name):
    files, messages = CASES[name]
    assert problems(**files) == messages


def test_an_unknown_scenario_is_told_with_the_rest(problems):
    plans = "plan,price_usd\npro,-1\n"
    assumptions = "assumption,base,upside\nstart_month,2026-01,\n"
    assert problems(scenario="upsid", assumptions=assumptions, plans=plans) == [
        "plans.csv:2 price_usd: '-1' is out of bounds; write a number 0 or more",
        "--scenario: 'upsid' is not a column of assumptions.csv; did you mean upside?",
    ]


def test_problems_of_all_files_come_at_once_in_file_order(problems):
    assert problems(
        assumptions="assumption,base\nstart_month,2026-01\nprice_shock,x\n",
        prices="",
        plans="plan,price_usd\npro,$20\n",
        levers="feature,cache_read_share,cache_write_share\nchat,0.7,0.7\n",
        training="job,spend_month\ntune,2025-12\n",
        volumes="plan,feature,queries_per_user_per_day\nprr,chat,2\n",
    ) == [
        "assumptions.csv:3 base: 'x' is not a number; write the digits 0 to 9 with a decimal point, such as 3.0",
        "prices.csv: the file is empty; write a header line and at least one row",
        (
            "levers.csv:2 cache_read_share: cache_read_share + cache_write_share is 1.4; "
            "keep their sum at 1 or less: both are shares of input tokens"
        ),
        "volumes.csv:2 plan: 'prr' is not a plan; did you mean pro? (names come from plans.csv)",
        "plans.csv:2 price_usd: '$20' carries a currency sign; write 20",
        (
            "training.csv:2 spend_month: 2025-12 is before start_month 2026-01; "
            "leave past jobs out, or start the model earlier"
        ),
    ]


@pytest.mark.parametrize("note", ["=1+1", "+5", "-see below", "@home", "5%"])
def test_notes_are_text_whatever_they_start_with(read, note):
    assert read(plans=f"plan,price_usd,note\npro,20,{note}\n").column("plans", "note") == [note]


def test_one_spelling_per_name(read):
    inputs = read(
        prices=PRICES + "ACME,small,2025-01-01,1,5\n",
        volumes="plan,feature,queries_per_user_per_day\nPRO,Chat,2\n",
        routing="feature,model,share\nCHAT,Big,1\n",
    )
    assert inputs.column("prices", "provider") == ["acme", "acme"]
    assert inputs.column("volumes", "plan") == ["pro"]
    assert inputs.column("routing", "feature") == ["chat"]
    assert inputs.column("routing", "model") == ["big"]


@pytest.mark.parametrize(("one", "other"), [("inf", "infinity"), ("1_000", "1000"), ("nan", "nan1")])
def test_words_that_only_look_like_numbers_differ(read, one, other):
    inputs = read(
        plans=f"plan,price_usd\n{one},20\n{other},30\n",
        volumes=f"plan,feature,queries_per_user_per_day\n{one},chat,2\n",
    )
    assert inputs.column("plans", "plan") == [one, other]
