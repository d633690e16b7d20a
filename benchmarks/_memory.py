"""What a process needed at most."""

import resource
import sys


def peak_megabytes() -> float:
    """The highest resident memory of this process so far, in MB of a million bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6
