"""The starter CSVs are small companies that build, and teach as they do."""

import csv

import pytest

from finmodel.builder import build
from finmodel.commands.init import init
from finmodel.inputs import read
from finmodel.inputs.row import NOTES
from finmodel.inputs.schema import TABLES
from finmodel.mirror import calculate
from finmodel.starter import EXAMPLES, REQUIRED, templates, write_example, write_starter
from finmodel.uncertainty import simulate


@pytest.fixture(params=[False, True], ids=["five", "full"])
def starter(request, tmp_path):
    write_starter(tmp_path / "acme", full=request.param)
    return tmp_path / "acme"


def test_the_files_are_those_of_the_model():
    names = {path.name for path in (templates() / "starter").glob("*.csv")}
    assert names == {"assumptions.csv", "uncertainty.csv", *(f"{table}.csv" for table in TABLES)}
    assert set(REQUIRED) == {"assumptions.csv", *(f"{name}.csv" for name, row in TABLES.items() if row.required)}


@pytest.mark.parametrize("scenario", ["base", "upside", "downside"])
def test_a_plausible_company_without_warnings(starter, scenario):
    inputs = read(starter, scenario=scenario)
    assert not inputs.warnings
    margin = calculate(inputs).total("gross_margin")
    assert 0.4 < float(margin) < 0.9


def test_it_is_built_and_proved(starter, tmp_path):
    report = build(read(starter), tmp_path / "acme.xlsx").report
    assert report.ok
    assert report.worst <= 1e-9


def test_its_uncertainty_is_drawn(tmp_path):
    write_starter(tmp_path / "acme", full=True)
    found = simulate(tmp_path / "acme", trials=50)
    assert len({one.distribution for one in found.inputs}) == 5
    assert all(one.p10 < one.p90 for one in found.inputs)


def test_every_column_of_the_required_files_is_there_to_be_seen():
    for table, row in TABLES.items():
        if row.required:
            with (templates() / "starter" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
                header = next(csv.reader(file))
            assert set(row.columns()) - {"sales_marketing_share"} <= set(header)


def test_every_file_says_where_its_figures_come_from():
    for path in (templates() / "starter").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert "source" in rows[0]
        assert any(row.get(name) for row in rows for name in NOTES)
        assert all(None not in row for row in rows), f"{path.name}: more cells than the header"


# --- the examples


@pytest.fixture(scope="module", params=EXAMPLES)
def example(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("example") / request.param
    write_example(folder, request.param)
    return folder


def test_the_command_offers_the_examples():
    (option,) = (one for one in init.params if one.name == "example")
    assert tuple(option.type.choices) == EXAMPLES


def test_an_example_is_built_and_proved_without_a_warning(example, tmp_path):
    company = read(example)
    assert not company.warnings
    assert build(company, tmp_path / "model.xlsx").report.ok


def test_an_example_says_where_its_figures_come_from(example):
    for path in example.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            assert "source" in next(csv.reader(file)), path.name


def test_the_support_bot_fails_the_rule_of_30_percent():
    results = calculate(read(templates() / "examples" / "support-bot"))
    month = results.diligence_number - 1
    assert results.months["inference_share_of_revenue"][0, month] > 0.30
    assert results.months["plan_inference_share_of_revenue"][0, month] > 0.30  # Basic


def test_the_coding_agent_should_run_its_own_gpus():
    results = calculate(read(templates() / "examples" / "coding-agent"))
    assert all(str(verdict).startswith("own from 2026-") for verdict in results.months["selfhost_verdict"][:, 0])
    assert (results.months["selfhost_reverts"] == 0).all()


def test_the_marketing_suite_has_a_tool_whose_bill_steps():
    bills = calculate(read(templates() / "examples" / "marketing-suite")).months["tool_cost"][0]
    assert sorted(set(bills)) == [1800.0, 3400.0, 6200.0]  # two packs, then the packs of 20 and 40 seats on top
