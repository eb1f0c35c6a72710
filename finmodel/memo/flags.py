"""The flags: each with what it means, what to do about it, and the lever that moves it most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from finmodel.lines.advice import advice_on
from finmodel.memo.bounds import bound
from finmodel.memo.headlines import COMPANY, judge, value_at
from finmodel.memo.lever import moved, strongest
from finmodel.memo.memo import Benchmark
from finmodel.mirror import Results
from finmodel.mirror.status import FLAG, PASS
from finmodel.page.sentence import Amount, Sentence, say


@dataclass(frozen=True)
class Flag:
    """A flagged metric: the figures that are flagged, what it means, what to do, and what a tenth of a lever does."""

    metric: str
    label: str
    unit: str
    benchmark: Benchmark | None
    says: Sentence
    means: Sentence
    levers: Sentence
    moves: tuple[Sentence, ...]


def flags(results: Results) -> tuple[Flag, ...]:
    """Every flag in the diligence month, by metric."""
    flagged: dict[str, list[int]] = {}
    for key, status in results.statuses.items():
        metric, _, member = key.partition("|")
        if status == FLAG:
            names = ["|".join(one) for one in results.member_list(metric)]
            flagged.setdefault(metric, []).append(names.index(member))
    cases = moved(results, list(flagged))
    return tuple(
        Flag(
            metric=metric,
            label=COMPANY.get(metric, results.items[metric].label),
            unit=results.items[metric].unit,
            benchmark=judge(metric, results),
            says=_says(metric, members, results),
            means=say(advice_on(metric).means),
            levers=say(advice_on(metric).levers),
            moves=tuple(_moves(metric, members, results, cases)),
        )
        for metric, members in flagged.items()
    )


def _says(metric: str, members: list[int], results: Results) -> Sentence:
    """The flagged figures, each by the name of its member."""
    said: dict[str, Amount | str] = {}
    unit, beside = results.items[metric].unit, bound(judge(metric, results))
    words = []
    for i in members:
        name = _name(metric, i, results)
        said[f"name{i}"] = name
        value = value_at(metric, i, results.diligence_number, results)
        said[f"value{i}"] = Amount(value, unit, beside=beside)
        words.append(f"{{name{i}}} {{value{i}}}" if name else f"{{value{i}}}")
    return say(", ".join(words), **said)


def _name(metric: str, member: int, results: Results) -> str:
    return ", ".join(results.member_list(metric)[member])


def _moves(metric: str, members: list[int], results: Results, cases: dict[str, Results]) -> Iterator[Sentence]:
    unit, beside = results.items[metric].unit, bound(judge(metric, results))
    for i in members:
        name = _name(metric, i, results)
        start = "{name}: the" if name else "The"
        best = strongest(metric, i, results, cases)
        if best is None:
            yield say(("{name}: no" if name else "No") + " single lever moved by a tenth helps.", name=name)
            continue
        then = "which passes" if best.status == PASS else "still flagged"
        value = Amount(best.value, unit, beside=beside)
        yield say(f"{start} strongest lever is {best.words}: it gives {{value}}, {then}.",
                  name=name, value=value)  # fmt: skip
