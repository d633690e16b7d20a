"""The brief: everything of a workspace on one page, each line opening down to customers' words and up to the mission."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from clew.discovery.queries import opportunities as discovery
from clew.discovery.queries.opportunities import OpportunityRow
from clew.flags.queries import RULES as FLAG_RULES
from clew.flags.queries import RaisedFlag, raised
from clew.insights.queries import themes
from clew.insights.queries.counts import NoteCounts
from clew.insights.queries.strips import mini_spec
from clew.kit.text import ago
from clew.roadmap.queries import features as roadmap
from clew.sharing.queries.changes import Changed, changed
from clew.sharing.queries.company import Company, knots
from clew.sharing.queries.marks import heard, mark
from clew.sharing.queries.work import Work, share_of_work
from clew.strategy.models import Period, Statement, StatementKind
from clew.strategy.queries import objectives as strategy
from clew.strategy.queries.objectives import ObjectiveRow
from clew.strategy.queries.statements import current, last_changed
from clew.thread.models import Step
from clew.thread.queries.loose_ends import RULES, End, Rule, all_of
from clew.thread.queries.walk import Bead, above_all
from clew.ui.figures.thread import Knot
from clew.workspaces.models import Workspace

LARGE = Decimal(400_000)
"""The brief says how many opportunities have more revenue behind them than this."""
TOP = 5
ENDS = 5
CHANGES = 5
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Brief:
    """`serves` holds the objectives of each opportunity; `minis` its small thread; `loose_ends` all of them."""

    workspace: Workspace
    statements: dict[str, Statement]
    changed_on: date | None
    period: Period | None
    days_left: int
    objectives: list[ObjectiveRow]
    opportunities: list[OpportunityRow]
    serves: dict[UUID, list[Bead]]
    minis: dict[UUID, str]
    total: discovery.Total
    work: Work
    loose_ends: list[End]
    flags: list[RaisedFlag]
    can_flag: bool
    changes: list[Changed]
    knots: list[Knot]
    fan: list[float]
    notes: NoteCounts
    now: datetime

    @property
    def mission(self) -> Statement | None:
        return self.statements.get(StatementKind.MISSION)

    @property
    def vision(self) -> Statement | None:
        return self.statements.get(StatementKind.VISION)

    @property
    def period_words(self) -> str:
        """The period's name within a sentence: second half of 2026, but Q4 2026."""
        name = self.period.name if self.period else ""
        return name[:1].lower() + name[1:] if name[1:2].islower() else name

    @property
    def agreed_on(self) -> date | None:
        """Since when mission and vision are what they are."""
        return max((statement.since for statement in self.statements.values()), default=None)

    @property
    def week(self) -> str:
        return week_words(timezone.localdate(self.now))

    @property
    def first_ends(self) -> list[End]:
        """One of each rule in turn, the oldest first, so that many of one kind hide no other."""
        turn: dict[str, int] = {}
        ranked = []
        for end in self.loose_ends:
            turn[end.rule] = turn.get(end.rule, 0) + 1
            ranked.append((turn[end.rule], end))
        return [end for _, end in sorted(ranked, key=lambda pair: pair[0])][:ENDS]

    def rule(self, end: End) -> Rule:
        return RULES[end.rule]

    def way(self, end: End) -> str:
        """Where the end is tied."""
        return RULES[end.rule].act_href(self.workspace.slug, end.subject_id, end.number)

    def age(self, end: End) -> str:
        return "New today" if self.now - end.found_at < timedelta(days=1) else ago(end.found_at, self.now)

    def loose_of(self, subject_id: UUID) -> list[Rule]:
        return [RULES[end.rule] for end in self.loose_ends if end.subject_id == subject_id]

    def mini_words(self, row: OpportunityRow) -> str:
        """What its small thread shows, for those who cannot see it."""
        spec = self.minis[row.id]
        parts = ("mission", "objective", "key result", "", "feature yet", "evidence")
        missing = [part for part, mark in zip(parts, spec, strict=True) if mark == "x" and part]
        if "objective" in missing:
            missing = [part for part in missing if part not in {"mission", "key result"}]
        return f"Thread of {row.ref}: {' and '.join(f'no {part}' for part in missing) or 'complete'}"


def brief(*, workspace: Workspace, now: datetime) -> Brief:
    """Everything the brief shows, in a fixed number of statements."""
    today = timezone.localdate(now)
    statements = current(workspace=workspace, today=today)
    period = strategy.current_period(workspace=workspace, today=today)
    objectives = strategy.objectives(workspace=workspace, period=period) if period else []
    top = discovery.listing(workspace=workspace, limit=TOP)
    above = above_all(item_ids=[row.id for row in top])
    ends = all_of(workspace=workspace)
    total = discovery.total(workspace=workspace, large=LARGE)
    at = mark(workspace=workspace)
    whole = heard(workspace, today, at)
    mission = statements.get(StatementKind.MISSION)
    return Brief(
        workspace=workspace,
        statements=statements,
        changed_on=last_changed(workspace=workspace),
        period=period,
        days_left=(period.ends_on - today).days if period else 0,
        objectives=objectives,
        opportunities=top,
        serves={pk: [bead for bead in beads if bead.step == Step.OBJECTIVE] for pk, beads in above.items()},
        minis={row.id: _mini(row, above[row.id], has_mission=mission is not None) for row in top},
        total=total,
        work=share_of_work(workspace=workspace, objectives=objectives, at=at),
        loose_ends=ends,
        flags=raised(workspace=workspace),
        can_flag=bool(FLAG_RULES),
        changes=changed(workspace=workspace, since=now - WEEK, limit=CHANGES),
        knots=knots(
            Company(
                workspace=workspace,
                mission=mission,
                objectives=objectives,
                ends=ends,
                notes=whole.notes,
                opportunities=total,
                large=LARGE,
                work=roadmap.total(workspace=workspace),
                themes=themes.total(workspace=workspace),
                customers=whole.customers,
            )
        ),
        fan=[float(arr) for arr in whole.arrs],
        notes=whole.notes,
        now=now,
    )


def week_words(today: date) -> str:
    """Week 47, 16–20 November 2026: Monday to Friday."""
    monday = today - timedelta(days=today.weekday())
    friday = monday + timedelta(days=4)
    if monday.month == friday.month:
        days = f"{monday.day}–{friday.day} {friday:%B %Y}"
    else:
        days = f"{monday.day} {monday:%B} – {friday.day} {friday:%B %Y}"
    return f"Week {today.isocalendar().week}, {days}"


def _mini(row: OpportunityRow, beads: list[Bead], *, has_mission: bool) -> str:
    return mini_spec({bead.step for bead in beads}, has_mission=has_mission, work=row.work > 0, voice=row.notes > 0)
