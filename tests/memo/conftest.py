"""A company whose margin crosses 50% in the diligence month, and ways to make memos."""

import pathlib
import shutil
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from finmodel.builder import build
from finmodel.cli import main
from finmodel.inputs import read
from finmodel.memo import Memo, report

COMPANY = pathlib.Path(__file__).parent.parent / "check" / "company"
# One query of 1,000 tokens in at 3 and 200 out at 15 USD per Mtok costs 0.006; 200 a user and day over 30 days: 36.
# Price 60: margin 40%, inference share 60%. From 2026-03 on the vendor halves its prices: 18, margin 70%, share 30%.
CROSSING = {
    "assumptions": "assumption,base,dear\nstart_month,2026-01,\nmonths,4,\ndiligence_month,2026-03,\n"
    "vendor_price_multiplier,1,3\n",
    "prices": "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok\n"
    "acme,big,2025-01-01,3,15\nacme,big,2026-03-01,1.5,7.5\n",
    "features": "feature,input_tokens_mean,output_tokens_mean\nchat,1000,200\n",
    "plans": "plan,price_usd,opening_accounts\npro,60,100\n",
    "volumes": "plan,feature,queries_per_user_per_day\npro,chat,200\n",
}

Make = Callable[..., Memo]
Run = Callable[..., Result]


def write(folder: pathlib.Path, **files: str) -> pathlib.Path:
    """The crossing company's CSVs, some of them changed."""
    folder.mkdir(exist_ok=True)
    for name, text in {**CROSSING, **files}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def crossing(tmp_path: pathlib.Path) -> pathlib.Path:
    """The folder of the crossing company, to be changed."""
    return write(tmp_path / "inputs")


@pytest.fixture
def make(tmp_path: pathlib.Path) -> Make:
    """The memo of the crossing company with some files changed."""

    def _make(*, scenario: str | None = None, **files: str) -> Memo:
        return report(write(tmp_path / "inputs", **files), scenario=scenario)

    return _make


@pytest.fixture
def run() -> Run:
    """Call the command line; users never see a traceback."""

    def _run(*args: object) -> Result:
        result = CliRunner().invoke(main, [str(arg) for arg in args])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return _run


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The small company's workbook; tests that change it take `file`."""
    path = tmp_path_factory.mktemp("built") / "model.xlsx"
    build(read(COMPANY), path)
    return path


@pytest.fixture
def file(tmp_path: pathlib.Path, built: pathlib.Path) -> pathlib.Path:
    """A copy of the small company's workbook, to be changed."""
    return pathlib.Path(shutil.copy(built, tmp_path / "model.xlsx"))
