"""Meaning, repeats and themes, on a small set that nobody could mix up."""

from datetime import timedelta

import pytest
from tests.people import NOW, make_note
from tests.things import make_opportunity, say, tie

from clew.insights.actions.notes import edit_note
from clew.insights.actions.rollups import refresh_rollups
from clew.insights.actions.themes import (
    archive_theme,
    create_theme,
    edit_theme,
    find_again,
    put_in_theme,
    take_from_theme,
)
from clew.insights.actions.understanding import grouping, understand
from clew.insights.actions.understanding import run as runs
from clew.insights.actions.understanding.grouping import describe_themes
from clew.insights.actions.understanding.underway import OUR_FAULT, STOPPED, TOO_LARGE, Watch
from clew.insights.models import (
    Grouping,
    Newcomer,
    Note,
    NoteVector,
    RunStatus,
    Theme,
    ThemeNote,
    ThemePassage,
    ThemeReach,
)
from clew.insights.queries.voices import fingerprint
from clew.workspaces.models import Event

SYNC = """The app loses my notes when the phone is offline
Offline notes vanish after the sync
I wrote a job note in the basement and it was gone later
No signal, and then my notes disappeared
Notes typed without reception never arrive in the office
After going offline all the job notes were deleted
Lost everything I typed in the cellar because there was no signal
The sync deletes what technicians write offline
Offline mode does not keep the notes
My technicians lose their notes whenever reception drops
Job notes written without a connection are missing in the morning
The phone had no network and the note was not saved""".splitlines()
PRICE = """The price per seat is too high for seasonal crews
We pay for seats all winter that nobody uses
Charging per user hurts us, our summer staff leave in October
Too expensive when you hire seasonal workers
Can we pause licences in the winter months
Seat pricing makes no sense for a landscaping company
The invoice doubled because we added summer helpers
We only need thirty seats from May to September
Pricing should follow active technicians, not seats
Your subscription costs too much for part-time crews
Paying for unused seats is the reason we may cancel
Please offer cheaper licences for temporary staff""".splitlines()
ROUTE = """The route sends my van across town twice
Driving order of the jobs is nonsense
It plans the longest possible drive between two customers
My route ignores traffic on the bridge
Why does the route go back and forth over the river
The order of stops wastes an hour of driving
Routes should group jobs that are close together
Crew drove sixty miles because stops were in the wrong order
The map suggests a detour for every second job
Route planning does not know about the toll road
Optimise the driving order, please, we burn fuel
Stops next door to each other are planned hours apart""".splitlines()
TAX = """The invoice shows the wrong tax rate for hospitals
Our accountant rejects invoices without the tax number
VAT is added twice on every second bill
Tax on the bill is rounded up instead of down
Schools pay no tax, but your invoices charge it
Please put the purchase order number on the bill
The billing address still shows our old office
We need invoices in euros, not in dollars
Invoices arrive three days after the month has ended
A credit note was never booked against the bill""".splitlines()


@pytest.fixture
def said(scope):
    return {
        name: [say(scope, text) for text in texts]
        for name, texts in (("sync", SYNC), ("price", PRICE), ("route", ROUTE))
    }


@pytest.fixture
def run(workspace):
    return lambda **options: understand(workspace=workspace, now=NOW, **options)


def theme_of(note):
    return ThemeNote.objects.get(note=note).theme


def majority(notes):
    found = list(ThemeNote.objects.filter(note__in=notes).values_list("theme", flat=True))
    return max(set(found), key=found.count)


def test_notes_about_one_thing_come_together(said, run):
    outcome = run()
    assert outcome.embedded == 36
    leaders = {name: majority(notes) for name, notes in said.items()}
    assert len(set(leaders.values())) == 3
    for name, notes in said.items():
        own = ThemeNote.objects.filter(note__in=notes, theme=leaders[name]).count()
        assert own > len(notes) / 2, name


def test_every_run_is_on_record(workspace, said, run):
    run()
    grouping = Grouping.objects.get()
    assert (grouping.notes, grouping.themes) == (36, Theme.objects.count())
    assert grouping.method
    assert grouping.embedder
    assert Event.objects.get(verb="theme.found").actor is None


def test_passages_are_exact_ranges_of_their_notes(said, run):
    run()
    assert ThemePassage.objects.count() >= 3
    for passage in ThemePassage.objects.select_related("note"):
        assert passage.fingerprint == fingerprint(passage.note.text[passage.start : passage.end])


def test_a_second_run_without_news_changes_nothing(said, run):
    run()
    before = list(ThemeNote.objects.order_by("pk").values_list("pk", "theme", "note"))
    assert run().message == "Nothing new was said."
    assert list(ThemeNote.objects.order_by("pk").values_list("pk", "theme", "note")) == before


def test_a_theme_stays_itself_when_found_again(said, run):
    run()
    before = {(theme.pk, theme.number, theme.name) for theme in Theme.objects.all()}
    run(again=True)
    assert {(theme.pk, theme.number, theme.name) for theme in Theme.objects.all()} == before


def test_a_given_name_outlasts_the_finder(scope, said, run):
    run()
    theme = Theme.objects.get(pk=majority(said["sync"]))
    edit_theme(theme=theme, name="Notes vanish offline", definition="Ours", by=scope.actor, now=NOW)
    run(again=True)
    theme.refresh_from_db()
    assert (theme.name, theme.definition) == ("Notes vanish offline", "Ours")


def test_a_placing_by_hand_outlasts_the_finder(scope, said, run):
    run()
    mine = create_theme(workspace=scope.workspace, name="Mine", by=scope.actor, now=NOW)
    put_in_theme(note=said["price"][0], theme=mine, by=scope.actor, now=NOW)
    run(again=True)
    assert set(ThemeNote.objects.filter(note=said["price"][0], origin="person").values_list("theme", flat=True)) == {
        mine.pk
    }


def test_a_note_taken_out_is_not_put_back(scope, said, run):
    run()
    place = ThemeNote.objects.filter(note__in=said["sync"]).first()
    take_from_theme(place=place, by=scope.actor, now=NOW)
    run(again=True)
    assert not ThemeNote.objects.filter(note=place.note, theme=place.theme).exists()


def test_an_archived_theme_does_not_come_back_under_another_number(scope, said, run):
    run()
    count = Theme.objects.count()
    archive_theme(theme=Theme.objects.get(pk=majority(said["sync"])), by=scope.actor, now=NOW)
    run(again=True)
    assert Theme.objects.count() == count
    assert Theme.objects.get(pk=majority(said["sync"])).archived_at


def test_a_theme_that_vanished_stays_where_somebody_rests_on_it(scope, said, run):
    run()
    theme = Theme.objects.get(pk=majority(said["route"]))
    tie(scope, make_opportunity(scope), theme)
    idle = Theme.objects.get(pk=majority(said["price"]))
    Note.objects.filter(pk__in=[note.pk for note in (*said["route"], *said["price"])]).delete()
    for text in TAX:
        say(scope, text)
    run(again=True)
    theme.refresh_from_db()
    idle.refresh_from_db()
    assert theme.archived_at is None
    assert idle.archived_at is not None


def test_one_new_note_joins_the_theme_that_is_there(scope, said, run):
    run()
    note = say(scope, "The notes my crew writes offline are gone after syncing")
    assert run().placed == 1
    assert theme_of(note).pk == majority(said["sync"])
    assert Grouping.objects.count() == 1


def test_a_repeat_is_marked_and_left_out_of_themes(scope, said, run):
    again = say(scope, "I wrote a job note in the basement and it was gone later!")
    run()
    again.refresh_from_db()
    assert again.duplicate_of == said["sync"][2]
    assert not ThemeNote.objects.filter(note=again).exists()


def test_too_few_notes_are_not_grouped_and_it_is_said(scope, run):
    for text in SYNC[:5]:
        say(scope, text)
    outcome = run()
    assert (outcome.embedded, outcome.themes, Theme.objects.count()) == (5, 0, 0)
    assert Grouping.objects.get().message


def test_no_notes_are_no_failure(workspace, run):
    assert run().message == "Nothing new was said."


def test_counts_follow(workspace, said, run):
    run()
    refresh_rollups(workspace=workspace, now=NOW)
    reach = ThemeReach.objects.get(theme=majority(said["sync"]), days=90)
    assert reach.notes == ThemeNote.objects.filter(theme=reach.theme).count()


def test_an_edited_note_is_embedded_anew(scope, said, run):
    run()
    edit_note(note=said["sync"][0], text="The seat price is too high in winter", by=scope.actor, now=NOW)
    assert not NoteVector.objects.filter(note=said["sync"][0]).exists()
    assert run().embedded == 1


class TestARunThatPeopleWatch:
    def test_it_says_what_it_does_and_ends_as_done(self, workspace, said, run):
        stages = []
        find_again(workspace=workspace, now=NOW)

        class Telling(Watch):
            def stage(self, words, of=0):
                super().stage(words, of)
                stages.append((words, of))

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(runs, "Watch", Telling)
            run()
        assert [words for words, _ in stages] == [
            "Reading the notes", "Looking for repeats", "Finding themes", "Naming them",
        ]  # fmt: skip
        found = Grouping.objects.get()
        assert (found.status, found.stage, found.notes) == (RunStatus.DONE, "", 36)

    def test_stopping_leaves_every_theme_as_it_was(self, scope, said, run, monkeypatch):
        run()
        before = list(ThemeNote.objects.order_by("pk").values_list("pk", "theme", "note"))
        for text in TAX:
            say(scope, text)
        find_again(workspace=scope.workspace, now=NOW)

        def asked(problem, **options):
            Grouping.objects.filter(status=RunStatus.RUNNING).update(cancel_asked_at=NOW)
            return describe_themes(problem, **options)

        monkeypatch.setattr(grouping, "describe_themes", asked)
        assert run().message == STOPPED
        assert list(ThemeNote.objects.order_by("pk").values_list("pk", "theme", "note")) == before
        assert Grouping.objects.latest("pk").status == RunStatus.STOPPED
        monkeypatch.undo()
        assert run(again=True).themes > 0  # what was new is new still

    @pytest.mark.parametrize(("error", "told"), [(ValueError, OUR_FAULT), (MemoryError, TOO_LARGE)])
    def test_a_failure_is_loud_and_explained_and_changes_nothing(self, workspace, said, run, monkeypatch, error, told):
        def broken(*_, **__):
            raise error

        monkeypatch.setattr(grouping, "find_themes", broken)
        with pytest.raises(error):
            run(again=True)
        assert (Grouping.objects.get().status, Grouping.objects.get().message) == (RunStatus.FAILED, told)
        assert not Theme.objects.exists()

    def test_a_run_that_a_dead_worker_left_goes_on(self, workspace, said, run):
        Grouping.objects.create(workspace=workspace, started_at=NOW, seed=0, status=RunStatus.RUNNING)
        assert run().themes > 0
        assert Grouping.objects.get().status == RunStatus.DONE


class TestNewNotesAmongThoseThatAreThere:
    def test_a_repeat_of_an_old_note_is_seen_without_looking_at_all(self, scope, said, run, monkeypatch):
        run()
        monkeypatch.setattr(runs, "load", None)
        again = say(scope, "I wrote a job note in the basement and it was gone later!")
        assert run().repeats == 1
        again.refresh_from_db()
        assert again.duplicate_of == said["sync"][2]
        assert not ThemeNote.objects.filter(note=again).exists()

    def test_many_are_compared_in_memory_with_the_same_result(self, scope, said, run, monkeypatch):
        run()
        monkeypatch.setattr(runs, "FEW", 0)
        again = say(scope, "I wrote a job note in the basement and it was gone later!")
        assert run().repeats == 1
        again.refresh_from_db()
        assert again.duplicate_of == said["sync"][2]

    def test_an_earlier_note_becomes_the_one_that_others_repeat(self, scope, said, run):
        first = say(scope, "I wrote a job note in the basement and it was gone later!")
        run()
        first.refresh_from_db()
        assert first.duplicate_of == said["sync"][2]
        older = say(scope, "I wrote a job note in the basement, and it was gone later", said_at=NOW - timedelta(days=9))
        run()
        for note in (first, said["sync"][2]):
            note.refresh_from_db()
            assert note.duplicate_of == older
        assert not ThemeNote.objects.filter(note__in=(first, said["sync"][2]), origin="machine").exists()

    def test_a_repeat_that_says_something_else_since_is_its_own(self, scope, said, run):
        again = say(scope, "I wrote a job note in the basement and it was gone later!")
        run()
        again.refresh_from_db()
        edit_note(note=again, text="The seat price is too high in winter for our crews", by=scope.actor, now=NOW)
        run()
        again.refresh_from_db()
        assert again.duplicate_of is None

    def test_what_was_looked_at_is_not_looked_at_again(self, scope, said, run):
        run()
        say(scope, "The notes my crew writes offline are gone after syncing")
        run()
        assert not Newcomer.objects.exists()
        assert run().message == "Nothing new was said."

    def test_other_workspaces_are_no_neighbours(self, world, scope, said, run):
        run()
        make_note(world.elsewhere, "My invoice from the plumber shows a strange total")
        understand(workspace=world.elsewhere, now=NOW)
        note = say(scope, "My invoice from the plumber shows a strange total")
        run()
        note.refresh_from_db()
        assert note.duplicate_of is None
