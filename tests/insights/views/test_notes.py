"""Writing a note down, correcting it, sorting it, putting it into a theme, linking it."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.pages import by_role, html
from tests.people import NOW, make_account, make_channel, make_note
from tests.things import make_opportunity, make_theme, say, tie

from clew.insights.actions.notes import archive_note
from clew.insights.models import Channel, Evidence, Note, Theme, ThemeNote

INBOX, NEW = "/w/northwind/inbox/", "/w/northwind/notes/new/"
TYPED = {"text": "The plan broke at noon.", "channel": "Sales calls"}

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def own(note):
    return f"/w/northwind/notes/{note.number}/"


def written() -> Note:
    return Note.objects.filter(workspace__slug="northwind").latest("created_at", "number")


class TestDoors:
    @pytest.mark.parametrize(("name", "status"), by_role(200, 200, 403, 403, 404))
    def test_the_forms_open_to_editors(self, ask, own, name, status):
        for address in (NEW, f"{own}edit/", f"{own}theme/", f"{own}link/"):
            assert ask(name).get(address).status_code == status, address

    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_writing_one_down_takes_an_editor(self, ask, workspace, name, status):
        assert ask(name).post(NEW, TYPED).status_code == status
        assert Note.objects.filter(workspace=workspace).exists() == (status == 302)

    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_correcting_takes_an_editor(self, ask, note, own, name, status):
        assert ask(name).post(f"{own}edit/", {"text": "Corrected."}).status_code == status
        note.refresh_from_db()
        assert (note.text == "Corrected.") == (status == 302)

    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_sorting_takes_an_editor(self, ask, note, own, name, status):
        assert ask(name).post(f"{own}snooze/", {"until": "week"}).status_code == status
        note.refresh_from_db()
        assert (note.snoozed_until is not None) == (status == 302)
        assert ask(name).post(f"{own}archive/").status_code == status
        note.refresh_from_db()
        assert (note.archived_at is not None) == (status == 302)
        assert ask(name).post(f"{own}restore/").status_code == status
        note.refresh_from_db()
        assert note.archived_at is None

    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_placing_and_taking_out_again_takes_an_editor(self, scope, ask, note, own, name, status):
        theme = make_theme(scope)
        assert ask(name).post(f"{own}theme/", {"theme": theme.pk}).status_code == status
        assert ThemeNote.objects.filter(note=note).exists() == (status == 302)
        other = make_theme(scope, "Another", [note])
        place = ThemeNote.objects.get(theme=other)
        assert ask(name).post(f"/w/northwind/places/{place.pk}/leave/").status_code == status
        assert ThemeNote.objects.filter(theme=other).exists() == (status != 302)

    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_linking_takes_an_editor(self, scope, ask, own, name, status):
        item = make_opportunity(scope)
        assert ask(name).post(f"{own}link/", {"item": item.pk, "stance": "for", "importance": 2}).status_code == status
        assert Evidence.objects.filter(item=item).exists() == (status == 302)

    def test_nothing_is_done_by_looking(self, ask, own):
        for act in ("archive", "restore", "snooze"):
            assert ask("bob").get(f"{own}{act}/").status_code == 405

    def test_nothing_of_another_workspace_can_be_touched(self, world, ask, own):
        theirs = [make_note(world.elsewhere, f"Theirs {number}") for number in range(5)][-1]
        for act in ("edit", "archive", "snooze", "theme", "link"):
            assert ask("bob").post(f"/w/northwind/notes/{theirs.number}/{act}/", {"text": "x"}).status_code == 404
        theme = Theme.objects.create(workspace=world.elsewhere, number=1, name="T", created_at=NOW, updated_at=NOW)
        assert ask("bob").post(f"{own}theme/", {"theme": theme.pk}).status_code == 404


class TestWritingDown:
    def test_it_waits_in_the_inbox_with_all_that_was_typed(self, scope, ask):
        calder = make_account(scope.workspace, "Calder")
        typed = TYPED | {"account": " CALDER ", "person": "Dee Orr", "email": "dee@c.example", "said_on": "2026-11-18"}
        bob = ask("bob")
        answer = bob.post(NEW, typed)
        note = written()
        assert answer["Location"] == f"{INBOX}{note.number}/"
        assert (note.text, note.channel.name, note.account) == ("The plan broke at noon.", "Sales calls", calder)
        assert note.person is not None
        assert (note.person.name, note.person.email) == ("Dee Orr", "dee@c.example")
        assert note.said_at == datetime(2026, 11, 18, 12, tzinfo=UTC)
        assert f"{note.ref} is in the inbox." in html(bob, answer["Location"])

    @pytest.mark.parametrize("said_on", ["", "2026-11-20"])
    def test_what_was_said_today_was_said_now(self, ask, said_on):
        assert ask("bob").post(NEW, TYPED | {"said_on": said_on}).status_code == 302
        assert written().said_at == NOW

    def test_a_channel_that_is_there_is_taken_however_it_is_spelled(self, scope, ask):
        make_channel(scope.workspace, "Sales calls")
        ask("bob").post(NEW, TYPED | {"channel": "sales  CALLS"})
        assert Channel.objects.filter(workspace=scope.workspace).count() == 1

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"text": "   "}, "This field is required"),
            ({"channel": ""}, "This field is required"),
            ({"account": "Nobody Inc"}, "There is no account “Nobody Inc”. Add it under Customers first."),
            ({"said_on": "2026-11-21"}, "This day is still to come. Check the date."),
            ({"said_on": "2026-13-45"}, "Enter a valid date"),
            ({"email": "dee"}, "Enter a valid email address"),
            ({"person": "Dee"}, "A name alone tells nobody apart. Add their account or their e-mail."),
        ],
    )
    def test_what_is_wrong_is_said_under_the_field_and_nothing_is_written(self, workspace, ask, wrong, sentence):
        answer = ask("bob").post(NEW, TYPED | wrong)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert 'aria-invalid="true"' in answer.content.decode()
        assert not Note.objects.filter(workspace=workspace).exists()
        assert not Channel.objects.filter(workspace=workspace).exists()

    def test_the_palette_brings_words_along(self, ask):
        assert "Heard at the fair</textarea>" in html(ask("bob"), NEW, text="Heard at the fair")

    def test_names_that_are_there_are_offered(self, scope, ask):
        make_account(scope.workspace, "Calder")
        make_channel(scope.workspace, "Sales calls")
        page = html(ask("bob"), NEW)
        assert '<option value="Calder">' in page
        assert '<option value="Sales calls">' in page


class TestCorrecting:
    def test_it_says_how_many_quotes_stand_to_break(self, scope, ask, note, own):
        assert "cut from this note" not in html(ask("bob"), f"{own}edit/")
        item = make_opportunity(scope)
        ask("bob").post(f"{own}link/", {"item": item.pk, "start": 0, "end": 8})
        assert "A quote is cut from this note: where its words change" in html(ask("bob"), f"{own}edit/")

    def test_a_note_without_words_is_refused(self, ask, note, own):
        assert ask("bob").post(f"{own}edit/", {"text": " \n "}).status_code == 422
        note.refresh_from_db()
        assert note.text.startswith("Two guys")


class TestSorting:
    def test_on_to_the_next_note_of_the_same_list(self, scope, ask, own):
        other = say(scope, "Next")
        answer = ask("bob").post(f"{own}archive/", {"next": str(other.number), "query": "?view=triage&q=sick"})
        assert answer["Location"] == f"{INBOX}{other.number}/?view=triage&q=sick"

    def test_the_page_names_the_note_that_follows(self, scope, ask, note):
        older = say(scope, "Older", said_at=NOW - timedelta(hours=1))
        oldest = say(scope, "Oldest", said_at=NOW - timedelta(hours=2))
        for shown, following in ((note, older), (older, oldest), (oldest, older)):
            page = html(ask("bob"), f"{INBOX}{shown.number}/?view=triage")
            assert f'name="next" value="{following.number}"' in page

    @pytest.mark.parametrize("query", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
    def test_nobody_is_led_elsewhere(self, ask, own, query):
        assert ask("bob").post(f"{own}archive/", {"query": query, "next": "/evil"})["Location"] == INBOX

    @pytest.mark.parametrize(
        ("until", "day"), [("tomorrow", "2026-11-21"), ("week", "2026-11-23"), ("2026-12-01", "2026-12-01")]
    )
    def test_it_sleeps_until_that_mornings_eight(self, ask, note, own, until, day):
        ask("bob").post(f"{own}snooze/", {"until": until})
        note.refresh_from_db()
        assert note.snoozed_until == datetime.fromisoformat(f"{day}T08:00+00:00")

    @pytest.mark.parametrize("until", ["never", "2026-11-20", "2026-13-45"])
    def test_a_day_that_is_none_or_over_is_refused(self, ask, note, own, until):
        assert ask("bob").post(f"{own}snooze/", {"until": until}).status_code in {400, 422}
        note.refresh_from_db()
        assert note.snoozed_until is None

    def test_what_is_archived_can_be_brought_back(self, scope, ask, note, own):
        archive_note(note=note, by=scope.actor, now=NOW)
        assert "Bring back" in html(ask("bob"), f"{INBOX}{note.number}/?view=all")
        ask("bob").post(f"{own}restore/")
        note.refresh_from_db()
        assert (note.archived_at, note.triaged_at) == (None, None)


class TestThemesAndLinks:
    def test_a_name_that_is_new_makes_the_theme(self, ask, note, own):
        ask("bob").post(f"{own}theme/", {"name": "Sick calls"})
        assert ThemeNote.objects.get(note=note).theme.name == "Sick calls"
        note.refresh_from_db()
        assert note.triaged_at == NOW

    def test_themes_are_found_by_the_beginnings_of_their_words(self, scope, ask, note, own):
        make_theme(scope, "A sick call breaks the afternoon")
        make_theme(scope, "Price per seat", [note])
        page = html(ask("bob"), f"{own}theme/", q="sic")
        assert "A sick call" in page
        assert "Price per seat" not in page
        assert "New theme called “sic”" in page
        assert "it is in there" in html(ask("bob"), f"{own}theme/")

    def test_marked_words_are_linked_as_they_stand(self, scope, ask, note, own):
        item = make_opportunity(scope, "Recover the day")
        page = html(ask("bob"), f"{own}link/", start=0, end=8)
        assert "<mark>Two guys</mark>" in page
        assert "Recover the day" in page
        answer = ask("bob").post(f"{own}link/", {"item": item.pk, "start": 0, "end": 8, "query": "?view=all"})
        assert answer["Location"] == f"{INBOX}{note.number}/?view=all"
        quote = Evidence.objects.get(item=item).quote
        assert quote is not None
        assert (quote.start, quote.end) == (0, 8)

    def test_untying_leads_back_to_the_note(self, scope, ask, note):
        tied = tie(scope, make_opportunity(scope), note)
        back = f"{INBOX}{note.number}/?view=all"
        assert ask("bob").post(f"/w/northwind/evidence/{tied.pk}/untie/", {"back": back})["Location"] == back
        assert not Evidence.objects.exists()
