"""The thread of an item, a theme or a note, as the strip under its title: why to the left, voice to the right."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.urls import reverse

from clew.insights.models import Account, Note, Theme
from clew.insights.queries.accounts import AccountItem, AccountSum, AccountTheme
from clew.insights.queries.notes import items_of
from clew.insights.queries.reach import ReachRow, reach_of
from clew.insights.queries.themes import ThemeRow
from clew.kit.rows import rows
from clew.kit.text import excerpt, money, plural
from clew.thread.models import KINDS, Item, Step
from clew.thread.queries.roots import root_of
from clew.thread.queries.walk import Bead, above, below
from clew.ui.figures.thread import Knot
from clew.workspaces.models import Workspace


@dataclass(frozen=True)
class Strip:
    """The knots in their order, and the revenue of the largest accounts for the fan at the end."""

    knots: list[Knot]
    fan: list[float]
    reach: ReachRow


def item_strip(
    *,
    workspace: Workspace,
    item: Item,
    today: date,
    up: Sequence[Bead] | None = None,
    down: Sequence[Bead] | None = None,
) -> Strip:
    """The thread of an item; `up` and `down` spare two statements to who has walked already."""
    reach = reach_of(item_id=item.pk, today=today)
    up = above(item_id=item.pk) if up is None else up
    down = below(item_id=item.pk) if down is None else down
    step = item.kind_info.step
    here = Knot(side="here", kind=item.called, name=item.title, strands=2)
    why = _why(workspace, up, step, today)
    work = _serving(workspace, down, step)
    voice = _voice(workspace, reach, item)
    if not voice[0].loose:
        return Strip([*why, here, *work, *voice], [float(arr) for arr in reach.top], reach)
    if work:
        work[-1] = replace(work[-1], cut=True)
    else:
        here = replace(here, cut=True)
    return Strip([*why, here, *work, *voice], [], reach)


def theme_strip(*, workspace: Workspace, theme: Theme, counts: ThemeRow, said: str, today: date) -> Strip:
    """The thread of a theme: up through the first opportunity that rests on it. `said`: where its notes are listed."""
    sql = """
        select i.id, i.kind, i.number, i.ref, i.title, i.status from insights_evidence e
        join thread_item i on i.id = e.item_id
        where e.theme_id = %(theme)s and e.stance = 'for' and i.archived_at is null"""
    served = sorted(rows(sql, {"theme": theme.id}, Bead), key=lambda bead: (-bead.step, bead.number))
    words = plural(counts.notes, "note") + (f" from {plural(counts.accounts, 'account')}" if counts.accounts else "")
    page = reverse("insights:theme", args=(workspace.slug, theme.number))
    knots = [
        *_why_of(workspace, served, today),
        Knot(side="here", kind="This theme", name=theme.name, strands=3),
        Knot(side="voice", kind="In their words", name=words, href=said, strands=5),
    ]
    if counts.arr:
        arr = money(counts.arr, workspace.currency)
        knots.append(Knot(side="voice", kind="Revenue", name=arr, href=f"{page}#accounts"))
    return Strip(knots, [], ReachRow(theme.id, notes=counts.notes, accounts=counts.accounts, arr=counts.arr))


def note_strip(*, workspace: Workspace, note: Note, themes: Sequence[Theme], today: date) -> Strip:
    """The thread of a note: up through what rests on it, down to who said it."""
    knots = _why_of(workspace, items_of(note=note), today)
    if themes:
        page = reverse("insights:theme", args=(workspace.slug, themes[0].number))
        also = f"and {plural(len(themes) - 1, 'more theme')}" if len(themes) > 1 else ""
        knots.append(Knot(side="why", kind="Theme", name=themes[0].name, note=also, href=page))
    else:
        knots = _cut_last(knots)
        knots.append(Knot(side="why", kind="Theme", name="None yet", loose=True, cut=True))
    knots.append(Knot(side="here", kind="This note", name=f"“{excerpt(note.text, 60)}”", strands=2))
    if note.account:
        arr = f"{money(note.account.arr, workspace.currency)} ARR" if note.account.arr is not None else "Account"
        page = reverse("insights:account", args=(workspace.slug, note.account.pk))
        renews = f"renews {note.account.renews_on:%-d %b %Y}" if note.account.renews_on else ""
        knots.append(Knot(side="voice", kind=arr, name=note.account.name, note=renews, href=page))
    elif note.person:
        knots.append(Knot(side="voice", kind="Said by", name=note.person.label))
    else:
        knots.append(Knot(side="voice", kind="Said by", name="Somebody unnamed"))
    fan = [float(note.account.arr)] if note.account and note.account.arr else []
    return Strip(knots, fan, ReachRow(note.id))


def account_strip(
    *,
    workspace: Workspace,
    account: Account,
    said: AccountSum,
    themes: Sequence[AccountTheme],
    items: Sequence[AccountItem],
    today: date,
) -> Strip:
    """The thread of an account, which is its end: up through what was made of its words."""
    served = sorted((item for item in items if item.notes), key=lambda item: (-item.step, -item.notes, item.number))
    knots = _why_of(workspace, served, today)
    if themes:
        page = reverse("insights:theme", args=(workspace.slug, themes[0].number))
        also = f"and {plural(len(themes) - 1, 'more theme')}" if len(themes) > 1 else ""
        knots.append(Knot(side="voice", kind="Theme", name=themes[0].name, note=also, href=page, strands=3))
    else:
        knots = _cut_last(knots)
        knots.append(Knot(side="voice", kind="Theme", name="None yet", loose=True, cut=not said.notes))
    if said.notes:
        inbox = reverse("insights:inbox", args=(workspace.slug,)) + f"?view=all&account={account.pk}"
        words = plural(said.notes, "note")
        knots.append(Knot(side="voice", kind="In their words", name=words, href=inbox, strands=5))
    else:
        knots.append(Knot(side="voice", kind="In their words", name="No note yet", loose=True, cut=True))
    kind = f"{money(account.arr, workspace.currency)} ARR" if account.arr is not None else "Account"
    knots.append(Knot(side="here", kind=kind, name=account.name))
    arr = account.arr or Decimal(0)
    return Strip(knots, [float(arr)] if arr else [], ReachRow(account.id, notes=said.notes, accounts=1, arr=arr))


def mini_spec(steps: Container[Step], *, has_mission: bool, work: bool, voice: bool) -> str:
    """Six marks for an opportunity whose thread passes `steps` above it. Without an objective nothing leads up."""
    mission = "o" if has_mission else "x"
    why = f"{mission}oo" if Step.OBJECTIVE in steps else "xxx"
    return f"{why}@{'o' if work else 'x'}{'v' if voice else 'x'}"


def _why(workspace: Workspace, up: Sequence[Bead], step: Step, today: date) -> list[Knot]:
    """Mission and every step above `step`; what must be there and is not shows as a loose end."""
    knots = [_mission(workspace, today)]
    for wanted in (Step.OBJECTIVE, Step.KEY_RESULT, Step.OPPORTUNITY):
        if wanted >= step:
            break
        beads = [bead for bead in up if bead.step == wanted]
        if beads:
            knots.append(_bead_knot(workspace, beads))
        elif wanted == Step.OBJECTIVE:
            knots = _cut_last(knots)
            knots.append(Knot(side="why", kind="Objective", name="None linked", loose=True, cut=True))
    return knots


def _why_of(workspace: Workspace, served: Sequence[Bead], today: date) -> list[Knot]:
    """The why of something that is no item, through the items that rest on it."""
    if not served:
        knots = _cut_last([_mission(workspace, today)])
        return [*knots, Knot(side="why", kind="Opportunity", name="None yet", loose=True, cut=True)]
    first = served[0]
    up = above(item_id=first.id)
    same = [bead for bead in served if bead.step == first.step]
    return [*_why(workspace, up, first.step, today), _bead_knot(workspace, same)]


def _serving(workspace: Workspace, down: Sequence[Bead], step: Step) -> list[Knot]:
    """What is being done for the item: key results, opportunities, work."""
    knots: list[Knot] = []
    for wanted in (Step.KEY_RESULT, Step.OPPORTUNITY, Step.WORK):
        if wanted <= step:
            continue
        beads = [bead for bead in down if bead.step == wanted]
        if beads:
            knots.append(replace(_bead_knot(workspace, beads), strands=2))
        elif wanted == Step.WORK:
            knots.append(Knot(side="why", kind="Work", name="None yet", todo=True))
    return knots


def _voice(workspace: Workspace, reach: ReachRow, item: Item) -> list[Knot]:
    if not reach.notes:
        return [Knot(side="voice", kind="In their words", name="No note says this", loose=True)]
    voices = reverse("insights:voices", args=(workspace.slug, item.kind, item.number))
    knots = []
    if reach.themes:
        knots.append(
            Knot(side="voice", kind="Themes", name=plural(reach.themes, "theme"), href=f"{voices}#themes", strands=3)
        )
    said = plural(reach.voices, "voice")
    knots.append(
        Knot(side="voice", kind="In their words", name=plural(reach.notes, "note"), note=said, href=voices, strands=5)
    )
    if reach.accounts:
        kind = f"{money(reach.arr, workspace.currency)} ARR"
        knots.append(Knot(side="voice", kind=kind, name=plural(reach.accounts, "account"), href=f"{voices}#accounts"))
    return knots


def _mission(workspace: Workspace, today: date) -> Knot:
    root = root_of(workspace=workspace, today=today)
    if root is None:
        return Knot(side="why", kind="Mission", name="None written down", loose=True, cut=True)
    return Knot(side="why", kind="Mission", name=root.name, href=root.page)


def _bead_knot(workspace: Workspace, beads: Sequence[Bead]) -> Knot:
    """One knot for the items of one step: the first by name, the others as a count."""
    first = beads[0]
    note = f"and {len(beads) - 1} more" if len(beads) > 1 else ""
    kind = first.called if len(beads) == 1 else f"{len(beads)} {KINDS[first.kind].plural.lower()}"
    return Knot(side="why", kind=kind, name=first.title, note=note, href=first.page(workspace.slug))


def _cut_last(knots: list[Knot]) -> list[Knot]:
    return [*knots[:-1], replace(knots[-1], cut=True)] if knots else knots
