"""The things of a workspace that many tests need, each with what the test does not care about filled in."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.people import NOW, make_note

from clew.discovery.actions.opportunities import create_opportunity
from clew.discovery.models import Opportunity
from clew.insights.actions.evidence import Tie, link_evidence
from clew.insights.actions.themes import create_theme
from clew.insights.models import Account, Evidence, Note, Person, Theme
from clew.roadmap.actions.features import create_feature
from clew.roadmap.models import Feature
from clew.strategy.actions.objectives import create_key_result, create_objective, find_or_create_period
from clew.strategy.models import KeyResult, Objective
from clew.thread.models import Item
from clew.workspaces.access import Scope


def make_objective(scope: Scope, title: str = "Make the day plan hold") -> Objective:
    period = find_or_create_period(
        workspace=scope.workspace,
        name="Second half of 2026",
        starts_on=date(2026, 7, 1),
        ends_on=date(2026, 12, 31),
        by=scope.actor,
        now=NOW,
    )
    return create_objective(workspace=scope.workspace, title=title, period=period, by=scope.actor, now=NOW)


def make_key_result(scope: Scope, objective: Objective, title: str = "Jobs on time", **values: Any) -> KeyResult:
    values = {"measure": "increase", "baseline": Decimal(81), "target": Decimal(90), "unit": "%", **values}
    values = {"due_on": date(2026, 12, 31), **values}
    return create_key_result(objective=objective, title=title, by=scope.actor, now=NOW, **values)


def make_opportunity(scope: Scope, title: str = "Recover the day", **values: Any) -> Opportunity:
    return create_opportunity(workspace=scope.workspace, title=title, by=scope.actor, now=NOW, **values)


def make_feature(scope: Scope, title: str = "Crew swap", **values: Any) -> Feature:
    return create_feature(workspace=scope.workspace, title=title, by=scope.actor, now=NOW, **values)


def make_person(scope: Scope, name: str, account: Account | None = None) -> Person:
    return Person.objects.create(
        workspace=scope.workspace, account=account, key=f"t:{name}", name=name, created_at=NOW, updated_at=NOW
    )


def make_theme(scope: Scope, name: str = "A sick call breaks the afternoon", notes: list[Note] | None = None) -> Theme:
    return create_theme(workspace=scope.workspace, name=name, notes=notes or [], by=scope.actor, now=NOW)


def tie(scope: Scope, item: Item, source: Any, stance: str = "for", importance: int = 1) -> Evidence:
    tied = Tie(stance=stance, importance=importance)
    return link_evidence(item=item, source=source, by=scope.actor, now=NOW, tie=tied)


def say(scope: Scope, text: str, **fields: Any) -> Note:
    return make_note(scope.workspace, text, **fields)
