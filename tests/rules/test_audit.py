"""The audit as a whole: our workbooks are clean, somebody's own cells are left alone, the command says it."""

import json
import pathlib
import re

import openpyxl
import pytest
from click.testing import CliRunner
from planting import opened, typed

import finmodel
from finmodel.builder import build
from finmodel.cli import main
from finmodel.errors import InputError
from finmodel.inputs import read
from finmodel.rules.register import RULES

EXAMPLE = pathlib.Path(__file__).parents[2] / "inputs"
MINIMAL = {
    "assumptions": "assumption,base\nstart_month,2026-01\nmonths,1\n",
    "prices": "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok,note\na,b,2025-01-01,3,15,=1+1\n",
    "features": "feature,input_tokens_mean,output_tokens_mean\nLOG10(,1000,200\n",
    "plans": 'plan,price_usd\n"Pro & ""Team"" <\'5\'> 7%",20\n',
    "volumes": 'plan,feature,queries_per_user_per_day\n"Pro & ""Team"" <\'5\'> 7%",LOG10(,2\n',
}


def errors(path):
    return [str(finding) for finding in finmodel.audit(path) if finding.level == "error"]


def test_the_rules_are_numbered_as_in_the_docs():
    assert [rule.number for rule in RULES] == list(range(1, 13))
    text = (pathlib.Path(__file__).parents[2] / "docs" / "WORKBOOK.md").read_text(encoding="utf-8")
    section = text.partition("## Rules a program checks")[2].partition("\n## ")[0]
    assert [line.partition(".")[0] for line in section.splitlines() if line[:1].isdigit()] == [
        str(r.number) for r in RULES
    ]


@pytest.mark.slow
def test_the_example_keeps_all_rules_and_long_formulas_of_one_shape_are_one_warning(tmp_path):
    found = finmodel.audit(build(read(EXAMPLE), tmp_path / "model.xlsx").path)
    assert [str(finding) for finding in found if finding.level == "error"] == []
    assert {finding.gate for finding in found} == {"rule 6"}
    assert len(found) < 28  # a warning a shape, on 21 sheets
    assert any("more of its shape on the sheet" in finding.message for finding in found)


def test_the_small_company_keeps_all_rules(small):
    assert errors(small) == []


def test_a_company_of_five_files_one_month_and_odd_names_keeps_all_rules(tmp_path):
    for name, text in MINIMAL.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    assert errors(build(read(tmp_path), tmp_path / "model.xlsx").path) == []


def test_somebodys_own_sheets_rows_and_columns_are_left_alone(file):
    with opened(file) as book:
        own = book.create_sheet("Mine")
        own["A1"], own["A2"], own["B2"] = "sheet of mine", "=NOW()", 0.123
        copy = book.copy_worksheet(book["Usage"])
        copy["K20"] = 7
        page = book["Profit"]
        page.cell(17, page.max_column + 2).value = "=1.2345*OFFSET(A1,0,0)"
        page.cell(page.max_row + 2, 9).value = "=1/0"
    assert [line for line in errors(file) if "no cached value" not in line] == []


def test_errors_come_before_warnings_and_name_their_rule(file):
    typed(file, "Profit", "arr", "K", "=1.07*K16")
    found = finmodel.audit(file)
    levels = [finding.level for finding in found]
    assert levels == sorted(levels)
    assert {"rule 1", "rule 2"} <= {finding.gate for finding in found}
    told = next(str(finding) for finding in found if finding.gate == "rule 2")
    assert told.startswith("rule 2: Profit!K17 arr: a number in a formula; make it an assumption with a source")


def test_another_workbook_is_none_of_ours(tmp_path):
    path = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(path)
    assert ["no finmodel workbook" in line for line in errors(path)] == [True]


@pytest.mark.parametrize("content", [None, b"", b"no zip"])
def test_a_file_that_cannot_be_read_is_an_input_error(tmp_path, content):
    path = tmp_path / "x.xlsx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError):
        finmodel.audit(path)


# --- the command


def run(*args):
    result = CliRunner().invoke(main, [str(arg) for arg in args])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def test_check_with_rules_warns_and_passes(small):
    result = run("check", small, "--rules")
    assert result.exit_code == 0, result.output
    assert "warning: rule 6: Diligence!" in result.stderr
    assert re.search(r"sound, [1-9][0-9]* warnings; ", result.stderr)


def test_check_without_rules_says_nothing_of_them(small):
    assert "rule" not in run("check", small).output


def test_check_with_rules_fails_on_a_broken_rule(file):
    typed(file, "Usage", "total_users", "unit", "heads")
    result = run("check", file, "--rules")
    assert result.exit_code == 1
    assert "rule 4: Usage!C39 total_users: the unit is not one of the model's; write one of USD" in result.stderr


def test_check_with_rules_for_programs(file):
    typed(file, "Usage", "total_users", "unit", "heads")
    told = json.loads(run("check", file, "--rules", "--json").stdout)
    assert told["ok"] is False
    assert {"gate": "rule 4", "sheet": "Usage", "cell": "C39", "level": "error", "found": "heads"}.items() <= next(
        f for f in told["findings"] if f["gate"] == "rule 4"
    ).items()


def test_check_with_rules_of_another_workbook_says_it_once(tmp_path):
    path = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(path)
    result = run("check", path, "--rules")
    assert result.exit_code == 1
    assert result.stderr.count("no finmodel workbook") == 1
