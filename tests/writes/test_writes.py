"""Every command that writes: whole or not at all, through links, with the mode of the older file, and no litter."""

import ast
import os
import pathlib
import resource
import subprocess

import pytest
from mounts import mount
from writing import COMMANDS, run, tree

import finmodel
from finmodel.lock import locked


@pytest.fixture(params=[name for name in COMMANDS if name != "usage summary"])  # slow, and written as diff writes
def command(request):
    return COMMANDS[request.param]


def refused(words, *told):
    """Run a command that cannot write: exit 2 with words, and everything as it was."""
    before = tree(".")
    done = run(words)
    assert done.exit_code == 2, done.stderr
    for word in told:
        assert word in done.stderr
    assert "nothing was written" in done.stderr
    assert tree(".") == before


@pytest.mark.parametrize("name", COMMANDS)
def test_links_and_modes_stay(name, desk):
    words, targets = COMMANDS[name]
    for i, target in enumerate(targets):
        place = desk / f"elsewhere-{i}{''.join(pathlib.Path(target).suffixes)}"
        (desk / target).rename(place)
        (desk / target).symlink_to(place)
        place.chmod(0o640)
    before, listed = tree("."), set(tree("."))
    done = run(words)
    assert done.exit_code == 0, done.stderr
    assert set(tree(".")) == listed  # no litter
    for target in targets:
        assert (desk / target).is_symlink()
        assert (desk / target).stat().st_mode & 0o777 == 0o640
        assert (desk / target).read_bytes() != before[target]
    changed = {name for name, data in tree(".").items() if data != before[name]}
    assert changed == {*targets, *(str((desk / t).resolve().relative_to(desk)) for t in targets)}


def test_a_file_that_may_not_grow(command, desk):
    """The same as a full disk: the system refuses to write beyond a size."""
    words, _ = command
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20, limit[1]))
    try:
        refused(words, "File too large")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)


@pytest.mark.parametrize("name", ["build", "pull", "usage sample.gz"])
def test_a_full_disk(name, desk):
    folder = desk / "inputs" if name == "pull" else desk / "out"
    standing = tree(folder)
    blocks = sum(-(-len(data) // 4096) for data in standing.values())
    mount("-t", "tmpfs", "-o", f"size={4 * blocks}k", "tmpfs", str(folder))
    try:
        for path, data in standing.items():
            (folder / path).write_bytes(data)
        refused(COMMANDS[name][0], "No space left on device")
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_read_only_folder(command, desk, read_only):
    words, targets = command
    read_only(desk / targets[0].partition("/")[0])
    refused(words, "Permission denied" if os.geteuid() else "Read-only file system")


def test_a_read_only_file(command, desk):
    words, targets = command
    (desk / targets[-1]).chmod(0o444)
    refused(words, f"{pathlib.Path(targets[-1]).name}: is read-only")


HELD = {"build": "out/model.xlsx", "update": "out/model.xlsx", "pull": "inputs",
        "prices pull": "inputs", "usage import": "inputs", "usage sample": "out/sample.csv"}  # fmt: skip


@pytest.mark.parametrize("name", HELD)
def test_another_run(name, desk):
    before = tree(".")
    with locked([desk / HELD[name]]):
        done = run(COMMANDS[name][0])
    assert done.exit_code == 2
    assert f"another run is at work here (process {os.getpid()}); wait until it has finished" in done.stderr
    assert tree(".") == before


def test_a_file_saved_while_it_is_built_anew(desk, monkeypatch):
    model = desk / "out" / "model.xlsx"
    monkeypatch.setattr("finmodel.builder.prove", lambda *given: (model.write_bytes(b"saved"), proved(*given))[1])
    from finmodel.gates.proof import prove as proved

    done = run(COMMANDS["build"][0])
    assert done.exit_code == 2
    assert "was changed while it was being written anew; run it again" in done.stderr
    assert model.read_bytes() == b"saved"


@pytest.mark.parametrize("limit", [0, 100, 1_000])
def test_a_new_company_is_whole_or_not_there(desk, limit):
    """`init` makes its folder, and those above it."""
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, old[1]))
    try:
        refused(["init", "new/acme", "--full"], "File too large")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
    assert run(["init", "new/acme", "--full"]).exit_code == 0
    assert not [name for name in tree(desk) if "/." in name]


WRITES = {"write_bytes", "write_text", "mkstemp", "mkdtemp", "replace", "rename", "renames"}
IN_TMP = {  # drafts in the system's folder for such, gone when the command ends
    "gates/engine.py", "gates/office.py", "merge/apply.py", "usage/imported.py",
}  # fmt: skip
BESIDE = {"files.py", "monthly/archive.py", "workbook/write.py", "usage/sample_file.py"}  # drafts


def test_nothing_else_writes_files():
    """Where files are written at all: what is new here belongs into the table above."""
    root = pathlib.Path(finmodel.__file__).parent
    found = {str(path.relative_to(root)) for path in root.rglob("*.py") if any(map(writes, calls(path)))}
    assert found == IN_TMP | BESIDE


def calls(path):
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]


def writes(call):
    """Whether a call writes a file by its name; `replace` with one word is a file's, with two a text's."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    modes = [arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    if name == "open":
        return any(set(mode) & set("wax+") and len(mode) <= 3 for mode in modes)
    if name == "replace":
        return len(call.args) == 1 and not call.keywords
    return name in WRITES
