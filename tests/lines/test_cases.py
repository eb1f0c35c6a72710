"""The hand-worked cases of tests/cases: every figure, and a proved workbook of every company.

A case is a name, why its figures are what they are, the CSVs, perhaps a scenario, and what is expected by id: a list
from month 1 on, or figures by month and `total`. `n.m.` stands for a figure without a meaning.
"""

import math
import pathlib

import pytest
import yaml

from finmodel.gates.expect import Expected
from finmodel.gates.proof import prove
from finmodel.inputs import read
from finmodel.lines import ITEMS
from finmodel.mirror import calculate
from finmodel.workbook.book import make_book
from finmodel.workbook.values import Sentinels
from finmodel.workbook.write import write

FOLDER = pathlib.Path(__file__).parents[1] / "cases"
RELATIVE = 1e-9
EXACT = {"flag", "count", "month", "month number", "date"}

# every line item that MODEL.md, section 2, names from Price Trajectory to Diligence, and the decision to self-host
NAMED = """
    input_usd_per_mtok output_usd_per_mtok cache_read_usd_per_mtok cache_write_usd_per_mtok
    blended_usd_per_mtok price_index volume_index spend_index

    opening_accounts new_accounts churned_accounts closing_accounts users total_users
    queries feature_queries total_queries

    training_cash training_capitalised training_expensed training_amortisation
    total_training_cash total_training_capitalised total_training_expensed total_training_amortisation
    opening_training_asset closing_training_asset

    input_tokens output_tokens
    tier_from_tokens tier_rows_in_force tier_without_base tier_above_mean tier_batch_discount
    tier_input_usd_per_mtok tier_output_usd_per_mtok tier_cache_read_usd_per_mtok tier_cache_write_usd_per_mtok
    model_in_use retirement_month
    pair_input_usd_per_mtok pair_output_usd_per_mtok feature_input_usd_per_mtok feature_output_usd_per_mtok
    tokens_cost_per_query orchestration_cost_per_query router_cost_per_query tools_cost_per_query
    retrieval_cost_per_query review_cost_per_query inference_cost_per_query all_in_cost_per_query
    all_in_cost_per_query_p50 all_in_cost_per_query_p95
    tokens_cost orchestration_cost router_cost tools_cost retrieval_cost inference_cost review_cost
    total_tokens_cost total_orchestration_cost total_router_cost total_tools_cost total_retrieval_cost
    total_inference_cost total_review_cost provider_tokens_cost billed_tokens total_billed_tokens

    revenue total_revenue arr arpu opex_cost
    hosting_cost third_party_cost rnd_cost sales_marketing_cost gna_cost support_cost payment_cost
    total_cogs gross_profit gross_margin gross_margin_loaded gross_margin_after_training
    ebitda ebit net_burn opening_cash closing_cash
    inference_share_of_revenue inference_efficiency_ratio
    cumulative_inference_cost cumulative_training_cash inference_share_of_lifetime_cost
    plan_inference_cost plan_review_cost plan_cogs plan_gross_margin plan_inference_share_of_revenue
    plan_inference_cost_per_user plan_contribution_margin cac ltv ltv_to_cac cac_payback_months

    burn_multiple magic_number net_revenue_retention arr_growth fcf_margin rule_of_40 runway_months
    vendor_top_share vendor_hhi top_decile_cost_per_user top_decile_margin_per_user
    price_shock_gross_margin scale_10x_gross_margin scale_100x_gross_margin
    first_month_pass_gross_margin first_month_pass_inference_share

    cost_per_qualified_output cost_per_revenue_action adoption_adjusted_efficiency

    scale_users scale_revenue scale_inference_cost scale_gross_margin scale_inference_share scale_net_burn
    scale_closing_cash pilot_users_times pilot_queries_times pilot_tokens_times pilot_cost_times
    peak_tokens_per_minute rate_limit_share
    gross_margin_by_price_and_queries gross_margin_by_plan_price_and_output
    attempt_cost lever_cost lever_step lever_saving lever_band largest_lever lever_verdict
    lever_cost_per_qualified_output lever_quality_flag
    rightsizing_cost rightsizing_ratio rightsizing_verdict oversize_ratio
    distillation_cost distillation_saving distillation_net distillation_payback_month distillation_payback_months
    selfhost_tokens gpus_average gpus_peak gpus_billed gpu_rate gpu_cost selfhost_cost api_cost_displaced
    idle_gpu_cost on_demand_overspend selfhost_saving breakeven_queries
    crossover_month sustained_crossover_month selfhost_payback_month arr_milestone_month selfhost_verdict
"""


class OnceLoader(yaml.SafeLoader):
    """YAML in which a key that stands twice is an error, not a figure lost."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = {key for key in keys if keys.count(key) > 1}
        assert not twice, f"{node.start_mark}: {twice} stands twice"
        return super().construct_mapping(node, deep=deep)


def cases():
    for file in sorted(FOLDER.glob("*.yaml")):
        for case in yaml.load(file.read_text(encoding="utf-8"), OnceLoader):
            yield pytest.param(case, id=f"{file.stem}: {case['name']}")


CASES = list(cases())


@pytest.fixture
def inputs(case, tmp_path):
    for name, text in case["inputs"].items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return read(tmp_path, scenario=case.get("scenario", "base"))


def expected_figures(case, inputs):
    """Id, month and expected figure; the month of a constant is empty."""
    months = [str(month) for month in inputs.timeline.all]
    for line, expected in case["expect"].items():
        item = ITEMS.get(line.partition("[")[0])  # a status is no line item: one word each
        monthly = item is not None and item.monthly
        if isinstance(expected, list):
            assert len(expected) == (len(months) if monthly else 1), f"{line}: give a figure for every month"
            expected = dict(zip(months, expected, strict=False)) if monthly else {"": expected[0]}  # noqa: PLW2901
        for month, figure in expected.items():
            yield line, month if monthly else "", figure


def tidy(results):
    """Every figure as `finmodel calc` prints it, by id and month."""
    return {(f"{f.line_item}[{f.member}]" if f.member else f.line_item, f.month): f.value for f in results.figures()}


def agrees(line, expected, found):
    if expected == "n.m.":
        return found is None or found == "n.m." or (isinstance(found, float) and math.isnan(found))
    if isinstance(expected, str) or isinstance(found, str):
        return str(found) == str(expected)
    limit = 0.0 if ITEMS[line.partition("[")[0]].unit in EXACT else RELATIVE * max(abs(expected), abs(found))
    return abs(found - expected) <= limit


@pytest.mark.parametrize("case", CASES)
def test_figures(case, inputs):
    results = calculate(inputs)
    found = tidy(results)
    wrong = []
    for line, month, figure in expected_figures(case, inputs):
        value = float(results.total(line)) if month == "total" else found[line, month]
        if value is None and ITEMS[line.partition("[")[0]].unit in ("date", "month"):
            value = 0.0  # none yet
        if not agrees(line, figure, value):
            wrong.append(f"{line} {month}: worked out {figure}, calculated {value}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("case", CASES)
def test_workbook_is_proved(inputs, tmp_path):
    draft, book = tmp_path / "draft.xlsx", make_book(inputs)
    write(book, draft, Sentinels(book.months))
    report = prove(draft, book, Expected(book, calculate(inputs)))
    assert report.ok
    assert report.compared == report.formulas == book.formula_count > 0


@pytest.mark.parametrize("line", NAMED.split())
def test_every_named_line_item_is_worked_out_by_hand(line):
    assert line in ITEMS
    assert any(line == key.partition("[")[0] for param in CASES for key in param.values[0]["expect"])


def test_every_case_says_why():
    assert all(param.values[0]["why"].strip() for param in CASES)
    names = [param.values[0]["name"] for param in CASES]
    assert len(set(names)) == len(names)
