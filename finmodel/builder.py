"""Builds a proved workbook: written twice, moved into place once."""

from __future__ import annotations

import os
import shlex
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from finmodel.carry.carried import Carried, Left
from finmodel.carry.dress import Dressed, dressed
from finmodel.carry.edits import carry as merge_edits
from finmodel.carry.left import left, simulation_left
from finmodel.carry.places import Places
from finmodel.errors import EditedError, InputError, Problem, ProofError
from finmodel.files import move, refuse_changed, stamp
from finmodel.gates.engine import IronCalc
from finmodel.gates.expect import Expected
from finmodel.gates.finding import Report
from finmodel.gates.proof import declared, prove
from finmodel.gates.scenarios import as_built
from finmodel.gates.simulated import misplanned
from finmodel.gates.trials import Trial, retried
from finmodel.inputs.tables import Inputs
from finmodel.lines import ITEMS, of
from finmodel.lock import drafted
from finmodel.merge.three import Prefer
from finmodel.mirror import calculate
from finmodel.workbook.beyond import refuse_beyond_excel
from finmodel.workbook.book import make_book, stamped
from finmodel.workbook.cells import Book, Snapshot
from finmodel.workbook.fit import fitted
from finmodel.workbook.layout import lay_out
from finmodel.workbook.ours import ours
from finmodel.workbook.package import UnfitError
from finmodel.workbook.pages.cover import Stamp
from finmodel.workbook.parts import Parts
from finmodel.workbook.room import refuse_oversized
from finmodel.workbook.simulated import SHEET as SIMULATION
from finmodel.workbook.simulated import Simulated
from finmodel.workbook.values import Sentinels
from finmodel.workbook.write import write

Tell = Callable[[str], None]
_FINAL = "final.xlsx"


@dataclass(frozen=True)
class Built:
    """What was built: the file, its sheets, the proof, the seconds it took.

    `carried` says what was taken over from an older workbook, `left` what had to stay there.
    """

    path: Path
    sheets: int
    report: Report
    seconds: float
    carried: tuple[str, ...] = ()
    left: tuple[Left, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        told = {"carried": list(self.carried), "left": [asdict(one) for one in self.left]}
        whole = {"path": str(self.path), "sheets": self.sheets, "seconds": self.seconds, **told}
        return {**whole, **self.report.as_dict()}

    def __str__(self) -> str:
        r = self.report
        return (
            f"{self.path}: {self.sheets} sheets, {r.formulas} formula cells, {r.compared} proved by {r.engine}, "
            f"worst relative difference {r.worst:.1e}, {self.seconds:.1f} s"
        )


def build(
    inputs: Inputs,
    path: str | os.PathLike[str],
    *,
    force: bool = False,
    carry: str | os.PathLike[str] | None = None,
    prefer: Prefer | None = None,
    simulated: Simulated | None = None,
    trials: tuple[Trial, ...] = (),
    tell: Tell = lambda _: None,
) -> Built:
    """Build the workbook of a company and prove every formula before it is moved into place.

    `carry` is an older workbook whose edits, number formats of inputs and comments are taken over; the CSVs stay as
    they are, and an edit shows on Changes as one. `prefer` names the side that stands where both changed a cell.
    `simulated` is what a simulation of these inputs found, for a sheet of its own, `trials` some of it that the
    formulas have to give as well. `tell` hears each step.

    Raises ProofError when a recalculated cell differs from the mirror, EditedError when the file that stands there
    holds edits (unless `force`), ConflictError when both sides changed a cell, InputError when a figure overflows,
    Excel has no room for the model, the folder is missing, or another run writes the file; in each case the old file
    stays.
    """
    began = time.perf_counter()
    target = resolved(Path(path))
    usable(target)
    with drafted(target) as folder:
        since = stamp(target)
        if since and not force:
            refuse_edited(target)
        made = _made(inputs, carry, prefer, simulated, tell)
        left = [*made.new.left, *(_older_simulation(target) if simulated is None and carry is None else [])]
        report = _proved(made, folder, trials, tell)
        refuse_changed(target, since)
        move(folder / _FINAL, target)
    return Built(target, len(made.book.pages), report, time.perf_counter() - began, tuple(made.new.done), tuple(left))


@dataclass(frozen=True)
class _Made:
    """A book that fits its sheets and Excel, the figures that it is to show, and what was carried onto it."""

    book: Book
    expected: Expected
    new: Dressed


def _made(
    inputs: Inputs,
    carry: str | os.PathLike[str] | None,
    prefer: Prefer | None,
    simulated: Simulated | None,
    tell: Tell,
) -> _Made:
    """Make the book of a company. Raises as `build` does."""
    tell("calculating the mirror")
    if findings := declared(ITEMS):
        raise ProofError(findings)
    carried = _carried(carry, inputs, prefer, tell)
    model = carried.inputs if carried else inputs
    refuse_oversized(lay_out(model, of(model)))
    results = calculate(model).finite()
    new = _new_book(model, carried, as_built(inputs), simulated)
    expected = Expected(new.book, results)
    book = fitted(new.book, expected)
    refuse_beyond_excel(book)
    _refuse_misplanned(book, expected)
    return _Made(book, expected, new)


def _refuse_misplanned(book: Book, expected: Expected) -> None:
    """Raise ProofError where a simulation has as planned what the mirror has not."""
    if wrong := [one for page in book.pages if page.name == SIMULATION for one in misplanned(page, expected.results)]:
        raise ProofError(wrong)


def _older_simulation(target: Path) -> list[Left]:
    """What is said of the simulation in the file that is overwritten."""
    if not target.exists():
        return []
    with suppress(InputError, UnfitError, OSError), Parts.open(target) as parts:
        return [simulation_left()] if SIMULATION in parts.sheets else []
    return []


def _proved(made: _Made, folder: Path, trials: tuple[Trial, ...], tell: Tell) -> Report:
    """Write the book into a folder, prove it, and write it again with its figures. Raises ProofError."""
    book, expected, draft = made.book, made.expected, folder / "draft.xlsx"
    tell(f"writing {book.formula_count} formula cells")
    write(book, draft, Sentinels(book.months))
    tell("recalculating and comparing")
    report = prove(draft, book, expected)
    if not report.ok:
        raise ProofError(report.findings)
    if wrong := retried(draft, book, trials, expected.inputs.scenario, tell) if trials else []:
        raise ProofError(wrong)
    tell("writing the proved workbook")
    proof = Stamp(IronCalc.version(), report.formulas, report.compared, report.worst)
    write(stamped(book, proof), folder / _FINAL, expected)
    return report


def _carried(path: str | os.PathLike[str] | None, inputs: Inputs, prefer: Prefer | None, tell: Tell) -> Carried | None:
    """The edits of an older workbook on top of the inputs, where there is one."""
    if path is None:
        return None
    tell("merging the edits of the older workbook")
    return merge_edits(Path(path), inputs, prefer)


def _new_book(model: Inputs, carried: Carried | None, snapshot: Snapshot, simulated: Simulated | None) -> Dressed:
    """The book, with what can be carried on it."""
    if carried is None:
        return Dressed(make_book(model, snapshot=snapshot, simulated=simulated))
    done = [*map(str, carried.moves), *map(str, carried.settled)]
    done += [f"scenario in force: {model.scenario}"] if model.scenario != carried.generated.get("scenario") else []
    new = dressed(Places.of(carried, make_book(model, generated=carried.generated, snapshot=snapshot)))
    return Dressed(new.book, [*done, *new.done], [*left(carried), *new.left])


def resolved(path: Path) -> Path:
    """The file itself: a link is written through, not replaced."""
    try:
        target = path.resolve()
    except RuntimeError:  # how Python up to 3.12 says it
        target = path
    if target.is_symlink():
        raise InputError([Problem(str(path), "is a link that leads back to itself", "remove it, or write elsewhere")])
    return target


def usable(target: Path) -> None:
    """Raise InputError for what is no place for a workbook."""
    if target.suffix.lower() != ".xlsx":
        raise InputError([Problem(str(target), "does not end in .xlsx", "write -o NAME.xlsx")])
    if not target.parent.is_dir():
        raise InputError([Problem(str(target.parent), "is not a folder", "make it first, or choose another")])
    if target.is_dir():
        raise InputError([Problem(str(target), "is a folder", "write -o NAME.xlsx")])


def refuse_edited(target: Path) -> None:
    """Raise EditedError when somebody's work would be lost."""
    from finmodel.gates.file import edits  # reading workbooks is for files that stand there already

    if found := edits(target):
        listed = "\n".join(f"  {edit}" for edit in found[:20])
        more = f"\n  and {len(found) - 20} more" if len(found) > 20 else ""
        raise EditedError(f"{target} holds edits and is left as it is:\n{listed}{more}\n{_rescue(target)}")


def _rescue(target: Path) -> str:
    """How not to lose what stands there; edits can be taken out of a workbook of ours alone."""
    try:
        ours(target)
    except InputError:
        return "write to another file; build --force overwrites this one"
    pull, carry = ["finmodel", "pull", str(target), "INPUTS"], ["-o", "NEW.xlsx", "--carry", str(target)]
    update = ["finmodel", "update", str(target), "INPUTS"]
    return (
        f"to keep the edits, bring them into the CSVs: {shlex.join(pull)}\n"
        f"and then the CSVs into the workbook as it stands: {shlex.join(update)}\n"
        f"or into a new workbook: {shlex.join(['finmodel', 'build', 'INPUTS', *carry])}\n"
        "build --force overwrites them"
    )
