"""The browser of the browser tests: the machine's own, else one that can be installed.

    python -m tests.chromium        installs one where none is (apt as root, else Playwright's own)

Where neither works, the tests are reported as not run, with the mend; with CLEW_BROWSER=required (CI) they fail.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PLACES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MEND = "There is no Chromium here. Install it: apt-get install chromium (or name one with CLEW_CHROMIUM=/path)."
PATIENCE = 600


def find() -> str:
    """Where Chromium is, or an empty text."""
    if named := os.environ.get("CLEW_CHROMIUM", ""):
        return named
    found = next(filter(None, map(shutil.which, PLACES)), "")
    return found or _playwrights_own()


def is_required() -> bool:
    return os.environ.get("CLEW_BROWSER") == "required"


def _playwrights_own() -> str:
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    found = sorted(folder.glob("chromium-*/chrome-linux*/chrome")) if folder.exists() else []
    return str(found[-1]) if found else ""


def install() -> bool:
    """Try the ways there are, quietly; whether there is a browser afterwards."""
    ways = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        ways.insert(0, ["sh", "-c", "apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium"])
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for way in ways:
        print(f"Installing Chromium for the browser tests: {' '.join(way)}", flush=True)
        try:
            done = subprocess.run(way, capture_output=True, text=True, timeout=PATIENCE, env=environment, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            print(f"  did not work: {error}", flush=True)
            continue
        if done.returncode == 0 and find():
            return True
        print(f"  did not work: {(done.stderr or done.stdout).strip()[-300:]}", flush=True)
    return False


if __name__ == "__main__":
    if not find() and not install():
        print(f"{MEND} The browser tests will be reported as not run.")
