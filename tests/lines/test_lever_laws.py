"""The laws of the levers, whatever the company: a waterfall between two runs of the model, in any order of features."""

import numpy as np
from companies import companies, read, with_assumption
from hypothesis import given, settings
from hypothesis import strategies as st

from finmodel.mirror import calculate
from finmodel.model.dimension import STEPS

AGREES = 1e-9
PULLED = {  # the columns of levers.csv that a step brings
    "prompt_cache": ("cache_read_share", "cache_write_share"),
    "response_cache": ("response_cache_hit_rate",),
    "compression": ("compression_rate",),
    "batching": ("batch_share",),
}


def levels(results):
    """Cost of the month after each step, shape (step, month)."""
    return results.months["lever_cost_by_month"]


def size(results):
    return max(1.0, float(levels(results).max()))


def same(left, right, results):
    np.testing.assert_allclose(left, right, rtol=AGREES, atol=AGREES * size(results))


@settings(max_examples=30)
@given(companies())
def test_steps_sum_to_first_less_last(company):
    results = calculate(read(company))
    cost, step = results.months["lever_cost"][:, 0], results.months["lever_step"][:, 0]
    same(step.sum(), cost[0] - cost[-1], results)
    same(cost[0] - step.cumsum(), cost, results)


@settings(max_examples=30)
@given(companies())
def test_the_last_level_is_the_plan(company):
    results = calculate(read(company))
    same(levels(results)[-1], results.months["total_inference_cost"][0], results)


@given(companies(), st.sampled_from(STEPS[1:-1]))
def test_a_level_is_what_the_company_pays_without_the_later_levers(company, step):
    """A company whose levers.csv leaves the later levers empty, read and calculated anew."""
    later = {column for lever in STEPS[STEPS.index(step) + 1 :] for column in PULLED[lever]}
    without = [{column: "" if column in later else cell for column, cell in row.items()} for row in company["levers"]]
    results, other = calculate(read(company)), calculate(read({**company, "levers": without}))
    same(levels(results)[STEPS.index(step)], other.months["total_inference_cost"][0], results)


@given(companies())
def test_the_first_level_is_wholly_on_one_model_without_levers(company):
    """Of the runs on a single model each, the level is no less than the cheapest and no more than the dearest."""
    inputs = read({**company, "levers": []})
    results = calculate(inputs)
    alone = []
    for model in {row["model"] for row in company["prices"]}:
        routes = [{"feature": row["feature"], "model": model, "share": "1"} for row in company["features"]]
        alone.append(calculate(read({**company, "levers": [], "routing": routes})).months["inference_cost"])
    first = results.months["feature_lever_cost_by_month"][:: len(STEPS)]
    slack = AGREES * size(results)
    assert (first <= np.max(alone, axis=0) + slack).all()
    assert (first >= np.min(alone, axis=0) - slack).all()
    used = results.months["routing_share"] > 0
    assert (results.months["is_dearest"] <= used).all()
    assert (first >= results.months["inference_cost"] - slack).all()


@given(companies())
def test_without_a_lever_every_step_is_nothing(company):
    """One model a feature and an empty levers.csv: no rounding is left either."""
    first = company["prices"][0]["model"]
    routes = [{"feature": row["feature"], "model": first, "share": "1"} for row in company["features"]]
    results = calculate(read({**company, "levers": [], "routing": routes}))
    assert not results.months["lever_step"].any()
    assert not results.months["flagged_levers"].any()


@given(companies())
def test_the_order_of_features_does_not_matter(company):
    results = calculate(read(company))
    turned = calculate(read({**company, "features": company["features"][::-1]}))
    same(levels(turned), levels(results), results)
    verdicts = ("lever_verdict", "lever_flags", "largest_lever", "lever_band", "flagged_levers", "oversized_features")
    assert {name for name in verdicts if (turned.months[name] != results.months[name]).any()} == set()


@given(companies(), st.sampled_from([0.5, 3.0, 1000.0]))
def test_users_scale_every_level_and_leave_the_saving(company, factor):
    base = calculate(read(company))
    scaled = calculate(read(with_assumption(company, "users_multiplier", factor)))
    users = base.inputs.number("users_multiplier")
    same(levels(scaled) * users, levels(base) * factor, scaled)
    saved = base.months["lever_saving_by_month"]
    np.testing.assert_allclose(scaled.months["lever_saving_by_month"], saved, rtol=AGREES, atol=AGREES)


@given(companies())
def test_a_flag_says_that_a_good_answer_became_dearer(company):
    months = calculate(read(company)).months
    cost = months["feature_cost_per_qualified_output"][:, 0]
    for i in np.flatnonzero(months["lever_quality_flag"][:, 0]):
        assert months["feature_lever_step"][i, 0] > 0
        assert cost[i] > cost[i - 1] or np.isnan(cost[i])


@given(companies())
def test_a_job_is_paid_back_when_its_saving_reaches_its_cost(company):
    results = calculate(read(company))
    paid, saved = (results.months[name].cumsum(axis=-1) for name in ("training_cash", "distillation_saving"))
    for i, (job, _) in enumerate(results.members.of["job_feature"]):
        row = results.members.of["job"].index((job,))
        spent = paid[row]
        service = int(results.months["distillation_service"][i, 0])
        first = next(
            (m for m in range(service, len(spent) + 1) if saved[i][m - 1] >= spent[m - 1] * (1 - AGREES)), None
        )
        spend = results.inputs.timeline.number(results.inputs.column("training", "spend_month")[row])
        expected = np.inf if first is None else first - spend + 1
        assert results.months["distillation_payback_months"][i, 0] == expected
