"""Whatever comes between: another run, an open file, a full disk, a folder that cannot be written."""

import os
import pathlib
import resource
import subprocess
import sys

import pytest
from click.testing import CliRunner
from hand import Hand
from mounts import mount

from finmodel import files as placing
from finmodel.cli import main
from finmodel.errors import InputError
from finmodel.lock import NAME, locked

CHANGED = ("free,0,1,1000,", "free,0,1,1500,")


@pytest.fixture
def moved(desk):
    """The CSVs were changed, and a price was typed into the workbook."""
    path = desk / "inputs" / "plans.csv"
    path.write_text(path.read_text().replace(*CHANGED))
    hand = Hand(desk / "outputs" / "model.xlsx")
    hand.type("plans.price_usd[pro]", 55)
    hand.save(desk / "outputs" / "model.xlsx")
    return desk


def tree(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def command(desk, *options):
    return CliRunner().invoke(
        main, ["refresh", str(desk / "inputs"), "-o", str(desk / "outputs" / "model.xlsx"), *options]
    )


@pytest.mark.parametrize("folder", ["inputs", "outputs"])
def test_a_second_run_at_once_says_who_is_at_work(moved, folder):
    before = tree(moved)
    with locked([moved / folder]):
        result = command(moved)
    assert result.exit_code == 2
    assert f"another run is at work here (process {os.getpid()})" in result.stderr
    assert tree(moved) == before  # and no lock is left


def test_a_lock_ends_with_its_process(desk, run):
    code = (
        "import os, sys, pathlib\n"
        "from finmodel.lock import locked\n"
        "with locked([pathlib.Path(sys.argv[1])]):\n"
        "    print('held', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(desk / "inputs")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(InputError, match=f"process {holder.pid}"):
        run()
    holder.kill()
    holder.communicate()
    assert (desk / "inputs" / NAME).exists()  # a killed process leaves the file, which holds nothing
    assert run().ok
    assert not (desk / "inputs" / NAME).exists()


@pytest.mark.parametrize("lock", ["~$model.xlsx", ".~lock.model.xlsx#"])
def test_an_open_workbook_is_noticed_and_another_name_works(moved, lock):
    (moved / "outputs" / lock).write_bytes(b"CFO")
    before = tree(moved)
    result = command(moved)
    assert result.exit_code == 2
    assert f"is open in a spreadsheet program ({lock} lies beside it)" in result.stderr
    assert tree(moved) == before
    offered = result.stderr.split("finmodel ")[1].splitlines()[0].split()
    assert offered[:2] == ["refresh", str(moved / "inputs")]
    assert CliRunner().invoke(main, offered).exit_code == 0
    assert Hand(moved / "outputs" / "model-new.xlsx").input("plans.price_usd[pro]").value == 55
    assert before["outputs/model.xlsx"] == (moved / "outputs" / "model.xlsx").read_bytes()


def test_a_workbook_saved_meanwhile_is_not_written_over(moved, run, monkeypatch):
    written = placing.write_all

    def save_first(changes, **options):
        (moved / "outputs" / "model.xlsx").write_bytes(b"saved by the CFO a moment ago")
        return written(changes, **options)

    monkeypatch.setattr("finmodel.monthly.written.write_all", save_first)
    before = tree(moved)
    with pytest.raises(InputError, match=r"model.xlsx: was changed by somebody else meanwhile; run it again"):
        run()
    assert tree(moved) == {**before, "outputs/model.xlsx": b"saved by the CFO a moment ago"}


@pytest.mark.parametrize("folder", ["inputs", "outputs"])
def test_a_read_only_folder_is_told(moved, read_only, folder):
    before = tree(moved)
    read_only(moved / folder)
    result = command(moved)
    assert result.exit_code == 2
    assert str(moved / folder) in result.stderr
    assert "nothing was written" in result.stderr
    assert tree(moved) == before


@pytest.fixture
def full_disk(moved):
    """Outputs on a disk of its own with 60 KB left."""
    outputs = moved / "outputs"
    standing = (outputs / "model.xlsx").read_bytes()
    mount("-t", "tmpfs", "-o", f"size={len(standing) // 1024 + 60}k", "tmpfs", str(outputs))
    (outputs / "model.xlsx").write_bytes(standing)
    yield moved
    subprocess.run(["umount", str(outputs)], check=True)


def test_a_full_disk_loses_nothing(full_disk):
    before = tree(full_disk)
    result = command(full_disk)
    assert result.exit_code == 2
    assert "No space left on device; nothing was written there" in result.stderr
    assert tree(full_disk) == before


@pytest.mark.parametrize("limit", [5_000, 60_000, 120_000])
def test_a_file_that_may_not_grow_loses_nothing(moved, limit):
    """The same where nobody may mount: the system refuses files beyond a size."""
    before = tree(moved)
    arguments = [sys.executable, "-m", "finmodel", "refresh", "inputs", "-o", "outputs/model.xlsx"]
    root = str(pathlib.Path(placing.__file__).parents[1])
    done = subprocess.run(
        arguments, cwd=moved, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": root},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert tree(moved) == before


def test_a_move_that_fails_puts_everything_back(moved, run, monkeypatch):
    moved_before = pathlib.Path.replace

    def refuse(self, target):
        if pathlib.Path(target).suffix == ".xlsx":
            raise PermissionError(13, "Permission denied", str(target))
        return moved_before(self, target)

    before = tree(moved)
    monkeypatch.setattr(pathlib.Path, "replace", refuse)
    with pytest.raises(OSError, match="Permission denied"):
        run()
    assert tree(moved) == before


def test_what_a_killed_run_left_is_swept_away(desk, run):
    (desk / "inputs" / ".finmodel-refresh-abc").write_text("half a file")
    (desk / "outputs" / ".finmodel-refresh-month").mkdir()
    (desk / "outputs" / ".finmodel-other").write_text("another command's")
    assert run().ok
    assert not list(desk.rglob(".finmodel-refresh-*"))
    assert (desk / "outputs" / ".finmodel-other").exists()


@pytest.mark.parametrize(
    ("output", "words"),
    [("model.xls", "does not end in .xlsx"), ("nowhere/model.xlsx", "is not a folder"), ("folder.xlsx", "is a folder")],
)
def test_places_that_cannot_be(desk, output, words):
    (desk / "folder.xlsx").mkdir()
    result = CliRunner().invoke(main, ["refresh", str(desk / "inputs"), "-o", str(desk / output)])
    assert result.exit_code == 2
    assert words in result.stderr


def test_a_stranger_s_file_is_not_written_over(moved):
    (moved / "outputs" / "other.xlsx").write_bytes(b"somebody's")
    before = tree(moved)
    result = CliRunner().invoke(main, ["refresh", str(moved / "inputs"), "-o", str(moved / "outputs" / "other.xlsx")])
    assert result.exit_code == 2
    edited = ["--edited", str(moved / "outputs" / "model.xlsx")]
    result = CliRunner().invoke(
        main, ["refresh", str(moved / "inputs"), "-o", str(moved / "outputs" / "other.xlsx"), *edited]
    )
    assert result.exit_code == 1
    assert "holds edits" in result.stderr
    assert tree(moved) == before
