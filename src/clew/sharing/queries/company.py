"""The thread of the whole company, knot by knot: what is held together, and where it frays."""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from clew.discovery.queries import opportunities as discovery
from clew.insights.queries import customers, themes
from clew.insights.queries.counts import NoteCounts
from clew.kit.text import count, money, plural
from clew.roadmap.queries import features as roadmap
from clew.strategy.models import Statement
from clew.strategy.queries.objectives import ObjectiveRow
from clew.thread.queries.loose_ends import End
from clew.ui.figures.thread import Knot
from clew.workspaces.models import Workspace


@dataclass(frozen=True)
class Company:
    """What the knots tell of. `large` is the revenue that makes an opportunity worth a mention."""

    workspace: Workspace
    mission: Statement | None
    objectives: list[ObjectiveRow]
    ends: list[End]
    notes: NoteCounts
    opportunities: discovery.Total
    large: Decimal
    work: roadmap.Total
    themes: themes.Total
    customers: customers.Total

    def page(self, name: str) -> str:
        return reverse(name, args=(self.workspace.slug,))

    def loose(self, rule: str) -> int:
        return sum(1 for end in self.ends if end.rule == rule)


def knots(company: Company) -> list[Knot]:
    steps = (_mission, _objectives, _key_results, _opportunities, _work, _themes, _words, _revenue)
    return [step(company) for step in steps]


def _mission(company: Company) -> Knot:
    href = company.page("strategy:strategy")
    if company.mission is None:
        return Knot("why", "Mission", "None written down", href=href, loose=True, cut=True)
    return Knot("why", "Mission", company.mission.label, f"held since {company.mission.since.year}", href)


def _objectives(company: Company) -> Knot:
    href, number = company.page("strategy:strategy"), len(company.objectives)
    if not number:
        return Knot("why", "Objectives", "None yet", href=href, loose=True, cut=True)
    idle = company.loose("objective.no_work")
    note = f"{idle} {'has' if idle == 1 else 'have'} no work" if idle else "each has work"
    return Knot("why", "Objectives", f"{number} this period", note, href, fray=bool(idle))


def _key_results(company: Company) -> Knot:
    href = company.page("strategy:strategy")
    found = [row for objective in company.objectives for row in objective.key_results]
    if not found:
        return Knot("why", "Key results", "None yet", href=href, todo=True)
    met = sum(1 for row in found if row.is_met)
    unread = sum(1 for row in found if row.current is None)
    note = f"{unread} never read" if unread else "all read"
    return Knot("why", "Key results", f"{len(found)}, with {met or 'none'} met", note, href)


def _opportunities(company: Company) -> Knot:
    href, total = company.page("discovery:opportunities"), company.opportunities
    if not total.opportunities:
        return Knot("why", "Opportunities", "None yet", href=href, todo=True)
    note = f"{total.large} worth over {money(company.large, company.workspace.currency)}" if total.large else ""
    return Knot("why", "Opportunities", f"{count(total.opportunities)} open", note, href)


def _work(company: Company) -> Knot:
    href, loose = company.page("roadmap:features"), company.work.unaligned
    if not company.work.in_play:
        return Knot("here", "Work", "No features yet", href=href, strands=2)
    note = f"{loose} {'serves' if loose == 1 else 'serve'} no objective" if loose else "all serve an objective"
    name = f"{plural(company.work.in_play, 'feature')} in play"
    return Knot("here", "Work", name, note, href, strands=2, fray=bool(loose))


def _themes(company: Company) -> Knot:
    href, total = company.page("insights:themes"), company.themes
    if not total.themes:
        return Knot("voice", "Themes", "None yet", href=href, strands=3)
    name = f"{total.themes}, with {total.rising} rising" if total.rising else str(total.themes)
    nowhere = total.unlinked
    note = f"{nowhere} {'leads' if nowhere == 1 else 'lead'} nowhere" if nowhere else "each leads somewhere"
    return Knot("voice", "Themes", name, note, href, strands=3, fray=bool(nowhere))


def _words(company: Company) -> Knot:
    note = f"{count(company.notes.recent)} in 90 days"
    href = company.page("insights:inbox")
    return Knot("voice", "Customers’ words", plural(company.notes.notes, "note"), note, href, 5)


def _revenue(company: Company) -> Knot:
    whole, currency = company.customers, company.workspace.currency
    heard = f"{count(whole.heard)} of {plural(whole.accounts, 'customer')} heard"
    name = f"{money(whole.heard_arr, currency)} of {money(whole.arr, currency)} ARR"
    return Knot("voice", "Revenue", name, heard, f"{company.page('insights:customers')}?heard=yes")
