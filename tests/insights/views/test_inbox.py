"""The inbox and the open note, from every side of the door."""

import json
import re
from datetime import timedelta
from decimal import Decimal
from urllib.parse import unquote

import pytest
from tests.pages import ESCAPED, SCRIPT, by_role, html, queries
from tests.people import NOW, make_account, make_channel, make_note
from tests.things import make_opportunity, make_person, make_theme, say, tie

from clew.insights.actions.evidence import Passage, link_evidence
from clew.insights.actions.notes import archive_note, edit_note, snooze_note
from clew.insights.actions.themes import archive_theme
from clew.insights.queries import inbox as lists
from clew.kit.paging import encode

INBOX = "/w/northwind/inbox/"
ALL = f"{INBOX}?view=all"
PANE = {"HX-Request": "true", "HX-Target": "article#note"}

pytestmark = pytest.mark.usefixtures("today")


def listed(page: str) -> list[int]:
    """The numbers of the notes in the list, from the top."""
    return [int(number) for number in re.findall(r'<a class="note" id="note-(\d+)"', page)]


def page_of(note, query: str = "?view=all") -> str:
    return f"{INBOX}{note.number}/{query}"


class TestDoors:
    @pytest.mark.parametrize(("name", "status"), by_role(200, 200, 200, 200, 404))
    def test_every_member_reads_the_list_a_note_and_the_filters(self, ask, note, name, status):
        client = ask(name)
        for address in (INBOX, page_of(note), f"{INBOX}filters/"):
            assert client.get(address).status_code == status, address

    def test_a_number_that_is_no_note_of_the_workspace_is_not_found(self, world, ask):
        elsewhere = [make_note(world.elsewhere, f"Theirs {number}") for number in range(3)]
        assert ask("alice").get(f"{INBOX}{elsewhere[-1].number}/").status_code == 404
        assert "Theirs" not in html(ask("alice"), ALL)

    def test_somebody_signed_out_is_asked_to_sign_in(self, client, note):
        answer = client.get(INBOX)
        assert answer.status_code == 302
        assert "/login/" in answer["Location"]

    def test_only_editors_are_offered_to_change_anything(self, ask, note):
        for name, offered in (("alice", True), ("bob", True), ("carol", False), ("dana", False)):
            page = html(ask(name), page_of(note))
            for act in ("/archive/", "/snooze/", "notes/new/", "imports/new/", f"notes/{note.number}/theme/"):
                assert (act in page) == offered, (name, act)


class TestList:
    def test_the_newest_stand_first_with_who_where_and_what_they_are_worth(self, scope, ask):
        calder = make_account(scope.workspace, "Calder Plumbing", arr=Decimal(71_000))
        older = say(scope, "Older words", said_at=NOW - timedelta(days=1))
        newer = say(scope, "Newer words", account=calder, channel=make_channel(scope.workspace, "Sales calls"))
        make_theme(scope, "A sick call", [newer])
        page = html(ask("dana"), ALL)
        assert listed(page) == [newer.number, older.number]
        for words in ("Calder Plumbing", "$71k", "Sales calls", "A sick call", "Newer words", "No theme"):
            assert words in page
        assert "worth <b>$71k</b> ARR" in page

    def test_each_view_holds_what_its_name_says(self, scope, ask):
        waits, linked, sleeps, archived = (say(scope, f"Note {number}") for number in range(4))
        tie(scope, make_opportunity(scope), linked)
        snooze_note(note=sleeps, until=NOW + timedelta(days=1), by=scope.actor, now=NOW)
        archive_note(note=archived, by=scope.actor, now=NOW)
        by_view = {view: set(listed(html(ask("dana"), INBOX, view=view))) for view in lists.View}
        assert by_view == {
            "triage": {waits.number},
            "all": {note.number for note in (waits, linked, sleeps, archived)},
            "linked": {linked.number},
            "snoozed": {sleeps.number},
            "archived": {archived.number},
        }

    def test_a_note_whose_words_are_evidence_is_linked(self, scope, ask, note):
        link_evidence(item=make_opportunity(scope), source=Passage(note, 0, 8), by=scope.actor, now=NOW)
        assert listed(html(ask("dana"), f"{INBOX}?view=linked")) == [note.number]

    def test_what_slept_long_enough_waits_again(self, scope, ask, note, monkeypatch):
        snooze_note(note=note, until=NOW + timedelta(hours=1), by=scope.actor, now=NOW)
        assert listed(html(ask("dana"), INBOX)) == []
        assert "note__back" not in html(ask("dana"), f"{INBOX}?view=snoozed")
        monkeypatch.setattr("clew.kit.clock.now", lambda: NOW + timedelta(hours=2))
        page = html(ask("dana"), INBOX)
        assert listed(page) == [note.number]
        assert "note__back" in page

    def test_it_narrows_by_channel_account_segment_theme_day_and_words(self, scope, ask):
        calls = make_channel(scope.workspace, "Sales calls")
        calder = make_account(scope.workspace, "Calder", segment="Mid-market")
        here = say(scope, "The plan breaks", channel=calls, account=calder, kind="problem", mood=-1)
        say(scope, "Something else", said_at=NOW - timedelta(days=30))
        theme = make_theme(scope, "A sick call", [here])
        narrowing = {
            "channel": calls.pk,
            "account": calder.pk,
            "segment": "Mid-market",
            "theme": theme.number,
            "since": "2026-11-10",
            "q": "plans breaking",
            "kind": "problem",
            "mood": "-1",
        }
        for name, value in narrowing.items():
            assert listed(html(ask("dana"), INBOX, **{name: value})) == [here.number], name
        page = html(ask("dana"), INBOX, **narrowing)
        assert listed(page) == [here.number]
        for words in ("Sales calls", "Calder", "Mid-market", "A sick call", "10 Nov", "Problem", "Unhappy"):
            assert re.search(rf'class="chip[^>]*>.*?{words}', page), words

    def test_a_theme_that_is_archived_is_none(self, scope, ask, note):
        theme = make_theme(scope, notes=[note])
        assert listed(html(ask("dana"), INBOX, no_theme="on")) == []
        archive_theme(theme=theme, by=scope.actor, now=NOW)
        assert listed(html(ask("dana"), INBOX, no_theme="on")) == [note.number]

    @pytest.mark.parametrize(
        "query",
        [
            "channel=x",
            "account=1",
            "theme=999",
            "theme=-1",
            "since=2026-13-45",
            "until=2026-13-45",
            "view=none",
            "q=%00",
            "q=%27%22(",
        ],
    )
    def test_what_the_address_says_amiss_is_no_error(self, ask, note, query):
        assert ask("dana").get(f"{INBOX}?{query}").status_code == 200

    @pytest.mark.parametrize("cursor", ["nonsense", encode("yesterday", "x"), encode(NOW, "1"), encode("", "", "")])
    def test_a_cursor_that_somebody_wrote_is_refused_in_words(self, ask, note, cursor):
        answer = ask("dana").get(f"{INBOX}?after={cursor}")
        assert answer.status_code == 422
        assert "Start again from the first page" in answer.content.decode()

    def test_searched_words_are_marked_in_the_list_and_in_the_note(self, scope, ask):
        say(scope, "We print the plans every morning. <b>Really</b>")
        page = html(ask("dana"), ALL, q="plan")
        assert "<mark>plans</mark>" in page
        assert '<mark class="exact">plans</mark>' in page
        assert "<b>Really</b>" not in page

    def test_pages_follow_one_another_without_gap_or_repeat(self, scope, ask):
        numbers = [say(scope, f"Note {number}").number for number in range(lists.SIZE * 2 + 3)]
        client, address, seen = ask("dana"), ALL, []
        while address:
            page = html(client, address)
            seen += listed(page)
            if len(seen) == lists.SIZE:
                say(scope, "Came in while somebody was reading", said_at=NOW + timedelta(hours=1))
            older = re.search(r'class="pager".*?href="([^"]+)"', page, re.DOTALL)
            address = f"{INBOX}{older[1].replace('&amp;', '&')}" if older else ""
        assert sorted(seen) == sorted(numbers)
        assert "Back to the newest" in page

    def test_a_sum_that_would_take_long_says_so(self, scope, ask, monkeypatch):
        for number in range(4):
            say(scope, f"Note {number}")
        monkeypatch.setattr(lists, "COUNTED", 3)
        assert re.search(r"<b>3\+</b>\s*notes", html(ask("dana"), ALL))

    def test_a_repeat_counts_as_the_note_it_repeats(self, scope, ask, note):
        say(scope, "Two guys called in sick at 6:40", duplicate_of=note)
        page = html(ask("dana"), ALL)
        assert re.search(r"<b>1</b>\s*note\s*<span class=\"muted\">and 1 repeat</span>", page)

    def test_nothing_yet_nothing_waiting_and_nothing_found_are_told_apart(self, scope, ask):
        assert "Customers’ words arrive here" in html(ask("bob"), INBOX)
        archive_note(note=say(scope, "Done"), by=scope.actor, now=NOW)
        assert "Nothing waits" in html(ask("bob"), INBOX)
        assert "Nothing matches" in html(ask("bob"), INBOX, q="unheard")
        assert "No note is evidence yet" in html(ask("bob"), INBOX, view="linked")
        assert "Nothing sleeps" in html(ask("bob"), INBOX, view="snoozed")

    def test_the_filters_offer_what_there_is_and_keep_what_is_chosen(self, scope, ask):
        calder = make_account(scope.workspace, "Calder", segment="Mid-market")
        make_account(scope.workspace, "Silent")
        make_theme(scope, "A sick call", [say(scope, "Words", account=calder)])
        page = html(ask("dana"), f"{INBOX}filters/", account=calder.pk, q="words")
        for words in (
            "Support",
            "Mid-market",
            "A sick call",
            f'value="{calder.pk}" selected',
            'name="q" value="words"',
        ):
            assert words in page
        assert "Silent" not in page

    def test_more_notes_take_no_more_queries(self, scope, ask):
        client = ask("bob")
        note = _full(scope, 0)
        once = {
            address: queries(client, address) for address in (ALL, page_of(note), f"{INBOX}filters/", f"{ALL}&q=note")
        }
        for number in range(1, 30):
            _full(scope, number, original=note)
        for address, count in once.items():
            assert queries(client, address) == count, address
        assert max(once.values()) <= 26


def _full(scope, number, original=None):
    """A note with everything that a row and the pane can show."""
    account = make_account(scope.workspace, f"Account {number}", arr=Decimal(1000), segment=f"Segment {number % 3}")
    person = make_person(scope, f"Ann {number}", account)
    channel = make_channel(scope.workspace, f"Channel {number}")
    said = {"said_at": NOW - timedelta(minutes=number), "duplicate_of": original}
    note = say(scope, f"Note {number}", account=account, person=person, channel=channel, **said)
    make_theme(scope, f"Theme {number}", [note, original] if original else [note])
    tie(scope, make_opportunity(scope, f"Need {number}"), original or note)
    return note


class TestNote:
    def test_it_shows_who_said_it_what_rests_on_it_and_its_thread(self, scope, ask):
        calder = make_account(scope.workspace, "Calder Plumbing", arr=Decimal(71_000), plan="Fleet")
        note = say(
            scope, "Marcus is out.\n\nSplit his day.", account=calder, person=make_person(scope, "Dee Orr", calder)
        )
        make_theme(scope, "A sick call", [note])
        tie(scope, make_opportunity(scope, "Recover the day"), note, stance="against")
        page = html(ask("dana"), page_of(note))
        for words in (
            "Dee Orr",
            "$71,000",
            "Fleet",
            "A sick call",
            "Recover the day",
            "Speaks against it",
            "The whole note",
        ):
            assert words in page
        assert f"Thread of note {note.ref}" in page
        assert re.findall(r'<p data-start="(\d+)">', page) == ["0", "16"]

    def test_quoted_words_are_marked_until_the_note_changes(self, scope, ask, note):
        link_evidence(item=make_opportunity(scope), source=Passage(note, 0, 8), by=scope.actor, now=NOW)
        assert "<mark>Two guys</mark>" in html(ask("dana"), page_of(note))
        edit_note(note=note, text="Three guys called in sick.", by=scope.actor, now=NOW)
        page = html(ask("dana"), page_of(note))
        assert "Its quote broke: the words changed." in page
        assert "<mark>" not in page

    def test_an_address_can_point_at_words_and_counts_characters_as_people_do(self, scope, ask):
        note = say(scope, "😀 The board is printed out")
        page = html(ask("dana"), page_of(note, "?view=all&start=2&end=11"))
        assert '<mark class="here" id="here">The board</mark>' in page

    @pytest.mark.parametrize(
        "range_", ["start=5&end=2", "start=0&end=9999", "start=x&end=y", "start=-1&end=3", "end=4"]
    )
    def test_a_range_that_does_not_fit_marks_nothing(self, ask, note, range_):
        assert "<mark" not in html(ask("dana"), page_of(note, f"?view=all&{range_}"))

    def test_those_that_say_the_same_stand_beside_it(self, scope, ask, note):
        calder = make_account(scope.workspace, "Calder Plumbing")
        for number in range(4):
            say(scope, f"Two guys called in sick {number}", duplicate_of=note, account=calder)
        page = html(ask("dana"), page_of(note))
        assert "Says the same" in page
        assert "Two guys called in sick 0" in page
        assert "and 1 more" in page
        assert "Says the same" not in html(ask("dana"), page_of(say(scope, "Nobody else says this")))

    def test_a_link_that_is_no_web_address_is_not_offered(self, scope, ask):
        for url, offered in (("javascript:alert(1)", False), ("https://desk.example/7", True)):
            page = html(ask("bob"), page_of(say(scope, "Words", url=url)))
            assert ("See the original" in page) == offered
            assert "javascript:" not in page

    def test_a_program_asks_for_the_note_alone_and_hears_whose_it_is(self, ask, note):
        answer = ask("dana").get(page_of(note), headers=PANE)
        assert "<html" not in answer.content.decode()
        assert '<article class="notepane"' in answer.content.decode()
        assert note.ref in unquote(answer["X-Announce"])

    def test_words_of_people_are_words(self, scope, ask):
        account = make_account(scope.workspace, SCRIPT, segment=SCRIPT, plan=SCRIPT, extra={SCRIPT: SCRIPT})
        channel = make_channel(scope.workspace, SCRIPT)
        note = say(scope, SCRIPT, title=f"{SCRIPT}!", account=account, channel=channel,
                   person=make_person(scope, SCRIPT, account))  # fmt: skip
        say(scope, SCRIPT, account=account, duplicate_of=note)
        make_theme(scope, SCRIPT, [note])
        tie(scope, make_opportunity(scope, SCRIPT), note)
        bob, own = ask("bob"), f"/w/northwind/notes/{note.number}"
        pages = (
            ALL,
            page_of(note),
            f"{INBOX}filters/",
            f"{own}/edit/",
            f"{own}/theme/",
            f"{own}/link/",
        )
        for address in (*pages, f"/w/northwind/notes/new/?text={SCRIPT}", f"{own}/link/?start=0&end=8"):
            page = html(bob, address)
            assert SCRIPT not in page, address
            assert "script&gt;" in page, address
        assert html(bob, page_of(note)).count(ESCAPED) >= 10


def test_after_sorting_a_program_is_sent_on_to_the_next_note_in_place(scope, ask, note):
    other = say(scope, "Next", said_at=NOW - timedelta(days=1))
    data = {"next": str(other.number), "query": "?view=triage"}
    address = f"/w/northwind/notes/{note.number}/archive/"
    answer = ask("bob").post(address, data, headers={"HX-Request": "true"})
    place = json.loads(answer["HX-Location"])
    assert (place["path"], place["target"]) == (page_of(other, "?view=triage"), "#main")
