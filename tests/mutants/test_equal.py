"""Which mutants are called equal to the model, judged by hand: a real mistake must not hide among them."""

import importlib
import pathlib
import types

import pytest

CASES = [  # formula, position, what stands there, what stands instead, whether figures could tell
    ("INDEX({cost[all]},MATCH({diligence_month},{month[all]},0))", 55, "0", "1", False),
    ("INDEX({cost[all]},MATCH(1,{paid_back[all]},0))", 43, "0", "1", True),  # flags do not ascend
    ("IF(SUM({saves[all]})=0,1,2)", 3, "SUM", "MAX", False),
    ("{total}/SUM({saves[all]})", 8, "SUM", "MAX", True),
    ("({arr}>={goal}*(1-10^-9))*1", 18, "10", "11", False),
    ("({arr}>={goal}*(1-10^-9))*1", 22, "9", "10", False),
    ("({arr}>={goal}*(1-10^-9))*1", 21, "-", "+", True),  # 10^9
    ("({arr}>={goal}*(1-10^-9))*1", 17, "-", "+", True),  # who reaches it exactly misses it
    ("({arr}>={goal}*(1-10^-9))*1", 6, ">=", ">", True),  # both 0
    ("({arr}>={goal}*(1-10^-9))*1", 14, "*", "/", False),
    ("IF({revenue}>0,({margin}>={bound}-10^-9)*1,0)", 24, ">=", ">", False),
    ("IF({revenue}>0,({margin}>={bound}-10^-9)*1,0)", 12, ">", ">=", True),  # that comparison has no margin
]


@pytest.mark.parametrize(("formula", "at", "was", "instead", "told"), CASES)
def test_by_hand(monkeypatch, formula, at, was, instead, told):
    monkeypatch.syspath_prepend(str(pathlib.Path(__file__).parents[2]))
    equal = importlib.import_module("mutation.equal").equal
    assert formula[at:].startswith(was)
    assert bool(equal(types.SimpleNamespace(before=formula, at=at, was=was, instead=instead))) is not told
