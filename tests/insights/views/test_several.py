"""Many notes at once, ticked or all that match, with one event and one way back."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.pages import by_role, client_of, html, queries
from tests.people import NOW, make_note
from tests.things import make_opportunity, make_theme, say

from clew.insights.actions.several import Act, Order, sort_several
from clew.insights.jobs import sort_many
from clew.insights.models import Evidence, Note, Theme, ThemeNote
from clew.insights.queries import inbox
from clew.insights.queries.inbox import Filter, View
from clew.insights.views import several
from clew.kit.errors import Invalid
from clew.workspaces.actions.undo import last_undoable, undo
from clew.workspaces.models import Event

INBOX = "/w/northwind/inbox/"
SEVERAL = f"{INBOX}several/"
TRIAGE = "?view=triage"
LATER = NOW + timedelta(minutes=5, microseconds=123_456)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("clew.kit.clock.now", lambda: LATER)


@pytest.fixture
def ask(world):
    return lambda name: client_of(getattr(world, name))


@pytest.fixture
def notes(scope):
    return [say(scope, f"Note {number}") for number in range(5)]


def numbers(notes):
    return [note.number for note in notes]


def back(scope):
    undo(event=last_undoable(workspace=scope.workspace, user=scope.user), by=scope.actor, now=LATER)


class TestDoors:
    @pytest.mark.parametrize(("who", "status"), by_role(302, 302, 403, 403, 404))
    def test_only_editors_sort(self, ask, notes, who, status):
        answer = ask(who).post(SEVERAL, {"act": "archive", "note": numbers(notes), "query": TRIAGE})
        assert answer.status_code == status
        assert Note.objects.exclude(archived_at=None).count() == (5 if status == 302 else 0)

    def test_other_workspaces_notes_and_targets_are_not_reached(self, world, scope, ask, notes):
        theirs = make_note(world.elsewhere, "Theirs")
        Note.objects.filter(pk=theirs.pk).update(number=77)
        ask("bob").post(SEVERAL, {"act": "archive", "note": [77]})
        theirs.refresh_from_db()
        assert theirs.archived_at is None
        foreign = Theme.objects.create(
            workspace=world.elsewhere, number=1, name="Theirs", created_at=NOW, updated_at=NOW
        )
        data = {"act": "theme", "note": numbers(notes), "theme": foreign.pk}
        assert ask("bob").post(SEVERAL, data).status_code == 404

    def test_readers_are_not_offered_to_select(self, ask, notes):
        assert "Select" in html(ask("bob"), INBOX)
        for name in ("carol", "dana"):
            assert "pick=" not in html(ask(name), INBOX)
            assert "data-picking" not in html(ask(name), f"{INBOX}?pick=on")


class TestTicked:
    @pytest.mark.parametrize(
        ("act", "said", "view"),
        [("archive", "Archived 2 notes.", View.ARCHIVED), ("done", "Marked 2 notes as done.", View.ALL),
         ("snooze", "Snoozed 2 notes until 21 Nov.", View.SNOOZED)],
    )  # fmt: skip
    def test_what_is_ticked_is_sorted_in_one_event_and_goes_back_whole(self, scope, ask, notes, act, said, view):
        before = list(Note.objects.order_by("pk").values("archived_at", "triaged_at", "snoozed_until"))
        count = Event.objects.count()
        answer = ask("bob").post(SEVERAL, {"act": act, "note": numbers(notes[:2]), "query": TRIAGE})
        assert answer["Location"] == f"{INBOX}{TRIAGE}"
        assert Event.objects.count() == count + 1
        assert Event.objects.latest("at").sentence == said
        waiting = inbox.matching(workspace=scope.workspace, chosen=Filter(View.TRIAGE), now=LATER, limit=9)
        assert set(waiting) == {note.pk for note in notes[2:]}
        there = inbox.matching(workspace=scope.workspace, chosen=Filter(view), now=LATER, limit=9)
        assert {note.pk for note in notes[:2]} <= set(there)
        back(scope)
        assert list(Note.objects.order_by("pk").values("archived_at", "triaged_at", "snoozed_until")) == before

    def test_a_theme_is_asked_for_and_then_holds_them_all(self, scope, ask, notes):
        theme = make_theme(scope, "A sick call")
        data = {"act": "theme", "note": numbers(notes), "query": TRIAGE}
        page = ask("bob").post(SEVERAL, data | {"q": "sick"}).content.decode()
        assert "5 notes" in page
        assert "A sick call" in page
        assert page.count('name="note"') == 10
        ask("bob").post(SEVERAL, data | {"theme": theme.pk})
        assert ThemeNote.objects.filter(theme=theme).count() == 5
        back(scope)
        assert ThemeNote.objects.count() == 0

    def test_a_new_theme_can_be_named(self, ask, notes):
        ask("bob").post(SEVERAL, {"act": "theme", "note": numbers(notes[:3]), "name": "Brand new"})
        assert ThemeNote.objects.filter(theme__name="Brand new").count() == 3

    def test_they_are_linked_to_an_item(self, scope, ask, notes):
        item = make_opportunity(scope, "Recover the day")
        data = {"act": "link", "note": numbers(notes)}
        assert "Recover the day" in ask("bob").post(SEVERAL, data).content.decode()
        ask("bob").post(SEVERAL, data | {"item": item.pk})
        assert Evidence.objects.filter(item=item).count() == 5
        back(scope)
        assert not Evidence.objects.exists()

    def test_a_day_may_be_given(self, ask, notes):
        ask("bob").post(SEVERAL, {"act": "snooze", "note": numbers(notes[:1]), "day": "2026-12-24"})
        notes[0].refresh_from_db()
        assert notes[0].snoozed_until == datetime(2026, 12, 24, 8, tzinfo=UTC)

    @pytest.mark.parametrize(
        "data", [{"act": "burn"}, {"act": ""}, {"act": "snooze", "day": "2020-01-01"}, {"act": "snooze", "until": "x"}]
    )
    def test_what_cannot_be_done_is_said(self, ask, notes, data):
        assert ask("bob").post(SEVERAL, data | {"note": numbers(notes)}).status_code == 422
        assert not Event.objects.filter(verb__startswith="notes.").exists()

    @pytest.mark.parametrize("data", [{}, {"note": ["x"]}, {"note": ["99"]}])
    def test_without_a_note_it_says_so(self, ask, notes, data):
        answer = ask("bob").post(SEVERAL, data | {"act": "archive"}, follow=True)
        assert "No note is selected" in answer.content.decode()

    def test_what_is_so_already_is_no_event(self, ask, notes):
        data = {"act": "archive", "note": numbers(notes)}
        ask("bob").post(SEVERAL, data)
        count = Event.objects.count()
        assert "so already" in ask("bob").post(SEVERAL, data, follow=True).content.decode()
        assert Event.objects.count() == count


class TestAllThatMatch:
    def test_it_is_asked_first_with_how_many(self, scope, ask, notes):
        say(scope, "Something else")
        data = {"act": "archive", "all": "on", "query": "?view=triage&q=note"}
        page = ask("bob").post(SEVERAL, data).content.decode()
        assert "Archive 5 notes" in page
        assert not Note.objects.exclude(archived_at=None).exists()
        ask("bob").post(SEVERAL, data | {"sure": "yes"})
        assert Note.objects.exclude(archived_at=None).count() == 5

    def test_many_are_sorted_by_the_worker_as_the_member(self, scope, ask, notes, monkeypatch):
        monkeypatch.setattr(several, "NOW", 2)
        queued = {}
        monkeypatch.setattr(several, "enqueue", lambda name, **given: queued.update({"name": name, **given}))
        data = {"act": "snooze", "until": "week", "all": "on", "sure": "yes", "query": TRIAGE}
        page = ask("bob").post(SEVERAL, data, follow=True).content.decode()
        assert "5 notes are being sorted" in page
        assert queued.pop("name") == "insights.sort_several"
        sort_many(**queued)
        assert Note.objects.exclude(snoozed_until=None).count() == 5
        assert Event.objects.latest("at").actor == scope.user
        back(scope)
        assert not Note.objects.exclude(snoozed_until=None).exists()

    def test_there_is_a_most(self, scope, notes, monkeypatch):
        monkeypatch.setattr("clew.insights.actions.several.MOST", 4)
        ids = [note.pk for note in notes]
        with pytest.raises(Invalid, match="at most"):
            sort_several(workspace=scope.workspace, notes=ids, order=Order(Act.DONE), by=scope.actor, now=LATER)


class TestSelecting:
    def test_every_row_has_a_box_and_the_asked_one_is_ticked(self, ask, notes):
        page = html(ask("bob"), f"{INBOX}?view=triage&pick={notes[2].number}")
        assert page.count("data-pick ") == 5
        assert page.count(" checked") == 1
        assert f'value="{notes[2].number}" data-pick aria-label="{notes[2].ref} from Somebody unnamed" checked' in page

    def test_more_rows_take_no_more_queries(self, scope, ask, notes):
        client = ask("bob")
        before = queries(client, f"{INBOX}?pick=on")
        for number in range(10):
            say(scope, f"More {number}")
        assert queries(client, f"{INBOX}?pick=on") == before

    def test_where_nothing_is_listed_there_is_nothing_to_select(self, ask):
        assert "data-picking" not in html(ask("bob"), f"{INBOX}?pick=on")
