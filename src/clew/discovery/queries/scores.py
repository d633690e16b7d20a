"""What a score is made of: counted reach, typed judgement, the workspace's formula."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from clew.calc.score import (
    FORMULAS,
    TOPS,
    WEIGHTS,
    Confidence,
    Evidence,
    Inputs,
    Score,
    Settings,
    confidence_from,
    score,
)
from clew.discovery.models import Opportunity, Scoring
from clew.insights.queries.reach import ReachRow, count_reach
from clew.workspaces.models import Workspace


def settings_of(workspace: Workspace) -> Settings:
    kept = Scoring.objects.filter(workspace=workspace).first()
    if kept is None:
        return Settings(weights=WEIGHTS, tops=TOPS)
    return Settings(kept.formula, {**WEIGHTS, **kept.weights}, {**TOPS, **kept.tops})


def needed_by(formula: str) -> tuple[str, ...]:
    """The typed inputs without which the formula gives no score."""
    needed, _ = FORMULAS[formula]
    return needed


def confidence_of(opportunity: Opportunity, reach: ReachRow) -> Confidence:
    evidence = Evidence(notes=reach.notes, against=reach.against, voices=reach.voices, channels=reach.channels)
    return confidence_from(evidence, _number(opportunity.confidence, 0.01))


def score_of(opportunity: Opportunity, reach: ReachRow, settings: Settings) -> Score:
    """The score with its arithmetic, computed now."""
    inputs = Inputs(
        people=reach.voices,
        accounts=reach.accounts,
        revenue=float(reach.arr),
        confidence=confidence_of(opportunity, reach),
        need=_number(opportunity.need),
        urgency=_number(opportunity.urgency),
        risk=_number(opportunity.risk),
        effort=_number(opportunity.effort),
    )
    return score(inputs, settings)


def fresh_scores(
    *, workspace: Workspace, today: date, only: Sequence[UUID] | None = None
) -> list[tuple[Opportunity, ReachRow, Score]]:
    """Every living opportunity (or those named) with its reach and score, counted now."""
    found = Opportunity.objects.filter(workspace=workspace, archived_at=None).defer("search")
    if only is not None:
        found = found.filter(pk__in=list(only))
    opportunities = {opportunity.pk: opportunity for opportunity in found}
    settings = settings_of(workspace)
    reaches = count_reach(item_ids=list(opportunities), today=today) if opportunities else []
    return [
        (opportunities[reach.item_id], reach, score_of(opportunities[reach.item_id], reach, settings))
        for reach in reaches
    ]


def _number(value: Decimal | int | None, factor: float = 1.0) -> float | None:
    return None if value is None else float(value) * factor
