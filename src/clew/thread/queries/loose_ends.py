"""Loose ends: the rules that areas contribute from their `loose_ends.py`, and what they found."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from clew.kit.rows import rows
from clew.thread.models import LooseEnd
from clew.thread.models.kinds import PAGES
from clew.workspaces.models import Workspace

ActHref = Callable[[str, UUID, int], str]
"""Where a loose end is tied: an address from the workspace's slug and the subject's id and number."""


@dataclass(frozen=True)
class Found:
    """One loose end as a rule sees it: the subject, and one sentence that names what is missing."""

    subject_id: UUID
    number: int
    ref: str
    title: str
    sentence: str


@dataclass(frozen=True)
class Rule:
    """`find(workspace, only)` looks at the whole workspace, or only at the subjects named; one statement.

    `label` is the mark beside the subject ("No objective"); `headline` says it of a subject ("{title} serves no
    objective"); `act` is the way to tie it ("Link an objective"), and `act_href` where that is done.
    """

    key: str
    subject_kind: str
    label: str
    headline: str
    act: str
    act_href: ActHref
    find: Callable[[Workspace, Sequence[UUID] | None], list[Found]]

    def says(self, title: str) -> str:
        return self.headline.format(title=title)


def tying(way: str) -> ActHref:
    """Leads to tying the subject, an item, in the way `<out|in>:<relation>:<kind>` (see `thread.forms.ways`)."""
    return lambda slug, pk, _: f"{reverse('thread:tie', args=(slug, pk))}?way={way}"


RULES: dict[str, Rule] = {}


def add(*rules: Rule) -> None:
    RULES.update({rule.key: rule for rule in rules})


def found_now(*, workspace: Workspace, only: Sequence[UUID] | None = None) -> list[tuple[Rule, Found]]:
    """What the rules find at this moment."""
    return [(rule, found) for rule in RULES.values() for found in rule.find(workspace, only)]


def of_subject(*, workspace: Workspace, subject_id: UUID, kind: str) -> list[tuple[Rule, Found]]:
    """The loose ends of one item or theme, as they are now."""
    rules = [rule for rule in RULES.values() if rule.subject_kind == kind]
    return [(rule, found) for rule in rules for found in rule.find(workspace, [subject_id])]


def listed(*, workspace: Workspace) -> "QuerySet[LooseEnd]":
    """The kept list, the oldest first."""
    return LooseEnd.objects.filter(workspace=workspace).order_by("found_at", "rule", "number")


@dataclass(frozen=True)
class End:
    """A row of the kept list, without what makes a model dear when there are thousands."""

    rule: str
    subject_kind: str
    subject_id: UUID
    number: int
    ref: str
    title: str
    sentence: str
    found_at: datetime

    def page(self, slug: str) -> str:
        """Where its subject is shown."""
        return reverse(PAGES[self.subject_kind], args=(slug, self.number))


def all_of(*, workspace: Workspace) -> list[End]:
    """The whole kept list of the rules there are, the oldest first."""
    sql = """
        select rule, subject_kind, subject_id, number, ref, title, sentence, found_at from thread_looseend
        where workspace_id = %(workspace)s and rule = any(%(rules)s) order by found_at, rule, number"""
    return rows(sql, {"workspace": workspace.id, "rules": list(RULES)}, End)


def counted(*, workspace: Workspace) -> dict[str, int]:
    """How many the kept list has of each rule."""
    found = LooseEnd.objects.filter(workspace=workspace).values_list("rule").annotate(count=Count("pk"))
    return dict(found)


def first_of_each(*, workspace: Workspace, limit: int) -> dict[str, list[LooseEnd]]:
    """The oldest of each rule, at most `limit`; one statement."""
    place = Window(RowNumber(), partition_by="rule", order_by=("found_at", "number", "id"))
    found = LooseEnd.objects.filter(workspace=workspace).annotate(place=place).filter(place__lte=limit)
    out: dict[str, list[LooseEnd]] = {}
    for end in found.order_by("rule", "place"):
        out.setdefault(end.rule, []).append(end)
    return out


def marks(*, workspace: Workspace, subject_ids: Sequence[UUID]) -> dict[UUID, list[Rule]]:
    """For the rows of a list: which rules their subjects fail, from the kept list."""
    out: dict[UUID, list[Rule]] = {}
    kept = LooseEnd.objects.filter(workspace=workspace, subject_id__in=list(subject_ids))
    for subject, rule in kept.values_list("subject_id", "rule"):
        if rule in RULES:
            out.setdefault(subject, []).append(RULES[rule])
    return out
