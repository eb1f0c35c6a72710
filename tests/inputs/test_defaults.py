"""What an empty cell or a missing row means, and that the order of rows means nothing."""

import datetime as dt
import random

import pytest

from finmodel.inputs.assumption import ASSUMPTIONS
from finmodel.inputs.schema import TABLES
from finmodel.timeline import Month

SAID_AGAIN = "assumption,base,upside\nstart_month,2026-01,2026-01\ncurrency,EUR,EUR\nchurn_multiplier,1,1\n"
START = Month.parse("2026-01")
PRICES = "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok\nacme,big,2025-01-01,3,15\n"


def test_five_files_make_a_company(read):
    inputs = read()
    assert inputs.warnings == ()
    assert inputs.timeline.start == START
    assert inputs.timeline.months == 36
    assert inputs.scenarios == ("base",)
    assert inputs.value("diligence_month") == Month.parse("2026-12")
    assert inputs.as_of == dt.date(2026, 1, 1)
    assert sorted(inputs.files) == ["assumptions.csv", "features.csv", "plans.csv", "prices.csv", "volumes.csv"]
    assert {name for name in ASSUMPTIONS if inputs.value(name) != ASSUMPTIONS[name].default} == {
        "start_month",
        "diligence_month",
    }


DEFAULTS = {
    "prices": {"cache_read_usd_per_mtok": 3, "cache_write_usd_per_mtok": 3, "batch_discount": 0},
    "models": {"model": "big", "annual_price_decline": 0, "context_window": 0, "retire_month": None},
    "features": {
        "input_tokens_p50": 1000, "output_tokens_p50": 200, "input_tokens_p95": 1000, "output_tokens_p95": 200,
        "context_growth_rate": 0, "retry_rate": 0, "retrieval_usd": 0, "tool_calls": 0, "tool_usd": 0,
        "orchestration_rate": 0,
    },
    "levers": {
        "feature": "chat", "cache_read_share": 0, "cache_write_share": 0, "response_cache_hit_rate": 0,
        "compression_rate": 0, "compression_from": START, "batch_share": 0, "router_usd": 0,
    },
    "quality": {
        "feature": "chat", "review_rate": 0, "review_minutes": 0, "review_usd_per_hour": 0, "qualified_rate": 1,
        "action_rate": 0, "p95_latency_s": None, "latency_target_s": None, "trigger": "",
    },
    "routing": {"feature": "chat", "model": "big", "share": 1, "from": START},
    "volumes": {"adoption_share": 1, "from": START, "queries_growth_rate": 0},
    "plans": {
        "seats": 1, "opening_accounts": 0, "new_accounts": 0, "new_accounts_growth_rate": 0, "churn_rate": 0,
        "support_usd": 0, "sales_marketing_share": 1,
    },
}  # fmt: skip


@pytest.mark.parametrize("table", DEFAULTS)
def test_defaults(read, table):
    (row,) = read().tables[table]
    assert {column: row.cell(column) for column in DEFAULTS[table]} == DEFAULTS[table]


def test_defaults_of_optional_files(read):
    (job,) = read(training="job,spend_month\ntune,2026-03\n").tables["training"]
    assert job.cell("in_service_month") == Month.parse("2026-03")
    assert (job.cell("kind"), job.cell("life_months"), job.cell("repeat_every_months")) == ("fine_tuning", 12, 0)
    (line,) = read(opex="line,category\nrent,gna\n").tables["opex"]
    assert (line.cell("from"), line.cell("to")) == (START, Month.parse("2028-12"))
    assert (line.cell("usd_per_month"), line.cell("usd_per_user"), line.cell("growth_rate")) == (0, 0, 0)


def test_plans_share_sales_and_marketing_equally(read):
    plans = "plan,price_usd\npro,20\nbasic,10\nteam,5\nfree,0\n"
    assert read(plans=plans).column("plans", "sales_marketing_share") == [0.25] * 4


def test_levers_quality_and_models_have_a_row_for_every_member(read):
    inputs = read(
        prices=PRICES + "acme,small,2025-01-01,1,5\nacme,big,2026-06-01,2,10\n",
        features="feature,input_tokens_mean,output_tokens_mean\nchat,1,1\nsearch,2,2\n",
        routing="feature,model,share\nsearch,small,1\nchat,big,1\n",
        levers="feature,batch_share\nsearch,0.5\n",
        models="model,context_window\nsmall,9000\n",
    )
    assert inputs.column("levers", "feature") == inputs.column("quality", "feature") == ["chat", "search"]
    assert inputs.column("levers", "batch_share") == [0, 0.5]
    assert inputs.column("models", "model") == ["big", "small"]
    assert inputs.column("models", "context_window") == [0, 9000]


def test_a_scenario_differs_where_its_cells_are_filled(read):
    assumptions = "assumption,base,upside\nstart_month,2026-01,\nprice_shock,0.1,0.2\npayment_fee_rate,3%,\n"
    inputs = read(assumptions=assumptions, scenario="upside")
    assert (inputs.number("price_shock"), inputs.number("payment_fee_rate")) == (0.2, 0.03)
    assert inputs.under("base").number("price_shock") == 0.1


def test_a_short_horizon_ends_with_the_diligence_month(read):
    inputs = read(assumptions="assumption,base\nstart_month,2026-01\nmonths,6\n")
    assert inputs.value("diligence_month") == Month.parse("2026-06")


def test_dates_of_notes_may_be_months(read):
    inputs = read(plans="plan,price_usd,as_of,checked_on\npro,20,2026-02,2026-03-04\n")
    assert inputs.column("plans", "as_of") == [dt.date(2026, 2, 1)]
    assert inputs.as_of == dt.date(2026, 3, 4)
    assert inputs.shown["plans"] == ("as_of", "checked_on")


FILES = {
    "assumptions": ["assumption,base,upside", "start_month,2026-01,", "months,24,", "price_shock,0.1,0.2"],
    "prices": [*PRICES.splitlines(), "acme,small,2025-01-01,1,5",
               "zeta,tiny,2025-01-01,0.1,1", "acme,big,2026-07-01,2,9"],
    "features": ["feature,input_tokens_mean,output_tokens_mean", "chat,1000,200", "search,50,10", "mail,7,7"],
    "plans": ["plan,price_usd", "pro,20", "basic,10", "free,0"],
    "volumes": ["plan,feature,queries_per_user_per_day,from", "pro,chat,2,", "pro,chat,3,2026-06", "free,mail,1,"],
    "routing": ["feature,model,share,from", "chat,big,0.5,", "chat,small,0.5,", "search,tiny,1,", "mail,tiny,1,",
                "chat,small,1,2026-09"],
    "levers": ["feature,batch_share", "mail,1", "search,0.5"],
    "models": ["model,context_window", "tiny,10", "big,900"],
}  # fmt: skip


def _values(inputs):
    rows = {
        (table, *(str(row.cell(part)) for part in TABLES[table].key)): row.model_dump()
        for table in TABLES
        for row in inputs.tables[table]
    }
    return {name: inputs.value(name) for name in ASSUMPTIONS}, rows


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_rows_and_columns_means_nothing(read, seed):
    shuffle = random.Random(seed)
    mixed = {}
    for name, (header, *lines) in FILES.items():
        table = [line.split(",") for line in (header, *shuffle.sample(lines, len(lines)))]
        columns = shuffle.sample(list(zip(*table, strict=True)), len(table[0]))
        mixed[name] = "".join(",".join(cells) + "\n" for cells in zip(*columns, strict=True))
    straight = {name: "\n".join(lines) + "\n" for name, lines in FILES.items()}
    assert _values(read(**mixed)) == _values(read(**straight))


def test_what_is_the_same_in_every_scenario_may_be_said_for_each(read):
    """It stands once in the workbook, so that is how it is held; an assumption of a scenario's own stays that."""
    inputs = read(assumptions=SAID_AGAIN)
    own = {name: dict(inputs.assumptions[name].scenarios) for name in ("start_month", "currency", "churn_multiplier")}
    assert own == {"start_month": {}, "currency": {}, "churn_multiplier": {"upside": 1.0}}
    assert inputs.under("upside").value("currency") == "EUR"
