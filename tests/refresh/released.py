"""Released versions of genai-prices, each installed into a folder of its own: `python released.py`, once, online."""

import os
import pathlib
import subprocess
import sys

VERSIONS = ("0.2.0", "0.2.1", "0.2.2")  # in a row
CACHE = pathlib.Path(os.environ.get("FINMODEL_CACHE", pathlib.Path.home() / ".cache" / "finmodel")) / "genai-prices"


def cached(version: str) -> pathlib.Path | None:
    """The folder of a version, where it was installed whole."""
    folder = CACHE / version
    return folder if (folder / f"genai_prices-{version}.dist-info" / "RECORD").is_file() else None


def install(version: str) -> str:
    """Install a version unless it is there; what pip said against it, empty when all is well."""
    if cached(version):
        return ""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--target", str(CACHE / version), f"genai-prices=={version}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stderr.strip().splitlines()[-1] if done.returncode else ""


if __name__ == "__main__":
    sys.exit("\n".join(filter(None, map(install, VERSIONS))))
