"""Choosing how notes are read, and changing over: nothing is lost or mixed on the way."""

import numpy as np
import pytest
from django.db import connection
from tests.insights.actions.test_understanding import PRICE, ROUTE, SYNC
from tests.people import NOW
from tests.things import say

from clew.calc.embed import NAMES
from clew.insights import jobs
from clew.insights.actions.embedders import choose_embedder
from clew.insights.actions.notes import edit_note
from clew.insights.actions.understanding import changing, understand
from clew.insights.actions.understanding.changing import prepare, take_over
from clew.insights.actions.understanding.vectors import embedder_of, mark_of
from clew.insights.models import (
    EmbedderChoice,
    Grouping,
    NextVector,
    Note,
    NoteVector,
    RunStatus,
    Theme,
    ThemeNote,
    UnderstandingSettings,
)
from clew.insights.queries.embedders import LABELS, understanding
from clew.insights.queries.vectors import vectors_of
from clew.kit.errors import Invalid
from clew.workspaces.actions.events import Actor
from clew.workspaces.actions.undo import undo
from clew.workspaces.models import Event

ENGLISH, MANY = EmbedderChoice.ENGLISH.value, EmbedderChoice.MANY_LANGUAGES.value
THINGS = {"offline": SYNC, "price": PRICE, "route": ROUTE}


@pytest.fixture
def notes(scope):
    return {name: [say(scope, text) for text in texts] for name, texts in THINGS.items()}


@pytest.fixture
def understood(workspace, notes):
    understand(workspace=workspace, now=NOW)
    return notes


@pytest.fixture
def choose(workspace, alice):
    return lambda embedder: choose_embedder(workspace=workspace, embedder=embedder, by=Actor(alice), now=NOW)


def change_over(workspace):
    """What the worker does."""
    assert prepare(workspace=workspace)
    assert take_over(workspace=workspace, now=NOW)


def marks(workspace):
    return set(NoteVector.objects.filter(workspace=workspace).values_list("embedder", flat=True))


def waiting(job):
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name = %s and status = 'todo'", [job])
        return cursor.fetchone()[0]


class TestChoosing:
    def test_the_choices_are_the_embedders_that_there_are(self):
        assert tuple(EmbedderChoice.values) == NAMES
        assert tuple(LABELS) == NAMES

    def test_many_languages_unless_somebody_chose(self, workspace):
        assert embedder_of(workspace).name == MANY
        assert not understanding(workspace=workspace).is_changing

    def test_a_choice_is_one_event_and_wakes_the_worker(self, workspace, choose, alice):
        assert choose(ENGLISH).is_changing
        event = Event.objects.get(verb="embedder.chosen")
        assert (event.actor, event.sentence) == (alice, "Chose how notes are read: “English, finer”.")
        assert waiting("insights.change_embedder") == 1

    def test_choosing_what_is_chosen_changes_nothing(self, choose):
        choose(MANY)
        assert not Event.objects.filter(verb="embedder.chosen").exists()

    def test_an_unknown_embedder_is_refused(self, choose):
        with pytest.raises(Invalid):
            choose("the best one")
        assert not Event.objects.exists()

    def test_one_workspaces_choice_is_not_anothers(self, choose, world):
        choose(ENGLISH)
        assert understanding(workspace=world.elsewhere).embedder == MANY

    def test_the_old_one_stays_in_use_until_the_new_vectors_are_there(self, workspace, understood, choose):
        choose(ENGLISH)
        assert embedder_of(workspace).name == MANY
        assert prepare(workspace=workspace)
        assert embedder_of(workspace).name == MANY
        assert marks(workspace) == {mark_of(embedder_of(workspace))}

    def test_undo_before_the_change_leaves_everything_as_it_was(self, workspace, understood, choose, alice):
        choose(ENGLISH)
        assert prepare(workspace=workspace)
        undo(event=Event.objects.get(verb="embedder.chosen"), by=Actor(alice), now=NOW)
        assert not understanding(workspace=workspace).is_changing
        assert not prepare(workspace=workspace)
        assert not NextVector.objects.exists()
        assert not take_over(workspace=workspace, now=NOW)
        assert marks(workspace) == {mark_of(embedder_of(workspace))}

    def test_undo_after_the_change_changes_back(self, workspace, understood, choose, alice):
        choose(ENGLISH)
        change_over(workspace)
        undo(event=Event.objects.get(verb="embedder.chosen"), by=Actor(alice), now=NOW)
        change_over(workspace)
        assert embedder_of(workspace).name == MANY
        assert marks(workspace) == {mark_of(embedder_of(workspace))}


class TestChangingOver:
    def test_every_note_has_its_new_vector_and_no_other(self, workspace, understood, choose):
        choose(ENGLISH)
        change_over(workspace)
        embedder = embedder_of(workspace)
        assert embedder.name == ENGLISH
        assert marks(workspace) == {mark_of(embedder)}
        assert not NextVector.objects.exists()
        found = list(Note.objects.filter(workspace=workspace).values_list("pk", "text"))
        stored = vectors_of(workspace=workspace, embedder=mark_of(embedder), ids=[pk for pk, _ in found])
        np.testing.assert_allclose(stored, embedder.encode([text for _, text in found]), atol=1e-3)

    def test_themes_keep_their_identity(self, workspace, understood, choose):
        before = {name: theme_of(notes) for name, notes in understood.items()}
        assert len(set(before.values())) == len(THINGS)
        choose(ENGLISH)
        change_over(workspace)
        understand(workspace=workspace, now=NOW)
        assert {name: theme_of(notes) for name, notes in understood.items()} == before

    def test_themes_are_found_again_with_the_new_vectors(self, workspace, understood, choose):
        choose(ENGLISH)
        change_over(workspace)
        assert Grouping.objects.filter(status=RunStatus.WAITING).count() == 1
        understand(workspace=workspace, now=NOW)
        last = Grouping.objects.filter(status=RunStatus.DONE).latest("pk")
        assert last.embedder == mark_of(embedder_of(workspace))
        assert not Grouping.objects.filter(status=RunStatus.WAITING).exists()

    def test_the_middle_of_a_theme_moves_along_at_once(self, workspace, understood, choose):
        theme = Theme.objects.get(pk=theme_of(understood["price"]))
        choose(ENGLISH)
        change_over(workspace)
        theme.refresh_from_db()
        members = list(ThemeNote.objects.filter(theme=theme).values_list("note__text", flat=True))
        middle = embedder_of(workspace).encode(members).mean(axis=0)
        assert np.array(theme.centroid) @ middle / np.linalg.norm(middle) > 0.999

    def test_the_takeover_is_on_record_as_clews(self, workspace, understood, choose):
        choose(ENGLISH)
        change_over(workspace)
        event = Event.objects.get(verb="embedder.changed")
        assert (event.actor, event.sentence) == (None, "Read 36 notes anew, as “English, finer”.")

    def test_a_takeover_too_early_changes_nothing_and_asks_for_the_rest(self, workspace, understood, choose):
        choose(ENGLISH)
        assert not take_over(workspace=workspace, now=NOW)
        assert marks(workspace) == {mark_of(embedder_of(workspace))}
        assert embedder_of(workspace).name == MANY
        assert waiting("insights.change_embedder") == 1

    def test_a_note_edited_meanwhile_is_read_as_it_is_now(self, scope, workspace, understood, choose):
        choose(ENGLISH)
        assert prepare(workspace=workspace)
        note = understood["route"][0]
        edit_note(note=note, text="The invoice shows the wrong tax rate", by=scope.actor, now=NOW)
        assert take_over(workspace=workspace, now=NOW)
        assert not NoteVector.objects.filter(note=note).exists()
        understand(workspace=workspace, now=NOW)
        embedder = embedder_of(workspace)
        (stored,) = vectors_of(workspace=workspace, embedder=mark_of(embedder), ids=[note.pk])
        assert stored @ embedder.encode(["The invoice shows the wrong tax rate"])[0] > 0.999

    def test_notes_that_come_in_at_the_last_moment_get_theirs_in_the_same_job(
        self, scope, workspace, understood, choose
    ):
        choose(ENGLISH)
        assert prepare(workspace=workspace)
        late = say(scope, "Late, but here")
        jobs.understand(str(workspace.pk))
        assert marks(workspace) == {mark_of(embedder_of(workspace))}
        assert embedder_of(workspace).name == ENGLISH
        assert NoteVector.objects.filter(note=late).exists()

    def test_the_two_jobs_do_all_of_it(self, workspace, understood, choose):
        choose(ENGLISH)
        jobs.change_embedder(str(workspace.pk))
        assert waiting("insights.understand") == 1
        jobs.understand(str(workspace.pk))
        assert embedder_of(workspace).name == ENGLISH
        assert Grouping.objects.latest("pk").embedder == mark_of(embedder_of(workspace))

    def test_preparing_goes_on_where_it_stopped(self, workspace, understood, choose, monkeypatch):
        monkeypatch.setattr(changing, "CHUNK", 5)
        choose(ENGLISH)
        keep, kept = changing._keep, []

        def falls_over(*arguments):
            if len(kept) == 2:
                raise RuntimeError("the worker was killed")
            kept.append(keep(*arguments))

        monkeypatch.setattr(changing, "_keep", falls_over)
        with pytest.raises(RuntimeError):
            prepare(workspace=workspace)
        assert NextVector.objects.count() == 10
        seen = []
        monkeypatch.setattr(changing, "_keep", lambda w, e, chunk: (seen.extend(chunk), keep(w, e, chunk)))
        assert prepare(workspace=workspace)
        assert len(seen) == 26

    def test_preparing_tells_how_far_it_is(self, workspace, understood, choose, monkeypatch):
        monkeypatch.setattr(changing, "CHUNK", 10)
        choose(ENGLISH)
        told, keep = [], changing._keep

        def kept(*arguments):
            keep(*arguments)
            told.append(UnderstandingSettings.objects.values_list("prepared", "to_prepare").get())

        monkeypatch.setattr(changing, "_keep", kept)
        prepare(workspace=workspace)
        assert told == [(0, 36), (10, 36), (20, 36), (30, 36)]
        assert UnderstandingSettings.objects.values_list("prepared", "to_prepare").get() == (36, 36)

    def test_preparing_ends_when_the_choice_is_another_meanwhile(self, workspace, understood, choose, monkeypatch):
        monkeypatch.setattr(changing, "CHUNK", 5)
        choose(ENGLISH)
        keep = changing._keep
        monkeypatch.setattr(changing, "_keep", lambda *arguments: (keep(*arguments), choose(MANY)))
        assert not prepare(workspace=workspace)
        assert NextVector.objects.count() == 5

    def test_a_workspace_without_notes_changes_at_once(self, workspace, choose):
        choose(ENGLISH)
        change_over(workspace)
        assert embedder_of(workspace).name == ENGLISH

    def test_another_workspaces_vectors_stay(self, world, workspace, understood, choose):
        before = marks(world.elsewhere)
        understand(workspace=world.elsewhere, now=NOW)
        choose(ENGLISH)
        change_over(workspace)
        assert marks(world.elsewhere) == {mark_of(embedder_of(world.elsewhere))} != before
        assert embedder_of(world.elsewhere).name == MANY


def theme_of(notes):
    """The theme that most of them are in."""
    found = list(ThemeNote.objects.filter(note__in=notes).values_list("theme", flat=True))
    return max(set(found), key=found.count)
