"""How often words occur, and searches that people keep."""

import pytest
from tests.people import NOW, make_note
from tests.things import say

from clew.insights.actions.search import count_words, count_words_when_grown, save_search, share_search
from clew.insights.models import SavedSearch, WordCount, WordStatistics
from clew.insights.queries.search import Search
from clew.kit.errors import Conflict, Invalid, NotAllowed
from clew.workspaces.actions.events import CLEW


def counts(workspace) -> dict[str, int]:
    return dict(WordCount.objects.filter(workspace=workspace).values_list("word", "notes"))


def test_words_are_counted_by_note_and_by_workspace(scope, world):
    say(scope, "gates gates gate", language="en")
    say(scope, "a gate", language="en")
    say(scope, "un bus", language="fr")
    make_note(world.elsewhere, "gates elsewhere")
    count_words(workspace=scope.workspace, now=NOW)
    found = counts(scope.workspace)
    assert (found["gate"], found["bus"]) == (2, 1)
    assert counts(world.elsewhere) == {}
    statistics = WordStatistics.objects.get(workspace=scope.workspace)
    assert (statistics.notes, statistics.languages) == (3, ["en", "fr"])


def test_counting_again_replaces_what_was_counted(scope):
    note = say(scope, "gate")
    count_words(workspace=scope.workspace, now=NOW)
    note.delete()
    say(scope, "code")
    count_words(workspace=scope.workspace, now=NOW)
    assert counts(scope.workspace) == {"code": 1}


def test_words_are_counted_again_only_when_a_tenth_is_new(scope):
    for number in range(20):
        say(scope, f"gate {number}")
    assert count_words_when_grown(workspace=scope.workspace, now=NOW)
    say(scope, "code")
    assert not count_words_when_grown(workspace=scope.workspace, now=NOW)
    for number in range(3):
        say(scope, f"code {number}")
    assert count_words_when_grown(workspace=scope.workspace, now=NOW)
    assert counts(scope.workspace)["code"] == 4


def test_an_empty_workspace_can_be_counted(workspace):
    count_words(workspace=workspace, now=NOW)
    assert WordStatistics.objects.get(workspace=workspace).notes == 0


def test_a_kept_search_holds_what_was_asked_and_nothing_else(scope):
    search = Search(text="gate & code", days=90)
    values = {"workspace": scope.workspace, "search": search, "by": scope.actor, "now": NOW}
    saved = save_search(name="  Gates   here ", is_shared=False, **values)
    assert (saved.name, saved.query) == ("Gates here", "q=gate+%26+code&days=90")
    with pytest.raises(Conflict):
        save_search(name="Gates here", is_shared=True, **values)
    with pytest.raises(Invalid):
        save_search(name=" ", is_shared=False, **values)


def test_clew_itself_keeps_no_searches(scope):
    with pytest.raises(NotAllowed):
        save_search(workspace=scope.workspace, name="x", search=Search(), is_shared=False, by=CLEW, now=NOW)


def test_sharing_twice_is_recorded_once(scope, django_assert_num_queries):
    saved = save_search(workspace=scope.workspace, name="x", search=Search(), is_shared=True, by=scope.actor, now=NOW)
    share_search(saved=saved, is_shared=True, by=scope.actor, now=NOW)
    share_search(saved=saved, is_shared=False, by=scope.actor, now=NOW)
    assert not SavedSearch.objects.get().is_shared
