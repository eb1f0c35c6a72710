"""Kills a refresh at many moments and looks at what stands; run as a program, it prints what it found as JSON.

The moments are events of the file system inside the company's folder (opened, renamed, removed, synced, ...), each met
just before it happens, and random ones by time from a seed. A process of its own forks, so that each run starts in a
moment: `python killing.py FOLDER EVENTS RANDOM`, where FOLDER holds `start`, the company before the run.
"""

import json
import os
import pathlib
import random
import shutil
import signal
import sys
import time

from monthly_prices import DAY, Prices
from watching import at_event

from finmodel.monthly import refresh, staged


def run(folder):
    staged.genai_prices = Prices
    return refresh(folder / "inputs", folder / "outputs" / "model.xlsx", prices_on=DAY, as_of=DAY)


def tree(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def child(work):
    """Fork; the child works and ends with 0, or is killed."""
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
    except BaseException as error:  # noqa: BLE001 - told by the exit code
        sys.stderr.write(f"{error!r}\n")
        os._exit(3)
    os._exit(0)


def waited(pid):
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def counted(folder):
    """The events of a run that nobody disturbs."""
    read, write = os.pipe()

    def work():
        events = []
        at_event(folder, events.append)
        run(folder)
        os.write(write, json.dumps(events).encode())

    assert waited(child(work)) == 0
    os.close(write)
    with os.fdopen(read) as pipe:
        return json.loads(pipe.read())


def moments_of(names, count):
    """Numbers of events: each from the first move on, and others before it, evenly spread."""
    first = names.index("os.rename")
    early = count - (len(names) - first)
    return [1 + i * first // early for i in range(early)] + list(range(first + 1, len(names) + 1))


def killed_at(folder, number):
    """Run and be killed just before an event."""
    left = number

    def act(_):
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def work():
        at_event(folder, act)
        run(folder)

    return waited(child(work)) == -signal.SIGKILL


def killed_after(folder, seconds):
    """Run and be killed after a time."""
    pid = child(lambda: run(folder))
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    return waited(pid) == -signal.SIGKILL


def judged(folder, before, after):
    """What is wrong after a kill, and after the next run."""
    wrong = []
    stands = tree(folder)
    for name, data in stands.items():
        hidden = name.rpartition("/")[2].startswith(".finmodel")
        if not hidden and ".finmodel-refresh-" not in name and data not in (before.get(name), after.get(name)):
            wrong.append(f"{name} is neither the old file nor the new one")
    wrong += [f"{name} is gone" for name in before if name not in stands]
    if stands["outputs/model.xlsx"] != before["outputs/model.xlsx"]:
        late = [n for n in after if not n.startswith("outputs/2") and stands.get(n) != after[n]]
        wrong += [f"the workbook was moved before {name}" for name in late]
    status = waited(child(lambda: run(folder)))
    wrong += [f"the next run ended with {status}"] if status else []
    ended = tree(folder)
    wrong += [f"{name} differs after the next run" for name in {*ended, *after} if ended.get(name) != after.get(name)]
    return wrong, any(stands.get(n) == after[n] != before.get(n) for n in after) and any(
        stands.get(n) != after[n] for n in after
    )


def main(base, events, moments):
    start = base / "start"
    before = tree(start)
    calm = shutil.copytree(start, base / "calm")
    began = time.perf_counter()
    names = counted(calm)
    lasted = time.perf_counter() - began
    after = tree(calm)
    chance = random.Random(4)
    spread = moments_of(names, events)
    found = {"events": len(names), "after": len(after), "kills": 0, "midway": 0, "wrong": []}
    kills = [(f"before event {n}", killed_at, n) for n in spread]
    kills += [(f"moment {i}", killed_after, chance.random() * lasted) for i in range(moments)]
    for label, kill, point in kills:
        folder = shutil.copytree(start, base / "company")
        found["kills"] += kill(folder, point)
        wrong, midway = judged(folder, before, after)
        found["midway"] += midway
        found["wrong"] += [f"{label}: {one}" for one in wrong]
        shutil.rmtree(folder)
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
