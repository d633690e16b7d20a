"""Others' programs, run in an environment of their own that is made when it is first asked for.

`topics` never raises for a missing environment: it says why there is nothing to compare with.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from clew.calc.arrays import Floats

HERE = Path(__file__).parent
LOCK = HERE / "requirements.lock"
ENVIRONMENT = HERE.parents[1] / ".venv-peers"
PYTHON = ENVIRONMENT / "bin" / "python"
MADE = ENVIRONMENT / ".made"
KEPT = "CLEW_PEERS_KEPT"
"""Names a folder that results are kept in and taken from: for working on a benchmark, not for measuring."""


class NoPeer(Exception):
    """Why the other program cannot be run here."""


@dataclass(frozen=True)
class Topics:
    """`topics` (n,), -1 an outlier; their `names`; CPU seconds by stage: embed, reduce, cluster, fit (all but embed)."""

    topics: list[int]
    names: dict[int, str]
    seconds: dict[str, float]


def topics(texts: Sequence[str], vectors: Floats | None = None) -> Topics:
    """BERTopic as it comes, on these vectors or on its own default's. Warm: compiled and loaded before it is timed."""
    python = _environment()
    arrays: dict[str, np.ndarray] = {"texts": np.array(texts)}
    if vectors is not None:
        arrays["vectors"] = vectors
    kept = _kept(arrays)
    if kept and kept.is_file():
        return _read(kept)
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.npz", Path(folder) / "out.json"
        np.savez(source, **arrays)
        done = subprocess.run(
            [python, HERE / "bertopic_run.py", source, target], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise NoPeer(_last_line(done.stderr))
        if kept:
            kept.write_bytes(target.read_bytes())
        return _read(target)


def _read(path: Path) -> Topics:
    found = json.loads(path.read_text(encoding="utf-8"))
    return Topics(found["topics"], {int(topic): name for topic, name in found["names"].items()}, found["seconds"])


def _kept(arrays: dict[str, np.ndarray]) -> Path | None:
    if not os.environ.get(KEPT):
        return None
    content = hashlib.sha256((HERE / "bertopic_run.py").read_bytes())
    content.update(arrays["texts"].tobytes() + repr([array.shape for array in arrays.values()]).encode())
    return Path(os.environ[KEPT]) / f"{content.hexdigest()[:20]}.json"


@cache
def _environment() -> Path:
    lock = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if MADE.is_file() and MADE.read_text(encoding="utf-8") == lock:
        return PYTHON
    print("Making .venv-peers, for what is compared with (about 2 GB, once) …", file=sys.stderr)
    _run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT])
    _run([PYTHON, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r", LOCK])
    MADE.write_text(lock, encoding="utf-8")
    return PYTHON


def _run(command: Sequence[str | Path]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoPeer(_last_line(done.stderr))


def _last_line(text: str) -> str:
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "it said nothing")


__all__ = ["NoPeer", "Topics", "topics"]
