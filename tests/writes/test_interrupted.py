"""Writes that are killed or interrupted: the older file or the new one whole, and after an interrupt no litter."""

import os
import signal
import sys

import pytest
from watching import at_event
from writing import COMMANDS, ended, forked, run, tree

from finmodel import files, interrupt, lock
from finmodel.cli import main
from finmodel.files import Change, move, write_all, write_over

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the runs are forked")
WRITERS = {path.__file__ for path in (files, lock, interrupt)}
OLD, NEW = b"old" * 1000, b"new" * 2000


def at_line(act):
    """Call `act` before each line of the modules that write."""

    def line(frame, event, _):
        if event == "line":
            act(event)
        return line

    sys.settrace(lambda frame, *_: line if frame.f_code.co_filename in WRITERS else None)


class Countdown:
    """Sends a signal at the `number`th call; counts when there is none to send."""

    def __init__(self, number, sent):
        self.number, self.sent, self.count = number, sent, 0

    def __call__(self, _):
        self.count += 1
        if self.count == self.number:
            sys.settrace(None)
            os.kill(os.getpid(), self.sent)


def both(folder):
    write_all({folder / "a": Change(OLD, NEW), folder / "b": Change(OLD, NEW)})


def over(folder):
    write_over({folder / "a": NEW.decode(), folder / "b": NEW.decode()})


def beside(folder):
    with lock.locked([folder]):
        write_all({folder / "a": Change(OLD, NEW)})
        with lock.drafted(folder / "b") as drafts:
            (drafts / "draft").write_bytes(NEW)
            move(drafts / "draft", folder / "b")


def written(folder, work, watch, countdown):
    """Write in a process that a signal meets; its status, and what stands then."""
    for name in ("a", "b"):
        (folder / name).write_bytes(OLD)

    def act():
        with interrupt.unwound():
            watch(countdown)
            work(folder)

    status = ended(forked(act))
    return status, tree(folder)


def moments(folder, work, watch):
    """How many moments a run has that nobody disturbs."""
    counting = Countdown(0, None)
    read, write = os.pipe()

    def act():
        watch(counting)
        work(folder)
        sys.settrace(None)
        os.write(write, str(counting.count).encode())

    for name in ("a", "b"):
        (folder / name).write_bytes(OLD)
    assert ended(forked(act)) == 0
    os.close(write)
    with os.fdopen(read) as pipe:
        return int(pipe.read())


@pytest.mark.parametrize("work", [both, over, beside])
def test_killed_before_any_event(work, tmp_path):
    folder = tmp_path / "desk"
    folder.mkdir()

    def watch(act):
        at_event(folder, act)

    count = moments(folder, work, watch)
    assert count > 8
    seen = set()
    for number in range(1, count + 1):
        status, standing = written(folder, work, watch, Countdown(number, signal.SIGKILL))
        assert status == -signal.SIGKILL
        whole = {name: data for name, data in standing.items() if not name.startswith(".finmodel")}
        assert set(whole) == {"a", "b"}
        assert set(whole.values()) <= {OLD, NEW}
        seen.add(tuple(whole.values()))
    assert {(OLD, OLD), (NEW, NEW)} <= seen
    for name in ("a", "b"):
        (folder / name).write_bytes(OLD)
    work(folder)  # nothing that was left is in the way
    assert [data for name, data in tree(folder).items() if not name.startswith(".")] == [NEW, NEW]


@pytest.mark.parametrize("work", [both, over, beside])
def test_interrupted_before_any_line(work, tmp_path):
    folder = tmp_path / "desk"
    folder.mkdir()
    count = moments(folder, work, at_line)
    assert count > 50
    for number in range(1, count + 1, 4 if work is beside else 8):
        sent = signal.SIGINT if number % 2 else signal.SIGTERM
        status, standing = written(folder, work, at_line, Countdown(number, sent))
        assert status in (99, 128 + signal.SIGTERM)
        assert set(standing) == {"a", "b"}, number  # no litter
        assert set(standing.values()) <= {OLD, NEW}


def command(words):
    main(words, standalone_mode=True)


@pytest.mark.parametrize("name", ["update", "pull"])
def test_a_command_is_interrupted_where_it_moves_its_files(name, desk):
    words, targets = COMMANDS[name]
    before = tree(desk)

    def act():
        def send(event):
            if event == "os.rename":
                os.kill(os.getpid(), signal.SIGINT)

        at_event(desk, send)
        command(words)

    assert ended(forked(act)) == 130
    after = tree(desk)
    assert set(after) == set(before)
    assert {name for name, data in after.items() if data != before[name]} == set(targets)  # they were under way


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_build_is_ended_while_it_proves(sent, desk, monkeypatch):
    before = tree(desk)
    monkeypatch.setattr("finmodel.builder.prove", lambda *_: os.kill(os.getpid(), sent))
    status = ended(forked(lambda: command(COMMANDS["build"][0])))
    assert status == {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGKILL: -9}[sent]
    after = tree(desk)
    assert {name: after[name] for name in before} == before
    assert (set(after) == set(before)) == (sent != signal.SIGKILL)
    monkeypatch.undo()
    if sent == signal.SIGKILL:  # what it left goes with the next run
        os.chdir(desk)
        assert run(COMMANDS["build"][0]).exit_code == 0
        assert set(tree(desk)) == set(before)


def test_twenty_builds_at_once(desk, tmp_path):
    """Each builds or says that another is at work; the file is whole."""
    before = tree(desk)
    told = tmp_path / "told"
    told.mkdir()
    start, go = os.pipe()

    def act(number):
        os.read(start, 1)
        sys.stderr = (told / str(number)).open("w")
        try:
            command(COMMANDS["build"][0])
        finally:
            sys.stderr.close()

    pids = [forked(lambda n=n: act(n)) for n in range(20)]
    os.write(go, b"." * 20)
    statuses = [ended(pid) for pid in pids]
    assert 0 in statuses
    assert set(statuses) <= {0, 2}
    refused = [(told / str(n)).read_text() for n, status in enumerate(statuses) if status]
    assert all("another run is at work here" in words for words in refused)
    after = tree(desk)
    assert set(after) == set(before)
    assert [name for name, data in after.items() if data != before[name]] == ["out/model.xlsx"]
    assert run(["check", "out/model.xlsx"]).exit_code == 0
