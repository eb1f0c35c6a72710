"""Runs the benchmarks that are named, or all of them one after the other."""

import sys
from importlib import import_module
from pathlib import Path

NAMES = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))


def main() -> None:
    asked = sys.argv[1:] or NAMES
    if unknown := set(asked) - set(NAMES):
        sys.exit(f"no benchmark is called {', '.join(sorted(unknown))}; give some of {', '.join(NAMES)}")
    sys.argv[1:] = []  # a benchmark has options of its own where it is run alone
    for name in asked:
        module = import_module(f"benchmarks.{name}")
        print(f"\n== {name}: {(module.__doc__ or '').splitlines()[0]}", flush=True)
        module.main()


if __name__ == "__main__":
    main()
