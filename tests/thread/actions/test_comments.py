from datetime import timedelta

import pytest
from tests.things import make_opportunity

from clew.kit.errors import Invalid, NotAllowed
from clew.thread.actions.comments import add_comment, edit_comment, remove_comment
from clew.thread.models import Follow, Mention
from clew.thread.queries.updates import unseen, updates
from clew.workspaces.actions.events import Actor
from clew.workspaces.models import Membership


@pytest.fixture
def item(scope):
    return make_opportunity(scope)


def say(item, text, user, now):
    return add_comment(item=item, text=text, by=Actor(user), now=now + timedelta(hours=1))


@pytest.mark.parametrize("text", ["@Dana Diaz look", "ask @dana, please", "(@Dana)", "@DANA DIAZ!"])
def test_a_named_member_is_mentioned(item, carol, dana, now, text):
    say(item, text, carol, now)
    assert Mention.objects.get().user == dana


@pytest.mark.parametrize("text", ["mail dana@example.com", "@Danab", "Dana", "@charlie"])
def test_what_only_looks_like_a_name_is_none(item, carol, now, text):
    say(item, text, carol, now)
    assert not Mention.objects.exists()


def test_who_comments_follows(item, carol, now):
    say(item, "Yes.", carol, now)
    assert Follow.objects.filter(item=item, user=carol).exists()


def test_a_follower_hears_of_it_and_the_author_does_not(workspace, item, bob, carol, now):
    say(item, "Yes.", carol, now)
    of_bob, of_carol = (Membership.objects.get(workspace=workspace, user=user) for user in (bob, carol))
    assert [update.sentence for update in updates(membership=of_bob)] == ["Commented on Opportunity OP-1: “Yes.”"]
    assert unseen(membership=of_bob) == 1
    assert updates(membership=of_carol) == []


def test_a_mentioned_member_hears_of_it_without_following(workspace, item, carol, dana, now):
    say(item, "@Dana see", carol, now)
    (update,) = updates(membership=Membership.objects.get(workspace=workspace, user=dana))
    assert update.named


def test_only_its_author_changes_or_removes_a_comment(item, bob, carol, now):
    comment = say(item, "Mine.", carol, now)
    with pytest.raises(NotAllowed):
        edit_comment(comment=comment, text="Yours.", by=Actor(bob), now=now)
    with pytest.raises(NotAllowed):
        remove_comment(comment=comment, by=Actor(bob), now=now)


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 20_001])
def test_a_comment_says_something_in_bounds(item, carol, now, text):
    with pytest.raises(Invalid):
        say(item, text, carol, now)
