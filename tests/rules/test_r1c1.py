"""Formulas in R1C1 terms, what they read, and their words."""

import pytest

from finmodel.rules.formula import LAST_COLUMN, LAST_ROW, Area, Token, parse, tokens


@pytest.mark.parametrize(
    ("formula", "relative"),
    [
        ("J5", "R[0]C[0]"),
        ("I4", "R[-1]C[-1]"),
        ("$I5", "R[0]C9"),
        ("I$5", "R5C[-1]"),
        ("$I$5", "R5C9"),
        ("SUM($I5:J5)", "SUM(R[0]C9:R[0]C[0])"),
        ("Usage!J7*2", "Usage!R[2]C[0]*2"),
        ("'Price Trajectory'!AA10", "'Price Trajectory'!R[5]C[17]"),
        ("'It''s'!J5", "'It''s'!R[0]C[0]"),
        ('IF(J5="J5",1,0)', 'IF(R[0]C[0]="J5",1,0)'),
        ("LOG10(J5)", "LOG10(R[0]C[0])"),
        ("J5x+FY26", "J5x+R[21]C[171]"),
        ("tax2025_rate*J5", "tax2025_rate*R[0]C[0]"),
        ("SUM(J:J)", "SUM(J:J)"),
        ("SUM($5:$6)", "SUM($5:$6)"),
    ],
)
def test_relative_to_the_cell(formula, relative):
    assert parse(formula, "S", 4, 9).r1c1 == relative


def test_columns_that_are_not_ours_do_not_count():
    ranks = {8: 0, 9: 1, 11: 2, 12: 3}  # somebody inserted a column K

    def ranked(formula, column):
        return parse(formula, "S", 4, column, lambda _, c: ranks.get(c, 1000 + c)).r1c1

    assert ranked("I5", 9) == ranked("J5", 11) == ranked("L5", 12) == "R[0]C[-1]"
    assert ranked("K5", 11) != ranked("I5", 9)


@pytest.mark.parametrize(
    ("formula", "area"),
    [
        ("J5", Area("S", 4, 9, 4, 9)),
        ("J7:I5", Area("S", 4, 8, 6, 9)),
        ("'It''s'!A1", Area("It's", 0, 0, 0, 0)),
        ("B:C", Area("S", 0, 1, LAST_ROW, 2)),
        ("2:3", Area("S", 1, 0, 2, LAST_COLUMN)),
        ("[1]Other!A1", Area("[1]Other", 0, 0, 0, 0)),
    ],
)
def test_what_it_reads(formula, area):
    assert parse(formula, "S", 4, 9).areas == (area,)


def test_names_are_read_whatever_their_case():
    assert parse('"a"&Scenario&master_check', "S", 0, 0).names == ("scenario", "master_check")


def test_words():
    assert tokens('_xlfn.MAXIFS(A1, 10^-9) & "5 ""x""" #REF!') == [
        Token("function", "_xlfn.MAXIFS"), Token("other", "("), Token("ref", "A1"), Token("other", ","),
        Token("number", "10"), Token("other", "^"), Token("other", "-"), Token("number", "9"), Token("other", ")"),
        Token("other", "&"), Token("text", '"5 ""x"""'), Token("error", "#REF!"),
    ]  # fmt: skip
