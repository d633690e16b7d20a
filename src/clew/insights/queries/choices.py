"""Finding what an address or a search box names."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef

from clew.insights.models import Account, Channel, Note, Theme
from clew.insights.queries.stems import BEGUN
from clew.kit.rows import rows
from clew.kit.text import normalise
from clew.workspaces.models import Workspace


def theme_by_number(*, workspace: Workspace, number: int) -> Theme | None:
    found = Theme.objects.filter(workspace=workspace, number=number, archived_at=None)
    return found.defer("search", "centroid").first()


@dataclass(frozen=True)
class Existing:
    """A note, a living theme or an account; an account has no number: 0."""

    kind: str
    id: UUID
    number: int


def existing(*, workspace: Workspace, ids: Sequence[UUID]) -> list[Existing]:
    """Which of `ids` are notes, living themes or accounts."""
    sql = """
        select 'note' as kind, id, number from insights_note where workspace_id = %(workspace)s and id = any(%(ids)s)
        union all
        select 'theme', id, number from insights_theme
        where workspace_id = %(workspace)s and id = any(%(ids)s) and archived_at is null
        union all
        select 'account', id, 0 from insights_account where workspace_id = %(workspace)s and id = any(%(ids)s)"""
    return rows(sql, {"workspace": workspace.id, "ids": list(ids)}, Existing)


def channel_by_id(*, workspace: Workspace, pk: UUID) -> Channel | None:
    return Channel.objects.filter(workspace=workspace, pk=pk).first()


def account_by_id(*, workspace: Workspace, pk: UUID) -> Account | None:
    return Account.objects.filter(workspace=workspace, pk=pk).defer("search").first()


def account_by_name(*, workspace: Workspace, name: str) -> Account | None:
    return Account.objects.filter(workspace=workspace, key=normalise(name)).defer("search").first()


def search_notes(*, workspace: Workspace, query: str, limit: int) -> list[Note]:
    """Notes with the words, the newest first; a reference such as N-2041 finds that one."""
    found = Note.objects.filter(workspace=workspace).select_related("channel", "account", "person")
    found = found.defer("search", "account__search").order_by("-said_at", "-id")
    plain = query.strip().upper().removeprefix("N-")
    if plain.isdecimal() and len(plain) < 10:
        return list(found.filter(number=int(plain)))
    if not query.strip():
        return list(found[:limit])
    clause = "insights_note.search @@ websearch_to_tsquery('english', %s)"
    return list(found.extra(where=[clause], params=[query])[:limit])  # noqa: S610 - a constant; the words are a parameter


@dataclass(frozen=True)
class Words:
    """A note found by words, with the passage that holds them."""

    number: int
    passage: str
    account: str | None
    channel: str


def passages(*, workspace: Workspace, query: str, limit: int) -> list[Words]:
    """For the palette: the newest notes whose words begin as the query's do, cut around the first match."""
    words = " & ".join(f"{word}:*" for word in "".join(c if c.isalnum() else " " for c in query).split())
    if not words:
        return []
    sql = f"""
        select n.number, c.name as channel, a.name as account,
          ts_headline(clew_stemmer(n.language), clew_plain(left(n.text, 3000)),
            to_tsquery(clew_stemmer(n.language), %(words)s),
            'MaxFragments=1, MinWords=6, MaxWords=16, StartSel="", StopSel=""') as passage
        from (
          select * from insights_note where workspace_id = %(workspace)s and search @@ {BEGUN}
          order by said_at desc limit %(limit)s) n
        join insights_channel c on c.id = n.channel_id left join insights_account a on a.id = n.account_id"""
    return rows(sql, {"workspace": workspace.id, "words": words, "limit": limit}, Words)


def search_accounts(*, workspace: Workspace, query: str, limit: int) -> list[Account]:
    """Accounts with a word that begins as the query's do, the most revenue first."""
    words = " & ".join(f"{word}:*" for word in "".join(c if c.isalnum() else " " for c in normalise(query)).split())
    if not words:
        return []
    clause = "search @@ to_tsquery('simple', %s)"
    found = Account.objects.filter(workspace=workspace).defer("search").order_by("-arr")
    return list(found.extra(where=[clause], params=[words])[:limit])  # noqa: S610 - a constant; the words are a parameter


def heard_accounts(*, workspace: Workspace, limit: int) -> list[Account]:
    """Accounts that said anything, by name."""
    spoken = Note.objects.filter(workspace=workspace, account=OuterRef("pk"))
    found = Account.objects.filter(Exists(spoken), workspace=workspace).only("id", "name")
    return list(found.order_by("name")[:limit])


def accounts_by_name(*, workspace: Workspace, limit: int) -> list[str]:
    """Names to offer while somebody types one."""
    return list(Account.objects.filter(workspace=workspace).order_by("key").values_list("name", flat=True)[:limit])


def themes_by_number(*, workspace: Workspace, numbers: Sequence[int]) -> list[Theme]:
    """Living themes, in the order of `numbers`, each once; what names none is left out."""
    found = Theme.objects.filter(workspace=workspace, number__in=numbers, archived_at=None)
    by_number = {theme.number: theme for theme in found.defer("search", "centroid")}
    return [by_number[number] for number in dict.fromkeys(numbers) if number in by_number]


def notes_by_number(*, workspace: Workspace, numbers: Sequence[int]) -> list[Note]:
    return list(Note.objects.filter(workspace=workspace, number__in=numbers).defer("search"))


def search_themes(*, workspace: Workspace, query: str, limit: int) -> list[Theme]:
    found = Theme.objects.filter(workspace=workspace, archived_at=None).defer("search", "centroid")
    words = " & ".join(f"{word}:*" for word in "".join(c if c.isalnum() else " " for c in normalise(query)).split())
    if words:
        found = found.extra(where=["search @@ to_tsquery('simple', %s)"], params=[words])
    return list(found.order_by("name")[:limit])
