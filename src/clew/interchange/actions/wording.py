"""Words for sentences about files."""

from collections.abc import Sequence

SHOWN = 12


def listed(names: Sequence[str]) -> str:
    """“one”, “two” and 3 more."""
    shown = ", ".join(f"“{name}”" for name in names[:SHOWN])
    return shown + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
