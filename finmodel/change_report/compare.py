"""Compares two models."""

from __future__ import annotations

import os
from pathlib import Path

from finmodel.change_report.author import author, dropped
from finmodel.change_report.bridge import bridges
from finmodel.change_report.cached import stale
from finmodel.change_report.change import changes
from finmodel.change_report.differences import Compared, Differences
from finmodel.change_report.effect import of_month, of_year
from finmodel.change_report.month import BEYOND, apart, compared_month, no_bridge
from finmodel.change_report.side import Side, side


def diff(old: str | os.PathLike[str], new: str | os.PathLike[str], *, as_generated: bool = False) -> Differences:
    """Compare two workbooks, or folders of CSVs: inputs, figures, and a bridge from margin to margin.

    Figures are the mirror's, from the inputs that stand on each side under the scenario in force there, in the later
    of the two diligence months. With `as_generated` the old workbook counts as it was before anybody edited it: edits
    that have become part of the new one are then changes. Raises InputError where there is no model to be read, where
    the currencies differ, or where a model does not reach that month.
    """
    return compare(side(Path(old), as_generated=as_generated), side(Path(new)))


def compare(old: Side, new: Side) -> Differences:
    """Compare two sides; raises as `diff` does."""
    month = compared_month(old.inputs, new.inputs, (old.name, new.name))
    reason = no_bridge(old.inputs, new.inputs)
    found = () if reason else bridges(old.results, new.results, month)
    effects = of_month(old.results, new.results, month)
    return Differences(
        old=_compared(old, stale(old, tuple((one, one.old) for one in effects), month)),
        new=_compared(new, stale(new, tuple((one, one.new) for one in effects), month)),
        currency=str(new.inputs.value("currency")),
        month=month,
        changes=tuple((change, author(change, old, new)) for change in changes(old.inputs, new.inputs)),
        effects=effects,
        year=of_year(old.results, new.results, month),
        bridges=found,
        no_bridge="" if found else reason or BEYOND,
        remarks=apart(old.inputs, new.inputs, month),
        dropped=dropped(old, new),
    )


def _compared(of: Side, doubts: tuple[str, ...]) -> Compared:
    return Compared(
        name=of.name,
        company=str(of.inputs.value("company")),
        scenario=of.inputs.scenario,
        as_of=of.inputs.as_of.isoformat(),
        as_generated=of.as_generated,
        doubts=(*of.doubts, *doubts),
    )
