"""A line item that is another one of other rows: both hands read them, and nothing else changes."""

import pytest

from finmodel.errors import DeclarationError
from finmodel.explain import explain
from finmodel.lines import ITEMS
from finmodel.model.dimension import FEATURE
from finmodel.model.item import STOCK, Section, line
from finmodel.model.like import like

HERE, THERE = Section("Profit", "Here"), Section("Usage", "There")


@line("Left over", HERE, unit="USD", kind=STOCK, opening="0",
      excel="{pot}-{plans.pot}+{tall[*]}+{spill[-1]}{+pot}*{big_pot|pot}")  # fmt: skip
def left(pot, plans__pot, spill=0.0):
    """What is left."""
    return 10 * pot + plans__pot + spill


def test_both_hands_read_the_other_rows_and_columns_stay():
    other = like(left, "left_of_jar", "Left of the jar", instead={"pot": "jar", "spill": "drip"})
    assert other.excel == "{jar}-{plans.pot}+{tall[*]}+{drip[-1]}{+jar}*{big_pot|jar}"
    assert other.parameters == ("jar", "plans__pot", "drip")
    assert other.mirror(jar=4, plans__pot=2, drip=1) == 43
    assert other.mirror(jar=4, plans__pot=2) == 42


def test_what_is_not_given_is_as_in_the_other():
    other = like(left, "left_of_jar", "Left of the jar", instead={"pot": "jar"})
    assert (other.id, other.label, other.section, other.by) == ("left_of_jar", "Left of the jar", HERE, None)
    assert (other.kind, other.opening, other.unit, other.doc) == (STOCK, "0", "USD", "What is left.")
    moved = like(left, "jars", "Jars", on=THERE, by=FEATURE, doc="What is left of jars.", instead={"pot": "jar"})
    assert (moved.section, moved.by, moved.doc) == (THERE, FEATURE, "What is left of jars.")
    assert left.doc == "What is left."


def test_one_may_be_like_another_that_is_like_a_third():
    second = like(left, "a", "A", instead={"pot": "jar"})
    third = like(second, "b", "B", instead={"jar": "jug", "spill": "drip"})
    assert third.mirror(jug=1, plans__pot=5, drip=2) == 17
    assert third.instead == {"left": "b", "a": "b", "pot": "jug", "jar": "jug", "spill": "drip"}


def test_a_name_that_neither_hand_reads_is_refused():
    with pytest.raises(DeclarationError, match=r"^a: left reads no lid, pots; name rows that it reads$"):
        like(left, "a", "A", instead={"pots": "jar", "lid": "cap", "pot": "jar"})


def test_explain_shows_the_names_of_the_line_item_itself():
    shown = explain("tier_cost_near").mirror
    assert shown.startswith("def tier_cost_near(\n    tool_units_near: Array,\n    tool_tiers__from_units: Array,")
    assert "np.clip(tool_units_near, tool_tiers__from_units, ends)" in shown
    assert not {"tool_units", "tiers_entered"} & set(ITEMS["tier_cost_near"].parameters)
