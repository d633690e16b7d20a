"""What a rating says of the mood: −1, 0 or +1."""

from decimal import Decimal

STARS, NPS = 5, 10
_BOUNDS = {STARS: (Decimal(2), Decimal(4)), NPS: (Decimal(6), Decimal(9))}
"""Per scale: the highest mark that is bad, and the lowest that is good. NPS: detractors up to 6, promoters from 9."""


def mood_of(rating: Decimal | None, scale: int) -> int | None:
    """None without a rating, or on a scale that nobody explained."""
    if rating is None or scale not in _BOUNDS:
        return None
    bad, good = _BOUNDS[scale]
    return -1 if rating <= bad else 1 if rating >= good else 0
