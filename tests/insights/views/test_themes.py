"""The ranking of themes, a theme's own page, and correcting them, from every side of the door."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.pages import ESCAPED, SCRIPT, by_role, html, queries
from tests.people import NOW, make_account
from tests.things import make_objective, make_opportunity, make_person, make_theme, say, tie

from clew.insights.actions.rollups import recount
from clew.insights.actions.themes import archive_theme, mute_theme
from clew.insights.models import Grouping, Rollup, Theme, ThemePassage
from clew.insights.queries.voices import fingerprint
from clew.insights.views import themes as screens

LIST, NEW = "/w/northwind/themes/", "/w/northwind/themes/new/"
TYPED = {"name": "A sick call", "definition": "Somebody is absent."}
PANE = {"HX-Request": "true", "HX-Target": "aside#preview"}

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def theme(scope, calder):
    """Two notes of one person in one account, this week and three weeks ago."""
    dee = make_person(scope, "Dee Orr", calder)
    notes = [say(scope, f"Sick call {age}", account=calder, person=dee, said_at=NOW - timedelta(days=age), mood=-1)
             for age in (1, 21)]  # fmt: skip
    found = make_theme(scope, notes=notes)
    recount(workspace=scope.workspace, now=NOW)
    return found


def page_of(theme) -> str:
    return f"{LIST}{theme.number}/"


def names(page: str) -> list[str]:
    return re.findall(r'data-row-open tabindex="-1">([^<]*)</a>', page)


def cells(page: str) -> list[str]:
    """The figures of the list's first row."""
    row = re.search(r'<tr id="theme-.*?</tr>', page, re.DOTALL)
    assert row
    plain = [
        re.sub(r"<svg.*?</svg>|<[^>]+>|\s+", " ", cell, flags=re.DOTALL)
        for cell in re.findall(r"<td.*?</td>", row[0], re.DOTALL)
    ]
    return [" ".join(cell.split()) for cell in plain]


class TestDoors:
    @pytest.mark.parametrize(("name", "status"), by_role(200, 200, 200, 200, 404))
    def test_every_member_reads_the_ranking_and_a_theme(self, ask, theme, name, status):
        assert ask(name).get(LIST).status_code == status
        assert ask(name).get(page_of(theme)).status_code == status

    @pytest.mark.parametrize(("name", "status"), by_role(200, 200, 403, 403, 404))
    def test_the_forms_open_to_editors(self, ask, theme, name, status):
        for address in (NEW, f"{page_of(theme)}edit/"):
            assert ask(name).get(address).status_code == status, address

    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_making_one_takes_an_editor(self, ask, workspace, name, status):
        assert ask(name).post(NEW, TYPED).status_code == status
        assert Theme.objects.filter(workspace=workspace).exists() == (status == 302)

    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_renaming_takes_an_editor(self, ask, theme, name, status):
        assert ask(name).post(f"{page_of(theme)}edit/", TYPED).status_code == status
        theme.refresh_from_db()
        assert (theme.name == "A sick call") == (status == 302)

    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_muting_and_archiving_takes_an_editor(self, ask, theme, name, status):
        for act, column in (("mute", "muted_at"), ("archive", "archived_at")):
            assert ask(name).post(f"{page_of(theme)}{act}/").status_code == status
            theme.refresh_from_db()
            assert (getattr(theme, column) is not None) == (status == 302)
        assert ask(name).post(f"{page_of(theme)}unmute/").status_code == status
        theme.refresh_from_db()
        assert theme.muted_at is None

    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_looking_for_themes_anew_takes_an_editor(self, ask, theme, name, status):
        assert ask(name).post(f"{LIST}find-again/").status_code == status
        assert list(Grouping.objects.values_list("status", flat=True)) == (["waiting"] if status == 302 else [])

    def test_a_theme_of_another_workspace_is_not_found(self, world, ask):
        Theme.objects.create(workspace=world.elsewhere, number=7, name="Theirs", created_at=NOW, updated_at=NOW)
        assert ask("alice").get(f"{LIST}7/").status_code == 404
        assert ask("alice").post(f"{LIST}7/archive/").status_code == 404
        assert "Theirs" not in html(ask("alice"), LIST, days=0)

    def test_only_editors_are_offered_to_change_anything(self, ask, theme):
        for name, offered in (("alice", True), ("bob", True), ("carol", False), ("dana", False)):
            page, ranking = html(ask(name), page_of(theme)), html(ask(name), LIST)
            for act in ("/edit/", "/mute/", "/archive/", "opportunities/new/"):
                assert (act in page) == offered, (name, act)
            assert ("themes/new/" in ranking) == ("opportunities/new/" in ranking) == offered, name


class TestRanking:
    def test_each_theme_stands_with_what_is_behind_it_and_what_it_serves(self, scope, ask, theme):
        tie(scope, make_opportunity(scope, advances=[make_objective(scope)]), theme)
        page = html(ask("dana"), LIST)
        place, name, _, notes, people, _, arr, accounts, _, serves = cells(page)
        assert (place, name, notes, people, arr, accounts, serves) == ("1", theme.name, "2", "1", "$71k", "1", "O1")
        assert "1 theme, 2 notes" in page

    def test_a_theme_that_nothing_rests_on_is_a_loose_end(self, ask, theme):
        page = html(ask("bob"), LIST)
        assert cells(page)[-1] == "Link"
        assert re.search(r">1 without an objective</a>", page)
        assert cells(html(ask("dana"), LIST))[-1] == "None"

    def test_it_weighs_by_revenue_notes_accounts_or_growth(self, scope, ask, theme):
        small = make_account(scope.workspace, "Small", arr=Decimal(1000))
        smaller = make_account(scope.workspace, "Smaller", arr=Decimal(10))
        make_theme(scope, "Many", [say(scope, f"Many {n}", account=small) for n in range(5)])
        make_theme(
            scope,
            "Wide",
            [say(scope, f"Wide {n}", account=account) for n, account in enumerate((small, smaller, None))],
        )
        recount(workspace=scope.workspace, now=NOW)
        first = {
            weight: names(html(ask("dana"), LIST, weight=weight))[0] for weight in ("revenue", "notes", "accounts")
        }
        assert first == {"revenue": theme.name, "notes": "Many", "accounts": "Wide"}

    def test_only_notes_of_the_days_chosen_count(self, scope, ask, theme):
        old = make_theme(scope, "Old", [say(scope, "Long ago", said_at=NOW - timedelta(days=200))])
        recount(workspace=scope.workspace, now=NOW)
        assert names(html(ask("dana"), LIST)) == [theme.name]
        assert set(names(html(ask("dana"), LIST, days=0))) == {theme.name, old.name}

    def test_it_narrows_by_segment_name_and_missing_objective(self, scope, ask, theme):
        other = make_theme(scope, "Price per seat", [say(scope, "Too dear")])
        tie(scope, make_opportunity(scope, advances=[make_objective(scope)]), other)
        recount(workspace=scope.workspace, now=NOW)
        for chosen in ({"segment": "Mid-market"}, {"q": "SICK"}, {"loose": "yes"}):
            assert names(html(ask("dana"), LIST, **chosen)) == [theme.name], chosen

    def test_muted_and_archived_themes_keep_away(self, scope, ask, theme):
        mute_theme(theme=theme, muted=True, by=scope.actor, now=NOW)
        assert names(html(ask("dana"), LIST)) == []
        assert names(html(ask("dana"), LIST, muted="yes")) == [theme.name]
        archive_theme(theme=theme, by=scope.actor, now=NOW)
        assert names(html(ask("dana"), LIST, muted="yes")) == []

    @pytest.mark.parametrize(
        "query", ["days=x", "days=7", "weight=x", "theme=x", "theme=99", "segment=None", "q=%25_%5C"]
    )
    def test_what_the_address_says_amiss_is_no_error(self, ask, theme, query):
        assert ask("dana").get(f"{LIST}?{query}").status_code == 200

    def test_the_preview_is_of_the_theme_named_and_counts_as_its_row_does(self, scope, ask, theme):
        make_theme(scope, "Other", [say(scope, "Else", said_at=NOW - timedelta(days=2))])
        recount(workspace=scope.workspace, now=NOW)
        answer = ask("bob").get(LIST, {"theme": theme.number, "days": 30}, headers=PANE)
        page = answer.content.decode()
        assert "<html" not in page
        assert "Theme 1 of 2" in page
        assert "2 notes from 1 account" in page
        assert f"?view=all&amp;theme={theme.number}&amp;since=2026-10-21" in page
        assert f"opportunities/new/?theme={theme.number}" in page
        assert theme.name in answer["X-Announce"] or "Theme%201%20of%202" in answer["X-Announce"]

    def test_the_count_of_notes_is_the_kept_one_and_a_note_in_two_themes_counts_once(self, scope, ask, theme):
        make_theme(scope, "Second", [theme.places.first().note, say(scope, "Third")])
        say(scope, "In none")
        recount(workspace=scope.workspace, now=NOW)
        kept = Rollup.objects.get(workspace=scope.workspace)
        assert (kept.placed, kept.unplaced) == ({"0": 3, "30": 3, "90": 3, "365": 3}, 1)
        assert "2 themes, 3 notes" in html(ask("dana"), LIST)

    def test_why_there_is_none_is_told(self, scope, ask):
        assert "They need notes first" in html(ask("bob"), LIST)
        say(scope, "One")
        assert "Themes appear when several notes say the same thing." in html(ask("bob"), LIST)
        make_theme(scope, "Old", [say(scope, "Long ago", said_at=NOW - timedelta(days=200))])
        recount(workspace=scope.workspace, now=NOW)
        assert "Nothing in this time" in html(ask("bob"), LIST)
        assert "Nothing matches" in html(ask("bob"), LIST, q="unheard")
        assert "No theme is muted" in html(ask("bob"), LIST, muted="yes")

    def test_more_themes_take_no_more_queries(self, scope, ask):
        client = ask("bob")
        first = _full(scope, 0)
        recount(workspace=scope.workspace, now=NOW)
        addresses = (LIST, f"{LIST}?segment=S", page_of(first))
        once = {address: queries(client, address) for address in addresses}
        for number in range(1, 15):
            _full(scope, number, first)
        recount(workspace=scope.workspace, now=NOW)
        for address, count in once.items():
            assert queries(client, address) == count, address
        assert max(once.values()) <= 28


def _full(scope, number, other=None):
    """A theme with everything that a row and the page can show; its notes are in `other`, too."""
    account = make_account(scope.workspace, f"Account {number}", arr=Decimal(1000 - number), segment="S")
    notes = [say(scope, f"Note {number} {part}", account=account) for part in range(3)]
    theme = make_theme(scope, f"Theme {number}", notes)
    for place, note in enumerate(notes):
        _choose(theme, note, place)
    need = make_opportunity(scope, f"Need {number}", advances=[make_objective(scope, f"Aim {number}")])
    tie(scope, need, theme)
    if other:
        tie(scope, need, other)
    return theme


def _choose(theme, note, place, kind="typical"):
    return ThemePassage.objects.create(
        workspace=theme.workspace, theme=theme, note=note, place=place, kind=kind, start=0, end=4,
        fingerprint=fingerprint(note.text[:4]),
    )  # fmt: skip


class TestTheme:
    def test_it_shows_how_much_is_behind_it_who_says_it_and_its_words(self, scope, ask, theme, calder):
        tie(scope, make_opportunity(scope, "Recover the day", advances=[make_objective(scope)]), theme)
        page = html(ask("dana"), page_of(theme))
        facts = dict(re.findall(r"<dt>(\w+)</dt><dd>(.*?)</dd>", page))
        plain = {name: re.sub(r"<[^>]+>", "", value).strip() for name, value in facts.items()}
        assert {name: plain[name] for name in ("Notes", "People", "Accounts", "ARR")} == {
            "Notes": "2", "People": "1", "Accounts": "1", "ARR": "$71k",
        }  # fmt: skip
        for words in ("Sick call 1", "Sick call 21", "Recover the day", "Mid-market", f"/customers/{calder.pk}/"):
            assert words in page
        assert f"Thread of {theme.name}" in page
        assert re.search(r"the last twelve weeks: (\d+, ){8}1, 0, 0, 1", page)

    def test_words_against_it_stand_apart(self, scope, ask, theme):
        notes = [place.note for place in theme.places.all()]
        _choose(theme, notes[0], 0)
        _choose(theme, notes[1], 1, kind="disagrees")
        page = html(ask("dana"), page_of(theme))
        assert "Who sees it otherwise" in page
        assert "quote--against" in page

    def test_what_a_note_no_longer_says_is_not_shown_as_its_words(self, scope, ask, theme):
        passage = _choose(theme, theme.places.first().note, 0)
        ThemePassage.objects.filter(pk=passage.pk).update(fingerprint="old")
        assert f"start={passage.start}&amp;end={passage.end}" not in html(ask("dana"), page_of(theme))

    def test_nothing_resting_on_it_is_a_loose_end_and_one_act_mends_it(self, scope, ask, theme):
        page = html(ask("bob"), page_of(theme))
        assert "Nothing rests on it yet" in page
        made = re.search(r'class="btn btn--primary" href="([^"]+)"[^>]*>.*?Make an opportunity', page, re.DOTALL)
        assert made
        assert made[1] == f"/w/northwind/opportunities/new/?theme={theme.number}"
        assert ask("bob").get(made[1]).status_code == 200

    def test_a_theme_that_was_just_made_is_counted_at_once(self, scope, ask):
        theme = make_theme(scope, "New", [say(scope, "One"), say(scope, "Two")])
        assert re.search(r"<dt>Notes</dt><dd><a[^>]*>2</a>", html(ask("dana"), page_of(theme)))

    def test_an_empty_theme_says_how_notes_come_in(self, scope, ask):
        assert "No note says this yet" in html(ask("bob"), page_of(make_theme(scope)))

    def test_its_notes_come_by_the_page(self, scope, ask):
        made = [say(scope, f"Note {n}", said_at=NOW - timedelta(minutes=n)) for n in range(screens.NOTES * 2 + 1)]
        theme = make_theme(scope, notes=made)
        client, address, seen = ask("dana"), page_of(theme), []
        while address:
            page = html(client, address)
            seen += [int(number) for number in re.findall(r'<a class="note" href="/w/northwind/inbox/(\d+)/', page)]
            older = re.search(r'class="pager".*?href="([^"#]+)', page, re.DOTALL)
            address = f"{page_of(theme)}{older[1]}" if older else ""
        assert seen == [note.number for note in made]
        assert "Back to the newest" in page

    def test_what_became_of_it_is_said_above_it(self, scope, ask, theme):
        mute_theme(theme=theme, muted=True, by=scope.actor, now=NOW)
        assert "This theme is muted." in html(ask("dana"), page_of(theme))
        archive_theme(theme=theme, by=scope.actor, now=NOW)
        page = html(ask("bob"), page_of(theme))
        assert "This theme is archived." in page
        assert "/edit/" not in page

    def test_words_of_people_are_words(self, scope, ask):
        account = make_account(scope.workspace, SCRIPT, segment=SCRIPT, arr=Decimal(5))
        note = say(scope, SCRIPT, account=account, person=make_person(scope, SCRIPT, account), title=SCRIPT)
        theme = make_theme(scope, SCRIPT, [note])
        Theme.objects.filter(pk=theme.pk).update(definition=SCRIPT, words=[SCRIPT])
        tie(scope, make_opportunity(scope, SCRIPT, advances=[make_objective(scope, SCRIPT)]), theme)
        recount(workspace=scope.workspace, now=NOW)
        for address in (LIST, page_of(theme), f"{page_of(theme)}edit/", f"{NEW}?name={SCRIPT}", f"{LIST}?q={SCRIPT}"):
            page = html(ask("bob"), address)
            assert SCRIPT not in page, address
            assert ESCAPED in page, address


class TestForms:
    def test_a_name_from_a_person_stays(self, ask, theme):
        Theme.objects.filter(pk=theme.pk).update(name_origin="machine")
        assert "Clew found this name in the notes." in html(ask("bob"), f"{page_of(theme)}edit/")
        ask("bob").post(f"{page_of(theme)}edit/", TYPED)
        theme.refresh_from_db()
        assert (theme.name, theme.definition, theme.name_origin) == ("A sick call", "Somebody is absent.", "person")

    @pytest.mark.parametrize("name", ["", "   ", "x" * 121])
    def test_a_name_that_is_none_or_too_long_is_refused(self, ask, theme, name):
        for address in (NEW, f"{page_of(theme)}edit/"):
            answer = ask("bob").post(address, {"name": name})
            assert answer.status_code == 422
            assert 'aria-invalid="true"' in answer.content.decode()
        assert Theme.objects.filter(workspace=theme.workspace).count() == 1

    def test_the_palette_brings_a_name_along(self, ask):
        assert 'value="Sick calls"' in html(ask("bob"), NEW, name="Sick calls")


class TestAreas:
    @pytest.fixture
    def areas(self, scope):
        """Three themes, the heaviest in the area Invoices with the lightest; one by itself."""
        account = make_account(scope.workspace, "Calder", arr=Decimal(500))
        made = []
        for name, area, count in (
            ("Late", "Invoices", 9),
            ("Offline", "Sync", 5),
            ("Tax", "Invoices", 1),
            ("Odd", "", 3),
        ):
            theme = make_theme(scope, name, [say(scope, f"{name} {n}", account=account) for n in range(count)])
            Theme.objects.filter(pk=theme.pk).update(area=area)
            made.append(theme)
        recount(workspace=scope.workspace, now=NOW)
        return made

    def test_the_ranking_stands_under_its_areas_and_keeps_its_ranks(self, ask, areas):
        page = html(ask("dana"), LIST, weight="notes")
        assert names(page) == ["Late", "Tax", "Offline", "Odd"]
        assert re.findall(r"<span>(\d)</span></td>", page) == ["1", "4", "2", "3"]
        assert [words.strip() for words in re.findall(r'data-fold="[^>]*>.*?</svg>([^<]*)<', page, re.DOTALL)] == [
            "Invoices", "Sync", "By themselves",
        ]  # fmt: skip

    def test_by_rank_alone_there_are_no_headings(self, ask, areas):
        page = html(ask("dana"), LIST, weight="notes", by="rank")
        assert names(page) == ["Late", "Offline", "Odd", "Tax"]
        assert "data-fold=" not in page

    def test_one_area_is_no_heading(self, ask, areas):
        Theme.objects.filter(area="Sync").update(area="")
        page = html(ask("dana"), LIST)
        assert "data-fold=" not in page
