"""Settings that every test shares: the same examples on every run and machine."""

import gc
import os
import pathlib
import shutil
import subprocess
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers
from mounts import mount

gc.set_threshold(50_000, 5, 3)  # thousands of short runs: collecting less often takes a sixth off their time

# Hypothesis tries the constants of every module imported so far, so that examples hang on what ran before: none here.
providers._get_local_constants = lambda: providers._local_constants

settings.register_profile(
    "steady",
    derandomize=True,  # the same examples every time
    database=None,
    deadline=None,  # no verdict by the clock
    max_examples=15,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("steady")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: some wait for LibreOffice, Chromium or a disk while others calculate."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session")
def soffice() -> str:
    """LibreOffice; where it is missing, one skip that is seen, or a failure when FINMODEL_REQUIRE_SOFFICE is set."""
    program = shutil.which("soffice")
    if program is None and os.environ.get("FINMODEL_REQUIRE_SOFFICE"):
        pytest.fail("FINMODEL_REQUIRE_SOFFICE is set, and soffice is not installed")
    if program is None:
        pytest.skip("soffice is not installed: no second opinion here")
    return program


@pytest.fixture
def read_only() -> Iterator[Callable[[pathlib.Path], None]]:
    """Make a folder read-only: for root, who may write everywhere, by a mount."""
    mounted: list[pathlib.Path] = []

    def _read_only(folder: pathlib.Path) -> None:
        if os.geteuid():
            folder.chmod(0o555)
            return
        mount("--bind", str(folder), str(folder))
        mounted.append(folder)
        mount("-o", "remount,bind,ro", str(folder))

    yield _read_only
    for folder in mounted:
        subprocess.run(["umount", str(folder)], check=True)
