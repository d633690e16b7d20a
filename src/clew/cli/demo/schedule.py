"""Which passage is said on which day, so that each theme has its planted number in the last 90 days."""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from clew.cli.demo import days
from clew.cli.demo.stock import Passage, Theme

SHARE_RECENT = {"praise": 0.4, "noise": 0.4, "mixed": 0.4}
"""Of what has no planted number."""
USUAL_DECAY = 0.053
"""How much thinner each earlier week is: the company doubled its customers and opened channel after channel."""


def schedule(stock: Sequence[Passage], themes: dict[str, Theme], today: date, rng: random.Random) -> dict[str, date]:
    """A day for each passage, by its key."""
    placed = {one.key: _fixed(one, today) for one in stock if one.ago is not None}
    free = [one for one in stock if one.key not in placed]
    loose = [one for one in free if len(one.themes) != 1]
    placed |= _place_loose(loose, today, rng)
    for theme in themes.values():
        own = [one for one in free if one.themes == (theme.key,)]
        counted = sum(
            theme.key in one.themes and days.is_recent(placed[one.key], today) for one in stock if one.key in placed
        )
        placed |= _place_theme(theme, own, theme.recent - counted, today, rng)
    return placed


def _fixed(passage: Passage, today: date) -> date:
    day = today - timedelta(days=passage.ago or 1)
    return days.working_day(day) if passage.channel in ("call", "interview") else day


def _place_loose(passages: list[Passage], today: date, rng: random.Random) -> dict[str, date]:
    """Praise, noise and notes about two things. Their share is cut exactly, channel by channel as it comes."""
    placed: dict[str, date] = {}
    seen: Counter[str] = Counter()
    for one in rng.sample(passages, len(passages)):
        share = SHARE_RECENT.get(one.about, 0.4)
        seen[one.about] += 1
        if int(seen[one.about] * share) > int((seen[one.about] - 1) * share):
            day = days.recent_days(1, today, 1.2, rng)[0]
        else:
            day = days.earlier_days([days.STARTS[one.channel]], today, USUAL_DECAY, rng)[0]
        placed[one.key] = days.settle(day, one.channel, today, rng)
    return placed


def _place_theme(theme: Theme, own: list[Passage], recent: int, today: date, rng: random.Random) -> dict[str, date]:
    """`recent` of them in the last 90 days, those said after the fix in its last weeks; the others before."""
    late = [one for one in own if one.is_late]
    others = [one for one in own if not one.is_late]
    rng.shuffle(others)
    count = recent - len(late)
    if not 0 <= count <= len(others):
        raise ValueError(f"{theme.key} plants {recent} recent notes and has {len(own)} passages.")
    now, earlier = others[:count], others[count:]
    starts = [min(days.STARTS[one.channel], theme.since_weeks * 7) for one in earlier]
    drawn = zip(
        [*late, *now, *earlier],
        [
            *days.recent_days(len(late), today, 1.0, rng, days.FIX_DAYS),
            *days.recent_days(count, today, theme.tilt, rng),
            *days.earlier_days(starts, today, _decay(theme, len(earlier)), rng),
        ],
        strict=True,
    )
    return {one.key: days.settle(day, one.channel, today, rng) for one, day in drawn}


def _decay(theme: Theme, earlier: int) -> float:
    """Such that the week before the recent window is about as busy as its first week."""
    first_week = theme.recent / 13 * 2 / (1 + theme.tilt)
    return min(0.25, max(0.03, first_week / max(1, earlier)))
