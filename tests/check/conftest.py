"""A small company with every input file, its workbook, and ways to get at both."""

import pathlib
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from finmodel.builder import build
from finmodel.inputs import Inputs, read
from finmodel.lines import ITEMS
from finmodel.model.item import LineItem

COMPANY = pathlib.Path(__file__).parent / "company"
EXAMPLE = pathlib.Path(__file__).parents[2] / "inputs"

BRIEF = {
    "assumptions": "assumption,base\nstart_month,2026-01\nmonths,2\npayment_fee_rate,0.03\n",
    "prices": "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok\nacme,big,2025-01-01,3,15\n",
    "features": "feature,input_tokens_mean,output_tokens_mean\nchat,1000,200\n",
    "plans": "plan,price_usd,opening_accounts\npro,20,100\n",
    "volumes": "plan,feature,queries_per_user_per_day\npro,chat,2\n",
}

Plant = Callable[..., LineItem]
Convert = Callable[[pathlib.Path], pathlib.Path]


@pytest.fixture(scope="session")
def company() -> Inputs:
    """The small company as read from its CSVs."""
    return read(COMPANY)


@pytest.fixture(scope="session")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    """A company of five files and two months, for the shocks."""
    folder = tmp_path_factory.mktemp("brief")
    for name, text in BRIEF.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return read(folder)


@pytest.fixture(scope="session")
def example() -> Inputs:
    """The example company in inputs/."""
    return read(EXAMPLE)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, company: Inputs) -> pathlib.Path:
    """The small company's workbook; tests that change it take `file`."""
    path = tmp_path_factory.mktemp("built") / "model.xlsx"
    build(company, path)
    return path


@pytest.fixture
def file(tmp_path: pathlib.Path, built: pathlib.Path) -> pathlib.Path:
    """A copy of the small company's workbook, to be changed."""
    return pathlib.Path(shutil.copy(built, tmp_path / "model.xlsx"))


@pytest.fixture
def plant(monkeypatch: pytest.MonkeyPatch) -> Plant:
    """Plant a mistake: one declared line item with another formula or mirror, until the end of the test."""

    def _plant(name: str, **changes: Any) -> LineItem:
        wrong = replace(ITEMS[name], **changes)
        monkeypatch.setitem(ITEMS, name, wrong)
        return wrong

    return _plant


@pytest.fixture(params=["ironcalc", "libreoffice"])
def engine(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    if request.param == "libreoffice":
        request.getfixturevalue("soffice")
    return str(request.param)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without LibreOffice one test stands for all that need it: it skips where it is seen, the others go."""
    if shutil.which("soffice"):
        return
    needy = [item for item in items if {"soffice", "resaved"} & set(getattr(item, "fixturenames", ()))]
    needy += [item for item in items if "libreoffice" in item.name]
    items[:] = [item for item in items if item not in needy[1:]]
    config.hook.pytest_deselected(items=needy[1:])


@pytest.fixture
def resaved(soffice: str, tmp_path: pathlib.Path) -> Convert:
    """Open a workbook in LibreOffice, recalculate it, save it as xlsx."""

    def _resaved(path: pathlib.Path) -> pathlib.Path:
        profile, out = tmp_path / "profile", tmp_path / "resaved"
        (profile / "user").mkdir(parents=True, exist_ok=True)
        (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE, encoding="utf-8")
        command = [soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless"]
        command += ["--convert-to", "xlsx", "--outdir", str(out), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return out / path.name

    return _resaved


ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""
