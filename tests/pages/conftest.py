"""Every HTML page that the commands write, and a browser without a network to open them in."""

import os
import pathlib
import shutil
from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from finmodel.cli import main

ROOT = pathlib.Path(__file__).parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome")
PAGES = ("memo", "memo of one plan", "change report", "usage")
LONG = "A plan whose name is as long as names may be, 中文名称和一个很长的名字, for tables of 80"
ONE_PLAN = {
    "assumptions": f"assumption,base,{','.join(f'case number {i}' for i in range(10))}\nstart_month,2026-01\nmonths,3\n"
    f"vendor_price_multiplier,1,{','.join(str(1 + i / 10) for i in range(10))}\n",
    "prices": "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok\n"
    f"a-provider-of-models,{'m' * 60},2025-01-01,3,15\n",
    "features": "feature,input_tokens_mean,output_tokens_mean\nchat,1000,200\n",
    "plans": f'plan,price_usd,opening_accounts,note\n"{LONG}",12,100,{"x" * 200}\n',
    "volumes": f'plan,feature,queries_per_user_per_day\n"{LONG}",chat,200\n',
}


def _browser() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without Chromium one test stands for all that need it: it skips where it is seen, the others go."""
    if _browser():
        return
    needy = [item for item in items if "browser" in getattr(item, "fixturenames", ())]
    items[:] = [item for item in items if item not in needy[1:]]
    config.hook.pytest_deselected(items=needy[1:])


def run(*args: object) -> None:
    result = CliRunner().invoke(main, [str(arg) for arg in args])
    assert result.exit_code == 0, result.output


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Chromium; where it is missing, one skip that is seen, or a failure when FINMODEL_REQUIRE_CHROMIUM is set."""
    program = _browser()
    if program is None and os.environ.get("FINMODEL_REQUIRE_CHROMIUM"):
        pytest.fail("FINMODEL_REQUIRE_CHROMIUM is set, and chromium is not installed")
    if program is None:
        pytest.skip("chromium is not installed: no page is looked at here")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=program, args=["--no-sandbox"])  # root, in a container
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pathlib.Path]:
    """The pages by name, as the commands write them."""
    folder = tmp_path_factory.mktemp("pages")
    paths = {name: folder / f"{name.replace(' ', '-')}.html" for name in PAGES}
    run("report", ROOT / "inputs", "-o", paths["memo"])
    one = folder / "one"
    one.mkdir()
    for name, text in ONE_PLAN.items():
        (one / f"{name}.csv").write_text(text, encoding="utf-8")
    run("report", one, "-o", paths["memo of one plan"])
    old = pathlib.Path(shutil.copytree(ROOT / "inputs", folder / "old"))
    plans = (old / "plans.csv").read_text(encoding="utf-8")
    (old / "plans.csv").write_text(plans.replace("Pro,690,", "Pro,640,"), encoding="utf-8")
    run("diff", old, ROOT / "inputs", "--html", paths["change report"])
    run("usage", "sample", folder / "log.csv", "--rows", 2000)
    run("usage", "summary", folder / "log.csv", "--prices", ROOT / "inputs", "--html", paths["usage"])
    return paths


@pytest.fixture(params=PAGES)
def page_file(request: pytest.FixtureRequest, written: dict[str, pathlib.Path]) -> pathlib.Path:
    """Each page in turn."""
    return written[request.param]
