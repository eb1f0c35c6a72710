"""What a gate found: where, what is expected, what stands there."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

Shown = str | float | bool | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a gate or a rule caught.

    `gate` is names, drivers, formulas, recalculation, caches, inputs, presentation (what a reader is shown beside the
    figures: hidden sheets, labels, the Cover, settings), scenarios, simulation, shocks or `rule 1` to `rule 12`;
    `cell` is an A1 address; `id` the row's id; `month` YYYY-MM where there is one; `expected` what stood there or
    should stand, `found` what stands; `level` error, or warning for what is told and lets the file pass.
    """

    gate: str
    message: str
    sheet: str = ""
    cell: str = ""
    id: str = ""
    month: str = ""
    expected: Shown = None
    found: Shown = None
    formula: str = ""
    level: str = "error"

    def __str__(self) -> str:
        gate = self.gate if self.level == "error" else f"{self.level}: {self.gate}"
        where = f"{self.sheet}!{self.cell} {self.id}".strip() if self.sheet else self.id
        month = f" {self.month}" if self.month else ""
        values = f": expected {self.expected!r}, found {self.found!r}" if self.expected is not None else ""
        values = values or (f": found {self.found!r}" if self.found is not None else "")
        formula = f"  [={self.formula}]" if self.formula else ""
        return (
            f"{gate}: {where}{month}: {self.message}{values}{formula}" if where else f"{gate}: {self.message}{values}"
        )

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        return asdict(self)


@dataclass(frozen=True)
class Report:
    """The result of a check.

    `formulas` counts the formula cells in the file that stand where the model's ids name a cell, `foreign` the others,
    `compared` those that were recalculated and compared with the mirror, `worst` is the largest relative difference
    among them, `inert` lists inputs that move nothing, with the reason, `silent` checks that no wrong figure made
    ring (both with shocks only), `changed` the inputs that are not as generated: allowed, and calculated with.
    """

    engine: str
    formulas: int = 0
    compared: int = 0
    worst: float = 0.0
    findings: tuple[Finding, ...] = ()
    shocks: int = 0
    inert: tuple[tuple[str, str], ...] = ()
    silent: tuple[str, ...] = ()
    foreign: int = 0
    changed: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every gate passed; warnings do not count."""
        return not self._errors and self.compared == self.formulas

    @property
    def _errors(self) -> int:
        return sum(1 for finding in self.findings if finding.level == "error")

    def __str__(self) -> str:
        warnings = len(self.findings) - self._errors
        verdict = "sound" if self.ok else f"{self._errors} finding{'s' * (self._errors != 1)}"
        verdict += f", {warnings} warning{'s' * (warnings != 1)}" if warnings else ""
        if not self.formulas:
            return f"{verdict}; formulas were not compared, nothing was recalculated"
        own = f", {self.foreign} formula{'s' * (self.foreign != 1)} of your own, not proved" if self.foreign else ""
        if not self.compared:
            beside = f"{self.formulas} formula cells, read beside those of the inputs as generated"
            return f"{verdict}; {beside}{own}; nothing was recalculated: the inputs are no model"
        shocks = f", {self.shocks} sets of shocks" if self.shocks else ""
        return (
            f"{verdict}; {self.formulas} formula cells, {self.compared} compared by {self.engine}{shocks}{own}, "
            f"worst relative difference {self.worst:.1e}"
        )

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        return {**asdict(self), "ok": self.ok, "findings": [f.as_dict() for f in self.findings]}
