"""Mounts, where they are allowed."""

import subprocess
import sys

import pytest


def mount(*arguments: str) -> None:
    """Mount, or skip where nobody may."""
    if sys.platform != "linux":
        pytest.skip("mounts are Linux's")
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no mount is allowed here: {done.stderr.strip()}")
