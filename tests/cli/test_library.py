"""The package from outside: what it costs to import, and its public functions in any order."""

import pathlib
import subprocess
import sys

COMPANY = pathlib.Path(__file__).parent.parent / "check" / "company"
HEAVY = {"pandas", "openpyxl", "ironcalc", "xlsxwriter", "numpy", "pydantic", "jinja2", "rich"}


def python(code: str, *args: object) -> str:
    """Run code in a fresh interpreter; what it prints."""
    command = [sys.executable, "-c", code, *map(str, args)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_help_imports_nothing_heavy():
    code = """
import sys
from click.testing import CliRunner
from finmodel.cli import COMMANDS, main
for name in (None, *COMMANDS):
    assert CliRunner().invoke(main, [*([name] if name else []), "--help"]).exit_code == 0
print(*sorted(sys.modules))
"""
    assert HEAVY & set(python(code).split()) == set()


def test_importing_the_package_imports_nothing_heavy():
    assert HEAVY & set(python("import sys, finmodel; print(*sys.modules)").split()) == set()


def test_build_and_check_can_be_called_more_than_once(tmp_path):
    code = """
import sys, finmodel
inputs = finmodel.read(sys.argv[1])
for name in ("one.xlsx", "two.xlsx"):
    finmodel.build(inputs, f"{sys.argv[2]}/{name}")
    assert finmodel.check(f"{sys.argv[2]}/{name}").ok
print(finmodel.calculate(inputs)["arr"].shape)
"""
    assert python(code, COMPANY, tmp_path).strip() == "(1, 8)"


def test_check_can_be_called_first_or_after_its_package_was_imported(tmp_path):
    code = """
import sys, finmodel
from finmodel.gates.finding import Finding
import finmodel.builder as home
home.build(finmodel.read(sys.argv[1]), f"{sys.argv[2]}/model.xlsx")
print(finmodel.check(f"{sys.argv[2]}/model.xlsx").ok)
"""
    assert python(code, COMPANY, tmp_path).strip() == "True"


def test_public_names_are_what_they_say():
    code = """
import inspect, finmodel
for name in set(finmodel.__all__) - {"__version__"}:
    thing = getattr(finmodel, name)
    assert callable(thing), name
    assert inspect.getdoc(thing), name
print("all")
"""
    assert python(code).strip() == "all"


def test_an_unknown_name_is_an_attribute_error():
    code = """
import finmodel
try:
    finmodel.biuld
except AttributeError as error:
    print(error)
"""
    assert "biuld" in python(code)
