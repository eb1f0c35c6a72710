"""Watches what this process does to the file system, from within: each event just before it happens."""

import os
import sys

AUDITED = {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.truncate", "os.chmod", "tempfile.mkstemp"}


def at_event(folder, act):
    """Call `act` just before each event of the file system in a folder."""
    syncing = os.fsync

    def hook(event, arguments):
        path = arguments[0] if event in AUDITED and arguments else None
        if isinstance(path, (str, os.PathLike)) and os.fspath(path).startswith(str(folder)):
            act(event)

    def fsync(handle):
        act("os.fsync")
        syncing(handle)

    sys.addaudithook(hook)
    os.fsync = fsync
