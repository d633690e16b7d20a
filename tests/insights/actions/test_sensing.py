"""Kind, mood and language per note: whose word counts, what is kept, what a second run does."""

import pytest
from tests.people import NOW, World, make_note
from tests.things import say

from clew.calc.embed import Embedder, default_embedder
from clew.insights.actions.notes import edit_note
from clew.insights.actions.senses import call_kind, call_mood, keeping_corrections
from clew.insights.actions.understanding.sensing import sense_missing, sensed_by
from clew.insights.actions.understanding.vectors import embed_missing
from clew.insights.models import Note
from clew.kit.errors import Invalid
from clew.workspaces.access import Scope
from clew.workspaces.models import Event

BROKEN = "The app crashes every time I open the map, since the last update nothing works any more."
WISH = "Please add a dark mode, it would be great to have an option for that in the settings."
PRAISE = "Love this app, easy to use and very helpful. Great work!"
FRENCH = "Nul, l'application ne marche plus depuis la mise à jour, elle plante tout le temps."


def _look(scope: Scope) -> int:
    embed_missing(workspace=scope.workspace, embedder=default_embedder())
    return sense_missing(workspace=scope.workspace, embedder=default_embedder(), now=NOW)


def _fresh(note: Note) -> Note:
    return Note.objects.get(pk=note.pk)


def test_notes_get_kind_mood_and_language(scope: Scope) -> None:
    broken, wish, praise, french = (say(scope, text) for text in (BROKEN, WISH, PRAISE, FRENCH))
    assert _look(scope) == 4
    assert [_fresh(note).kind for note in (broken, wish, praise, french)] == ["problem", "request", "praise", "problem"]
    assert _fresh(broken).mood == -1
    assert _fresh(praise).mood == 1
    assert [_fresh(note).language for note in (broken, french)] == ["en", "fr"]
    assert {_fresh(french).kind_origin, _fresh(french).mood_origin, _fresh(french).language_origin} == {"machine"}
    assert (_fresh(broken).sensed or {})["kind"]["problem"] >= 60


def test_a_second_run_finds_nothing_to_do(scope: Scope) -> None:
    say(scope, BROKEN)
    assert _look(scope) == 1
    assert _look(scope) == 0


def test_what_cannot_be_told_stays_blank(scope: Scope) -> None:
    note = say(scope, "ok 42")
    _look(scope)
    assert _fresh(note).language == ""
    assert _fresh(note).language_origin == ""
    assert _fresh(note).sensed_by == sensed_by(default_embedder())


def test_the_word_of_the_source_stays_and_praise_does_not_contradict_it(scope: Scope) -> None:
    note = say(scope, PRAISE)
    Note.objects.filter(pk=note.pk).update(mood=-1, language="fr")
    _look(scope)
    note = _fresh(note)
    assert (note.mood, note.mood_origin, note.language, note.language_origin) == (-1, "", "fr", "")
    assert (note.sensed or {})["mood"]["1"] >= 60
    assert note.kind == ""  # praise from somebody who rated badly


def test_the_word_of_a_person_stays(scope: Scope) -> None:
    note = say(scope, BROKEN)
    call_kind(note=note, kind="question", by=scope.actor, now=NOW)
    call_mood(note=note, mood=None, by=scope.actor, now=NOW)
    _look(scope)
    note = _fresh(note)
    assert (note.kind, note.kind_origin, note.mood, note.mood_origin) == ("question", "person", None, "person")
    edit_note(note=note, text=PRAISE, by=scope.actor, now=NOW)
    assert _look(scope) == 1
    assert _fresh(note).kind == "question"


def test_words_that_changed_are_looked_at_again(scope: Scope) -> None:
    note = say(scope, BROKEN)
    _look(scope)
    edit_note(note=_fresh(note), text=PRAISE, by=scope.actor, now=NOW)
    _look(scope)
    assert _fresh(note).kind == "praise"


def test_a_source_that_speaks_again_leaves_the_mood_of_a_person(scope: Scope) -> None:
    called, rated = say(scope, BROKEN), say(scope, PRAISE)
    _look(scope)
    call_mood(note=_fresh(called), mood=1, by=scope.actor, now=NOW)
    ids = [called.pk, rated.pk]
    with keeping_corrections(ids):
        Note.objects.filter(pk__in=ids).update(mood=0, language="")
    assert (_fresh(called).mood, _fresh(called).mood_origin) == (1, "person")
    assert (_fresh(rated).mood, _fresh(rated).mood_origin, _fresh(rated).sensed_by) == (0, "", "")
    assert _look(scope) == 2
    assert (_fresh(rated).mood, _fresh(rated).language) == (0, "en")


def test_a_correction_is_one_event_and_can_be_taken_back(scope: Scope) -> None:
    note = say(scope, BROKEN)
    _look(scope)
    note = _fresh(note)
    before = Event.objects.count()
    call_kind(note=note, kind="request", by=scope.actor, now=NOW)
    assert Event.objects.count() == before + 1
    event = Event.objects.order_by("-id").first()
    assert event is not None
    assert event.sentence == f"Called {note.ref} a request."
    assert event.changes[0]["before"] == {"kind": "problem", "kind_origin": "machine"}


@pytest.mark.parametrize("kind", ["bug", "PROBLEM"])
def test_an_unknown_kind_is_refused(scope: Scope, kind: str) -> None:
    with pytest.raises(Invalid):
        call_kind(note=say(scope, BROKEN), kind=kind, by=scope.actor, now=NOW)


def test_an_unknown_mood_is_refused(scope: Scope) -> None:
    with pytest.raises(Invalid):
        call_mood(note=say(scope, BROKEN), mood=2, by=scope.actor, now=NOW)


def test_notes_of_another_workspace_are_left_alone(scope: Scope, world: World) -> None:
    note = make_note(world.elsewhere, BROKEN)
    embed_missing(workspace=world.elsewhere, embedder=default_embedder())
    assert _look(scope) == 0
    assert _fresh(note).sensed_by == ""


def test_looking_at_notes_that_were_there_before_is_said_once(scope: Scope) -> None:
    say(scope, BROKEN)
    say(scope, WISH)
    _look(scope)
    sentences = Event.objects.filter(verb="note.sensed").values_list("sentence", flat=True)
    assert list(sentences) == ["Looked at kind, mood and language of 2 notes."]


def test_an_embedder_without_coefficients_tells_the_language_only(scope: Scope) -> None:
    class Unknown:
        name, version, dimensions = "unheard-of", "1", 512
        encode = default_embedder().encode
        tokens = default_embedder().tokens

    stranger: Embedder = Unknown()
    note = say(scope, FRENCH)
    embed_missing(workspace=scope.workspace, embedder=stranger)
    sense_missing(workspace=scope.workspace, embedder=stranger, now=NOW)
    assert (_fresh(note).kind, _fresh(note).mood, _fresh(note).language) == ("", None, "fr")
    assert _fresh(note).sensed_by.startswith("no sense")
