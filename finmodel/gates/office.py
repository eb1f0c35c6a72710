"""LibreOffice as a converter: one file in, one file out, in a profile of its own and within a time limit."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from finmodel.errors import EngineError

PATIENCE = 300  # seconds; a cold start of the office suite takes a few
_RECALCULATE_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""


def office(instead: str) -> str:
    """The program. Raises EngineError where it is missing; `instead` says what to do then."""
    program = shutil.which("soffice")
    if program is None:
        raise EngineError(f"LibreOffice is not installed; {instead}")
    return program


def converted(path: Path, form: str, instead: str) -> bytes:
    """A workbook, recalculated, as `xlsx` or `pdf`.

    A copy is converted, so that nothing is left beside the file. Raises EngineError when LibreOffice is missing
    (see `office`), too slow, or cannot read the file.
    """
    program = office(instead)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        profile, copy, out = folder / "profile" / "user", folder / "in" / path.name, folder / "out"
        profile.mkdir(parents=True)
        copy.parent.mkdir()  # of its own: a page's foot says the name of the file
        (profile / "registrymodifications.xcu").write_text(_RECALCULATE_ALWAYS, encoding="utf-8")
        shutil.copyfile(path, copy)
        command = [
            program, f"-env:UserInstallation={profile.parent.as_uri()}", "--headless", "--norestore",
            "--convert-to", form, "--outdir", str(out), str(copy),
        ]  # fmt: skip
        said = _run(command)
        written = out / f"{path.stem}.{form}"
        if not written.exists():
            raise EngineError(f"LibreOffice could not convert the workbook: {said.strip()[-300:]}")
        return written.read_bytes()


def _run(command: list[str]) -> str:
    """What it said on stderr. The office starts children of its own: all are ended when the time is up."""
    with subprocess.Popen(  # noqa: S603 - a fixed program and paths of our own, no shell
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            return process.communicate(timeout=PATIENCE)[1]
        except BaseException as error:
            _end(process)
            if isinstance(error, subprocess.TimeoutExpired):
                raise EngineError(f"LibreOffice did not answer within {PATIENCE} s") from None
            raise


def _end(process: subprocess.Popen[str]) -> None:
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
