"""Members, invitations and tokens, from every side of the door."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from tests.pages import ESCAPED, ROLES, SCRIPT, by_role, client_of, html, queries
from tests.people import NOW, PASSWORD, make_member

from clew.kit import clock
from clew.workspaces.actions.events import Actor
from clew.workspaces.actions.members import edit_member, invite, remove_member
from clew.workspaces.actions.tokens import create_token
from clew.workspaces.models import ApiToken, Event, Invitation, Membership, Role, User

MEMBERS, TOKENS, UNDO = "/w/northwind/settings/members/", "/w/northwind/settings/tokens/", "/w/northwind/undo/"
GUEST = {"email": "Erin@Example.com", "role": Role.COMMENTER, "hats": ["research", "design"]}
FOR_A_SCRIPT = {"name": "Export", "scopes": "read", "days": "90"}


@pytest.fixture
def ask(world):
    return lambda name: client_of(getattr(world, name))


def of(user: User) -> Membership:
    return Membership.objects.get(user=user)


class TestSeeing:
    @pytest.mark.parametrize(("name", "status"), by_role(200, 200, 200, 200, 404))
    def test_every_member_sees_who_is_here(self, ask, name, status):
        answer = ask(name).get(MEMBERS)
        assert answer.status_code == status
        assert ("Carol Chen" in answer.content.decode()) == (status == 200)

    def test_only_owners_are_offered_to_invite_and_change(self, ask):
        pages = {name: html(ask(name), MEMBERS) for name in ROLES[:4]}
        assert {name for name, page in pages.items() if "Make the invitation" in page} == {"alice"}
        assert {name for name, page in pages.items() if 'name="role"' in page} == {"alice"}

    def test_only_owners_see_who_is_invited(self, workspace, alice, ask):
        invite(workspace=workspace, email="x@example.com", role=Role.READER, hats=[], by=alice, now=clock.now())
        assert {name for name in ROLES[:4] if "x@example.com" in html(ask(name), MEMBERS)} == {"alice"}

    def test_a_name_is_words_and_no_markup(self, workspace, ask):
        User.objects.filter(pk=make_member("Erin", workspace, Role.READER).pk).update(name=SCRIPT)
        page = html(ask("alice"), MEMBERS)
        assert ESCAPED in page
        assert SCRIPT not in page

    def test_many_members_take_as_many_queries_as_few(self, workspace, alice, ask):
        owner = ask("alice")
        invite(workspace=workspace, email="x@example.com", role=Role.READER, hats=[], by=alice, now=clock.now())
        few = queries(owner, MEMBERS)
        for number in range(15):
            make_member(f"Member{number} More", workspace, Role.EDITOR)
            email = f"x{number}@example.com"
            invite(workspace=workspace, email=email, role=Role.READER, hats=[], by=alice, now=clock.now())
        assert queries(owner, MEMBERS) == few


class TestInviting:
    @pytest.mark.parametrize(("name", "status"), by_role(200, 403, 403, 403, 404))
    def test_it_takes_an_owner(self, ask, name, status):
        assert ask(name).post(MEMBERS, GUEST).status_code == status
        assert Invitation.objects.exists() == (status == 200)

    def test_the_link_is_shown_once_and_opens_the_door(self, ask):
        alice = ask("alice")
        link = link_in(alice.post(MEMBERS, GUEST).content.decode())
        assert "Join Northwind" in html(Client(), link)
        assert "invitations/" not in html(alice, MEMBERS).replace("/withdraw/", "").replace("settings/invitations/", "")

    def test_a_member_is_not_invited_again(self, ask, bob):
        answer = ask("alice").post(MEMBERS, {**GUEST, "email": bob.email})
        assert answer.status_code == 422
        assert "is a member already" in answer.content.decode()

    def test_no_address_is_told_under_the_field(self, ask):
        answer = ask("alice").post(MEMBERS, {**GUEST, "email": "nobody"})
        assert answer.status_code == 422
        assert 'id="id_email-error"' in answer.content.decode()

    def test_with_mail_the_link_is_mailed(self, ask, settings):
        settings.HAS_MAIL = True
        page = ask("alice").post(MEMBERS, GUEST).content.decode()
        assert "on its way" in page
        assert mail.outbox[0].to == ["erin@example.com"]
        assert link_in(page) in mail.outbox[0].body

    def test_a_mail_that_fails_leaves_the_link(self, ask, settings, monkeypatch):
        settings.HAS_MAIL = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", 1
        page = ask("alice").post(MEMBERS, GUEST).content.decode()
        assert "Pass this link on." in page
        assert link_in(page)

    def test_a_name_with_a_line_break_cannot_write_headers(self, alice, ask, settings):
        settings.HAS_MAIL = True
        User.objects.filter(pk=alice.pk).update(name="Alice\nBcc: all@example.com")
        assert ask("alice").post(MEMBERS, GUEST).status_code == 200
        assert "\n" not in mail.outbox[0].subject

    @pytest.mark.parametrize(("name", "status"), by_role(302, 403, 403, 403, 404))
    def test_withdrawing_takes_an_owner(self, workspace, alice, ask, name, status):
        found, _ = invite(
            workspace=workspace, email="x@example.com", role=Role.READER, hats=[], by=alice, now=clock.now()
        )
        answer = ask(name).post(f"/w/northwind/settings/invitations/{found.pk}/withdraw/")
        found.refresh_from_db()
        assert (answer.status_code, found.revoked_at is not None) == (status, status == 302)


class TestChanging:
    @pytest.mark.parametrize(("name", "status"), by_role(302, 403, 403, 403, 404))
    def test_roles_and_hats_take_an_owner(self, ask, dana, name, status):
        answer = ask(name).post(f"{MEMBERS}{of(dana).pk}/", {"role": Role.OWNER, "hats": ["design"]})
        assert answer.status_code == status
        assert (of(dana).role == Role.OWNER) == (status == 302)

    def test_what_is_no_role_changes_nothing_and_says_so(self, ask, dana):
        answer = ask("alice").post(f"{MEMBERS}{of(dana).pk}/", {"role": 9})
        assert (answer.status_code, of(dana).role) == (422, Role.READER)

    def test_the_last_owner_cannot_step_down(self, ask, alice):
        answer = ask("alice").post(f"{MEMBERS}{of(alice).pk}/", {"role": Role.READER})
        assert (answer.status_code, of(alice).role) == (403, Role.OWNER)

    @pytest.mark.parametrize(("name", "status"), by_role(302, 403, 403, 302, 404))
    def test_an_owner_takes_out_anybody_and_everybody_may_leave(self, ask, dana, name, status):
        membership = of(dana)
        answer = ask(name).post(f"{MEMBERS}{membership.pk}/leave/")
        assert answer.status_code == status
        assert Membership.objects.filter(pk=membership.pk).exists() == (status != 302)

    def test_the_last_owner_cannot_leave(self, ask, alice):
        assert ask("alice").post(f"{MEMBERS}{of(alice).pk}/leave/").status_code == 403
        assert of(alice).role == Role.OWNER

    def test_an_owner_brings_back_whom_they_took_out(self, ask, dana):
        before, alice = of(dana), ask("alice")
        alice.post(f"{MEMBERS}{before.pk}/leave/")
        alice.post(UNDO, {"next": MEMBERS})
        assert of(dana).role == before.role


class TestUndoIsNoWayUp:
    """Taking back a change takes the role that the change took: else the undo of a demotion would be a promotion."""

    def test_somebody_demoted_does_not_undo_it(self, alice, bob, ask, now):
        edit_member(membership=of(bob), role=Role.OWNER, hats=[], by=Actor(alice), now=now)
        edit_member(membership=of(bob), role=Role.EDITOR, hats=[], by=Actor(alice), now=now + timedelta(hours=1))
        for event in Event.objects.filter(verb="member.edited"):
            assert ask("bob").post(UNDO, {"event": event.pk}).status_code == 403
        assert of(bob).role == Role.EDITOR

    def test_nor_what_they_did_while_they_were_owner(self, alice, bob, dana, ask, now):
        edit_member(membership=of(bob), role=Role.OWNER, hats=[], by=Actor(alice), now=now)
        edit_member(membership=of(dana), role=Role.OWNER, hats=[], by=Actor(bob), now=now)
        edit_member(membership=of(dana), role=Role.READER, hats=[], by=Actor(bob), now=now + timedelta(hours=1))
        edit_member(membership=of(bob), role=Role.EDITOR, hats=[], by=Actor(alice), now=now + timedelta(hours=2))
        assert ask("bob").post(UNDO).status_code == 403
        assert of(dana).role == Role.READER

    def test_an_editor_does_not_bring_back_whom_an_owner_took_out(self, alice, dana, ask, now):
        remove_member(membership=of(dana), by=Actor(alice), now=now)
        event = Event.objects.get(verb="member.removed")
        assert ask("bob").post(UNDO, {"event": event.pk}).status_code == 403
        assert not Membership.objects.filter(user=dana).exists()


class TestTokens:
    def make(self, workspace, user, **values):
        values = {"name": "script", "scopes": ["read"], "days": 30, "by": Actor(user), "now": clock.now(), **values}
        return create_token(workspace=workspace, user=user, **values)

    @pytest.mark.parametrize(("name", "status"), by_role(200, 200, 200, 200, 404))
    def test_every_member_makes_their_own(self, ask, name, status):
        assert ask(name).post(TOKENS, FOR_A_SCRIPT).status_code == status
        assert ApiToken.objects.exists() == (status == 200)

    def test_it_is_told_once_and_works(self, ask, settings):
        bob = ask("bob")
        secret = re.search(r'value="(clew_[^"]+)"', bob.post(TOKENS, FOR_A_SCRIPT).content.decode())[1]
        assert secret not in html(bob, TOKENS)
        assert Client().get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"}).status_code != 401

    @pytest.mark.parametrize("wrong", [{"name": ""}, {"scopes": "all"}, {"days": "4000"}])
    def test_what_is_wrong_is_told_in_the_form(self, ask, wrong):
        answer = ask("bob").post(TOKENS, {**FOR_A_SCRIPT, **wrong})
        assert (answer.status_code, ApiToken.objects.count()) == (422, 0)
        assert 'class="err"' in answer.content.decode()

    def test_members_see_their_own_and_owners_everybodys(self, workspace, bob, ask):
        self.make(workspace, bob, name="Bob’s own")
        assert {name for name in ROLES[:4] if "Bob’s own" in html(ask(name), TOKENS)} == {"alice", "bob"}

    @pytest.mark.parametrize(("name", "status"), by_role(302, 302, 403, 403, 404))
    def test_its_maker_and_owners_revoke_it(self, workspace, bob, ask, name, status):
        token, _ = self.make(workspace, bob)
        answer = ask(name).post(f"{TOKENS}{token.pk}/revoke/")
        token.refresh_from_db()
        assert (answer.status_code, token.revoked_at is not None) == (status, status == 302)

    def test_one_that_ended_says_so(self, workspace, bob, ask):
        self.make(workspace, bob, days=1, now=NOW - timedelta(days=400))
        assert "ended " in html(ask("bob"), TOKENS)

    def test_a_name_is_words_and_no_markup(self, workspace, bob, ask):
        self.make(workspace, bob, name=SCRIPT)
        assert SCRIPT not in html(ask("alice"), TOKENS)

    def test_many_take_as_many_queries_as_one(self, workspace, bob, ask):
        self.make(workspace, bob)
        alice = ask("alice")
        once = queries(alice, TOKENS)
        for number in range(15):
            self.make(workspace, bob, name=f"t{number}")
        assert queries(alice, TOKENS) == once


class TestJoining:
    """The invitation's own page: nobody needs a workspace for it."""

    @pytest.fixture
    def link(self, workspace, alice):
        _, secret = invite(
            workspace=workspace,
            email="erin@example.com",
            role=Role.COMMENTER,
            hats=["research"],
            by=alice,
            now=clock.now(),
        )
        return f"/invitations/{secret}/"

    def test_it_says_who_asks_whom_where(self, link):
        page = html(Client(), link)
        for words in ("Alice Ahmadi", "erin@example.com", "Northwind", "commenter", "research"):
            assert words in page

    def test_a_guest_signs_up_and_joins(self, link, settings):
        settings.SIGN_UP_IS_OPEN = False
        guest = Client()
        html(guest, link)
        data = {"name": "Erin", "email": "erin@example.com", "password1": "a rather long one 7"}
        assert guest.post("/accounts/signup/", data).status_code == 302
        assert guest.get("/").headers["Location"] == link
        assert guest.post(link).headers["Location"] == "/w/northwind/"
        assert of(User.objects.get(email="erin@example.com")).role == Role.COMMENTER

    def test_somebody_with_an_account_signs_in_and_joins(self, link, charlie):
        guest = Client()
        html(guest, link)
        guest.post(f"/accounts/login/?next={link}", {"login": charlie.email, "password": PASSWORD})
        guest.post(link)
        assert Membership.objects.filter(user=charlie, workspace__slug="northwind").exists()

    def test_looking_is_not_joining(self, link, ask, charlie):
        html(ask("charlie"), link)
        assert not Membership.objects.filter(user=charlie, workspace__slug="northwind").exists()

    def test_a_signed_out_guest_joins_nothing_by_posting(self, link):
        Client().post(link)
        assert Invitation.objects.get().accepted_at is None

    def test_a_member_keeps_their_role(self, link, ask, alice):
        ask("alice").post(link)
        assert of(alice).role == Role.OWNER

    def test_a_used_one_and_a_made_up_one_look_the_same(self, link, ask):
        ask("charlie").post(link)
        used, made_up = Client().get(link), Client().get("/invitations/made-up/")
        assert used.status_code == made_up.status_code == 404
        assert "Ask for a new one." in used.content.decode()
        assert "Ask for a new one." in made_up.content.decode()


def link_in(page: str) -> str:
    found = re.search(r'id="invitation-link" value="http://[^/]+(/invitations/[^"]+)"', page)
    assert found
    return found[1]
