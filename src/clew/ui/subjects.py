"""Where the subject of an event has its page. Areas name theirs from their `offers.py`; others have none.

subjects.add(subjects.Source(KINDS, item_pages))
"""

from collections.abc import Callable, Collection, Container, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

Subject = tuple[str, UUID | None]
"""What an event is about: the kind, and the row's id."""
Pages = dict[Subject, str]


@dataclass(frozen=True)
class Source:
    """`find(workspace, subjects)` gives the addresses of those that are there, in one statement at most."""

    kinds: Container[str]
    find: Callable[[Any, Collection[Subject]], Pages]


_sources: list[Source] = []


def add(*sources: Source) -> None:
    _sources.extend(sources)


def pages(workspace: Any, subjects: Iterable[Subject]) -> Pages:
    """The address of every subject that has a page. One statement per source, however many subjects."""
    wanted = set(subjects)
    found: Pages = {}
    for source in _sources:
        if asked := [subject for subject in wanted if subject[0] in source.kinds]:
            found |= source.find(workspace, asked)
    return found


def fixed(page: Callable[[Any, str], str]) -> Callable[[Any, Collection[Subject]], Pages]:
    """For kinds whose page depends on the kind alone: `page(workspace, kind)`."""
    return lambda workspace, asked: {subject: page(workspace, subject[0]) for subject in asked}
