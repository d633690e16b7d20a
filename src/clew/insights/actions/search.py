"""Searching: how often words occur, and the searches that people keep."""

from datetime import datetime
from urllib.parse import urlencode

from django.db import transaction

from clew.insights.models import SavedSearch, WordStatistics
from clew.insights.queries.search import Search, to_parameters
from clew.kit.errors import Conflict, Invalid, NotAllowed
from clew.kit.rows import execute, one_row
from clew.workspaces.actions.events import Actor, Change, Subject, created, edit, record, removed
from clew.workspaces.models import User, Workspace

GROWTH = 0.1
"""The share of new or missing notes since the last count from which words are counted again."""


def count_words_when_grown(*, workspace: Workspace, now: datetime) -> bool:
    """Count again when the workspace has a tenth more or fewer notes than at the last count; whether that was so."""
    last = WordStatistics.objects.filter(workspace=workspace).values_list("notes", flat=True).first()
    sql = "select count(*) as notes from insights_note where workspace_id = %s"
    notes = one_row(sql, [workspace.id], dict)["notes"]
    if last is not None and abs(notes - last) <= GROWTH * last:
        return False
    count_words(workspace=workspace, now=now)
    return True


@transaction.atomic
def count_words(*, workspace: Workspace, now: datetime) -> None:
    """In how many notes each word stands, how long notes are, and their languages. Derived, so nothing is recorded."""
    mine = f"select search from insights_note where workspace_id = '{workspace.id}'"
    execute("delete from insights_wordcount where workspace_id = %s", [workspace.id])
    execute(
        "insert into insights_wordcount (workspace_id, word, notes) select %s, word, ndoc from ts_stat(%s)",
        [workspace.id, mine],
    )
    execute(
        """
        insert into insights_wordstatistics (workspace_id, notes, length, languages, counted_at)
        select %(workspace)s, count(*), coalesce(avg(length(search)), 0),
          coalesce(array_agg(distinct language) filter (where language <> ''), '{}'), %(now)s
        from insights_note where workspace_id = %(workspace)s
        on conflict (workspace_id) do update set notes = excluded.notes, length = excluded.length,
          languages = excluded.languages, counted_at = excluded.counted_at""",
        {"workspace": workspace.id, "now": now},
    )


@transaction.atomic
def save_search(
    *, workspace: Workspace, name: str, search: Search, is_shared: bool, by: Actor, now: datetime
) -> SavedSearch:
    """Keep a search under a name of one's own; with `is_shared` everybody in the workspace sees it."""
    owner, name = _owner(by), _checked(name)
    if SavedSearch.objects.filter(workspace=workspace, owner=owner, name=name).exists():
        raise Conflict(f"You keep a search “{name}” already. Choose another name.", field="name")
    query = _query(search)
    saved = SavedSearch.objects.create(
        workspace=workspace, owner=owner, name=name, query=query, is_shared=is_shared, created_at=now
    )
    _record(saved, by, now, "search.saved", f"Kept the search {name}.", created(saved))
    return saved


@transaction.atomic
def share_search(*, saved: SavedSearch, is_shared: bool, by: Actor, now: datetime) -> SavedSearch:
    """Show one's search to everybody, or to oneself alone again."""
    _refuse_others(saved, by)
    if change := edit(saved, is_shared=is_shared):
        done = "Shared" if is_shared else "No longer shares"
        _record(saved, by, now, "search.shared", f"{done} the search {saved.name}.", change)
    return saved


@transaction.atomic
def remove_search(*, saved: SavedSearch, by: Actor, now: datetime) -> None:
    _refuse_others(saved, by)
    _record(saved, by, now, "search.removed", f"Removed the search {saved.name}.", removed(saved))
    saved.delete()


def _owner(by: Actor) -> User:
    if by.user is None:
        raise NotAllowed("Only a signed-in member keeps searches.")
    return by.user


def _refuse_others(saved: SavedSearch, by: Actor) -> None:
    if by.user is None or saved.owner_id != by.user.pk:
        raise NotAllowed("Only who keeps a search may change it.")


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= 80:
        raise Invalid("Name the search, in 1 to 80 characters: Refunds in Fleet, Asked for offline.", field="name")
    return name


def _query(search: Search) -> str:
    return urlencode(to_parameters(search))


def _record(saved: SavedSearch, by: Actor, now: datetime, verb: str, sentence: str, change: Change | None) -> None:  # noqa: PLR0917 - private, and called above only
    subject = Subject("search", saved.pk)
    record(workspace=saved.workspace, by=by, now=now, verb=verb, subject=subject, sentence=sentence, changes=[change])
