"""The error tree. Each carries the exit code of the command line.

FinmodelError
├── InputError       the inputs or the usage are wrong (exit 2); carries every problem found
├── DeclarationError a line item names something that does not exist, or its two hands disagree (exit 1)
├── ProofError       the written workbook and the mirror disagree (exit 1); carries the findings
├── EditedError      the file to be overwritten holds somebody's edits (exit 1)
├── ConflictError    a cell was changed in the workbook and in the CSVs, each its own way (exit 1); carries them
├── RebuildNeeded    the workbook cannot be updated in place; carries the reasons (exit 1)
└── EngineError      a recalculation engine is missing or failed (exit 2)
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from finmodel.printable import in_line

_LONGEST = 200  # characters of a misspelt name that are compared; no known name is longer
SETTLE = "settle them in one of the two, or say whose value stands with --prefer workbook or --prefer inputs"


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One thing wrong in the inputs: where it stands, what is wrong, and what to write instead."""

    where: str
    what: str
    fix: str

    def __str__(self) -> str:
        return in_line(f"{self.where}: {self.what}; {self.fix}")


class FinmodelError(Exception):
    """Anything that finmodel says to its user instead of a traceback."""

    exit_code = 1


class InputError(FinmodelError):
    """The inputs cannot be read as a model; `problems` holds all of them, in file order."""

    exit_code = 2

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class DeclarationError(FinmodelError):
    """A line item declares something that cannot be: the developer's mistake, not the user's."""


class ProofError(FinmodelError):
    """The recalculated workbook differs from the mirror; `findings` names each cell."""

    def __init__(self, findings: Sequence[object]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(map(str, self.findings)))


class EditedError(FinmodelError):
    """The file that would be overwritten holds edits, or is not a finmodel workbook."""


class ConflictError(FinmodelError):
    """Both sides of a merge changed a cell differently; `conflicts` holds all three values of each."""

    def __init__(self, conflicts: Sequence[object]) -> None:
        self.conflicts = tuple(conflicts)
        super().__init__("\n".join([*map(str, self.conflicts), SETTLE]))


class RebuildNeeded(FinmodelError):  # noqa: N818 - not an error of anybody's: the next step
    """The workbook cannot take the inputs in place; `reasons` says why, `command` what to run instead."""

    def __init__(self, reasons: Iterable[str], command: str) -> None:
        self.reasons, self.command = tuple(reasons), command
        super().__init__("\n".join((*self.reasons, f"this cannot be updated in place; run: {command}")))


class EngineError(FinmodelError):
    """A recalculation engine is not installed or did not answer."""

    exit_code = 2


def closest(name: str, known: Iterable[str]) -> list[str]:
    """Find the known names that `name` may be a misspelling of, the likeliest first."""
    folded = {word.casefold(): word for word in sorted(set(known), reverse=True)}
    if name.casefold() in folded:
        return [folded[name.casefold()]]
    return [folded[word] for word in difflib.get_close_matches(name.casefold()[:_LONGEST], folded, n=3, cutoff=0.6)]


def nearest(name: str, known: Iterable[str]) -> str:
    """Phrase the known names closest to `name`, or all of them when none is close."""
    known = sorted(set(known))
    close = closest(name, known)
    if close:
        return "did you mean " + " or ".join(close) + "?"
    shown = ", ".join(known[:12]) + (", ..." if len(known) > 12 else "")
    return f"known: {shown}" if known else "none is known"
