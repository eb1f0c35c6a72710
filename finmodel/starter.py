"""Starter CSVs for a new company: a small one to read, a first one from six answers, or a complete example."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from finmodel.errors import InputError, Problem
from finmodel.files import Change, named, write_all
from finmodel.interrupt import put_off

if TYPE_CHECKING:
    from finmodel.timeline import Month

REQUIRED = ("assumptions.csv", "prices.csv", "features.csv", "plans.csv", "volumes.csv")
EXAMPLES = ("support-bot", "coding-agent", "marketing-suite")
PLAN = "Standard"
_PLANNED = "planning assumption"
_NEW = 0.2  # accounts won in the first month, as a share of those at the start


@dataclass(frozen=True)
class Answers:
    """What a first company is made of: its name, one feature, the model that answers, users, and their price."""

    company: str
    feature: str
    model: str
    users: float
    price_usd: float
    start_month: Month


def templates() -> Path:
    """The folder of templates: inside the installed package, or beside it in a checkout."""
    installed = Path(__file__).parent / "templates"
    return installed if installed.is_dir() else Path(__file__).parent.parent / "templates"


def write_starter(folder: Path, *, full: bool = False) -> list[Path]:
    """Write the starter files, all with `full`. Raises InputError, writing nothing, when one is there already."""
    files = _files(templates() / "starter")
    return _written(folder, files if full else {name: files[name] for name in REQUIRED})


def write_example(folder: Path, example: str) -> list[Path]:
    """Write the CSVs of a complete company, one of `EXAMPLES`. Raises InputError, writing nothing, as above."""
    return _written(folder, _files(templates() / "examples" / example))


def write_first(folder: Path, answers: Answers, *, as_of: dt.date) -> list[Path]:
    """Write the five required files of a company with one feature, one plan, and the model's list prices on a day.

    Raises InputError, writing nothing, for an unknown model, answers that are no model, or a file that is there.
    """
    from finmodel.inputs import read
    from finmodel.inputs.formula_text import prefixed
    from finmodel.vendor import genai_prices, pull

    answers = replace(answers, company=prefixed(answers.company), feature=prefixed(answers.feature))
    source = templates() / "starter"
    rows = {name: _rows(source / name) for name in REQUIRED}
    rows["assumptions.csv"] = [_assumption(row, answers, as_of) for row in rows["assumptions.csv"]]
    feature = {"feature": answers.feature, "source": _PLANNED, "as_of": as_of, "note": "Tokens: take them from a log"}
    rows["features.csv"] = [{**rows["features.csv"][0], **feature}]
    accounts = {"opening_accounts": f"{answers.users:.15g}", "new_accounts": f"{answers.users * _NEW:.15g}"}
    plan = {"plan": PLAN, "price_usd": f"{answers.price_usd:.15g}", **accounts}
    rows["plans.csv"] = [{**rows["plans.csv"][0], **plan, "source": _PLANNED, "as_of": as_of}]
    volume = {"plan": PLAN, "feature": answers.feature, "source": _PLANNED}
    rows["volumes.csv"] = [{**rows["volumes.csv"][0], **volume}]
    header = list(rows["prices.csv"][0])
    files = {name: _text(list(table[0]), table) for name, table in rows.items()} | {"prices.csv": _text(header, [])}
    with tempfile.TemporaryDirectory() as draft:
        _written(Path(draft) / "draft", files)
        pull(Path(draft) / "draft", genai_prices(), as_of=as_of, models=[answers.model]).write()
        read(Path(draft) / "draft")
        files["prices.csv"] = (Path(draft) / "draft" / "prices.csv").read_bytes()
    return _written(folder, files)


def priced(model: str) -> str:
    """The model, where the price list has it. Raises InputError where it does not, with the near names."""
    from finmodel.vendor import PriceList, genai_prices
    from finmodel.vendor.wanted import wanted

    wanted(PriceList(Path("prices.csv"), (), ()), genai_prices(), [model])
    return model


def _files(source: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(source.glob("*.csv"))}


def _rows(path: Path) -> list[dict[str, object]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [dict(row) for row in csv.DictReader(file)]


def _assumption(row: dict[str, object], answers: Answers, as_of: dt.date) -> dict[str, object]:
    start = answers.start_month
    own = {"company": answers.company, "start_month": start, "diligence_month": start + 11}
    dated = {"source": _PLANNED, "as_of": as_of} if row["source"] else {}
    dated |= {"note": ""} if row["assumption"] == "company" else {}  # the memo shows it as what the company does
    return {**row, **dated, "base": own.get(str(row["assumption"]), row["base"])}


def _text(header: list[str], rows: Iterable[Mapping[str, object]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _written(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write them all, or none. Raises InputError when one is there already."""
    if folder.exists() and not folder.is_dir():
        raise InputError([Problem(str(folder), "is a file", "name a folder")])
    if standing := [folder / name for name in files if (folder / name).exists()]:
        raise InputError(
            [Problem(str(path), "is there already", "choose another folder, or move it away") for path in standing]
        )
    with put_off(), named(folder):
        new = [path for path in (folder, *folder.parents) if not path.exists()]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            write_all({folder / name: Change(None, content) for name, content in files.items()})
        except BaseException:
            for path in new:
                with suppress(OSError):
                    path.rmdir()
            raise
    return [folder / name for name in files]
