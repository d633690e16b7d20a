"""A small company with everything the brief tells of, and its numbers counted in plain Python, by other ways than the code."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from tests.people import NOW, make_account
from tests.things import make_feature, make_key_result, make_objective, make_opportunity, make_theme, say, tie

from clew.discovery.actions.opportunities import refresh_scores
from clew.discovery.models import Opportunity
from clew.insights.actions.rollups import recount
from clew.insights.models import Account, Evidence, Note
from clew.roadmap.models import Feature
from clew.strategy.actions.objectives import add_reading
from clew.strategy.actions.statements import state
from clew.strategy.models import KeyResult, Objective
from clew.thread.actions.loose_ends import refresh_loose_ends
from clew.thread.models import Item, Link
from clew.workspaces.access import Scope

JUDGED = {"need": 5, "urgency": 3, "risk": 2, "effort": Decimal(3)}


def fill(scope: Scope, *, size: int = 1, seed: int = 0, words: str = "") -> None:
    """`size` times two objectives, each with key results, opportunities, features and what customers said."""
    chance = Random(seed)
    for kind in ("mission", "vision"):
        text = f"{words or 'To have'} a {kind}."
        state(workspace=scope.workspace, kind=kind, text=text, by=scope.actor, now=NOW)
    accounts = [
        make_account(scope.workspace, f"{words or 'Account'} {number}", arr=chance.randrange(5_000, 900_000))
        for number in range(4 * size)
    ]
    for number in range(2 * size):
        _objective(scope, chance, accounts, f"{words or 'Aim'} {number}")
    make_feature(scope, f"{words or 'Feature'} for nobody", effort=Decimal(4))
    make_opportunity(scope, f"{words or 'Need'} of nobody")
    count(scope)


def count(scope: Scope) -> None:
    recount(workspace=scope.workspace, now=NOW)
    refresh_scores(workspace=scope.workspace, now=NOW)
    refresh_loose_ends(workspace=scope.workspace, now=NOW)


def _objective(scope: Scope, chance: Random, accounts: list[Account], words: str) -> None:
    objective = make_objective(scope, words)
    for number in range(2):
        key_result = make_key_result(scope, objective, f"{words}, number {number}")
        value, day = Decimal(chance.randrange(80, 93)), NOW.date() - timedelta(days=number)
        add_reading(key_result=key_result, value=value, taken_on=day, by=scope.actor, now=NOW)
        target = chance.choice([objective, key_result])
        opportunity = make_opportunity(scope, f"{words}, need {number}", advances=[target], **JUDGED)
        _say(scope, chance, accounts, opportunity, f"{words}, said {number}")
        effort = Decimal(chance.randrange(1, 9))
        make_feature(scope, f"{words}, feature {number}", serves=[opportunity], effort=effort)


def _say(scope: Scope, chance: Random, accounts: list[Account], opportunity: Item, words: str) -> None:
    """Some notes are tied to the need, some are in a theme that is, one is both."""
    notes = [
        say(
            scope,
            f"{words}.{number}",
            account=chance.choice(accounts),
            said_at=NOW - timedelta(days=chance.randrange(200)),
        )
        for number in range(5)
    ]
    tie(scope, opportunity, make_theme(scope, f"Theme of {words}", notes[:3]))
    for note in notes[2:]:
        tie(scope, opportunity, note)


# ── counted by other ways ─────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Behind:
    notes: int
    accounts: int
    arr: Decimal


def behind(item: Item) -> Behind:
    """What stands behind an objective or an opportunity: the words for it, and for everything that serves it."""
    notes: set[Note] = set()
    for evidence in Evidence.objects.filter(item__in=_family(item), stance="for"):
        if evidence.note:
            notes.add(evidence.note)
        if evidence.theme:
            notes |= {place.note for place in evidence.theme.places.select_related("note__account")}
    accounts = {note.account for note in notes if note.account}
    return Behind(len(notes), len(accounts), sum((account.arr or Decimal(0) for account in accounts), Decimal(0)))


def _family(item: Item) -> set[UUID]:
    found, todo = set(), [item.pk]
    while todo:
        pk = todo.pop()
        if pk not in found:
            found.add(pk)
            todo += Link.objects.filter(target=pk).values_list("source_id", flat=True)
            todo += Item.objects.filter(parent=pk).values_list("pk", flat=True)
    return found


def weeks_of(objective: Objective) -> Decimal:
    """Person-weeks of features that serve it, where each feature serves one objective alone."""
    return total(Feature.objects.filter(pk__in=_family(objective)))


def total(features: Iterable[Feature]) -> Decimal:
    return sum((feature.effort or Decimal(0) for feature in features), Decimal(0))


def best(limit: int) -> list[str]:
    found = Opportunity.objects.exclude(score=None).order_by("-score")
    return [opportunity.ref for opportunity in found[:limit]]


def met() -> int:
    """Key results whose newest reading reaches the target; all of them should rise."""
    newest = [found.readings.latest("taken_on").value >= found.target for found in KeyResult.objects.all()]
    return sum(newest)
