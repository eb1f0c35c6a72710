"""The sheet Uncertainty: figures as worked by hand, and whether they still hold."""

import pytest
from paper import Live, rows, told, typed

from finmodel.gates import bench
from finmodel.gates.file import check
from finmodel.inputs import read
from finmodel.lines import of
from finmodel.merge.pull import pull
from finmodel.rules.register import audit
from finmodel.timeline import Month, serial
from finmodel.uncertainty.ask import DATED
from finmodel.uncertainty.draw import drawn
from finmodel.uncertainty.events import NEVER
from finmodel.uncertainty.uncertain import read_uncertain

HOLDS = "as of build; the inputs are those simulated"
OVER = "the inputs have changed: simulate again and rebuild"
OTHER = "another scenario is in force: simulate it and rebuild"
TRIALS = 40
FEBRUARY = float(serial(Month.parse("2026-02").first_day))


@pytest.fixture(scope="module")
def unedited(simulated_path):
    """The workbook in an engine: each test types back what it typed."""
    return Live(simulated_path)


# 300 of revenue, and 180 of inference or, at twice the price, 360; 10 of training in January, 100 in the bank before
BY_HAND = {  # planned, P10, P50, P90
    "figure[total_revenue|2026-03]": (300, 300, 300, 300),
    "figure[gross_margin|2026-03]": (0.4, -0.2, 0.4, 0.4),
    "figure[closing_cash|2026-01]": (210, 30, 210, 210),
    "figure[closing_cash|2026-02]": (330, -30, 330, 330),
    "figure[closing_cash|2026-03]": (450, -90, 450, 450),
    "drawn[vendor_price_multiplier]": (1, 1, 1, 2),
    "event[out_of_cash_month]": (NEVER, FEBRUARY, NEVER, NEVER),
}


@pytest.mark.parametrize("row", BY_HAND)
def test_quantiles_stand_there_as_worked_by_hand(simulated_path, row):
    assert told(simulated_path, row, "planned", "P10", "P50", "P90") == pytest.approx(list(BY_HAND[row]))


def test_a_tornado_by_hand(simulated_path):
    """At its P10 the price is as planned, at its P90 twice that: 0.4 - 0.6 = -0.2."""
    row = "tornado[gross_margin|vendor_price_multiplier]"
    names = ("planned", "at its P10", "at its P90", "at its P10, apart", "at its P90, apart")
    assert told(simulated_path, row, *names) == pytest.approx([0.4, 0.4, -0.2, 0, -0.6])
    row = "tornado[runway_months|vendor_price_multiplier]"  # 90 short at 190 / 3 a month, which planned never burns
    assert told(simulated_path, row, *names) == ["cash generative"] * 2 + [
        pytest.approx(-90 / (190 / 3)),
        "n.m.",
        "n.m.",
    ]


def test_shares_are_those_of_the_draws(simulated_folder, simulated_path):
    """0.4 is below the benchmark of 0.5 in every trial; cash runs out where the price is twice as high."""
    values = drawn(read_uncertain(simulated_folder, read(simulated_folder)), 1, 0, TRIALS)[:, 0]
    twice = (values == 2).mean()
    assert 0.1 < twice < 0.4
    assert told(simulated_path, "event[out_of_cash_month]", "within horizon") == [twice]
    assert told(simulated_path, "verdict[gross_margin]", "planned", "FLAG", "PASS", "n.m.") == ["FLAG", 1, 0, 0]
    assert told(simulated_path, "verdict[plan_gross_margin|free]", "planned", "FLAG", "PASS", "n.m.") == [
        "n.m.",
        0,
        0,
        1,
    ]


def test_it_says_what_was_simulated(simulated_path):
    facts = ("trials", "seed", "as_of", "scenario", "edits")
    stand = [told(simulated_path, f"simulated[{fact}]", "as of build")[0] for fact in facts]
    assert stand == [TRIALS, "1", "2026-01-01", "base", 0]
    assert told(simulated_path, "simulated[state]", "now") == [HOLDS]
    assert told(simulated_path, "simulated[apart]", "now") == [0]
    inputs = told(simulated_path, "simulated[inputs]", "as of build", "now", "agrees")
    assert inputs == [rows(simulated_path, "Cover")["baseline"]["note"].value] * 2 + [1]


def test_every_live_row_agrees_as_built(simulated_path):
    agree = {
        row_id: row["agrees"].value for row_id, row in rows(simulated_path).items() if row.get("agrees") is not None
    }
    told_now = {row_id: agrees for row_id, agrees in agree.items() if agrees is not None}
    assert set(told_now.values()) == {1}
    assert {"figure[closing_cash|2026-02]", "verdict[gross_margin]", "simulated[diligence_month]"} <= told_now.keys()


def test_it_is_sound_in_itself(simulated_path, simulated_folder):
    report = check(simulated_path)
    assert report.ok, [*map(str, report.findings)]
    assert report.foreign == 0
    assert [str(finding) for finding in audit(simulated_path) if finding.level == "error"] == []
    pulled = pull(simulated_path, simulated_folder, dry_run=True)
    assert (pulled.moves, pulled.conflicts, pulled.findings) == ((), (), ())


def test_shocks_move_no_constant(simulated_path, monkeypatch):
    """What stands as of build stays, what is live follows, and both hands agree on it; a few inputs are enough here."""
    tables = ("benchmarks", "plans")
    every = bench.numeric_inputs
    monkeypatch.setattr(bench, "numeric_inputs", lambda *args: [one for one in every(*args) if one.table in tables])
    report = check(simulated_path, shocks=True)
    assert report.ok, [*map(str, report.findings)][:5]
    assert report.shocks > 10


def test_libreoffice_agrees(model, soffice):
    report = check(model, engine="libreoffice")
    assert report.ok, [*map(str, report.findings)][:5]
    typed(model, "Assumptions", "vendor_price_multiplier", "base", 1.5)
    moved = check(model, engine="libreoffice")  # openpyxl lost the caches: all else is as the mirror has it
    assert {finding.gate for finding in moved.findings} == {"caches"}
    assert "formula cells hold no value" in moved.findings[0].message


@pytest.mark.parametrize(
    ("cell", "before", "state", "moved"),
    [
        (("Assumptions", "vendor_price_multiplier", "base", "1.5"), "1", OVER, {"figure[gross_margin|2026-03]"}),
        (("Assumptions", "scenario", "value", "dear"), "base", OTHER, {"simulated[scenario]"}),
        # 0.4 is flagged all the same, but how likely a flag is hangs on it
        (("Benchmarks", "benchmarks[gross_margin]", "low", "0.6"), "0.5", OVER, {"simulated[edits]"}),
        (("Assumptions", "diligence_month", "base", "2026-02-01"), "2026-03-01", OVER, {"simulated[diligence_month]"}),
    ],
)
def test_what_is_edited_makes_it_old_and_what_is_typed_back_new(unedited, cell, before, state, moved):
    unedited.type(*cell)
    assert unedited.state == state
    assert moved <= unedited.moved
    assert unedited.shows("simulated[apart]", "now") == len(unedited.moved)
    assert unedited.shows("figure[gross_margin|2026-03]", "P10") == pytest.approx(-0.2)
    unedited.type(*cell[:3], before)
    assert (unedited.state, unedited.moved) == (HOLDS, set())


def test_months_that_never_come_read_alike_everywhere(simulated_folder):
    items = of(read(simulated_folder))
    assert {items[name].infinite for name in DATED if name in items} == {NEVER}
