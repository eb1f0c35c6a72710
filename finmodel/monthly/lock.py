"""One refresh at a time: a lock on folders that ends with the process, however it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from finmodel.errors import InputError, Problem
from finmodel.files import named

NAME = ".finmodel.lock"
_FAR = 1 << 30  # the locked byte; who holds it stands before it and stays readable


@contextmanager
def locked(folders: Iterable[Path]) -> Iterator[None]:
    """Hold folders. Raises InputError where another process holds one, OSError where nothing can be written."""
    with ExitStack() as held:
        for folder in sorted({folder.resolve() for folder in folders}):
            held.enter_context(_held(folder))
        yield


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    path = folder / NAME
    handle = _taken(path, folder)
    try:
        os.truncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
        yield
    finally:
        with suppress(OSError):  # where open files cannot be removed, an empty claim stays
            path.unlink()
        os.close(handle)


def _taken(path: Path, folder: Path) -> int:
    """Open and lock the file; once more when its last holder removed it meanwhile."""
    while True:
        with named(folder):
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _lock(handle)
            if path.exists() and os.path.samestat(os.fstat(handle), path.stat()):
                return handle
        except BlockingIOError:
            raise InputError([_busy(handle, folder)]) from None
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _busy(handle: int, folder: Path) -> Problem:
    who = os.read(handle, 20).decode(errors="replace").strip()
    os.close(handle)
    what = f"another refresh is at work here{f' (process {who})' if who.isdecimal() else ''}"
    return Problem(str(folder), what, "wait until it has finished, then run this again")


def _lock(handle: int) -> None:
    """Take the lock or raise BlockingIOError; the system lets it go with the process."""
    if sys.platform == "win32":
        import msvcrt

        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            raise BlockingIOError from None
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
