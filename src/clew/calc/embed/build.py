"""Compile the kernel where a C compiler is there: `python -m clew.calc.embed.build`, a step of `make setup`.

Quick when it is built already. Clew works without it: embedding notes then takes two to three times as long.
"""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from clew.calc.embed import library

COMPILERS = ("cc", "gcc", "clang")
SECONDS = 120
SAFE = "Clew works without it, but takes in notes two to three times as slowly."
MEND = "Install one (Debian, Ubuntu: apt-get install gcc libc6-dev) and run: make setup"


class BuildFailure(Exception):
    """The kernel cannot be built; the text says why, and how to mend it."""


def build() -> Path | None:
    """The compiled kernel, made now if it was not there; None where the processor could not run it."""
    if not library.fits():
        return None
    wanted = [folder / library.file_name() for folder in library.folders()]
    return next((path for path in wanted if path.is_file()), None) or _make(wanted)


def _make(wanted: list[Path]) -> Path:
    """Compile aside, look whether it loads, then move it to the first place that can be written."""
    with tempfile.TemporaryDirectory(prefix="clew-kernel-") as folder:
        made = Path(folder) / library.file_name()
        _compile([*compiler(), *library.OPTIONS, str(library.SOURCE), "-o", str(made), "-lm"])
        try:
            library.load(made)
        except (OSError, AttributeError) as error:
            raise BuildFailure(f"The embedder’s kernel was compiled, but does not load: {error}. {SAFE}") from error
        for path in wanted:
            if _put(made, path):
                return path
    raise BuildFailure(
        f"The embedder’s kernel has no place: {wanted[0].parent} and {wanted[1].parent} cannot be written."
    )


def compiler() -> list[str]:
    """What CC names, or the first that is installed."""
    if named := shlex.split(os.environ.get("CC", "")):
        return named
    found = next((path for name in COMPILERS if (path := shutil.which(name))), None)
    if found is None:
        raise BuildFailure(f"No C compiler was found, so the embedder’s fast kernel is not built. {SAFE} {MEND}")
    return [found]


def _compile(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)  # noqa: S603 - a compiler of this machine
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BuildFailure(f"The embedder’s fast kernel could not be compiled: {error}. {SAFE}") from error
    if done.returncode:
        said = done.stderr.strip().splitlines()[:3]
        raise BuildFailure(f"The embedder’s fast kernel could not be compiled. {SAFE}\n{chr(10).join(said)}")


def _put(made: Path, path: Path) -> bool:
    """Under another name first: whoever looks meanwhile sees a whole file or none."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made, beside)
        beside.chmod(0o755)
        beside.replace(path)
    except OSError:
        return False
    return True


def main() -> int:
    """0: there is a kernel now, or none that this processor could run. 1: there is none; stderr says why."""
    try:
        build()
    except BuildFailure as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
