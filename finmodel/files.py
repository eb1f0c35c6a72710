"""Files put in place: each is whole at any moment, and several stay as they were when one cannot be written."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from finmodel.errors import InputError, Problem
from finmodel.interrupt import put_off

_PREFIX = ".finmodel-"
_MEANWHILE = "was changed while it was being written anew"


@dataclass(frozen=True)
class Change:
    """A file's bytes before and after; None before where there is no file yet."""

    before: bytes | None
    after: bytes


@contextmanager
def named(target: Path) -> Iterator[None]:
    """What the system refuses is told of the file that was to be written, not of a draft."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(target)) from None


def move(draft: Path, target: Path) -> None:
    """Put a finished draft in place: all of it or nothing, also through a power cut. Raises OSError."""
    with put_off():
        _finish(draft, target)
        draft.replace(target)
        settle(target.parent)


def stamp(path: Path) -> tuple[int, ...]:
    """What tells whether a file was saved since; empty where there is none."""
    if not path.exists():
        return ()
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns


def refuse_changed(path: Path, since: tuple[int, ...]) -> None:
    """Raise InputError when a file was saved since its stamp was taken."""
    if stamp(path) != since:
        raise InputError([Problem(str(path), _MEANWHILE, "run it again")])


def refuse_read_only(path: Path) -> None:
    """Raise OSError for a file that nobody may write: a move asks the folder alone, and would replace it."""
    if path.exists() and not path.stat().st_mode & 0o222:
        raise PermissionError(errno.EACCES, "is read-only", str(path))


def write_over(texts: Mapping[Path, str]) -> None:
    """Write texts over what stands there, all or none. Raises OSError naming the file."""
    changes = {}
    for path, text in texts.items():
        with named(path):
            changes[path] = Change(path.read_bytes() if path.exists() else None, text.encode())
    write_all(changes)


def write_all(changes: Mapping[Path, Change], *, meanwhile: str = _MEANWHILE, prefix: str = _PREFIX) -> None:
    """Write drafts beside the files, their names beginning with `prefix`, then move all into place in the order given.

    Raises InputError, worded by `meanwhile`, when a file was changed meanwhile, OSError naming the file otherwise.
    """
    with put_off():
        _write_all(changes, meanwhile, prefix)


def _write_all(changes: Mapping[Path, Change], meanwhile: str, prefix: str) -> None:
    targets = {path.resolve(): (path, change) for path, change in changes.items()}  # a link is written through
    drafts: list[tuple[Path, Path]] = []
    done: list[Path] = []
    try:
        for target, (path, change) in targets.items():
            _unchanged(target, change, meanwhile)
            with named(path):
                drafts.append((_draft(target, change.after, prefix), target))
        for draft, target in drafts:
            path, change = targets[target]
            _unchanged(target, change, meanwhile)
            if done and done[-1].parent != target.parent:
                settle(done[-1].parent)  # what was moved first lasts first
            with named(path):
                draft.replace(target)
            done.append(target)
    except BaseException:
        for target in done:
            _restore(target, targets[target][1])
        raise
    finally:
        for draft, _ in drafts:
            draft.unlink(missing_ok=True)
    if done:
        settle(done[-1].parent)


def _draft(target: Path, data: bytes, prefix: str = _PREFIX) -> Path:
    handle, name = tempfile.mkstemp(prefix=prefix, dir=target.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        _finish(draft, target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return draft


def _finish(draft: Path, target: Path) -> None:
    """Make a draft last, with mode and owner of the file that it replaces. Raises OSError for a read-only one."""
    with draft.open("rb+") as file:  # Windows syncs only what may be written
        os.fsync(file.fileno())
    refuse_read_only(target)
    if not target.exists():
        draft.chmod(0o666 & ~_umask())
        return
    status = target.stat()
    if hasattr(os, "chown"):
        with suppress(OSError):  # root alone gives files away
            os.chown(draft, status.st_uid, status.st_gid)
    draft.chmod(status.st_mode)


def _unchanged(target: Path, change: Change, meanwhile: str) -> None:
    standing = target.read_bytes() if target.exists() else None
    if standing != change.before:
        raise InputError([Problem(target.name, meanwhile, "run it again")])


def _restore(target: Path, change: Change) -> None:
    if change.before is None:
        target.unlink(missing_ok=True)
    else:
        _draft(target, change.before).replace(target)


def write_tree(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a new folder, to last; names may have a folder of their own in front."""
    folder.chmod(0o777 & ~_umask())
    for name, data in files.items():
        place = folder / name
        place.parent.mkdir(exist_ok=True)
        with place.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    for inner in {place.parent for place in map(folder.joinpath, files)}:
        settle(inner)


def settle(folder: Path) -> None:
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
