"""Loose ends: the rules that areas contribute from their `loose_ends.py`, and what they found."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from clew.thread.models import LooseEnd
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


def marks(*, workspace: Workspace, subject_ids: Sequence[UUID]) -> dict[UUID, list[Rule]]:
    """For the rows of a list: which rules their subjects fail, from the kept list."""
    out: dict[UUID, list[Rule]] = {}
    kept = LooseEnd.objects.filter(workspace=workspace, subject_id__in=list(subject_ids))
    for subject, rule in kept.values_list("subject_id", "rule"):
        if rule in RULES:
            out.setdefault(subject, []).append(RULES[rule])
    return out
