"""What a person corrected still holds after more was said and themes were found again."""

import pytest
from tests.insights.actions.test_understanding import PRICE, ROUTE, SYNC, TAX, majority
from tests.people import NOW
from tests.things import make_opportunity, say, tie

from clew.insights.actions.themes import (
    ask_for_split,
    edit_theme,
    merge_themes,
    move_notes,
    pin_theme,
    split_theme,
    take_from_theme,
)
from clew.insights.actions.understanding import propose_halves, understand
from clew.insights.models import Evidence, Note, RunStatus, Theme, ThemeNote
from clew.workspaces.actions.undo import undo
from clew.workspaces.models import Event

MORE = [
    *TAX,
    "Without reception in the cellar every job note is lost",
    "Offline notes are deleted by the sync once more",
    "We pay for seats in winter that no crew uses",
    "Seat prices are too high for summer helpers",
    "The route drives across town and back again",
    "The order of the stops burns an hour and much fuel",
]


@pytest.fixture
def themes(scope):
    """Three themes, found; by the name of what was said."""
    said = {
        name: [say(scope, text) for text in texts]
        for name, texts in (("sync", SYNC), ("price", PRICE), ("route", ROUTE))
    }
    understand(workspace=scope.workspace, now=NOW)
    return {name: Theme.objects.get(pk=majority(notes)) for name, notes in said.items()}


@pytest.fixture
def more(scope):
    """More is said, and all notes are grouped again."""

    def again():
        for text in MORE:
            say(scope, text)
        return understand(workspace=scope.workspace, now=NOW, again=True)

    return again


def inside(theme):
    return set(ThemeNote.objects.filter(theme=theme).values_list("note_id", flat=True))


def test_a_renamed_theme_keeps_its_name_its_notes_and_what_rests_on_it(scope, themes, more):
    theme = themes["sync"]
    edit_theme(theme=theme, name="Offline eats notes", definition="Ours", by=scope.actor, now=NOW)
    tie(scope, make_opportunity(scope), theme)
    before = inside(theme)
    more()
    theme.refresh_from_db()
    assert (theme.name, theme.definition, theme.archived_at) == ("Offline eats notes", "Ours", None)
    assert len(inside(theme) & before) > len(before) / 2
    assert Evidence.objects.filter(theme=theme).exists()


def test_merged_themes_stay_one(scope, themes, more):
    into, other = themes["sync"], themes["price"]
    held = inside(into) | inside(other)
    merge_themes(into=into, others=[other], by=scope.actor, now=NOW)
    more()
    other.refresh_from_db()
    assert inside(into) >= held
    assert (other.merged_into_id, inside(other)) == (into.pk, set())
    assert not ThemeNote.objects.filter(note__in=held).exclude(theme=into).exists()


def test_halves_that_a_person_split_stay_two(scope, themes, more):
    both = themes["route"]
    merge_themes(into=both, others=[themes["price"]], by=scope.actor, now=NOW)
    new = _split(scope, both)
    first, second = inside(both), inside(new)
    more()
    assert inside(both) >= first
    assert inside(new) >= second
    assert not inside(both) & inside(new)
    new.refresh_from_db()
    assert (new.name, new.archived_at) == ("The rest", None)


def test_a_pinned_theme_keeps_every_note(scope, themes, more):
    theme = themes["price"]
    pin_theme(theme=theme, pinned=True, by=scope.actor, now=NOW)
    before = inside(theme)
    more()
    theme.refresh_from_db()
    assert inside(theme) >= before
    assert theme.archived_at is None


def test_a_moved_note_stays_where_it_was_moved(scope, themes, more):
    source, target = themes["sync"], themes["route"]
    notes = list(Note.objects.filter(places__theme=source)[:2])
    move_notes(notes=notes, source=source, target=target, by=scope.actor, now=NOW)
    more()
    for note in notes:
        assert set(ThemeNote.objects.filter(note=note).values_list("theme", flat=True)) == {target.pk}
    assert {theme.pk for theme in Theme.objects.filter(archived_at=None)} >= {source.pk, target.pk}


def test_a_note_taken_out_stays_out(scope, themes, more):
    place = ThemeNote.objects.filter(theme=themes["price"]).first()
    take_from_theme(place=place, by=scope.actor, now=NOW)
    more()
    assert place.note_id not in inside(themes["price"])
    assert themes["price"].pk in set(Theme.objects.filter(archived_at=None).values_list("pk", flat=True))


def test_new_notes_join_a_corrected_theme_at_once(scope, themes):
    into = themes["sync"]
    merge_themes(into=into, others=[themes["price"]], by=scope.actor, now=NOW)
    note = say(scope, "The notes my crew writes offline are gone after syncing")
    understand(workspace=scope.workspace, now=NOW)
    assert ThemeNote.objects.get(note=note).theme_id == into.pk


class TestHalves:
    def test_a_proposal_names_two_halves_and_quotes_their_words(self, scope, themes):
        both = themes["route"]
        merge_themes(into=both, others=[themes["price"]], by=scope.actor, now=NOW)
        proposal = propose_halves(proposal=ask_for_split(theme=both, now=NOW))
        first, second = proposal.halves
        assert proposal.status == RunStatus.DONE
        assert {*first["notes"], *second["notes"]} == {str(pk) for pk in inside(both)}
        assert len(first["notes"]) >= len(second["notes"]) >= 2
        assert first["name"] != second["name"]
        for half in proposal.halves:
            assert set(half["border"]) <= set(half["notes"])
            assert 1 <= len(half["quotes"]) <= 3
            for pk, start, end in half["quotes"]:
                assert Note.objects.get(pk=pk).text[start:end].strip()

    def test_asking_twice_is_asking_once(self, themes):
        assert ask_for_split(theme=themes["sync"], now=NOW) == ask_for_split(theme=themes["sync"], now=NOW)

    def test_a_split_is_undone_whole(self, scope, themes):
        theme = themes["route"]
        merge_themes(into=theme, others=[themes["price"]], by=scope.actor, now=NOW)
        before = inside(theme)
        new = _split(scope, theme, by=scope.actor)
        assert inside(new)
        undo(event=Event.objects.get(verb="theme.split"), by=scope.actor, now=NOW)
        assert inside(theme) == before
        assert not Theme.objects.filter(pk=new.pk).exists()


def _split(scope, theme, by=None):
    proposal = propose_halves(proposal=ask_for_split(theme=theme, now=NOW))
    return split_theme(proposal=proposal, first="The one", second="The rest", by=by or scope.actor, now=NOW)
