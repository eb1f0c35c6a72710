"""Plants every mutant of one hand or of both, and tells which the gates kill.

`python -m mutation [mirror|excel] [EVERY]`: with EVERY = 10 each tenth mutant. Survivors are printed, and the shares.
"""

from __future__ import annotations

import signal
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path

from finmodel.inputs import read
from mutation.beds import Beds
from mutation.bench import Bench
from mutation.by_hand import by_hand
from mutation.equal import equal
from mutation.excel_mutants import excel_mutants
from mutation.python_mutants import FOLDER, live_functions, planted, python_mutants

ROOT = Path(__file__).parents[1]
COMPANIES = ("tests/golden/company", "tests/golden/long_requests", "templates/starter", "inputs")
SECONDS = 600  # a mutant that takes longer hangs


class HangsError(Exception):
    """A mutant does not come to an end."""


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Raise HangsError after a time."""

    def stop(*_: object) -> None:
        raise HangsError

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


def mirror(benches: list[Bench], every: int) -> Counter[str]:
    """The mutants of the mirrors."""
    found: Counter[str] = Counter()
    functions, run = live_functions(), ran(benches)
    mutants = (mutant for path in sorted(FOLDER.glob("*.py")) for mutant in python_mutants(path))
    for mutant in islice(mutants, 0, None, every):
        own = functions.get(mutant.path, [])
        with planted(mutant, own) as changed:
            runs = {function.__code__.co_qualname for function in changed} & run.get(mutant.path, set())
            how = verdict(benches, Bench.kills_mirror) if runs else "not run"
        if how == "survived":
            others = list(by_hand())  # proved before the mutant stands again
            with planted(mutant, own):
                how = verdict(others, Bench.kills_mirror)
        tell(found, how, str(mutant))
    return found


def excel(benches: list[Bench], every: int) -> Counter[str]:
    """The mutants of the formulas."""
    items = {name: item for bench in benches for name, item in bench.graph.items.items()}
    mutants = (mutant for item in items.values() for mutant in excel_mutants(item))
    planted = list(islice(mutants, 0, None, every))
    left, placed = planted, set[int]()
    for bench in chain(benches[:-1], by_hand(), benches[-1:]):  # the largest meets the fewest
        left = Beds(bench, placed).survivors(left)
        print(f"... {len(left)} of {len(planted)} left", file=sys.stderr, flush=True)
    found = Counter({"killed": len(planted) - len(left)})
    for mutant in left:
        why = equal(mutant)
        found["equal" if why else "survived"] += 1
        print(f"equal, {why}: {mutant}" if why else f"survived: {mutant}")
    return found


def verdict(benches: Iterable[Bench], kills: Callable[[Bench], str]) -> str:
    """Killed by the first company that tells, or survived."""
    try:
        with warnings.catch_warnings(), within(SECONDS):
            warnings.simplefilter("ignore")
            return "killed" if any(kills(bench) for bench in benches) else "survived"
    except HangsError:
        return "killed"


def ran(benches: list[Bench]) -> dict[Path, set[str]]:
    """The functions of the line items that the companies run, by module."""
    found: dict[Path, set[str]] = {}

    def note(frame: object, event: str, _: object) -> None:
        code = frame.f_code  # type: ignore[attr-defined]
        if event == "call" and Path(code.co_filename).parent == FOLDER:
            found.setdefault(Path(code.co_filename), set()).add(code.co_qualname)

    sys.setprofile(note)
    try:
        for bench in benches:
            for moves in bench.sets[:4]:
                _ = bench.calculated(moves).statuses
    finally:
        sys.setprofile(None)
    return found


def tell(found: Counter[str], how: str, what: str) -> None:
    """Count a mutant, and print one that was not killed."""
    found[how] += 1
    if how != "killed":
        print(f"{how}: {what}", flush=True)
    if found.total() % 50 == 0:
        print(f"... {dict(found)}", file=sys.stderr, flush=True)


def main() -> None:
    """Plant, ask, and tell the shares."""
    sides = [one for one in sys.argv[1:] if not one.isdigit()] or ["mirror", "excel"]
    if set(sides) - {"mirror", "excel"}:
        sys.exit(__doc__)
    every = next((int(one) for one in sys.argv[1:] if one.isdigit()), 1)
    benches = [Bench(read(ROOT / company)) for company in COMPANIES]
    for side in sides:
        found = {"mirror": mirror, "excel": excel}[side](benches, every)
        tried = max(found["killed"] + found["survived"], 1)
        print(f"{side}: {found['killed']} of {tried} mutants killed ({found['killed'] / tried:.1%}), "
              f"{found['not run']} in code that no company runs, {found['equal']} equal to the model")  # fmt: skip


if __name__ == "__main__":
    main()
