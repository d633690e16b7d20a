"""Two periods, or two segments, beside each other: which themes grew, shrank, appeared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from clew.calc.change import Change, Verdict, change
from clew.insights.models import Rollup, SegmentReach
from clew.insights.queries.theme_counts import count_segments
from clew.kit.rows import rows
from clew.workspaces.models import Workspace

ORDER = (Verdict.APPEARED, Verdict.GREW, Verdict.GONE, Verdict.SHRANK, Verdict.LEVEL, Verdict.FEW)


@dataclass(frozen=True)
class Side:
    """Who or when: its words, what an address to its notes needs, and how many people said anything at all."""

    words: str
    asked: dict[str, str]
    people: int


@dataclass(frozen=True)
class Pair:
    """A theme on both sides."""

    number: int
    name: str
    first_notes: int
    first_people: int
    second_notes: int
    second_people: int
    change: Change


@dataclass(frozen=True)
class Comparison:
    first: Side
    second: Side
    pairs: list[Pair]

    def count(self, *verdicts: Verdict) -> int:
        return sum(1 for pair in self.pairs if pair.change.verdict in verdicts)


def compare_periods(*, workspace: Workspace, today: date, days: int) -> Comparison:
    """The last `days` days against as many before them, as kept. Two statements."""
    middle = today - timedelta(days=days)
    sql = """
        select t.number, t.name, coalesce(e.notes, 0) as first_notes, coalesce(e.voices, 0) as first_people,
          coalesce(r.notes, 0) as second_notes, coalesce(r.voices, 0) as second_people
        from insights_theme t
        left join insights_themereach r on r.theme_id = t.id and r.days = %(days)s
        left join insights_earlierreach e on e.theme_id = t.id and e.days = %(days)s
        where t.workspace_id = %(workspace)s and t.archived_at is null and t.muted_at is null
          and (r.theme_id is not null or e.theme_id is not null)"""
    found = rows(sql, {"workspace": workspace.id, "days": days}, dict)
    people = _heard(workspace, days)
    first = {"since": str(middle - timedelta(days=days)), "until": str(middle)}
    return Comparison(
        Side(f"The {days} days before", first, people.get("before", 0)),
        Side(f"The last {days} days", {"since": str(middle)}, people.get("lately", 0)),
        _ordered([_pair(row, 0.5) for row in found]),
    )


def compare_segments(*, workspace: Workspace, today: date, days: int, names: Sequence[str]) -> Comparison:
    """Two segments within the last `days` days (0: ever). A share of the people of each, for one may be far larger."""
    counted = _kept(workspace, days, names) or {
        (row.segment, row.theme_id): (row.notes, row.voices)
        for row in count_segments(workspace=workspace, today=today, days=days, segments=names)
    }
    heard = _heard(workspace, days).get("segments", {})
    people = {name: int(heard.get(name, 0)) for name in names}
    every = sum(people.values())
    share = min(max(people[names[1]] / every, 0.001), 0.999) if every else 0.5
    sql = """
        select id, number, name from insights_theme
        where workspace_id = %(workspace)s and archived_at is null and muted_at is null and id = any(%(ids)s)"""
    ids = {theme for _, theme in counted}
    found = []
    for theme in rows(sql, {"workspace": workspace.id, "ids": list(ids)}, dict):
        one, other = (counted.get((name, theme["id"]), (0, 0)) for name in names)
        numbers = {"first_notes": one[0], "first_people": one[1], "second_notes": other[0], "second_people": other[1]}
        found.append(_pair({**theme, **numbers}, share))
    since = {"since": str(today - timedelta(days=days))} if days else {}
    sides = [Side(name, {"segment": name, **since}, people[name]) for name in names]
    return Comparison(sides[0], sides[1], _ordered(found))


def _kept(workspace: Workspace, days: int, names: Sequence[str]) -> dict[tuple[str, UUID], tuple[int, int]]:
    """Empty where one of the two is not counted ahead."""
    found = SegmentReach.objects.filter(workspace=workspace, days=days, segment__in=names)
    kept = {
        (segment, theme): (notes, voices)
        for segment, theme, notes, voices in found.values_list("segment", "theme_id", "notes", "voices")
    }
    return kept if len({segment for segment, _ in kept}) == len(set(names)) else {}


def _heard(workspace: Workspace, days: int) -> dict[str, Any]:
    kept = Rollup.objects.filter(workspace=workspace).values_list("heard", flat=True).first()
    found: dict[str, Any] = (kept or {}).get(str(days), {})
    return found


def _pair(row: dict[str, Any], share: float) -> Pair:
    names = ("number", "name", "first_notes", "first_people", "second_notes", "second_people")
    values = {name: row[name] for name in names}
    return Pair(**values, change=change(row["first_people"], row["second_people"], share=share))


def _ordered(pairs: list[Pair]) -> list[Pair]:
    """What changed most surely first."""
    return sorted(pairs, key=lambda pair: (ORDER.index(pair.change.verdict), pair.change.chance, pair.number))
