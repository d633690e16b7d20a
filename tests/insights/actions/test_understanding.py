"""Meaning, repeats and themes, on a small set that nobody could mix up."""

import pytest
from tests.people import NOW
from tests.things import make_opportunity, say, tie

from clew.insights.actions.notes import edit_note
from clew.insights.actions.rollups import refresh_rollups
from clew.insights.actions.themes import archive_theme, create_theme, edit_theme, put_in_theme, take_from_theme
from clew.insights.actions.understanding import understand
from clew.insights.models import Grouping, Note, NoteVector, Theme, ThemeNote, ThemePassage, ThemeReach
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
