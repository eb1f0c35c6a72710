"""One run at a time: a lock on folders and files that ends with the process, however it ends."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from finmodel.errors import InputError, Problem
from finmodel.files import named, refuse_read_only
from finmodel.interrupt import put_off, surely

NAME = ".finmodel.lock"
_FAR = 1 << 30  # the locked byte; who holds it stands before it and stays readable


@contextmanager
def drafted(target: Path) -> Iterator[Path]:
    """Hold a file that is to be written; gives a folder beside it for its drafts, without what a killed run left.

    Raises InputError where another run writes the file, OSError where nothing can be written.
    """
    refuse_read_only(target)
    folder = target.with_name(f".finmodel-{_mark(target)}")
    with locked([target]), named(target), surely(lambda: _clear(folder)):
        _clear(folder)
        folder.mkdir(mode=0o700)
        yield folder


@contextmanager
def locked(places: Iterable[Path]) -> Iterator[None]:
    """Hold folders, and files by their own. Raises InputError where another run holds one, OSError as `drafted`."""
    with ExitStack() as held:
        for place in sorted({place.resolve() for place in places}):
            held.enter_context(_held(place))
        yield


@contextmanager
def _held(place: Path) -> Iterator[None]:
    path = place / NAME if place.is_dir() else place.with_name(f".finmodel-{_mark(place)}.lock")
    handles: list[int] = []
    with surely(lambda: _let_go(path, handles)):
        with put_off():
            handles.append(_taken(path, place))
        yield


def _taken(path: Path, place: Path) -> int:
    """Open and lock the file, and say who holds it; once more when its last holder removed it meanwhile."""
    while True:
        with named(place):
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _lock(handle)
            if path.exists() and os.path.samestat(os.fstat(handle), path.stat()):
                with suppress(OSError):  # a full disk is met by what is written next
                    os.truncate(handle, 0)
                    os.write(handle, str(os.getpid()).encode())
                return handle
        except BlockingIOError:
            raise InputError([_busy(handle, place)]) from None
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _let_go(path: Path, handles: list[int]) -> None:
    if handles:
        with suppress(OSError):  # where open files cannot be removed, an empty claim stays
            path.unlink()
        os.close(handles.pop())


def _busy(handle: int, place: Path) -> Problem:
    who = os.read(handle, 20).decode(errors="replace").strip()
    os.close(handle)
    what = f"another run is at work here{f' (process {who})' if who.isdecimal() else ''}"
    return Problem(str(place), what, "wait until it has finished, then run this again")


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


def _mark(target: Path) -> str:
    """A short name for a file's name, which may be as long as a name can be."""
    return hashlib.sha256(os.fsencode(target.name)).hexdigest()[:12]


def _clear(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
