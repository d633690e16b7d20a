"""Two periods, or two segments, beside each other: which themes grew, shrank, appeared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from clew.calc.change import Change, Verdict, change
from clew.insights.models import SegmentReach
from clew.insights.queries.theme_counts import count_segments
from clew.kit.rows import one_row, rows
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
    """The last `days` days, today included, against as many before them. Two statements."""
    until = today + timedelta(days=1)
    middle, begin = until - timedelta(days=days), until - timedelta(days=2 * days)
    window = {"workspace": workspace.id, "begin": begin, "middle": middle, "until": until}
    sql = """
        select t.number, t.name, c.* from (
          select p.theme_id,
            count(distinct coalesce(n.duplicate_of_id, n.id)) filter (where n.said_at < %(middle)s) as first_notes,
            count(distinct n.voice) filter (where n.said_at < %(middle)s) as first_people,
            count(distinct coalesce(n.duplicate_of_id, n.id)) filter (where n.said_at >= %(middle)s) as second_notes,
            count(distinct n.voice) filter (where n.said_at >= %(middle)s) as second_people
          from insights_note n join insights_themenote p on p.note_id = n.id
          where n.workspace_id = %(workspace)s and n.is_dated and n.said_at >= %(begin)s and n.said_at < %(until)s
          group by 1) c
        join insights_theme t on t.id = c.theme_id and t.archived_at is null and t.muted_at is null"""
    heard = """
        select count(distinct voice) filter (where said_at < %(middle)s) as before,
          count(distinct voice) filter (where said_at >= %(middle)s) as lately
        from insights_note
        where workspace_id = %(workspace)s and is_dated and said_at >= %(begin)s and said_at < %(until)s"""
    people = one_row(heard, window, dict)
    first = Side(f"The {days} days before", {"since": str(begin), "until": str(middle)}, people["before"])
    second = Side(f"The last {days} days", {"since": str(middle)}, people["lately"])
    found = [_pair(row, 0.5) for row in rows(sql, window, dict)]
    return Comparison(first, second, _ordered(found))


def compare_segments(*, workspace: Workspace, today: date, days: int, names: Sequence[str]) -> Comparison:
    """Two segments within the last `days` days (0: ever). A share of the people of each, for one may be far larger."""
    counted = _kept(workspace, days, names) or {
        (row.segment, row.theme_id): (row.notes, row.voices)
        for row in count_segments(workspace=workspace, today=today, days=days, segments=names)
    }
    people = _people(workspace, names, today - timedelta(days=days) if days else None)
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


def _people(workspace: Workspace, names: Sequence[str], since: date | None) -> dict[str, int]:
    sql = """
        select a.segment, count(distinct n.voice) as people
        from insights_account a join insights_note n on n.account_id = a.id and n.workspace_id = a.workspace_id
        where a.workspace_id = %(workspace)s and a.segment = any(%(names)s)
          and (%(since)s::date is null or (n.is_dated and n.said_at >= %(since)s::date))
        group by 1"""
    found = rows(sql, {"workspace": workspace.id, "names": list(names), "since": since}, dict)
    return dict.fromkeys(names, 0) | {row["segment"]: row["people"] for row in found}


def _pair(row: dict[str, object], share: float) -> Pair:
    names = ("number", "name", "first_notes", "first_people", "second_notes", "second_people")
    values = {name: row[name] for name in names}
    return Pair(**values, change=change(row["first_people"], row["second_people"], share=share))  # type: ignore[arg-type]  # rows are untyped


def _ordered(pairs: list[Pair]) -> list[Pair]:
    """What changed most surely first."""
    return sorted(pairs, key=lambda pair: (ORDER.index(pair.change.verdict), pair.change.chance, pair.number))
