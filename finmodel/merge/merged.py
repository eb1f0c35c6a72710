"""What a merge did, or would do: moves, conflicts, findings."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from finmodel.gates.finding import Finding


@dataclass(frozen=True)
class Move:
    """One cell that takes the workbook's value; texts as a CSV holds them, `now` what stood there.

    A row of the workbook's own is one move without a column.
    """

    file: str
    column: str
    record: str
    now: str
    new: str
    why: str = "workbook"

    def __str__(self) -> str:
        if not self.column:
            return f"{self.file}: new row [{self.record}] {self.new} ({self.why})"
        return f"{self.file}: {self.column}[{self.record}] {self.now} -> {self.new} ({self.why})"


@dataclass(frozen=True)
class Conflict:
    """A cell that both sides changed, each its own way; `kept` names the side that was preferred."""

    file: str
    column: str
    record: str
    base: str
    theirs: str
    ours: str
    kept: str = ""

    def __str__(self) -> str:
        head = "conflict" if not self.kept else f"conflict, settled for the {self.kept}"
        sides = f"as generated {self.base}, workbook {self.theirs}, inputs {self.ours}"
        return f"{head}: {self.file}: {self.column}[{self.record}]: {sides}"


@dataclass(frozen=True)
class Merged:
    """The result of a pull.

    `moves` are the cells of the CSVs that take a value from the workbook, `conflicts` those that both sides changed
    differently and nobody settled, `settled` those that `prefer` did. `findings` were not merged: those in
    `blocking` keep everything from being written, the others lie outside the inputs. `remarks` is what the workbook
    holds that is no part of the CSVs, `written` the files written.
    """

    path: Path
    moves: tuple[Move, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    settled: tuple[Conflict, ...] = ()
    blocking: tuple[Finding, ...] = ()
    beside: tuple[Finding, ...] = ()
    remarks: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    dry_run: bool = False

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that was found and not merged."""
        return (*self.blocking, *self.beside)

    @property
    def mergeable(self) -> bool:
        """Whether nothing keeps the moves from being written."""
        return not self.conflicts and not self.blocking

    @property
    def ok(self) -> bool:
        """Whether all edits of the workbook stand in the CSVs, or would."""
        return not self.conflicts and not self.findings

    def __str__(self) -> str:
        counts = [(len(self.moves), "move"), (len(self.conflicts), "conflict"), (len(self.findings), "finding")]
        told = ", ".join(f"{n} {word}{'s' * (n != 1)}" for n, word in counts if n) or "nothing to merge"
        if self.written:
            return f"{told}; wrote {', '.join(self.written)}"
        return f"{told}; nothing was written"

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        return {
            "path": str(self.path),
            "ok": self.ok,
            "dry_run": self.dry_run,
            "moves": [asdict(move) for move in self.moves],
            "conflicts": [asdict(conflict) for conflict in self.conflicts],
            "settled": [asdict(conflict) for conflict in self.settled],
            "findings": [{**finding.as_dict(), "blocks": True} for finding in self.blocking]
            + [{**finding.as_dict(), "blocks": False} for finding in self.beside],
            "remarks": list(self.remarks),
            "written": list(self.written),
        }
