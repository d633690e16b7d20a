"""Opportunities: made by hand or of a theme, tied, judged, scored."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from clew.calc.score import FORMULAS, TOPS, WEIGHTS, Score
from clew.discovery.models import Formula, Opportunity, Scoring
from clew.discovery.queries.scores import fresh_scores
from clew.insights.actions.evidence import Tie, tie_evidence
from clew.insights.models import Theme
from clew.kit.errors import Invalid
from clew.thread.actions.items import create_item, edit_item, record_on
from clew.thread.actions.links import tie_items
from clew.thread.models import Item, Relation
from clew.workspaces.actions.events import Actor, Change, Subject, edit, record
from clew.workspaces.models import User, Workspace

JUDGED = ("need", "urgency", "risk")


@transaction.atomic
def create_opportunity(
    *,
    workspace: Workspace,
    title: str,
    by: Actor,
    now: datetime,
    description: str = "",
    owner: User | None = None,
    advances: Sequence[Item] = (),
    wanted: int = 0,
    **judged: Any,
) -> Opportunity:
    """An opportunity, tied to the objectives and key results it advances."""
    opportunity, changes = _create(workspace, title, description, owner, by, now, wanted=wanted, **judged)
    changes += _tie(opportunity, advances, by, now)
    sentence = f"Made {opportunity.called}: {opportunity.title}."
    record_on(opportunity, by=by, now=now, verb="created", sentence=sentence, changes=changes)
    refresh_scores(workspace=workspace, now=now, only=[opportunity.pk])
    return opportunity


@transaction.atomic
def create_from_theme(
    *,
    theme: Theme,
    by: Actor,
    now: datetime,
    title: str = "",
    description: str | None = None,
    owner: User | None = None,
    advances: Sequence[Item] = (),
    **judged: Any,
) -> Opportunity:
    """An opportunity of a theme in one act: the theme is its evidence; its name and definition are the first words."""
    words = theme.definition if description is None else description
    opportunity, changes = _create(theme.workspace, title or theme.name, words, owner, by, now, **judged)
    _, tied = tie_evidence(item=opportunity, source=theme, by=by, now=now, tie=Tie(importance=2))
    changes += [*tied, *_tie(opportunity, advances, by, now)]
    sentence = f"Made {opportunity.called} of the theme “{theme.name}”."
    record_on(opportunity, by=by, now=now, verb="created", sentence=sentence, changes=changes)
    refresh_scores(workspace=theme.workspace, now=now, only=[opportunity.pk])
    return opportunity


@transaction.atomic
def edit_opportunity(*, opportunity: Opportunity, by: Actor, now: datetime, **values: Any) -> Opportunity:
    """Change what people type about an opportunity; its score follows."""
    check_judgement(**{name: values[name] for name in (*JUDGED, "effort", "confidence") if name in values})
    opportunity = edit_item(item=opportunity, by=by, now=now, **values)
    refresh_scores(workspace=opportunity.workspace, now=now, only=[opportunity.pk])
    return opportunity


@transaction.atomic
def refresh_scores(*, workspace: Workspace, now: datetime, only: Sequence[UUID] | None = None) -> int:
    """Count and score again. Derived values: no event. Returns how many scores were computed."""
    fresh = fresh_scores(workspace=workspace, today=now.date(), only=only)
    for opportunity, _, result in fresh:
        opportunity.score = None if result.value is None else Decimal(f"{result.value:.4f}")
        opportunity.score_formula = result.formula
        opportunity.score_detail = _detail(result)
        opportunity.scored_at = now
    columns = ["score", "score_formula", "score_detail", "scored_at"]
    Opportunity.objects.bulk_update([opportunity for opportunity, _, _ in fresh], columns, batch_size=500)
    return len(fresh)


@transaction.atomic
def edit_scoring(
    *,
    workspace: Workspace,
    formula: str,
    weights: Mapping[str, float],
    tops: Mapping[str, float],
    by: Actor,
    now: datetime,
) -> Scoring:
    """Choose how the workspace scores; every score follows at once."""
    if formula not in FORMULAS:
        raise Invalid(f"Choose one of {', '.join(Formula.values)}.", field="formula")
    if set(weights) - set(WEIGHTS) or any(not 0 <= weight <= 100 for weight in weights.values()):
        raise Invalid("A weight is 0 to 100.", field="weights")
    if set(tops) - set(TOPS) or any(not 1 <= top <= 1e12 for top in tops.values()):
        raise Invalid("The top of a scale is at least 1.", field="tops")
    if formula == Formula.WEIGHTED and not any({**WEIGHTS, **weights}.values()):
        raise Invalid("At least one weight must be above 0.", field="weights")
    scoring, _ = Scoring.objects.get_or_create(workspace=workspace)
    change = edit(scoring, formula=formula, weights=dict(weights), tops=dict(tops))
    if change:
        by_formula = "formula" in (change["after"] or {})
        record(
            workspace=workspace,
            by=by,
            now=now,
            verb="scoring.edited",
            subject=Subject("scoring", workspace.pk),
            sentence=f"Scores by {Formula(formula).label} from now on."
            if by_formula
            else "Changed the scales of scores.",
            changes=[change],
        )
        refresh_scores(workspace=workspace, now=now)
    return scoring


def check_judgement(**values: Any) -> None:
    for name in JUDGED:
        if values.get(name) is not None and not 1 <= values[name] <= 10:
            raise Invalid(f"{name.capitalize()} is a number from 1 to 10.", field=name)
    if values.get("effort") is not None and not 0 < values["effort"] < 100_000:
        raise Invalid("Effort is a number of person-weeks above 0.", field="effort")
    if values.get("confidence") is not None and not 0 <= values["confidence"] <= 100:
        raise Invalid("Confidence is a percentage from 0 to 100.", field="confidence")


def _create(  # noqa: PLR0917 - private, and called above only
    workspace: Workspace, title: str, description: str, owner: User | None, by: Actor, now: datetime, **judged: Any
) -> tuple[Opportunity, list[Change]]:
    check_judgement(**judged)
    return create_item(
        Opportunity,
        workspace=workspace,
        title=title,
        by=by,
        now=now,
        owner=owner,
        description=description.strip(),
        **judged,
    )


def _tie(opportunity: Opportunity, targets: Sequence[Item], by: Actor, now: datetime) -> list[Change]:
    changes = []
    for target in targets:
        _, change = tie_items(source=opportunity, target=target, relation=Relation.ADVANCES, by=by, now=now)
        changes += [change] if change else []
    return changes


def _detail(result: Score) -> dict[str, Any]:
    return {
        "version": result.version,
        "missing": list(result.missing),
        "lines": [asdict(line) for line in result.lines],
    }
