"""Starter CSVs for a new company."""

from __future__ import annotations

from pathlib import Path

from finmodel.errors import InputError, Problem

REQUIRED = ("assumptions.csv", "prices.csv", "features.csv", "plans.csv", "volumes.csv")


def templates() -> Path:
    """The folder of templates: inside the installed package, or beside it in a checkout."""
    installed = Path(__file__).parent / "templates"
    return installed if installed.is_dir() else Path(__file__).parent.parent / "templates"


def write_starter(folder: Path, *, full: bool = False) -> list[Path]:
    """Write the starter files, all with `full`. Raises InputError, writing nothing, when one is there already."""
    source = templates() / "starter"
    names = sorted(path.name for path in source.glob("*.csv")) if full else list(REQUIRED)
    standing = [folder / name for name in names if (folder / name).exists()]
    if folder.exists() and not folder.is_dir():
        raise InputError([Problem(str(folder), "is a file", "name a folder")])
    if standing:
        raise InputError(
            [Problem(str(path), "is there already", "choose another folder, or move it away") for path in standing]
        )
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_bytes((source / name).read_bytes())
    return [folder / name for name in names]
