"""The graph: names that exist, an order without cycles, the same drivers on both sides."""

import dataclasses

import pytest

from finmodel.errors import DeclarationError
from finmodel.gates import static
from finmodel.lines import ITEMS
from finmodel.model.dimension import PLAN
from finmodel.model.graph import Graph
from finmodel.model.item import RATIO, Section, Weighted, line
from finmodel.model.reference import Reference

HERE = Section("Profit", "Here")
GRAPH = Graph(ITEMS)


def item(name, excel, mirror, **settings):
    mirror.__name__, mirror.__doc__ = name, "A planted line item."
    return line(name, HERE, unit="USD", excel=excel, **settings)(mirror)


def graph(*items):
    return Graph({**ITEMS, **{i.id: i for i in items}})


def refusal(*items):
    with pytest.raises(DeclarationError) as error:
        _ = graph(*items).order
    return str(error.value).splitlines()


def test_the_model_has_an_order_in_which_arguments_come_first():
    place = {name: i for i, name in enumerate(GRAPH.order)}
    assert set(place) == set(ITEMS)
    assert not [(n, p) for n, i in ITEMS.items() for p in i.parameters if p in place and place[p] >= place[n]]


def test_both_hands_of_every_line_item_have_the_same_drivers():
    assert static.drivers(GRAPH) == []


STRUCTURE = {"step_number"}  # the steps of the waterfall are the same for every company


@pytest.mark.parametrize("name", ITEMS)
def test_every_line_item_comes_from_inputs(name):
    excel, mirror = GRAPH.drivers(name)
    assert excel == mirror
    structure = name in STRUCTURE or "plan_rows" in ITEMS[name].parameters  # which rows those are, actuals say
    assert excel or structure


UNKNOWN = {
    "a line item": (
        item("planted", "{total_revenu}", lambda total_revenue: total_revenue),
        "Profit, planted: the formula reads {total_revenu}, which is not in the model: did you mean total_revenue",
    ),
    "an input column": (
        item("planted", "{plans.churn}", lambda plans__churn_rate: plans__churn_rate, by=PLAN),
        "Profit, planted: the formula reads {plans.churn}, which is not in plans.csv: did you mean churn_rate?",
    ),
    "a table": (
        item("planted", "{plan.churn_rate}", lambda plans__churn_rate: plans__churn_rate, by=PLAN),
        "Profit, planted: the formula reads {plan.churn_rate}, which is not in plan.csv: none is known",
    ),
    "a weight": (
        item("planted", "{arr}", lambda arr: arr, kind=RATIO, total=Weighted("total_user")),
        "Profit, planted: the formula reads {total_user}, which is not in the model: did you mean total_users",
    ),
    "a parameter": (
        item("planted", "{arr}", lambda ar: ar),
        "Profit, planted: the mirror reads ar, which does not exist: did you mean arr",
    ),
    "a parameter's column": (
        item("planted", "{arr}", lambda plans__churn: plans__churn),
        "Profit, planted: the mirror reads plans__churn, no column of plans: did you mean churn_rate?",
    ),
    "a parameter's table": (
        item("planted", "{arr}", lambda plan__churn_rate: plan__churn_rate),
        "Profit, planted: the mirror reads plan__churn_rate, no column of plan: none is known",
    ),
    "a membership": (
        item("planted", "{arr}", lambda plans_of_galaxy: plans_of_galaxy),
        "Profit, planted: the mirror reads plans_of_galaxy, which does not exist: ",
    ),
}


@pytest.mark.parametrize("what", UNKNOWN)
def test_unknown_names_are_refused_with_near_ones(what):
    planted, message = UNKNOWN[what]
    (line,) = refusal(planted)
    assert line.startswith(message)


def test_every_unknown_name_is_told_at_once():
    first = item("first", "{arr}+{nowhere}", lambda arr, never: arr)
    second = item("second", "{plans.none}", lambda arr: arr)
    assert [text.partition(":")[0] for text in refusal(first, second)] == [
        "Profit, first", "Profit, first", "Profit, second"]  # fmt: skip


def test_a_cycle_is_refused_with_its_path():
    chicken = item("chicken", "{egg}", lambda egg: egg)
    egg = item("egg", "{chicken}", lambda chicken: chicken)
    (message,) = refusal(chicken, egg)
    assert message.startswith("line items depend on each other: ")
    assert {"chicken", "egg"} == set(message.partition(": ")[2].split(" -> "))


def test_a_line_item_of_itself_is_refused():
    (message,) = refusal(item("me", "{me[-1]}", lambda me: me, opening="0"))
    assert message == "line items depend on each other: me -> me"


def test_a_corkscrew_of_formulas_is_no_cycle():
    """Opening reads closing of the month before, closing reads opening: only the mirrors need an order."""
    assert "closing_cash" in GRAPH.excel_items(ITEMS["opening_cash"])
    assert "opening_cash" in GRAPH.excel_items(ITEMS["closing_cash"])
    assert GRAPH.drivers("closing_cash") == GRAPH.drivers("opening_cash")


MISMATCHES = {
    "a rate typed into the formula": (
        item("payment_cost", "0.03*{total_revenue}",
             lambda payment_fee_rate, total_revenue: payment_fee_rate * total_revenue),
        "only the mirror reads payment_fee_rate",
    ),
    "a rate typed into the mirror": (
        item("payment_cost", "{payment_fee_rate}*{total_revenue}", lambda total_revenue: 0.03 * total_revenue),
        "only the formula reads payment_fee_rate",
    ),
    "another column": (
        item("planted", "{plans.seats}", lambda plans__support_usd: plans__support_usd, by=PLAN),
        "only the formula reads plans.seats; only the mirror reads plans.support_usd",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", MISMATCHES)
def test_drivers_that_differ_are_found(what):
    planted, message = MISMATCHES[what]
    findings = {finding.id: finding.message for finding in static.drivers(graph(planted))}
    assert findings[planted.id] == message


def test_drivers_go_through_line_items():
    excel, _ = GRAPH.drivers("revenue")
    assert {"plans.price_usd", "plan_price_multiplier", "plans.churn_rate", "users_multiplier"} <= excel
    assert "vendor_price_multiplier" not in excel
    assert not {"start_month", "months"} & excel


def test_the_weight_of_a_total_is_a_driver():
    planted = item("planted", "{payment_fee_rate}", lambda payment_fee_rate: payment_fee_rate,
                   kind=RATIO, total=Weighted("total_users"))  # fmt: skip
    excel, mirror = graph(planted).drivers("planted")
    assert excel == mirror
    assert {"payment_fee_rate", "plans.seats"} <= excel


def test_the_column_by_which_rows_are_grouped_is_a_driver():
    assert "opex.category" in GRAPH.drivers("hosting_cost")[0]


def test_dependents_are_those_whose_formulas_read_it():
    assert GRAPH.dependents["arpu"] == ()
    assert GRAPH.dependents["arr"] == ("arr_milestone_reached",)
    assert set(GRAPH.dependents["plan_price"]) == {
        "revenue",
        "opening_revenue",
        "ltv",
        "cac_payback_months",
        "price_headroom",
        "affordable_share",
        "exposure_per_account",
    }
    assert "closing_training_asset" in GRAPH.dependents["opening_training_asset"]
    assert "cumulative_inference_cost" not in GRAPH.dependents["cumulative_inference_cost"]
    assert "arpu" in GRAPH.dependents["total_users"]  # by its formula, and as the weight of its total


def test_a_graph_keeps_its_own_items():
    items = dict(ITEMS)
    kept = Graph(items)
    items.clear()
    assert len(kept.order) == len(ITEMS)


def test_declarations_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        ITEMS["arr"].excel = "0"
    with pytest.raises(dataclasses.FrozenInstanceError):
        Reference("arr").name = "mrr"
