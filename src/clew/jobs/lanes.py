"""Which work is long, and which goes first: so that nobody's large file keeps others waiting.

The worker has lanes for all work and one for quick work alone. What takes minutes goes to the queue LONG, which the quick
lane leaves out; it works in slices where it can, and puts itself back behind others that wait.
"""

LONG, QUICK = "long", "default"
LONG_JOBS = {"insights.understand", "insights.regroup", "insights.recount", "insights.nightly"}
"""Jobs that may take minutes. An area adds its own when its `jobs.py` or `apps.py` is imported."""
LATER, USUAL, SOON = -10, 0, 10


def lane_of(name: str) -> str:
    return LONG if name in LONG_JOBS else QUICK
