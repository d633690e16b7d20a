import json

import pytest
from tests.importing import counts, import_notes
from tests.people import NOW

from clew.insights.actions.imports.turns import turns_in
from clew.insights.models import Note, NoteTurn
from clew.insights.queries.turns import turns_of
from clew.interchange.models import known_format
from clew.interchange.queries.guesses import guess_columns
from clew.kit.errors import Invalid
from clew.kit.tables import sniff
from realdata import data_folder

INTERCOM = {
    "type": "conversation",
    "id": "147",
    "created_at": 1763542800,
    "source": {"body": "<p>The export is slow.</p>", "author": {"type": "user", "id": "u1", "name": "Ann"}},
    "conversation_parts": {
        "type": "conversation_part.list",
        "conversation_parts": [
            {"part_type": "comment", "body": "<p>How large is it?</p>", "author": {"type": "admin", "name": "Sam"}},
            {"part_type": "note", "body": "She is grumpy", "author": {"type": "admin", "name": "Sam"}},
            {"part_type": "assignment", "body": None, "author": {"type": "bot"}},
            {"part_type": "comment", "body": "<p>About 2&nbsp;GB.</p>", "author": {"type": "user", "name": "Ann"}},
        ],
    },
}


def said(turns):
    return [(turn.speaker, turn.is_customer, turn.text) for turn in turns]


def test_intercoms_parts_tell_customers_from_staff_and_leave_out_internal_notes():
    assert said(turns_in(json.dumps(INTERCOM["conversation_parts"]))) == [
        ("Sam", False, "How large is it?"),
        ("Ann", True, "About 2 GB."),
    ]


def test_of_zendesks_comments_who_speaks_first_is_the_customer():
    comments = [
        {"author_id": 7, "body": "It fails", "public": True, "created_at": "2026-11-01T10:00:00Z"},
        {"author_id": 3, "body": "Which version?", "public": True},
        {"author_id": 3, "body": "grumpy", "public": False},
        {"author_id": 7, "body": "4.2", "public": True},
    ]
    turns = turns_in(json.dumps(comments))
    assert said(turns) == [("7", True, "It fails"), ("3", False, "Which version?"), ("7", True, "4.2")]
    assert turns[0].said_at.isoformat() == "2026-11-01T10:00:00+00:00"
    assert turns[1].said_at is None


def test_roles_of_chats_are_known():
    cell = '[{"role": "assistant", "content": "Hello"}, {"role": "user", "content": "It is slow"}]'
    assert [turn.is_customer for turn in turns_in(cell)] == [False, True]


@pytest.mark.parametrize("cell", ["just words", "3", '"text"', "[" * 5000])
def test_what_is_no_conversation_is_refused(cell):
    with pytest.raises(Invalid, match="no conversation"):
        turns_in(cell)


def test_a_conversation_becomes_a_note_of_the_customers_words_with_its_turns_beside(scope, file):
    path = file("intercom.json", json.dumps({"conversations": [INTERCOM]}))
    fields = {"text": ["source.body"], "turns": ["conversation_parts.conversation_parts"], "source_id": ["id"],
              "person_name": ["source.author.name"], "said_at": ["created_at"]}  # fmt: skip
    assert counts(import_notes(scope, path, fields)) == (1, 0, 0, 0, 0)
    note = Note.objects.get(source_id="147")
    assert (note.text, note.person.name) == ("The export is slow.\n\nAbout 2 GB.", "Ann")
    assert [(turn.is_customer, turn.text) for turn in turns_of(note)] == [
        (True, "The export is slow."),
        (False, "How large is it?"),
        (True, "About 2 GB."),
    ]
    assert counts(import_notes(scope, path, fields)) == (0, 0, 1, 0, 0)
    anew = json.loads(json.dumps(INTERCOM).replace("How large", "Just how large"))
    again = file("again.json", json.dumps({"conversations": [anew]}))
    assert counts(import_notes(scope, again, fields)) == (0, 1, 0, 0, 0)
    assert turns_of(Note.objects.get(source_id="147"))[1].text == "Just how large is it?"
    assert NoteTurn.objects.count() == 3


def test_a_conversation_without_a_customer_is_refused(scope, file):
    path = file("c.json", json.dumps([{"id": "1", "turns": [{"agent": "Sam", "message": "Hello?"}]}]))
    account = import_notes(scope, path, {"turns": ["turns"], "source_id": ["id"]})
    assert account.refused[0].reason == "No customer speaks in this conversation."


def test_the_columns_of_a_conversation_are_guessed(file):
    layout = sniff(file("intercom.json", json.dumps([INTERCOM])))
    guessed = guess_columns(known_format("notes"), layout)
    assert (guessed["turns"], guessed["text"]) == (("conversation_parts.conversation_parts",), ("source.body",))


@pytest.mark.data
def test_ibms_support_threads_keep_every_turn_in_order(scope):
    total = 0
    for name in ("dev.json", "test.json"):
        path = data_folder("a_ibm_twitter_support") / name
        threads = json.loads(path.read_text(encoding="utf-8"))
        fields = {"turns": ["dialogContent"], "source_id": ["dialogHeader.sessionID"]}
        account = import_notes(scope, path, fields, channel=name, now=NOW)
        assert (account.rows, account.created, account.refusals) == (len(threads), len(threads), 0)
        total += account.created
        for thread in threads:
            note = Note.objects.get(source_id=thread["dialogHeader"]["sessionID"], channel__name=name)
            wanted = [
                (next(key for key in turn if key not in {"datetime", "message", "tweet_ID"}), turn["message"])
                for turn in thread["dialogContent"]
            ]
            kept = turns_of(note)
            assert [turn.is_customer for turn in kept] == (
                [who.startswith("client") for who, _ in wanted] if len(wanted) > 1 else []
            )
            assert " ".join(note.text.split()) == " ".join(
                " ".join(words for who, words in wanted if who != "agent").split()
            )
            assert note.is_dated
    assert total == 1_025
