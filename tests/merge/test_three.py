"""The rule for one cell: nothing lost, nothing invented."""

from hypothesis import given, settings
from hypothesis import strategies as st

from finmodel.merge.three import Source, merge, same

CELL = st.one_of(st.none(), st.just(""), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=3))
FEW = st.sampled_from([None, "", "a", "b", 0.0, 1.0, 2.0])
EITHER = st.one_of(CELL, FEW)


@given(EITHER, EITHER, st.sampled_from([None, "workbook", "inputs"]))
@settings(max_examples=200)
def test_without_edits_the_inputs_stay(base, ours, prefer):
    assert merge(base, base, ours, prefer=prefer).value == ours
    assert merge(base, base, base, prefer=prefer).source is Source.SAME


@given(EITHER, EITHER, EITHER, st.sampled_from([None, "workbook", "inputs"]))
@settings(max_examples=500)
def test_no_edit_is_lost_or_invented(base, theirs, ours, prefer):
    outcome = merge(base, theirs, ours, prefer=prefer)
    assert outcome.value in (theirs, ours)
    edited, moved = not same(base, theirs), not same(base, ours)
    assert outcome.contested == (edited and moved and not same(theirs, ours))
    if edited and not outcome.contested:
        assert same(outcome.value, theirs)
    if moved and not outcome.contested:
        assert same(outcome.value, ours)
    if outcome.contested:
        assert outcome.value == (theirs if prefer == "workbook" else ours)
        assert (outcome.source is Source.CONFLICT) == (prefer is None)


@given(FEW, FEW, FEW)
@settings(max_examples=200)
def test_the_two_sides_are_alike(base, theirs, ours):
    one, other = merge(base, theirs, ours), merge(base, ours, theirs)
    assert one.contested == other.contested
    assert one.contested or same(one.value, other.value)


def test_numbers_agree_to_what_a_spreadsheet_keeps():
    assert same(0.17600000000000002, 0.176)
    assert same(1 / 7, float(f"{1 / 7:.15g}"))
    assert not same(1.0, 1.00000000001)
    assert not same(0.0, None)
    assert not same("1", 1.0)


def test_an_empty_cell_that_follows_another_is_no_edit():
    assert merge(3.0, 2.0, 4.0, ours_changed=False).source is Source.WORKBOOK
    assert merge(3.0, 3.0, 4.0, ours_changed=False).value == 4.0
