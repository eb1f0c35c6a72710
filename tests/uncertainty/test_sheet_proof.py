"""What stands on the sheet is proved before the file is there: each proof sees the mistake it is for."""

from dataclasses import replace

import numpy as np
import pytest

from finmodel.errors import ProofError
from finmodel.uncertainty import sheet, spreads, tried
from finmodel.uncertainty.quantile import quantiles, ranked
from finmodel.uncertainty.sheet import simulate_sheet


def refused(folder, target):
    """The findings of a simulation that is not to be built."""
    with pytest.raises(ProofError) as error:
        simulate_sheet(folder, target, trials=9)
    assert not target.exists()
    return error.value.findings


def found_otherwise(monkeypatch, change):
    """Let a simulation find something else than it did."""
    right = sheet.simulated
    monkeypatch.setattr(sheet, "simulated", lambda *args, **more: change(right(*args, **more)))


def test_a_wrong_end_of_a_tornado(simulated_folder, tmp_path, monkeypatch):
    """The workbook's own formulas say -0.2 at the P90."""
    found_otherwise(
        monkeypatch, lambda found: replace(found, swings=(replace(found.swings[0], at_p90=-0.19), *found.swings[1:]))
    )
    (finding,) = refused(simulated_folder, tmp_path / "m.xlsx")
    assert finding.message.startswith("vendor_price_multiplier at its P90: the workbook's formulas do not give")
    assert (finding.id, finding.expected) == ("figure[gross_margin|2026-03]", -0.19)
    assert finding.found == pytest.approx(-0.2)


def test_a_wrong_plan(simulated_folder, tmp_path, monkeypatch):
    def change(found):
        return replace(found, spreads=(*found.spreads[:-1], replace(found.spreads[-1], planned=1.0)))

    found_otherwise(monkeypatch, change)
    (finding,) = refused(simulated_folder, tmp_path / "m.xlsx")
    assert finding.message == "the simulation has as planned what the mirror has not"
    assert (finding.id, finding.expected, finding.found) == ("figure[runway_months|]", "cash generative", 1.0)


def test_a_trial_that_the_workbook_calculates_otherwise(simulated_folder, tmp_path, monkeypatch):
    right = tried.Spreads.figures
    monkeypatch.setattr(tried.Spreads, "figures", lambda self, *args: right(self, *args) * (1 + 1e-8))
    findings = refused(simulated_folder, tmp_path / "m.xlsx")
    assert {"trial 1", "trial 2", "trial 3"} <= {finding.message.partition(":")[0] for finding in findings}


def test_quantiles_from_the_wrong_end(simulated_folder, tmp_path, monkeypatch):
    monkeypatch.setattr(spreads, "quantiles", lambda values: (np.sort(values)[[-1, 4, 0]], 0.0))
    (finding,) = refused(simulated_folder, tmp_path / "m.xlsx")
    assert "are not those that counting finds" in finding.message


@pytest.mark.parametrize(
    ("values", "three", "right"),
    [
        (range(1, 11), (1, 5, 9), True),  # one of ten is not above 1, five not above 5, nine not above 9
        (range(1, 11), (2, 5, 9), False),
        (range(1, 11), (1, 6, 9), False),
        (range(1, 11), (1, 5, 8), False),
        ([3, 3, 3, np.inf], (3, 3, np.inf), True),
        ([3, 3, 3, np.inf], (3, 3, 3), False),
        ([np.nan, 7], (7, 7, 7), True),
        ([np.nan], (np.nan,) * 3, True),
        ([np.nan], (0, 0, 0), False),
    ],
)
def test_counting(values, three, right):
    values = np.array(values, dtype=float)
    assert ranked(values, np.array(three, dtype=float)) == right
    assert ranked(values, quantiles(values)[0])
