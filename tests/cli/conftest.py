"""The command line, called in this process, and small companies to call it on."""

import pathlib
import shutil
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from finmodel.cli import main

FULL = pathlib.Path(__file__).parent.parent / "check" / "company"
MINIMAL = {
    "assumptions": "assumption,base,dear\nstart_month,2026-01,\nmonths,3,\nvendor_price_multiplier,1,2\n",
    "prices": "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok\nacme,big,2025-01-01,3,15\n",
    "features": "feature,input_tokens_mean,output_tokens_mean\nchat,1000,200\n",
    "plans": "plan,price_usd\npro,20\n",
    "volumes": "plan,feature,queries_per_user_per_day\npro,chat,2\n",
}

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """Call the command line; an exception that is not an exit fails the test: users never see a traceback."""

    def _run(*args: object) -> Result:
        result = CliRunner().invoke(main, [str(arg) for arg in args])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return _run


@pytest.fixture
def company(tmp_path: pathlib.Path) -> pathlib.Path:
    """The folder of a minimal company, to be changed."""
    folder = tmp_path / "inputs"
    folder.mkdir()
    for name, text in MINIMAL.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def full(tmp_path: pathlib.Path) -> pathlib.Path:
    """The folder of a company with every file, to be changed."""
    return pathlib.Path(shutil.copytree(FULL, tmp_path / "full"))


@pytest.fixture
def built(company: pathlib.Path, run: Run, tmp_path: pathlib.Path) -> pathlib.Path:
    """The minimal company's workbook."""
    path = tmp_path / "model.xlsx"
    assert run("build", company, "-o", path).exit_code == 0
    return path
