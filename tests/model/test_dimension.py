"""Dimensions: the members of a company, in row order, and what belongs to what."""

import dataclasses
import pathlib

import numpy as np
import pytest

from finmodel.inputs import read
from finmodel.mirror.arrays import membership
from finmodel.model.dimension import (
    DIMENSIONS,
    FEATURE,
    FEATURE_MODEL,
    JOB,
    KEYED,
    MODEL,
    OPEX_LINE,
    PLAN,
    PLAN_FEATURE,
    PROVIDER,
    Members,
    projects,
)

INPUTS = read(pathlib.Path(__file__).parents[1] / "golden" / "company")
MEMBERS = Members.read(INPUTS)


def test_members_stand_in_the_order_of_their_file():
    assert MEMBERS.of["plan"] == (("free",), ("pro",))
    assert MEMBERS.of["model"] == (("big",), ("small",))
    assert MEMBERS.of["provider"] == (("acme",), ("zeta",))
    assert MEMBERS.of["job"] == (("tune",),)
    assert MEMBERS.of["line"] == (("servers",), ("adverts",))


def test_pairs_stand_together_by_their_outer_member():
    """Pairs are those with a row, once each however many dates they have; features are the outer members of both."""
    assert MEMBERS.of["plan_feature"] == (("pro", "chat"), ("free", "search"), ("pro", "search"))
    assert MEMBERS.of["feature_model"] == (("chat", "big"), ("chat", "small"), ("search", "small"))


def test_positions_and_counts():
    assert MEMBERS.position(PLAN_FEATURE, ("free", "search")) == 1
    assert [MEMBERS.count(d) for d in (PLAN, PLAN_FEATURE, JOB, None)] == [2, 3, 1, 1]
    with pytest.raises(KeyError):
        MEMBERS.position(PLAN, ("enterprise",))


def test_a_company_may_lack_members():
    company = Members.read(dataclasses.replace(INPUTS, tables={**INPUTS.tables, "training": (), "opex": ()}))
    assert company.count(JOB) == company.count(OPEX_LINE) == 0
    assert company.projection(JOB, JOB).shape == (0,)


PROJECTIONS = [
    (PLAN_FEATURE, PLAN, [1, 0, 1]),
    (PLAN_FEATURE, FEATURE, [0, 1, 1]),
    (FEATURE_MODEL, FEATURE, [0, 0, 1]),
    (FEATURE_MODEL, MODEL, [0, 1, 1]),
    (PLAN, PLAN, [0, 1]),
]


@pytest.mark.parametrize(("source", "target", "positions"), PROJECTIONS)
def test_each_member_belongs_to_one(source, target, positions):
    assert projects(source, target)
    assert MEMBERS.projection(source, target).tolist() == positions
    matrix = membership(MEMBERS, source, target, INPUTS)
    assert matrix.shape == (MEMBERS.count(target), MEMBERS.count(source))
    assert (matrix.sum(axis=0) == 1).all()
    assert matrix.argmax(axis=0).tolist() == positions


@pytest.mark.parametrize(
    ("source", "target"),
    [(PLAN, FEATURE), (PLAN, PLAN_FEATURE), (FEATURE, FEATURE_MODEL), (MODEL, PROVIDER), (None, PLAN)],
)
def test_what_does_not_project(source, target):
    assert not projects(source, target)


def test_everything_belongs_to_the_company():
    assert all(projects(dimension, None) for dimension in (*DIMENSIONS.values(), None))


def test_an_attribute_groups_members():
    assert membership(MEMBERS, MODEL, PROVIDER, INPUTS).tolist() == [[1, 0], [0, 1]]


def test_keyed_files_have_one_row_a_member():
    for table, dimension in KEYED.items():
        names = INPUTS.column(table, dimension.parts[0])
        assert sorted(names) == sorted(member[0] for member in MEMBERS.of[dimension.name])


def test_a_projection_sums_pairs_to_members():
    pairs = np.array([[1.0], [10.0], [100.0]])
    assert (membership(MEMBERS, PLAN_FEATURE, PLAN, INPUTS) @ pairs).ravel().tolist() == [10.0, 101.0]
