"""Random companies of every table and of one to twelve members, with figures at the ends of what is valid."""

import pathlib

from companies import FEATURES, JOBS, MODELS, PLANS, companies, csv_text
from hypothesis import strategies as st
from rings import with_all
from test_long_requests import with_tiers

TWELVE = {
    "models": (*MODELS, *((f"vendor {n % 3}", f"model-{n}") for n in range(9))),
    "features": (*FEATURES, *(f"feature {n}" for n in range(9))),
    "plans": (*PLANS, *(f"plan {n}" for n in range(9))),
    "jobs": (*JOBS, *(f"job {n}" for n in range(9))),
}
ENDS = {  # what a column holds in every row where it holds something
    "nobody": {("plans", "opening_accounts"): "0", ("plans", "new_accounts"): "0", ("accounts", "new_accounts"): "0"},
    "nobody asks": {("volumes", "queries_per_user_per_day"): "0"},
    "all leave at once": {("plans", "churn_rate"): "1"},
    "free plans": {("plans", "price_usd"): "0"},
    "free models": {("prices", "input_usd_per_mtok"): "0", ("prices", "output_usd_per_mtok"): "0"},
    "no tokens": {("features", "input_tokens_mean"): "0", ("features", "output_tokens_mean"): "0"},
    "no share": {("volumes", "adoption_share"): "0", ("levers", "batch_share"): "0"},
    "every share": {
        ("volumes", "adoption_share"): "1", ("levers", "batch_share"): "1", ("levers", "compression_rate"): "1",
        ("levers", "response_cache_hit_rate"): "1", ("prices", "batch_discount"): "1", ("training", "capitalise"): "1",
    },
    "crowds": {("plans", "opening_accounts"): "2000000000", ("plans", "seats"): "500"},
    "specks": {("plans", "price_usd"): "0.000001", ("prices", "input_usd_per_mtok"): "0.000000001"},
    "hopeless": {("quality", "qualified_rate"): "0", ("features", "retry_rate"): "9"},
}  # fmt: skip
METRICS = ("gross_margin", "inference_share_of_revenue", "plan_contribution_margin")


def at_ends(company, names):
    """The company with some columns at their end; blanks stay blank."""
    ends = {place: value for name in names for place, value in ENDS[name].items()}
    return {
        table: [{column: ends.get((table, column), cell) if cell else cell for column, cell in row.items()}
                for row in rows]
        for table, rows in company.items()
    }  # fmt: skip


@st.composite
def wide_companies(draw):
    """A company of one to twelve models, features, plans and jobs; some have every optional table, some few."""
    least = draw(st.sampled_from([1, 1, 7, 12]))
    company = draw(companies(**TWELVE, least=least, pairs=2 + 2 * least, repeats=12))
    if draw(st.booleans()):
        company = draw(with_all(company))
    elif draw(st.booleans()):
        company = with_tiers(company, draw(st.sampled_from([1, 8_000, 1_000_000])))
    for table in draw(st.sets(st.sampled_from(["models", "levers", "accounts", "opex", "training", "ladder"]))):
        company = {**company, table: []}
    if draw(st.booleans()):
        rows = [{"metric": metric, "direction": "info", "low": "0", "high": "1"} for metric in METRICS]
        company = {**company, "benchmarks": rows[: draw(st.integers(1, 3))]}
    company = {**company, "assumptions": [{**row, "other": ""} for row in company["assumptions"]]}
    return at_ends(company, draw(st.sets(st.sampled_from(sorted(ENDS)), max_size=3)))


def write(company, folder: pathlib.Path):
    """Write its CSVs into a new folder."""
    folder.mkdir()
    for name, rows in company.items():
        if rows:
            (folder / f"{name}.csv").write_text(csv_text(rows), encoding="utf-8")
    return folder
