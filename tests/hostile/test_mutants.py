"""Mutants of CSVs and workbooks are read, or refused in words: no traceback, no hang, nothing written."""

import contextlib
import pathlib
import random
import shutil
import signal

import pytest
from click.testing import CliRunner
from mutants import mutant, package_mutant

from finmodel.builder import build
from finmodel.cli import main
from finmodel.errors import InputError
from finmodel.inputs import read
from finmodel.workbook.entries import entries
from finmodel.workbook.read import view

COMPANY = pathlib.Path(__file__).parent.parent / "golden" / "company"
FIVE = {
    "assumptions": "assumption,base,dear\nstart_month,2026-01,\nmonths,2,\nvendor_price_multiplier,1,2\n",
    "prices": "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok\nacme,big,2025-01-01,3,15\n",
    "features": "feature,input_tokens_mean,output_tokens_mean\nchat,1000,200\n",
    "plans": "plan,price_usd,opening_accounts\npro,20,10\n",
    "volumes": "plan,feature,queries_per_user_per_day\npro,chat,2\n",
}
CSVS, WORKBOOKS, COMMANDS = 300, 60, 8
HANG = 60  # seconds of processor time, where a run takes less than one
READING = (
    ["check", "model.xlsx"], ["pull", "model.xlsx", "inputs", "--dry-run"],
    ["update", "model.xlsx", "inputs", "--dry-run"], ["diff", "model.xlsx", "inputs"],
    ["check", "model.xlsx", "--rules"], ["build", "inputs", "-o", "model.xlsx"],
)  # fmt: skip


@contextlib.contextmanager
def no_hang():
    """End what takes a hundred times its time."""

    def told(*_):
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, told)
    signal.setitimer(signal.ITIMER_VIRTUAL, HANG)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def run(words):
    """Run a command: it works, or says what is wrong."""
    with no_hang():
        done = CliRunner().invoke(main, words)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code in (0, 1, 2)
    assert done.exit_code == 0 or done.stderr.strip() or done.stdout.strip()
    return done


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The five files of a company, and its workbook."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "inputs").mkdir()
    for name, text in FIVE.items():
        (folder / "inputs" / f"{name}.csv").write_text(text)
    build(read(folder / "inputs"), folder / "model.xlsx")
    return folder


@pytest.fixture
def desk(small, tmp_path, monkeypatch):
    shutil.copytree(small, tmp_path / "desk")
    monkeypatch.chdir(tmp_path / "desk")
    return tmp_path / "desk"


def csv_seeds(seeds, folder):
    """Read mutants of a company with every table, one seed each; how many were refused."""
    shutil.copytree(COMPANY, folder)
    files = sorted(folder.glob("*.csv"))
    refused = 0
    for seed in seeds:
        chance = random.Random(seed)
        path = chance.choice(files)
        before = path.read_bytes()
        path.write_bytes(mutant(before, chance))
        refused += refuses(lambda: read(folder), seed)
        path.write_bytes(before)
    return refused


def package_seeds(seeds, path):
    """Read mutants of a workbook, as every command does that is given one; how many were refused."""
    whole = path.read_bytes()
    refused = 0
    for seed in seeds:
        path.write_bytes(package_mutant(whole, random.Random(seed)))
        refused += refuses(lambda: entries(view(path)), seed)
    path.write_bytes(whole)
    return refused


def refuses(reading, seed):
    """Whether a file is refused, each problem with its fix; a traceback carries the seed."""
    try:
        with no_hang():
            reading()
    except InputError as error:
        problems = error.problems
    except Exception as error:
        error.add_note(f"seed {seed}")
        raise
    else:
        return False
    assert all(problem.where and problem.what and problem.fix for problem in problems), seed
    return True


def command_seeds(seeds, desk, commands=READING):
    """Give mutants of a workbook to a command each, one seed each; how many were refused."""
    path = desk / "model.xlsx"
    whole = path.read_bytes()
    refused = 0
    for seed in seeds:
        chance = random.Random(seed)
        words = chance.choice(commands)
        changed = package_mutant(whole, chance)
        path.write_bytes(changed)
        status = run(words).exit_code
        refused += status == 2
        assert path.read_bytes() == changed or (words[0] == "build" and status == 0)
        assert {one.name for one in desk.iterdir()} == {"inputs", "model.xlsx"}
    path.write_bytes(whole)
    return refused


def test_mutants_of_csvs(tmp_path):
    assert 0 < csv_seeds(range(CSVS), tmp_path / "company") < CSVS


def test_mutants_of_a_workbook(desk):
    assert 0 < package_seeds(range(WORKBOOKS), desk / "model.xlsx") < WORKBOOKS


def test_mutants_given_to_commands(desk):
    assert 0 < command_seeds(range(COMMANDS), desk, READING[:3]) < COMMANDS
