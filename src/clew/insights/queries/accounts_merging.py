"""What a merge would change, told before it is done: every number is what the lists will show after it."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from clew.insights.models import Account, AccountAlias, AliasKind, Person, PersonAlias
from clew.insights.queries.accounts import AccountItem, items_of
from clew.kit.rows import one_row, rows
from clew.kit.text import normalise
from clew.workspaces.models import Workspace

SHOWN = 8


@dataclass(frozen=True)
class Held:
    """What one of the two holds: notes without repeats, and people (of a person: 1)."""

    notes: int
    repeats: int
    people: int


@dataclass(frozen=True)
class ThemeEffect:
    """A theme in which both speak, with its counts before and after."""

    number: int
    name: str
    accounts: int
    accounts_after: int
    voices: int
    voices_after: int


@dataclass(frozen=True)
class Effect:
    """`people_after` counts the `namesakes`, who become one, once; `items` are those that both stand behind."""

    kept: Held
    gone: Held
    notes_after: int
    people_after: int
    namesakes: list[str]
    themes: list[ThemeEffect]
    items: list[AccountItem]

    @property
    def shown_themes(self) -> list[ThemeEffect]:
        return self.themes[:SHOWN]


def effect_of_accounts(*, kept: Account, gone: Account) -> Effect:
    pairs = namesakes(kept=kept, gone=gone)
    ours, theirs = _held("account_id", kept.pk), _held("account_id", gone.pk)
    wanted = {item.id for item in items_of(account=gone) if item.notes}
    return Effect(
        kept=ours,
        gone=theirs,
        notes_after=_notes_of("account_id", kept.pk, gone.pk),
        people_after=ours.people + theirs.people - len(pairs),
        namesakes=[one.name for one, _ in pairs],
        themes=_themes(kept.workspace, [(one.pk, other.pk) for one, other in pairs], (kept.pk, gone.pk)),
        items=[item for item in items_of(account=kept) if item.notes and item.id in wanted],
    )


def effect_of_people(*, kept: Person, gone: Person) -> Effect:
    return Effect(
        kept=_held("person_id", kept.pk),
        gone=_held("person_id", gone.pk),
        notes_after=_notes_of("person_id", kept.pk, gone.pk),
        people_after=1,
        namesakes=[],
        themes=_themes(kept.workspace, [(kept.pk, gone.pk)], None),
        items=[],
    )


def is_same_person(one: Person, other: Person) -> bool:
    """Of two namesakes within one account: whether no address and no id speaks against their being one."""
    return not (one.email and other.email and one.email != other.email) and not (
        one.external_id and other.external_id and one.external_id != other.external_id
    )


def namesakes(*, kept: Account, gone: Account) -> list[tuple[Person, Person]]:
    """The people of both accounts who become one: of one name, once in each, with nothing against it."""
    ours, theirs = _by_name(kept), _by_name(gone)
    return [
        (ours[name][0], theirs[name][0])
        for name in sorted(ours.keys() & theirs.keys())
        if len(ours[name]) == len(theirs[name]) == 1 and is_same_person(ours[name][0], theirs[name][0])
    ]


def account_called(*, workspace: Workspace, pk: UUID) -> UUID | None:
    """The account that the one of this former address was merged into."""
    found = AccountAlias.objects.filter(workspace=workspace, kind=AliasKind.FORMER, key=str(pk))
    return found.values_list("account_id", flat=True).first()


def person_called(*, workspace: Workspace, pk: UUID) -> UUID | None:
    found = PersonAlias.objects.filter(workspace=workspace, key=f"f:{pk}")
    return found.values_list("person_id", flat=True).first()


def _by_name(account: Account) -> dict[str, list[Person]]:
    found: dict[str, list[Person]] = {}
    for person in Person.objects.filter(account=account).exclude(name="").order_by("created_at", "id"):
        found.setdefault(normalise(person.name), []).append(person)
    return found


def _held(column: str, pk: UUID) -> Held:
    people = "(select count(*) from insights_person where account_id = %(pk)s)" if column == "account_id" else "1"
    sql = f"""
        select count(*) filter (where duplicate_of_id is null) as notes,
          count(*) filter (where duplicate_of_id is not null) as repeats, {people} as people
        from insights_note where {column} = %(pk)s"""
    return one_row(sql, {"pk": pk}, Held)


def _notes_of(column: str, *pks: UUID) -> int:
    sql = f"select count(*) as n from insights_note where {column} = any(%(pks)s) and duplicate_of_id is null"
    number: int = one_row(sql, {"pks": list(pks)}, dict)["n"]
    return number


def _themes(
    workspace: Workspace, pairs: list[tuple[UUID, UUID]], accounts: tuple[UUID, UUID] | None
) -> list[ThemeEffect]:
    """The themes whose counts change, the most accounts first."""
    sql = """
        with pairs as (select * from unnest(%(kept)s::uuid[], %(gone)s::uuid[]) as p(kept, gone)),
        spoke as (
          select distinct p.theme_id, n.person_id from insights_note n join insights_themenote p on p.note_id = n.id
          where n.person_id in (select kept from pairs union select gone from pairs)),
        lost as (
          select a.theme_id, count(*) as voices from pairs
          join spoke a on a.person_id = pairs.kept join spoke b on b.person_id = pairs.gone and b.theme_id = a.theme_id
          group by 1),
        shared as (
          select p.theme_id from insights_note n join insights_themenote p on p.note_id = n.id
          where n.workspace_id = %(workspace)s and n.account_id = any(%(accounts)s::uuid[])
          group by 1 having count(distinct n.account_id) = 2)
        select t.number, t.name, r.accounts, r.accounts - (s.theme_id is not null)::int as accounts_after,
          r.voices, (r.voices - coalesce(l.voices, 0))::int as voices_after
        from insights_themereach r join insights_theme t on t.id = r.theme_id and t.archived_at is null
        left join lost l on l.theme_id = t.id left join shared s on s.theme_id = t.id
        where r.workspace_id = %(workspace)s and r.days = 0 and (l.theme_id is not null or s.theme_id is not null)
        order by r.accounts desc, t.name"""
    asked = {
        "workspace": workspace.pk,
        "kept": [kept for kept, _ in pairs],
        "gone": [gone for _, gone in pairs],
        "accounts": list(accounts or ()),
    }
    return rows(sql, asked, ThemeEffect)


ARR_TOGETHER = "together"


def arr_after(*, kept: Account, gone: Account, chosen: str) -> Decimal | None:
    """The revenue after a merge: the one that goes's (`gone`), of both together, or (else) what the other one has."""
    if chosen == "gone":
        return gone.arr
    if chosen == ARR_TOGETHER:
        return (kept.arr or Decimal(0)) + (gone.arr or Decimal(0))
    return None
