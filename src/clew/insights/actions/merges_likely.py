"""Accounts and people that may be one: found by rule, judged by people. Derived, but for what they set aside."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any
from uuid import UUID

from clew.insights.actions.imports.domains import company_domain
from clew.insights.models import Likeness
from clew.kit.rows import rows
from clew.kit.text import normalise
from clew.workspaces.models import Workspace

LEGAL = frozenset(
    """ab ag as asa bv co company corp corporation gmbh group holding holdings inc incorporated international kft kg
    limited llc llp ltd mbh nv oy oyj plc pte pty sa sarl sas se sl spa srl the und and""".split()  # noqa: SIM905 - words
)
"""Words of company names that tell no company apart."""
WORD = re.compile(r"[^\W_]+")
TYPO = 0.92
SHORTEST = 6
NEIGHBOURS = 6
MOST_OF_ONE = 20
"""So many of one domain are branches or resellers, and no duplicates."""
MOST = 500


@dataclass(frozen=True)
class _Known:
    id: UUID
    name: str
    email: str
    domain: str
    external_id: str
    account_id: UUID | None
    notes: int


@dataclass(frozen=True)
class Pair:
    first: UUID
    second: UUID
    score: float
    reason: str


def find_likenesses(*, workspace: Workspace, now: datetime) -> None:
    """Look anew. What two rows of a file said (score 1) stays until somebody judges it, as does what somebody set aside."""
    found = [(Likeness.Kind.ACCOUNT, pair) for pair in like_accounts(_accounts(workspace))]
    found += [(Likeness.Kind.PERSON, pair) for pair in like_people(_people(workspace))]
    found = sorted(found, key=lambda each: -each[1].score)[:MOST]
    known = {frozenset((row.first, row.second)): row for row in Likeness.objects.filter(workspace=workspace)}
    still = {frozenset((pair.first, pair.second)) for _, pair in found}
    stale = [row.pk for key, row in known.items() if key not in still and row.score < 1 and row.dismissed_at is None]
    Likeness.objects.filter(pk__in=stale).delete()
    news = [
        Likeness(
            workspace=workspace, kind=kind, first=pair.first, second=pair.second, reason=pair.reason[:300],
            score=pair.score, found_at=now,
        )
        for kind, pair in found
        if frozenset((pair.first, pair.second)) not in known
    ]  # fmt: skip
    Likeness.objects.bulk_create(news, ignore_conflicts=True)


def core(name: str) -> str:
    """What tells a company's name apart: its words without legal forms and signs, together."""
    words = WORD.findall(normalise(name))
    return "".join(word for word in words if word not in LEGAL) or "".join(words)


def like_accounts(known: Sequence[Any]) -> list[Pair]:
    """Pairs of one domain, of one name but for legal forms and signs, or of names a slip apart."""
    found: dict[frozenset[UUID], Pair] = {}
    by_core, by_domain = _grouped((core(one.name), one) for one in known), _grouped((one.domain, one) for one in known)
    for group in by_core.values():
        _pair_up(found, group, 0.95, lambda a, b: f"“{b.name}” is “{a.name}” but for signs and legal forms")
    for domain, group in by_domain.items():
        _pair_up(found, group, 0.9, lambda _a, _b, domain=domain: f"Both have the domain {domain}")
    cores = sorted(by_core)
    for place, one in enumerate(cores):
        for other in cores[place + 1 : place + NEIGHBOURS]:
            if _is_a_slip(one, other):
                pair = [by_core[one][0], by_core[other][0]]
                _pair_up(found, pair, 0.8, lambda a, b: f"“{b.name}” and “{a.name}” are a slip of a key apart")
    return list(found.values())


def like_people(known: Sequence[Any]) -> list[Pair]:
    """Pairs of one name within an account with two addresses or ids, or of one address but for a tag (ana+x@…)."""
    found: dict[frozenset[UUID], Pair] = {}
    for group in _grouped((_untagged(one.email), one) for one in known).values():
        _pair_up(found, group, 0.95, lambda a, b: f"{b.email} is {a.email} but for a tag")
    named = ((f"{one.account_id} {normalise(one.name)}" if one.name and one.account_id else "", one) for one in known)
    for group in _grouped(named).values():
        _pair_up(found, group, 0.85, lambda a, b: f"Two of the account are called {a.name}: {_told(a)} and {_told(b)}")
    return list(found.values())


def _grouped(keyed: Iterable[tuple[str, Any]]) -> dict[str, list[Any]]:
    groups: defaultdict[str, list[Any]] = defaultdict(list)
    for key, one in keyed:
        if key:
            groups[key].append(one)
    return groups


def _pair_up(found: dict[frozenset[UUID], Pair], group: Sequence[Any], score: float, reason: Any) -> None:
    """Each with the one of the group that said most, unless something better is known of the two."""
    if not 1 < len(group) <= MOST_OF_ONE:
        return
    first, *others = sorted(group, key=lambda one: (-one.notes, one.id))
    for other in others:
        found.setdefault(frozenset((first.id, other.id)), Pair(first.id, other.id, score, reason(first, other)))


def _is_a_slip(one: str, other: str) -> bool:
    """Digits never slip: “Site 12” and “Site 13” are two."""
    if min(len(one), len(other)) < SHORTEST or _digits(one) != _digits(other):
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= TYPO and matcher.ratio() >= TYPO


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def _untagged(email: str) -> str:
    local, _, domain = email.partition("@")
    return f"{local.partition('+')[0]}@{domain}" if domain else ""


def _told(one: Any) -> str:
    return str(one.email or one.external_id or "no address")


def _accounts(workspace: Workspace) -> list[_Known]:
    sql = """
        select a.id, a.name, '' as email, a.domain, a.external_id, null::uuid as account_id, coalesce(c.notes, 0) as notes
        from insights_account a left join insights_accountcounts c on c.account_id = a.id
        where a.workspace_id = %(workspace)s"""
    found = rows(sql, {"workspace": workspace.pk}, _Known)
    return [replace(one, domain=company_domain(one.domain)) for one in found]


def _people(workspace: Workspace) -> list[_Known]:
    """Only those who share a name within an account, or whose address carries a tag or has a tagged twin."""
    sql = """
        with tagged as (
          select split_part(split_part(email, '@', 1), '+', 1) || '@' || split_part(email, '@', 2) as plain
          from insights_person where workspace_id = %(workspace)s and position('+' in email) > 0),
        namesakes as (
          select account_id, lower(name) as name from insights_person
          where workspace_id = %(workspace)s and account_id is not null and name <> ''
          group by 1, 2 having count(*) > 1)
        select p.id, p.name, p.email, '' as domain, p.external_id, p.account_id,
          (select count(*) from insights_note n where n.person_id = p.id)::int as notes
        from insights_person p where p.workspace_id = %(workspace)s and (
          position('+' in p.email) > 0 or p.email in (select plain from tagged)
          or (p.account_id, lower(p.name)) in (select account_id, name from namesakes))"""
    return rows(sql, {"workspace": workspace.pk}, _Known)
