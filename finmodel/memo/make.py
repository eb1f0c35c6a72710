"""Makes a memo from a workbook or from a folder of CSVs."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from finmodel.errors import InputError, Problem
from finmodel.gates.file import check
from finmodel.inputs import Inputs, read
from finmodel.inputs.assumption import BASE
from finmodel.inputs.parse import parse
from finmodel.memo.assumed import appendix, entries, sources
from finmodel.memo.company import company
from finmodel.memo.economics import economics
from finmodel.memo.facts import Facts
from finmodel.memo.flags import flags
from finmodel.memo.headlines import headlines
from finmodel.memo.memo import Memo, Proof
from finmodel.memo.prices import prices
from finmodel.memo.scenarios import scenarios
from finmodel.memo.section import Section
from finmodel.memo.summary import summary
from finmodel.memo.training import training
from finmodel.memo.turned import turned
from finmodel.memo.uncertain import simulation, uncertain
from finmodel.mirror import Results, calculate
from finmodel.mirror.status import FLAG, NO_VERDICT, PASS
from finmodel.workbook.ours import is_folder, ours

Tell = Callable[[str], None]


def report(path: str | os.PathLike[str], *, scenario: str | None = None, tell: Tell = lambda _: None) -> Memo:
    """Make the memo of a workbook, or of a folder of CSVs under `scenario` (`base` when none is named).

    Figures are the mirror's, from the inputs in the file or folder. A workbook is checked as well; `tell` hears each
    step. Raises InputError when there is no model to be read, or when a scenario is named for a workbook: it has its
    own in force.
    """
    place = Path(path)
    if is_folder(place):
        return of(read(place, scenario=scenario or BASE), str(path))
    if scenario is not None:
        fix = "pick it in the workbook, or report on the CSVs"
        raise InputError([Problem("--scenario", "a workbook has its own scenario in force", fix)])
    tell("reading")
    _, standing = ours(place)
    inputs = parse(standing.tables, scenario=standing.scenario)
    found = check(place, tell=tell)
    proof = Proof(
        file=place.name,
        sha256=hashlib.sha256(place.read_bytes()).hexdigest(),
        engine=found.engine,
        formulas=found.formulas,
        compared=found.compared,
        foreign=found.foreign,
        worst=found.worst,
        findings=tuple(map(str, found.findings)),
        ok=found.ok,
    )
    return of(inputs, str(path), proof, found.changed)


def of(inputs: Inputs, source: str, proof: Proof | None = None, overridden: tuple[str, ...] = ()) -> Memo:
    """Make the memo of inputs. Raises InputError when a figure overflows."""
    results = calculate(inputs).finite()
    verdicts = list(results.statuses.values())
    return Memo(
        source=source,
        company=company(results),
        summary=summary(Facts(results), proof),
        headlines=headlines(results),
        passes=verdicts.count(PASS),
        flags=verdicts.count(FLAG),
        without_verdict=verdicts.count(NO_VERDICT),
        flagged=flags(results),
        turned=turned(results),
        overridden=overridden,
        proof=proof,
        warnings=tuple(map(str, inputs.warnings)),
        sections=_sections(results),
    )


def _sections(results: Results) -> dict[str, Section]:
    """The parts of the page, by the names that templates call them by."""
    facts, assumed = Facts(results), entries(results.inputs)
    drawn = simulation(results.inputs)
    return {
        "economics": economics(facts),
        "prices": prices(facts),
        "training": training(facts),
        "scenarios": scenarios(results),
        **({"uncertainty": uncertain(drawn, facts)} if drawn else {}),
        "sources": sources(assumed),
        "appendix": appendix(assumed),
    }
