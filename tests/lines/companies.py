"""Small random companies: every input file, dated rows, blanks, zeros, and odd but valid figures.

A company is its CSVs as rows: `{"plans": [{"plan": "pro", "price_usd": "20"}, ...], ...}`. An empty cell is a blank.
"""

import csv
import io
import pathlib
import tempfile

from hypothesis import strategies as st

from finmodel import inputs
from finmodel.inputs.ladder import APPROACHES

MODELS = (("acme", "big"), ("acme", "small"), ("zeta", "Wide-1.5"))
FEATURES = ("chat", "search", "Ticket triage")
PLANS = ("free", "pro", "Team & co")
JOBS = ("base model", "retrain", "index")
EARLIER = ("", "2025-06", "2026-01")  # in force from month 1 on; a blank is the first month
LATER = ("2026-02", "2026-03", "2026-05")


def csv_text(rows):
    stream = io.StringIO()
    columns = list(dict.fromkeys(column for row in rows for column in row))
    writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def read(company, scenario="base"):
    """Write a company to a folder that goes again, and read it."""
    with tempfile.TemporaryDirectory() as folder:
        for name, rows in company.items():
            if rows:
                pathlib.Path(folder, f"{name}.csv").write_text(csv_text(rows), encoding="utf-8")
        return inputs.read(folder, scenario=scenario)


def with_assumption(company, name, value):
    """The company with one assumption set."""
    others = [row for row in company["assumptions"] if row["assumption"] != name]
    return {**company, "assumptions": [*others, {"assumption": name, "base": str(value)}]}


def number(low, high, places=2):
    """A decimal as somebody would type it."""
    scale = 10**places
    return st.integers(round(low * scale), round(high * scale)).map(lambda n: f"{n / scale:.{places}f}")


def blank_or(values):
    return st.one_of(st.just(""), values)


def rates(high):
    return blank_or(number(0, high))


def growth():
    return blank_or(number(-0.2, 0.2))


def whole(low, high):
    return st.integers(low, high).map(str)


@st.composite
def companies(draw, models=MODELS, features=FEATURES, plans=PLANS, jobs=JOBS, *, least=1, pairs=4, repeats=2):
    """A valid company of some of these models, features and plans, a few costs, and so many jobs."""

    def of(names):
        return draw(st.lists(st.sampled_from(names), min_size=least, max_size=len(names), unique=True))

    models, features, plans = of(models), of(features), of(plans)
    pairs = draw(
        st.lists(st.tuples(st.sampled_from(plans), st.sampled_from(features)), min_size=1, max_size=pairs, unique=True)
    )
    reviewed = draw(some(features))
    return {
        "assumptions": draw(assumptions()),
        "prices": [row for model in models for row in draw(prices(model))],
        "models": [draw(held(model)) for _, model in draw(some(models))],
        "features": [draw(feature(name)) for name in features],
        "levers": [draw(lever(name, losing=name in reviewed)) for name in draw(some(features))],
        "quality": [draw(review(name)) for name in reviewed],
        "routing": draw(routing(features, [model for _, model in models])),
        "plans": draw(price_plans(plans)),
        "volumes": [row for pair in pairs for row in draw(volumes(*pair))],
        "accounts": draw(accounts(plans)),
        "opex": draw(st.lists(opex_line(), max_size=3, unique_by=lambda row: row["line"])),
        "training": draw(st.lists(job(jobs, features), max_size=repeats, unique_by=lambda row: row["job"])),
        **draw(own_gpus(features)),
        "ladder": draw(ladder(features)),
    }


def some(names):
    return st.lists(st.sampled_from(names), unique=True)


def rows(**columns):
    return st.fixed_dictionaries({column.rstrip("_"): values for column, values in columns.items()})


def assumptions():
    multiplier = blank_or(number(0.1, 3))
    optional = {
        "days_per_month": blank_or(whole(20, 31)),
        "opening_cash_usd": blank_or(whole(0, 1_000_000)),
        "payment_fee_rate": rates(0.1),
        "ltv_lifetime_cap_months": blank_or(whole(1, 60)),
        "vendor_price_multiplier": multiplier,
        "new_accounts_multiplier": multiplier,
        "users_multiplier": multiplier,
        "queries_multiplier": multiplier,
        "output_tokens_multiplier": multiplier,
        "arr_milestones_usd": st.sampled_from(["", "none", "1200", "50000;1000000.5"]),
        "churn_multiplier": multiplier,
        "plan_price_multiplier": multiplier,
    }
    given = st.fixed_dictionaries({"start_month": st.just("2026-01"), "months": whole(1, 7)}, optional=optional)
    return given.map(lambda chosen: [{"assumption": name, "base": value} for name, value in chosen.items()])


def prices(model):
    first = st.sampled_from(["2024-06-15", "2025-12-02", "2026-01-01"])
    later = st.lists(st.sampled_from(["2026-01-02", "2026-02-01", "2026-03-31", "2026-05-01"]), max_size=2, unique=True)
    dates = st.tuples(first, later).map(lambda drawn: [drawn[0], *drawn[1]])
    provider, name = model
    return dates.flatmap(lambda days: st.tuples(*(list_price(provider, name, day) for day in days)))


def list_price(provider, model, day):
    return rows(
        provider=st.just(provider),
        model=st.just(model),
        effective_from=st.just(day),
        input_usd_per_mtok=number(0, 10),
        output_usd_per_mtok=number(0, 50),
        cache_read_usd_per_mtok=rates(1),
        cache_write_usd_per_mtok=rates(12),
        batch_discount=rates(1),
    )


def held(model):
    return rows(
        model=st.just(model),
        annual_price_decline=blank_or(number(-0.9, 0.9)),
        context_window=blank_or(whole(0, 20_000)),
    )


def feature(name):
    return rows(
        feature=st.just(name),
        input_tokens_mean=whole(0, 20_000),
        output_tokens_mean=whole(0, 2_000),
        input_tokens_p50=blank_or(whole(0, 20_000)),
        output_tokens_p95=blank_or(whole(0, 8_000)),
        context_growth_rate=growth(),
        retry_rate=rates(1.5),
        retrieval_usd=rates(0.01),
        tool_calls=rates(3),
        tool_usd=rates(0.02),
        orchestration_rate=rates(0.5),
    )


def lever(name, losing):
    """What levers lose comes on top of the qualified rate, which is 1 without a row in quality.csv."""
    loss = rates(0.1) if losing else st.just("")
    return rows(
        feature=st.just(name),
        cache_read_share=rates(0.6),
        cache_write_share=rates(0.4),
        response_cache_hit_rate=rates(1),
        compression_rate=rates(1),
        compression_from=st.sampled_from(["", "2025-06", "2026-03"]),
        batch_share=rates(1),
        router_usd=rates(0.01),
        routing_qualified_loss=loss,
        response_cache_qualified_loss=loss,
        compression_qualified_loss=loss,
    )


def review(name):
    return rows(
        feature=st.just(name),
        review_rate=rates(1),
        review_minutes=rates(10),
        review_usd_per_hour=blank_or(whole(0, 90)),
        qualified_rate=number(0, 0.7),
    )


@st.composite
def routing(draw, features, models):
    """Splits by date; the shares are whole percentages, so that they sum to 1."""
    splits = []
    for name in features:
        for start in draw(dates()):
            routed = draw(st.lists(st.sampled_from(models), min_size=1, unique=True))
            cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=len(routed) - 1, max_size=len(routed) - 1)))
            shares = [high - low for low, high in zip([0, *cuts], [*cuts, 100], strict=True)]
            splits += [
                {"feature": name, "model": model, "share": f"{share}%", "from": start}
                for model, share in zip(routed, shares, strict=True)
            ]
    return [] if len(models) == 1 and draw(st.booleans()) else splits


def dates():
    """The start of a first row in force from month 1 on, and of those that follow it."""
    later = st.lists(st.sampled_from(LATER), max_size=2, unique=True)
    return st.tuples(st.sampled_from(EARLIER), later).map(lambda drawn: [drawn[0], *drawn[1]])


@st.composite
def price_plans(draw, plans):
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=len(plans) - 1, max_size=len(plans) - 1)))
    shares = [f"{high - low}%" for low, high in zip([0, *cuts], [*cuts, 100], strict=True)]
    given = draw(st.booleans())
    return [
        {**draw(plan(name)), "sales_marketing_share": share if given else ""}
        for name, share in zip(plans, shares, strict=True)
    ]


def plan(name):
    return rows(
        plan=st.just(name),
        price_usd=number(0, 200),
        seats=blank_or(whole(0, 20)),
        opening_accounts=blank_or(whole(0, 1_000)),
        new_accounts=blank_or(whole(0, 100)),
        new_accounts_growth_rate=growth(),
        churn_rate=rates(1),
        support_usd=rates(20),
    )


@st.composite
def volumes(draw, name, used):
    """Rows of a plan and feature; one that starts later is a launch."""
    starts = draw(st.one_of(dates(), st.sampled_from(LATER).map(lambda launch: [launch])))
    row = rows(
        plan=st.just(name),
        feature=st.just(used),
        queries_per_user_per_day=number(0, 30),
        adoption_share=rates(1),
        queries_growth_rate=growth(),
    )
    return [{**draw(row), "from": start} for start in starts]


def accounts(plans):
    months = st.sampled_from(["2026-01", "2026-02", "2026-04", "2026-06"])
    row = rows(month=months, plan=st.sampled_from(plans), new_accounts=number(0, 50, places=1))
    return st.lists(row, max_size=3, unique_by=lambda drawn: (drawn["month"], drawn["plan"]))


def opex_line():
    return rows(
        line=st.sampled_from(["servers", "people", "office", "adverts"]),
        category=st.sampled_from(["hosting", "third_party", "rnd", "sales_marketing", "gna"]),
        usd_per_month=blank_or(whole(0, 20_000)),
        usd_per_user=rates(3),
        growth_rate=growth(),
        from_=st.sampled_from(["", "2025-06", "2026-03"]),
        to=st.sampled_from(["", "2026-04"]),
    )


@st.composite
def own_gpus(draw, features):
    """Some features that could be hosted, with the rates of a GPU hour; or neither file."""
    hosted = draw(some(features))
    bought = draw(st.lists(st.sampled_from(["on_demand", "reserved", "spot"]), min_size=1, unique=True))
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=len(bought) - 1, max_size=len(bought) - 1)))
    shares = [high - low for low, high in zip([0, *cuts], [*cuts, 100], strict=True)]
    rates_of = [
        {"purchase": purchase, "share": f"{share}%", "usd_per_gpu_hour": draw(number(0, 5))}
        for purchase, share in zip(bought, shares, strict=True)
    ]
    return {"selfhost": [draw(fleet(name)) for name in hosted], "gpu_rates": rates_of if hosted else []}


def ladder(features):
    """Some approaches to some features, in no order."""
    keys = st.tuples(st.sampled_from(features), st.sampled_from(APPROACHES))
    rungs = keys.flatmap(lambda key: rung(*key))
    return st.lists(rungs, max_size=5, unique_by=lambda row: (row["feature"], row["approach"]))


def rung(feature, approach):
    return rows(
        feature=st.just(feature),
        approach=st.just(approach),
        one_time_usd=blank_or(whole(0, 100_000)),
        usd_per_month=blank_or(whole(0, 5_000)),
        usd_per_query=rates(1),
        qualified_rate=number(0, 1),
    )


def fleet(name):
    return rows(
        feature=st.just(name),
        tokens_per_second_per_gpu=number(1, 5_000),
        target_utilisation=blank_or(number(0.1, 1)),
        peak_to_average=blank_or(number(1, 6)),
        min_gpus=blank_or(whole(0, 4)),
        autoscale_efficiency=rates(1),
        mlops_fte=rates(1),
        mlops_usd_per_month=blank_or(whole(0, 20_000)),
        setup_usd=blank_or(whole(0, 50_000)),
    )


def job(jobs, features):
    return rows(
        job=st.sampled_from(jobs),
        kind=st.sampled_from(["", "pretraining", "distillation", "data"]),
        feature=st.sampled_from(["", *features]),
        spend_month=st.sampled_from(["2026-01", "2026-02", "2026-04"]),
        in_service_month=st.sampled_from(["", "2026-04", "2026-06"]),
        compute_usd=blank_or(whole(0, 100_000)),
        data_usd=blank_or(whole(0, 50_000)),
        labour_usd=blank_or(whole(0, 50_000)),
        failed_run_rate=rates(1),
        capitalise=rates(1),
        life_months=blank_or(whole(1, 24)),
        repeat_every_months=blank_or(whole(0, 4)),
    )
