"""Chance that can be repeated: one stream of numbers for each purpose, so that a change in one moves no other."""

import random


def stream(*purpose: object) -> random.Random:
    """The numbers of a seed and a purpose: `stream(seed, "accounts")`. The same on every machine."""
    return random.Random(":".join(map(str, purpose)))  # noqa: S311  (a demo, not a secret)
