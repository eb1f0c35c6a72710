"""The drill: every check is made to ring by wrong figures, and both hands must count the same breaches."""

import pathlib

import pytest

from finmodel.builder import build
from finmodel.gates.bench import Bench
from finmodel.gates.drill import Drill
from finmodel.gates.file import opened
from finmodel.gates.formulas import standing
from finmodel.inputs import read
from finmodel.lines import ITEMS
from finmodel.workbook.read import view

OF_WORDS = {"benchmark_bounds", "benchmark_directions", "diligence_month_stands"}  # no figure makes these ring


ROOT = pathlib.Path(__file__).parents[2]
OF_BLANKS = {"detection_complete", "jobs_without_split"}  # nor these: a cell that is missing, and exactly 0


def drilled(path):
    model = opened(view(path))
    return Drill(Bench.of(model, standing(model), path)).run(lambda _: None)


@pytest.mark.slow
def test_every_check_that_reads_figures_rings_in_both_hands(built):
    found = drilled(built)
    assert found.findings == ()
    assert set(found.silent) == OF_WORDS
    assert found.tried > 100


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["tests/golden/company", "inputs"])
def test_no_check_rings_in_one_hand_alone(tmp_path, folder):
    found = drilled(build(read(ROOT / folder), tmp_path / "model.xlsx").path)
    assert found.findings == ()
    assert set(found.silent) <= OF_WORDS | OF_BLANKS


WRONG = {
    "an identity over months": ("inference_components", lambda text: text + "*0"),
    "rings on one side alone": ("cash_corkscrew", lambda text: text.replace("^2>", ">")),
    "rings too late": ("cogs_views", lambda text: text.replace("{tolerance}", "({tolerance}*10^6)")),
    "rings too early": ("revenue_views", lambda text: text.replace("{tolerance}", "({tolerance}*10^-3)")),
    "a sum of inputs": ("sales_marketing_sum", lambda text: text.replace("-1)/", "-1)*0/")),
}


def test_checks_that_do_not_ring_alike_pass_the_build_and_are_drilled_out(plant, brief, tmp_path):
    def queries_views(queries, feature_queries):
        return 0.0 * (queries.sum() + feature_queries.sum())

    for check, change in WRONG.values():
        plant(check, excel=change(ITEMS[check].excel))
    plant("queries_views", mirror=queries_views)
    path = tmp_path / "model.xlsx"
    build(brief, path)  # right figures, 0 breaches in both hands: no gate of the build can tell
    found = drilled(path)
    told = {finding.id for finding in found.findings} - {"master_check", "sheet[Checks]"}
    assert told == {*(check for check, _ in WRONG.values()), "queries_views"}
    assert {finding.sheet for finding in found.findings} == {"Checks"}
