"""Which models to price, and who sells them: every doubt is told at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from finmodel.errors import InputError, Problem, closest
from finmodel.inputs.formula_text import prefixed
from finmodel.inputs.kinds import Name, key_of
from finmodel.inputs.wording import shown
from finmodel.vendor.listed import Listed, PriceList
from finmodel.vendor.offer import Quote, Source


@dataclass(frozen=True)
class Wanted:
    """A model under the names its rows have, its rows so far in date order, and what the source asks for it."""

    provider: str
    model: str
    rows: tuple[Listed, ...]
    quote: Quote


@dataclass(frozen=True)
class _Asked:
    """A model to look up; `provider` is empty where only the source can tell."""

    place: str
    provider: str
    model: str
    rows: tuple[Listed, ...] = ()


def wanted(prices: PriceList, source: Source, names: Sequence[str] = ()) -> list[Wanted]:
    """Find the quotes of the models in `names`, each `model` or `provider/model`; without names, of all listed models.

    The provider of a model's rows decides. Raises InputError for models that nobody sells, or that several do, with
    near names and the providers that have them.
    """
    asked = (
        [_asked(name, prices, source) for name in names]
        if names
        else [_listed(rows) for rows in prices.by_model.values()]
    )
    problems: list[Problem] = []
    found = {key_of(item.model): answer for item in asked if (answer := _answer(item, source, problems))}
    if problems:
        raise InputError(dict.fromkeys(problems))
    return list(found.values())


def _listed(rows: tuple[Listed, ...], place: str = "", provider: str = "") -> _Asked:
    last = rows[-1]
    return _Asked(place or f"{last.place} model", provider or last.provider, last.model, rows)


def _asked(name: str, prices: PriceList, source: Source) -> _Asked:
    place, name = "--models", name.strip()
    if rows := prices.dated(name):
        return _listed(rows, place)
    provider, _, model = name.partition("/")
    if provider and model:
        rows = prices.dated(model)
        if rows or provider.casefold() in map(str.casefold, source.providers()):
            whole = not rows and model not in source.models() and name in source.models()  # such as meta-llama/Llama-3
            return _Asked(place, "" if whole else provider, name if whole else model, rows)
    return _Asked(place, "", name)


def _answer(asked: _Asked, source: Source, problems: list[Problem]) -> Wanted | None:
    provider, sellers = asked.provider, source.sellers(asked.model)
    if not provider and len(sellers) > 1:
        choices = _some(f"{seller}/{asked.model}" for seller in sellers)
        problems.append(Problem(asked.place, f"{shown(asked.model)} has several providers", f"write one of {choices}"))
        return None
    problem = _foreign(asked) or _unfit(asked.place, asked.model)
    try:
        quote = source.quote(provider or sellers[0], asked.model) if provider or sellers else None
    except ValueError as error:
        what, _, fix = str(error).rpartition("; ")
        problem, quote = problem or Problem(asked.place, f"{shown(asked.model)} {what}", fix), None
    problem = problem or (_unfit(asked.place, quote.provider) if quote else _unknown(asked, source, sellers))
    if problem or quote is None:
        problems += [problem] if problem else []
        return None
    return Wanted(asked.rows[-1].provider if asked.rows else quote.provider, asked.model, asked.rows, quote)


def _foreign(asked: _Asked) -> Problem | None:
    """A model keeps the provider of its rows."""
    if not asked.rows or key_of(asked.provider) == key_of(asked.rows[-1].provider):
        return None
    owner = asked.rows[-1].provider
    what = f"{shown(asked.model)} is listed from {owner}, and a model has one provider"
    return Problem(asked.place, what, f"write {asked.model}, or list the other offer under another name")


def _unfit(place: str, name: str) -> Problem | None:
    """A name that prices.csv could not hold, or that a spreadsheet would take for a formula."""
    try:
        Name().parse(name)
    except ValueError as error:
        what, _, fix = str(error).rpartition("; ")
        return Problem(place, what, fix)
    if prefixed(name) != name:
        what = f"{shown(name)} starts with {name[0]}, which a spreadsheet reads as a formula"
        return Problem(place, what, "write its row by hand, under another name")
    return None


def _unknown(asked: _Asked, source: Source, sellers: Sequence[str]) -> Problem:
    whose = f"{asked.provider} has no model" if asked.provider else "there is no model"
    what = f"{whose} {shown(asked.model)} in {source.name}"
    if sellers:
        return Problem(asked.place, what, f"it is sold by {_some(sellers)}{_or_leave(asked)}")
    near = closest(asked.model, source.models())
    if near:
        named = _some(f"{name} ({_some(source.models()[name])})" for name in near)
        return Problem(asked.place, what, f"did you mean {named}?{_or_leave(asked)}")
    return Problem(asked.place, what, f"write its row by hand{_or_leave(asked)}")


def _or_leave(asked: _Asked) -> str:
    return " (to leave it out, name the others with --models)" if asked.rows else ""


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed[:8]) + (", ..." if len(listed) > 8 else "")
