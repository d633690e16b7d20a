"""Settings, understanding, from every side of the door."""

import re

import pytest
from tests.pages import by_role, client_of, html, queries
from tests.people import NOW
from tests.things import say

from clew.insights.actions.embedders import choose_embedder
from clew.insights.models import EmbedderChoice, UnderstandingSettings
from clew.workspaces.actions.events import Actor
from clew.workspaces.models import Event

PAGE, PROGRESS = "/w/northwind/settings/understanding/", "/w/northwind/settings/understanding/progress/"
ENGLISH, MANY = EmbedderChoice.ENGLISH.value, EmbedderChoice.MANY_LANGUAGES.value


@pytest.fixture
def ask(world):
    return lambda name: client_of(getattr(world, name))


@pytest.fixture
def changing(workspace, alice):
    settings = choose_embedder(workspace=workspace, embedder=ENGLISH, by=Actor(alice), now=NOW)
    return UnderstandingSettings.objects.filter(pk=settings.pk)


@pytest.mark.parametrize("address", [PAGE, PROGRESS])
@pytest.mark.parametrize(("name", "status"), by_role(200, 200, 200, 200, 404))
def test_every_member_reads(ask, address, name, status):
    assert ask(name).get(address).status_code == status


@pytest.mark.parametrize(("name", "status"), by_role(302, 403, 403, 403, 404))
def test_only_owners_choose(ask, workspace, name, status):
    assert ask(name).post(PAGE, {"embedder": ENGLISH}).status_code == status
    chosen = UnderstandingSettings.objects.filter(workspace=workspace, embedder=ENGLISH).exists()
    assert chosen is (name == "alice")
    assert Event.objects.filter(verb="embedder.chosen").exists() is chosen


def test_both_choices_are_offered_in_plain_words_and_the_chosen_one_is_marked(ask):
    text = html(ask("alice"), PAGE)
    assert "Many languages (default)" in text
    assert "English, finer" in text
    assert f'value="{MANY}" id="embedder-{MANY}" checked' in text
    assert "Read all notes this way" in text
    assert "embedder" not in visible(text)


def test_who_may_not_choose_is_told_who_may(ask):
    text = html(ask("dana"), PAGE)
    assert "Owners choose" in text
    assert "Read all notes this way" not in text


def test_an_unknown_choice_is_answered_with_the_form(ask):
    answer = ask("alice").post(PAGE, {"embedder": "the best one"})
    assert answer.status_code == 422
    assert not Event.objects.filter(verb="embedder.chosen").exists()


def test_what_follows_from_the_choice_is_said(ask):
    alice = ask("alice")
    assert "Reading all notes anew, as “English, finer”." in html_after(alice, ENGLISH)
    assert "It stays as it is: “Many languages”." in html_after(alice, MANY)
    assert "Nothing to change" in html_after(alice, MANY)


def test_a_change_under_way_shows_how_far_it_is_and_asks_again(ask, changing):
    assert "Waiting for the worker to begin." in html(ask("dana"), PAGE)
    changing.update(prepared=412, to_prepare=1_276)
    for address in (PAGE, PROGRESS):
        text = html(ask("dana"), address)
        assert "412 of 1,276 notes read." in text
        assert f'hx-get="{PROGRESS}"' in text
    changing.update(prepared=1_276)
    assert "The new reading takes over in a moment." in html(ask("dana"), PROGRESS)


def test_when_the_change_is_over_the_page_is_loaded_anew(ask, changing):
    changing.update(in_use=ENGLISH)
    answer = ask("dana").get(PROGRESS)
    assert answer.headers["HX-Refresh"] == "true"
    assert "Reading anew" not in html(ask("dana"), PAGE)


def test_the_settings_lead_there(ask):
    assert f'href="{PAGE}"' in html(ask("dana"), "/w/northwind/settings/channels/")


def test_the_page_asks_a_fixed_number_of_questions(ask, scope, changing):
    dana = ask("dana")
    once = queries(dana, PAGE)
    for number in range(20):
        say(scope, f"Note {number}")
    assert queries(dana, PAGE) == once <= 8


def visible(text):
    """The words of the main part, without markup."""
    return re.sub(r"<[^>]+>", " ", text.partition("<main")[2]).lower()


def html_after(client, embedder):
    return client.post(PAGE, {"embedder": embedder}, follow=True).content.decode()
