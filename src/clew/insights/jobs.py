"""Background work on what customers said."""

from datetime import datetime
from uuid import UUID

from procrastinate.contrib.django import app

from clew.insights.actions.customers_counts import recount_customers, refresh_customers
from clew.insights.actions.rollups import recount, refresh_rollups
from clew.insights.actions.search import count_words, count_words_when_grown
from clew.insights.actions.several import Act, Order, sort_several
from clew.insights.actions.suggestions_finding import suggest_links
from clew.insights.actions.themes import find_again
from clew.insights.actions.understanding import propose_halves
from clew.insights.actions.understanding import understand as understand_notes
from clew.insights.actions.understanding.changing import prepare, take_over
from clew.insights.models import Theme, ThemeSplit
from clew.insights.queries.groupings import is_stale
from clew.jobs.queue import enqueue
from clew.kit import clock
from clew.thread.models import Item
from clew.workspaces.access import enter_as_job
from clew.workspaces.actions.events import Actor
from clew.workspaces.models import Membership, Workspace


@app.task(name="insights.understand")
def understand(workspace_id: str, again: bool = False) -> None:  # noqa: FBT001, FBT002 - a job's arguments come by name
    """Meaning, repeats and themes of the notes that are new; of all of them with `again`."""
    workspace = enter_as_job(workspace_id).workspace
    take_over(workspace=workspace, now=clock.now())
    understand_notes(workspace=workspace, now=clock.now(), again=again)


@app.task(name="insights.change_embedder")
def change_embedder(workspace_id: str) -> None:
    """Make the vectors of the embedder that was chosen; the next run of `understand` puts them to use."""
    if prepare(workspace=enter_as_job(workspace_id).workspace):
        job = "insights.understand"
        enqueue(job, once=f"{job}:{workspace_id}", workspace_id=workspace_id)


@app.task(name="insights.suggest")
def suggest(workspace_id: str) -> None:
    """Suggested links for new notes, and for themes and items that have new examples; in turns with other work."""
    job = "insights.suggest"
    if suggest_links(workspace=enter_as_job(workspace_id).workspace, now=clock.now()).more:
        enqueue(job, once=f"{job}:{workspace_id}", workspace_id=workspace_id)


@app.task(name="insights.sort_several")
def sort_many(  # noqa: PLR0917 - a job's arguments come by name, and are plain
    workspace_id: str, member_id: str, notes: list[str], act: str, until: str, theme_id: str, item_id: str
) -> None:
    """What a member asked to be done with many notes, as that member."""
    scope = enter_as_job(workspace_id)
    member = scope.get(Membership.objects.select_related("user"), user_id=member_id)
    order = Order(
        Act(act),
        until=datetime.fromisoformat(until) if until else None,
        theme=scope.get(Theme, pk=theme_id) if theme_id else None,
        item=scope.get(Item, pk=item_id) if item_id else None,
    )
    ids = [UUID(pk) for pk in notes]
    sort_several(workspace=scope.workspace, notes=ids, order=order, by=Actor(member.user), now=clock.now())


@app.task(name="insights.split")
def split(workspace_id: str, split_id: str) -> None:
    """Look for the two halves of a theme."""
    scope = enter_as_job(workspace_id)
    propose_halves(proposal=scope.get(ThemeSplit.objects.select_related("theme", "workspace"), pk=split_id))


@app.periodic(cron="50 2 * * *")
@app.task(name="insights.nightly_themes", pass_context=False)
def nightly_themes(timestamp: int) -> None:
    """Group all notes again where anything was said or corrected since the last time."""
    for workspace in Workspace.objects.all():
        if is_stale(workspace=workspace):
            find_again(workspace=workspace, now=clock.now())


@app.task(name="insights.rollups")
def rollups(workspace_id: str) -> None:
    """Bring the counts of lists up to the last change."""
    refresh_rollups(workspace=enter_as_job(workspace_id).workspace, now=clock.now())
    job = "thread.loose_ends"  # which of them are loose may hang on a count
    enqueue(job, once=f"{job}:{workspace_id}", workspace_id=workspace_id)


@app.task(name="insights.words")
def words(workspace_id: str) -> None:
    """Count how often words occur, where a tenth of the notes is new."""
    count_words_when_grown(workspace=enter_as_job(workspace_id).workspace, now=clock.now())


@app.task(name="insights.customers")
def customers(workspace_id: str) -> None:
    """Bring what lists show of accounts, and who is in which segment, up to the last change."""
    refresh_customers(workspace=enter_as_job(workspace_id).workspace, now=clock.now())


@app.periodic(cron="20 2 * * *")
@app.task(name="insights.nightly", pass_context=False)
def nightly(timestamp: int) -> None:
    """Windows such as "the last 90 days" move on while nothing changes."""
    for workspace in Workspace.objects.all():
        recount(workspace=workspace, now=clock.now())
        recount_customers(workspace=workspace, now=clock.now())
        count_words(workspace=workspace, now=clock.now())
