"""Interrupts: put off while files change hands, and told as Ctrl-C is where the system would just end the process."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_ENDING = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]


@contextmanager
def put_off() -> Iterator[None]:
    """Let an interrupt wait for the end of the block, which should be short; outside the main thread none arrives."""
    came: list[int] = []
    before = {}
    try:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, *_ENDING):
                if signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
                    before[number] = signal.signal(number, lambda number, _: came.append(number))
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in came[:1]:
            signal.raise_signal(number)


@contextmanager
def surely(undo: Callable[[], None]) -> Iterator[None]:
    """Undo at the end, however the block ends; `undo` may be called twice: an interrupt may meet the first call."""
    try:
        try:
            yield
        finally:
            with put_off():
                undo()
    finally:
        with put_off():
            undo()


@contextmanager
def unwound() -> Iterator[None]:
    """End by SystemExit where the system asks to end, so that what is half done is cleaned up; status 128 + signal."""
    before = {}
    try:
        if threading.current_thread() is threading.main_thread():
            for number in _ENDING:
                if signal.getsignal(number) is signal.SIG_DFL:
                    before[number] = signal.signal(number, _leave)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)
