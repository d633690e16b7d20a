"""A child that must not outlive its parent, even when the parent is killed.

On Linux the kernel tells it (`PR_SET_PDEATHSIG`); elsewhere it looks once a second whether it was adopted.
"""

import ctypes
import os
import signal
import sys
import threading
import time

PR_SET_PDEATHSIG = 1


def hold(parent: int, *, by: signal.Signals = signal.SIGKILL) -> None:
    """From now on this process gets the signal `by` when its parent, process `parent`, ends. Call in the main thread."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, by)
    else:
        watch(parent, by)
    if os.getppid() != parent:  # it ended before we asked
        os.kill(os.getpid(), by)


def watch(parent: int, by: signal.Signals, *, every: float = 1.0) -> None:
    """The same by looking, for kernels that do not tell."""

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(every)
        os.kill(os.getpid(), by)

    threading.Thread(target=look, name="lifeline", daemon=True).start()
