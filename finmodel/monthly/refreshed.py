"""What a refresh did."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from finmodel.carry.carried import Left
from finmodel.errors import Problem
from finmodel.gates.finding import Finding
from finmodel.merge.merged import Conflict, Move
from finmodel.monthly.threshold import Verdict
from finmodel.vendor.change import NewRow

BUILT, UPDATED, REBUILT, UNCHANGED, STOPPED = "built", "updated", "rebuilt", "unchanged", "stopped"


@dataclass(frozen=True)
class Refreshed:
    """The result of a refresh.

    `how` says what became of the workbook: built where none stood, updated in place, rebuilt for `reasons` with the
    edits carried over, unchanged, or stopped: conflicts or findings kept everything from being written. `prices` are
    the price rows that were added, `doubts` rows that contradict the price source on their own date. `moves` are the
    edits that went into the CSVs. `left` had to stay in the older workbook, which is kept as `kept`. `verdicts` are
    the thresholds asked for. `written` are all files written, `archived` the folder of a finished month, new in this
    run.
    """

    path: Path
    how: str
    reasons: tuple[str, ...] = ()
    prices: tuple[NewRow, ...] = ()
    doubts: tuple[Problem, ...] = ()
    warnings: tuple[str, ...] = ()
    moves: tuple[Move, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    settled: tuple[Conflict, ...] = ()
    findings: tuple[Finding, ...] = ()
    left: tuple[Left, ...] = ()
    kept: Path | None = None
    verdicts: tuple[Verdict, ...] = ()
    written: tuple[Path, ...] = ()
    archived: Path | None = None

    @property
    def breaches(self) -> tuple[Verdict, ...]:
        """The thresholds that do not hold."""
        return tuple(verdict for verdict in self.verdicts if verdict.breached)

    @property
    def ok(self) -> bool:
        """Whether everything was merged, no price row is in doubt and no threshold is breached."""
        return not (self.conflicts or self.findings or self.doubts or self.breaches)

    def __str__(self) -> str:
        counts = [
            (len(self.prices), "new price row"), (len(self.moves), "merged edit"), (len(self.conflicts), "conflict"),
            (len(self.findings), "finding"), (len(self.doubts), "price row in doubt"), (len(self.breaches), "breach"),
        ]  # fmt: skip
        told = ", ".join([self.how, *(f"{n} {_plural(word, n)}" for n, word in counts if n)])
        names = [path.name for path in (*self.written, *([self.archived] if self.archived else []))]
        files = f"wrote {', '.join(names)}" if names else "nothing was written"
        return f"{told}; {files}"

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        return {
            "path": str(self.path),
            "ok": self.ok,
            "how": self.how,
            "reasons": list(self.reasons),
            "prices": [row.as_dict() for row in self.prices],
            "doubts": [*map(str, self.doubts)],
            "warnings": list(self.warnings),
            "moves": [asdict(move) for move in self.moves],
            "conflicts": [asdict(conflict) for conflict in self.conflicts],
            "settled": [asdict(conflict) for conflict in self.settled],
            "findings": [finding.as_dict() for finding in self.findings],
            "left": [asdict(one) for one in self.left],
            "kept": str(self.kept) if self.kept else None,
            "thresholds": [asdict(verdict) for verdict in self.verdicts],
            "written": [*map(str, self.written)],
            "archived": str(self.archived) if self.archived else None,
        }


def _plural(word: str, count: int) -> str:
    if count == 1:
        return word
    head, _, rest = word.partition(" in ")
    plural = f"{head}es" if head.endswith("ch") else f"{head}s"
    return f"{plural} in {rest}" if rest else plural
