"""What an update did, or would do."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from finmodel.gates.finding import Finding
from finmodel.merge.merged import Conflict, Move


@dataclass(frozen=True)
class Updated:
    """The result of an update.

    `moves` are the input cells that take a value from the CSVs, by sheet and cell; `kept` the workbook's own edits,
    which stay and stay listed on `Changes`. `conflicts` and `findings` keep everything from being written. `caches`
    counts the formula cells whose cached value moved, `points` the charts whose points did, `left` are formulas that
    no engine was given, by cell: the file asks to be recalculated when it is opened. `parts` are those of the package
    that changed; without any the file is as it was.
    """

    path: Path
    out: Path
    moves: tuple[Move, ...] = ()
    kept: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    settled: tuple[Conflict, ...] = ()
    findings: tuple[Finding, ...] = ()
    remarks: tuple[str, ...] = ()
    caches: int = 0
    points: int = 0
    left: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    written: bool = False
    dry_run: bool = False

    @property
    def ok(self) -> bool:
        """Whether the workbook holds what the CSVs say, or would."""
        return not self.conflicts and not self.findings

    def __str__(self) -> str:
        counts = [
            (len(self.moves), "move"), (len(self.kept), "edit"), (len(self.conflicts), "conflict"),
            (len(self.findings), "finding"), (self.caches, "value"), (len(self.left), "formula"),
        ]  # fmt: skip
        words = {"edit": "edit{} kept", "value": "cached value{} refreshed", "formula": "own formula{} not calculated"}
        told = ", ".join(f"{n} {words.get(w, w + '{}').format('s' * (n != 1))}" for n, w in counts if n)
        told = told or "nothing to update"
        if self.written:
            return f"{told}; wrote {self.out}, {len(self.parts)} of its parts changed"
        return f"{told}; nothing was written"

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        return {
            "path": str(self.path),
            "out": str(self.out),
            "ok": self.ok,
            "dry_run": self.dry_run,
            "written": self.written,
            "moves": [asdict(move) for move in self.moves],
            "kept": list(self.kept),
            "conflicts": [asdict(conflict) for conflict in self.conflicts],
            "settled": [asdict(conflict) for conflict in self.settled],
            "findings": [finding.as_dict() for finding in self.findings],
            "remarks": list(self.remarks),
            "caches": self.caches,
            "points": self.points,
            "left": list(self.left),
            "parts": list(self.parts),
        }
