"""Several files written as one: each is whole at any moment, and all stay as they were when one cannot be written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from finmodel.errors import InputError, Problem


@dataclass(frozen=True)
class Change:
    """A file's bytes before and after; None before where there is no file yet."""

    before: bytes | None
    after: bytes


def write_all(changes: Mapping[Path, Change]) -> None:
    """Write drafts beside the files, then move all into place. Raises InputError when a file was changed meanwhile."""
    targets = {path.resolve(): change for path, change in changes.items()}  # a link is written through
    drafts: list[tuple[Path, Path]] = []
    done: list[Path] = []
    try:
        for path, change in targets.items():
            _unchanged(path, change)
            drafts.append((_draft(path, change.after), path))
        for draft, path in drafts:
            _unchanged(path, targets[path])
            draft.replace(path)
            done.append(path)
    except BaseException:
        for path in done:
            _restore(path, targets[path])
        raise
    finally:
        for draft, _ in drafts:
            draft.unlink(missing_ok=True)
    for folder in {path.parent for path in targets}:
        _settle(folder)


def _draft(path: Path, data: bytes) -> Path:
    handle, name = tempfile.mkstemp(prefix=".finmodel-", suffix=".csv", dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(path.stat().st_mode if path.exists() else 0o666 & ~_umask())
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return draft


def _unchanged(path: Path, change: Change) -> None:
    standing = path.read_bytes() if path.exists() else None
    if standing != change.before:
        raise InputError([Problem(path.name, "was changed while the merge was made", "run it again")])


def _restore(path: Path, change: Change) -> None:
    if change.before is None:
        path.unlink(missing_ok=True)
    else:
        _draft(path, change.before).replace(path)


def _settle(folder: Path) -> None:
    """Make the moves last through a power cut, where folders can be opened."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
