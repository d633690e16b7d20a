"""Where the compiled kernel lies, and whether this machine can run it. `build.py` makes it.

Nothing compiled is shipped: the file's name holds a hash of the source and the compiler's options, so that a changed
source is never run with an old build, and it is loaded only where the processor has the instructions it was built for.
"""

import ctypes
import hashlib
import platform
import sys
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from platformdirs import user_cache_path

SOURCE = Path(__file__).with_name("kernel.c")
OPTIONS = ("-O3", "-mavx2", "-mfma", "-mf16c", "-shared", "-fPIC")
NEEDED = frozenset({"avx2", "fma", "f16c"})
PROCESSOR = Path("/proc/cpuinfo")


class State(StrEnum):
    """How it stands with the kernel on this machine."""

    READY = "ready"
    UNFIT = "unfit"
    """The processor lacks the instructions, or does not say what it has (anything but Linux)."""
    UNBUILT = "unbuilt"
    BROKEN = "broken"
    """Built, and cannot be loaded."""


@dataclass(frozen=True)
class Found:
    """`library` where the state is READY; `path` and the `reason` where it is BROKEN."""

    state: State
    library: ctypes.CDLL | None = None
    path: Path | None = None
    reason: str = ""


def folders() -> tuple[Path, Path]:
    """Beside the installed packages, where every user of this installation finds it; else in the user's own cache."""
    return Path(sys.prefix) / "share" / "clew", user_cache_path("clew")


def file_name() -> str:
    """Another one for another source or other options."""
    key = hashlib.sha256(SOURCE.read_bytes() + " ".join(OPTIONS).encode()).hexdigest()[:16]
    return f"embed-{key}.so"


def fits(processor: Path = PROCESSOR) -> bool:
    """Whether the processor has the instructions, by what Linux says of it."""
    if platform.machine().lower() not in {"x86_64", "amd64"} or not processor.exists():
        return False
    lines = processor.read_text(errors="replace").splitlines()
    flags = next((line.partition(":")[2] for line in lines if line.startswith("flags")), "")
    return set(flags.split()) >= NEEDED


def find() -> Found:
    """The kernel, loaded where that is possible."""
    if not fits():
        return Found(State.UNFIT)
    built = next((path for folder in folders() if (path := folder / file_name()).is_file()), None)
    if built is None:
        return Found(State.UNBUILT)
    try:
        return Found(State.READY, load(built), built)
    except (OSError, AttributeError) as error:
        return Found(State.BROKEN, path=built, reason=str(error))


@cache
def load(path: Path) -> ctypes.CDLL:
    """Raises OSError where the file cannot be loaded, AttributeError where it is something else."""
    library = ctypes.CDLL(str(path))
    pointer = ctypes.c_void_p
    library.clew_to_half.argtypes = [pointer, pointer, ctypes.c_int64]
    library.clew_to_half.restype = None
    library.clew_pool.argtypes = [ctypes.c_int64, *[pointer] * 7, ctypes.c_float, pointer]
    library.clew_pool.restype = ctypes.c_int
    return library
