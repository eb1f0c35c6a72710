"""What must hold for any company: how figures move together, and identities of accounting."""

import random

import numpy as np
import pytest
from companies import companies, read, with_assumption
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from finmodel import lines
from finmodel.inputs.ladder import APPROACHES
from finmodel.mirror import calculate
from finmodel.model.item import CHECK, FLOW, OPENING, STOCK

ROUNDING = 1e-12  # sums in another order
AGREES = 1e-9  # MODEL.md, section 2, last line
# those that every company has; the others have laws of their own, in test_heavy_laws.py
ITEMS = {name: item for name, item in lines.ITEMS.items() if not item.section.needs}


def names_in(text):
    """Line items of a list, each of which exists."""
    names = text.split()
    assert set(names) <= set(lines.ITEMS), set(names) - set(lines.ITEMS)
    return names


LINEAR_IN_USERS = names_in("""
    opening_accounts new_accounts churned_accounts closing_accounts users total_users
    queries feature_queries total_queries billed_tokens total_billed_tokens
    tokens_cost orchestration_cost router_cost tools_cost retrieval_cost inference_cost review_cost
    total_tokens_cost total_orchestration_cost total_router_cost total_tools_cost total_retrieval_cost
    total_inference_cost total_review_cost provider_tokens_cost cumulative_inference_cost
    revenue total_revenue arr support_cost payment_cost plan_inference_cost plan_review_cost
""")
UNCHANGED_BY_USERS = names_in("""
    inference_share_of_revenue inference_efficiency_ratio plan_inference_share_of_revenue
    plan_inference_cost_per_user inference_cost_per_query all_in_cost_per_query arpu blended_usd_per_mtok price_index
    volume_index spend_index training_cash total_training_cash
""")

SCALED_BY_VENDOR_PRICES = names_in("""
    price_factor input_usd_per_mtok output_usd_per_mtok cache_read_usd_per_mtok cache_write_usd_per_mtok
    pair_input_usd_per_mtok pair_output_usd_per_mtok feature_input_usd_per_mtok feature_output_usd_per_mtok
    tokens_cost_per_query orchestration_cost_per_query tokens_cost orchestration_cost
    total_tokens_cost total_orchestration_cost blended_usd_per_mtok
    pair_tokens_cost model_tokens_cost provider_tokens_cost
    mean_tokens_cost_per_query mean_orchestration_cost_per_query
    trailing_tokens_cost trailing_orchestration_cost api_cost_displaced
    full_input_usd_per_mtok unbatched_input_usd_per_mtok
    bare_attempt_cost cached_attempt_cost compressed_attempt_cost attempt_cost
    highest_attempt_cost dearest_attempt_cost routed_attempt_cost routed_cached_attempt_cost
    routed_compressed_attempt_cost planned_attempt_cost
    option_input_usd_per_mtok option_attempt_cost rightsizing_cost cheapest_attempt_cost dearest_used_cost
    split_before_attempt split_after_attempt split_before_cost split_after_cost distillation_saving
    full_tier_input_usd_per_mtok full_tier_output_usd_per_mtok tier_input_usd_per_mtok tier_output_usd_per_mtok
    option_tier_input_usd_per_mtok option_tier_output_usd_per_mtok total_output_cost year_output_cost
    pair_priced_cost plan_priced_cost year_priced_cost scale_tokens_cost
    step_priced_cost total_step_priced_cost year_priced_cost_at_step
""")
MOVED_BY_VENDOR_PRICES = names_in("""
    inference_cost_per_query all_in_cost_per_query all_in_cost_per_query_p50 all_in_cost_per_query_p95
    inference_cost total_inference_cost pair_inference_cost plan_inference_cost
    total_cogs gross_profit gross_margin gross_margin_loaded gross_margin_after_training
    ebitda ebit net_burn opening_cash closing_cash
    inference_share_of_revenue inference_efficiency_ratio cumulative_inference_cost inference_share_of_lifetime_cost
    plan_cogs plan_gross_profit plan_gross_margin plan_inference_share_of_revenue plan_inference_cost_per_user
    plan_contribution_margin ltv ltv_to_cac cac_payback_months price_floor price_headroom
    margin_room plan_query_cost break_even_vendor_price break_even_queries_per_user
    mean_all_in_cost_per_query
    trailing_cogs trailing_net_burn quarter_net_burn plan_margin_is_negative
    burn_multiple_by_month fcf_margin_by_month rule_of_40_by_month runway_months_by_month
    vendor_top_share_by_month vendor_hhi_by_month top_decile_cost_per_user_by_month
    top_decile_margin_per_user_by_month price_shock_gross_margin_by_month
    scale_10x_gross_margin_by_month scale_100x_gross_margin_by_month
    passes_gross_margin plan_passes_gross_margin passes_inference_share plan_passes_inference_share
    burn_multiple fcf_margin rule_of_40 runway_months vendor_top_share vendor_hhi top_decile_cost_per_user
    top_decile_margin_per_user price_shock_gross_margin scale_10x_gross_margin scale_100x_gross_margin
    first_month_pass_gross_margin first_month_pass_inference_share
    company_first_month_pass_gross_margin company_first_month_pass_inference_share
    missed_query_cost feature_lever_cost_by_month lever_cost_by_month lever_step_by_month lever_fall_by_month
    lever_first_by_month lever_rest_by_month lever_last_by_month lever_saving_by_month
    lever_cost lever_step lever_step_share waterfall_base waterfall_fall waterfall_rise
    feature_lever_cost feature_lever_step feature_cost_per_qualified_output lever_quality_flag
    lever_cost_per_qualified_output lever_flags lever_effect lever_verdict is_largest_step
    lever_saving lever_band_place lever_band largest_lever flagged_levers
    distillation_net distillation_paid_back distillation_payback_month distillation_payback_months
    selfhost_saving selfhost_saves selfhost_reverts breakeven_queries crossover_month reversion_month
    sustained_number sustained_crossover_month selfhost_owned selfhost_saved selfhost_paid_back selfhost_payback_month
    selfhost_own_words selfhost_payback_words selfhost_reversion_words selfhost_verdict
    total_all_in_cost feature_all_in_cost feature_all_in_cost_at_scale pilot_cost_times pilot_price_times
    scale_inference_cost scale_inference_share scale_cogs scale_gross_margin scale_net_burn scale_closing_cash
    cost_per_qualified_output cost_per_revenue_action qualified_outputs_per_usd adoption_adjusted_efficiency
    top_decile_share user_driven_burn is_dearest is_oversized oversized_share oversized_features rightsizing_verdict
    pair_uncapped_cost_per_user pair_p95_cost_per_user plan_uncapped_cost_per_user plan_p95_cost_per_user
    plan_p95_cost_per_query exposure_per_account affordable_share highest_cap cap_candidate
    gross_margin_by_price_and_queries gross_margin_by_plan_price_and_output
""")
OVER_THE_HORIZON = names_in("selfhost_owned selfhost_saved selfhost_paid_back")  # cheaper in every later month
CASH = names_in("training_cash total_training_cash cumulative_training_cash net_burn opening_cash closing_cash")

factors = st.sampled_from([0.5, 2.0, 3.7, 10.0, 1000.0])


def size(results, unit):
    """The size of the operands: the largest figure of the unit, and the whole, 1."""
    return max(
        (float(np.max(np.abs(values), initial=1.0, where=np.isfinite(values)))
         for name, values in results.months.items()
         if results.items[name].unit == unit),
        default=1.0,
    )  # fmt: skip


def had(names, results):
    """Those of the line items that the company has; words are compared as words."""
    return [name for name in names if name in results.items]


def same(one, other):
    return np.array_equal(one, other, equal_nan=one.dtype.kind == "f")


def unequal(results, other, names=ITEMS, *, factor=1.0, relative=ROUNDING, months=None):
    """Line items of `other` that are not those of `results` times the factor."""
    return {
        name
        for name in had(names, results)
        if not np.allclose(
            other.months[name][..., :months],
            results.months[name][..., :months] * factor,
            rtol=relative,
            atol=relative * size(results, results.items[name].unit) * factor,
            equal_nan=True,
        )
    }


def different(results, other, names=ITEMS):
    """Line items that are not the same to the last digit, totals included."""
    monthly = {n for n in had(names, results) if not same(results.months[n], other.months[n])}
    totals = {n for n in names if n in results.totals}
    return monthly | {n for n in totals if not same(results.totals[n], other.totals[n])}


def times(inputs, assumption, factor):
    return {assumption: np.array([[inputs.number(assumption) * factor]])}


@given(companies(), factors)
def test_users_scale_linear_costs_and_leave_shares(company, factor):
    inputs = read(company)
    base, scaled = calculate(inputs), calculate(inputs, moved=times(inputs, "users_multiplier", factor))
    for name in LINEAR_IN_USERS:
        np.testing.assert_allclose(scaled.months[name], base.months[name] * factor, rtol=AGREES, err_msg=name)
        np.testing.assert_allclose(scaled.totals[name], base.totals[name] * factor, rtol=AGREES, err_msg=name)
    for name in UNCHANGED_BY_USERS:
        np.testing.assert_allclose(scaled.months[name], base.months[name], rtol=AGREES, err_msg=name)
        np.testing.assert_allclose(scaled.totals[name], base.totals[name], rtol=AGREES, err_msg=name)


@given(companies(), factors)
def test_vendor_prices_move_only_tokens_and_what_follows(company, factor):
    inputs = read(company)
    base, moved = calculate(inputs), calculate(inputs, moved=times(inputs, "vendor_price_multiplier", factor))
    for name in had(SCALED_BY_VENDOR_PRICES, base):
        np.testing.assert_allclose(moved.months[name], base.months[name] * factor, rtol=AGREES, err_msg=name)
    indexes = {
        "price_index",
        "spend_index",
        "rightsizing_ratio",
        "oversize_ratio",
    }  # ratios of what moves to what moves: the same but for rounding
    assert not unequal(base, moved, indexes)
    assert not different(base, moved, {*ITEMS} - {*SCALED_BY_VENDOR_PRICES, *MOVED_BY_VENDOR_PRICES} - indexes)


@given(companies(), st.data())
def test_capitalising_never_moves_cash(company, data):
    inputs = read(company)
    switch = data.draw(st.lists(st.sampled_from([0.0, 0.3, 1.0]), min_size=2, max_size=2))
    shares = np.array(switch[: len(inputs.tables["training"])]).reshape(-1, 1)
    base, moved = calculate(inputs), calculate(inputs, moved={"training__capitalise": shares})
    assert not different(base, moved, CASH[:3])
    assert not unequal(base, moved, CASH)
    assert not different(base, moved, ["total_cogs", "gross_profit", "gross_margin", "plan_cogs", "cac"])


@given(companies(), st.integers(1, 30))
def test_a_longer_horizon_leaves_earlier_months_alone(company, longer):
    inputs = read(company)
    months = inputs.timeline.months
    base, extended = calculate(inputs), calculate(read(with_assumption(company, "months", months + longer)))
    monthly = [name for name, item in ITEMS.items() if item.monthly and name not in OVER_THE_HORIZON]
    assert not unequal(base, extended, monthly, months=months)


@given(companies(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(company, shuffled: random.Random):
    other = {name: shuffled.sample(rows, len(rows)) for name, rows in company.items()}
    base, moved = calculate(read(company)), calculate(read(other))
    for name, item in base.items.items():
        order = [moved.member_list(name).index(member) for member in base.member_list(name)]
        if item.unit == "text":
            assert (moved.months[name][order] == base.months[name]).all(), name
        else:
            close = {"rtol": ROUNDING, "atol": ROUNDING * size(base, item.unit), "err_msg": name}
            np.testing.assert_allclose(moved.months[name][order], base.months[name], **close)


@given(companies(), st.sampled_from(["empty", "Nothing new"]))
def test_a_scenario_of_blanks_is_base(company, scenario):
    rows = [{**row, scenario: ""} for row in company["assumptions"]]
    company = {**company, "assumptions": rows}
    assert not different(calculate(read(company)), calculate(read(company, scenario)))


@given(companies(), companies())
def test_a_scenario_is_its_figures_in_base(company, donor):
    """A scenario's column gives what a base of the same figures gives."""
    drawn = {row["assumption"]: row["base"] for row in donor["assumptions"] if row["base"]}
    levers = {name: value for name, value in drawn.items() if name.endswith("_multiplier")}
    base = {row["assumption"]: row["base"] for row in company["assumptions"]}
    both = [{"assumption": n, "base": base.get(n, ""), "other": levers.get(n, "")} for n in {**base, **levers}]
    merged = [{"assumption": n, "base": value} for n, value in {**base, **levers}.items()]
    scenario = calculate(read({**company, "assumptions": both}, "other"))
    assert not different(scenario, calculate(read({**company, "assumptions": merged})))


def before(values):
    """The row a month earlier, from month 2 on."""
    return values[..., :-1]


def members(values):
    return values.sum(axis=-2, keepdims=True)


IDENTITIES = {
    "accounts: closing = opening + new - churned": lambda m: (
        m["closing_accounts"], m["opening_accounts"] + m["new_accounts"] - m["churned_accounts"]),
    "accounts: opening = last month's closing": lambda m: (m["opening_accounts"][:, 1:], before(m["closing_accounts"])),
    "accounts: the first opening is the book": lambda m: (m["opening_accounts"][:, :1], m["opening_book"]),
    "queries: by feature = by plan and feature": lambda m: (m["total_queries"], members(m["feature_queries"])),
    "training: cash = capitalised + expensed": lambda m: (
        m["training_cash"], m["training_capitalised"] + m["training_expensed"]),
    "training asset: closing = opening + capitalised - amortisation": lambda m: (
        m["closing_training_asset"],
        m["opening_training_asset"] + m["total_training_capitalised"] - m["total_training_amortisation"]),
    "training asset: opening = last month's closing": lambda m: (
        m["opening_training_asset"][:, 1:], before(m["closing_training_asset"])),
    "cash: closing = opening - net burn": lambda m: (m["closing_cash"], m["opening_cash"] - m["net_burn"]),
    "cash: opening = last month's closing": lambda m: (m["opening_cash"][:, 1:], before(m["closing_cash"])),
    "cash: burn = all that is paid less revenue": lambda m: (
        m["net_burn"],
        m["total_inference_cost"] + m["total_review_cost"] + m["support_cost"] + m["payment_cost"]
        + members(m["opex_cost"]) + m["total_training_cash"] - m["total_revenue"]
        + (members(m["tool_cost"]) if "tool_cost" in m else 0)),
    "revenue: plans sum to the total": lambda m: (m["total_revenue"], members(m["revenue"])),
    "inference: plans sum to the total": lambda m: (m["total_inference_cost"], members(m["plan_inference_cost"])),
    "review: plans sum to the total": lambda m: (m["total_review_cost"], members(m["plan_review_cost"])),
    "COGS: plans sum to the total": lambda m: (m["total_cogs"], members(m["plan_cogs"])),
    "sales and marketing: plans sum to the total": lambda m: (
        m["sales_marketing_cost"], members(m["plan_sales_marketing_cost"])),
    "tokens: providers sum to the total": lambda m: (m["total_tokens_cost"], members(m["provider_tokens_cost"])),
    "inference: components sum to it": lambda m: (
        m["inference_cost"],
        m["tokens_cost"] + m["orchestration_cost"] + m["router_cost"] + m["tools_cost"] + m["retrieval_cost"]),
    "price x volume = spend": lambda m: (m["price_index"] * m["volume_index"] / 100,
                                         np.where(m["price_index"] >= 0, m["spend_index"], np.nan)),
    "EBIT = gross profit less all else, amortisation included": lambda m: (
        m["ebit"],
        m["gross_profit"] - m["rnd_cost"] - m["total_training_expensed"] - m["sales_marketing_cost"] - m["gna_cost"]
        - m["total_training_amortisation"]),
}  # fmt: skip


@settings(max_examples=30)
@given(companies())
def test_identities(company):
    results = calculate(read(company))
    money = size(results, "USD")
    for name, identity in IDENTITIES.items():
        left, right = identity(results.months)
        np.testing.assert_allclose(left, right, rtol=AGREES, atol=AGREES * money, err_msg=name)


@given(companies())
def test_totals_are_by_kind(company):
    results = calculate(read(company))
    for name, item in results.items.items():
        rows = results.months[name]
        if item.total is None and item.kind in (STOCK, OPENING, FLOW):
            of_kind = {STOCK: rows[:, -1:], OPENING: rows[:, :1], FLOW: rows.sum(axis=-1, keepdims=True)}
            np.testing.assert_array_equal(results.totals[name], of_kind[item.kind], err_msg=name)


@given(companies())
def test_checks_hold_for_a_valid_company(company):
    results = calculate(read(company))
    checks = [n for n, item in results.items.items() if item.kind is CHECK and not item.warning]
    raised = [n for n in checks if results.months[n].any()]
    assert not raised


@given(companies(), st.sampled_from([1.1, 2.0, 50.0]))
def test_dearer_gpu_hours_never_save_more(company, factor):
    inputs = read(company)
    assume(inputs.tables["selfhost"])
    rates = np.array(inputs.column("gpu_rates", "usd_per_gpu_hour")).reshape(-1, 1)
    base, dearer = calculate(inputs), calculate(inputs, moved={"gpu_rates__usd_per_gpu_hour": rates * factor})
    assert (dearer["gpu_rate"] >= base["gpu_rate"]).all()
    assert (dearer["selfhost_saving"] <= base["selfhost_saving"]).all()
    assert (dearer["crossover_month"] >= base["crossover_month"]).all()
    assert (dearer["sustained_crossover_month"] >= base["sustained_crossover_month"]).all()


@given(companies())
def test_a_fleet_lies_between_its_floor_and_its_peak(company):
    results = calculate(read(company))
    for fleet in results.inputs.tables["selfhost"]:
        name = fleet.cell("feature")
        average, peak, billed = (results[f"gpus_{what}[{name}]"] for what in ("average", "peak", "billed"))
        assert (billed >= fleet.cell("min_gpus")).all()
        assert (billed >= average * (1 - AGREES)).all()
        assert (peak >= billed - AGREES).all()
        assert (peak == np.round(peak)).all()
        assert (peak - 1 < np.maximum(average * fleet.cell("peak_to_average"), fleet.cell("min_gpus"))).all()


@given(companies())
def test_no_approach_that_passes_is_cheaper_than_the_one_to_take(company):
    inputs = read(company)
    results, rungs = calculate(inputs), inputs.tables["ladder"]
    for (feature,) in results.members.of["feature"] if rungs else ():
        costs = {
            row.cell("approach"): results[f"rung_cost[{feature}|{row.cell('approach')}]"].item()
            for row in rungs
            if row.cell("feature") == feature and results[f"rung_passes[{feature}|{row.cell('approach')}]"].item()
        }
        took = int(results[f"rung_to_take[{feature}]"].item())
        assert bool(took) == bool(costs)
        assert not took or costs[APPROACHES[took - 1]] <= min(costs.values()) * (1 + AGREES)


@given(companies())
def test_crossings_come_in_order_and_the_verdict_tells_them(company):
    results = calculate(read(company))
    assume(results.inputs.tables["selfhost"])
    first, back, good, paid = (
        results[name][:, 0]
        for name in ("crossover_month", "reversion_month", "sustained_crossover_month", "selfhost_payback_month")
    )
    assert (first <= good).all()
    assert (good <= paid).all()
    assert ((first < back) | (np.isinf(first) & np.isinf(back))).all()
    for row, (verdict,) in enumerate(results["selfhost_verdict"]):
        assert verdict.startswith("own from") == np.isfinite(good[row])
        assert ("pays back 2" in verdict) == np.isfinite(paid[row])
        assert ("reverts" in verdict) == np.isfinite(back[row])


@given(companies())
def test_the_words_of_a_verdict_are_its_parts(company):
    """The mirror tells a verdict from the runs of months, its parts from the dates: the two agree."""
    results = calculate(read(company))
    assume(results.inputs.tables["selfhost"])
    parts = [results[f"selfhost_{part}_words"] for part in ("own", "payback", "reversion")]
    assert (sum(parts[1:], parts[0]) == results["selfhost_verdict"]).all()


@given(companies())
def test_own_gpus_never_touch_profit_or_cash(company):
    alone = {name: rows for name, rows in company.items() if name not in ("selfhost", "gpu_rates")}
    with_gpus, without = calculate(read(company)), calculate(read(alone))
    assert not different(without, with_gpus, without.items)


@given(companies())
def test_assets_are_written_off_in_full_and_no_further(company):
    """A year after the last service month of any job nothing more is written off than was capitalised."""
    results = calculate(read(with_assumption(company, "months", 40)))
    capitalised, amortised = (results.months[f"training_{n}"].cumsum(axis=-1) for n in ("capitalised", "amortisation"))
    assert (amortised <= capitalised * (1 + AGREES)).all()
    once = results.inputs.column("training", "repeat_every_months")
    for job, repeats in enumerate(once):
        if repeats == 0:
            assert amortised[job, -1] == pytest.approx(capitalised[job, -1], rel=AGREES)
