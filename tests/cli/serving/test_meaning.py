"""The process that knows meanings: what it answers, and that a search goes on without it."""

import json
import socket
import threading

import numpy as np
import pytest

from clew.cli.serving.meaning import Embedders, Server, answer
from clew.insights.queries.search import meaning


class Letters:
    """An embedder that counts letters."""

    name, version = "letters", "1"

    def encode(self, texts):
        return np.array([[text.count("a"), text.count("b")] for text in texts], np.float32)


class Known(Embedders):
    def get(self, name):
        return Letters() if name == "use-multilingual-v3" else None


@pytest.fixture
def served(tmp_path, settings):
    path = tmp_path / "meaning.sock"
    with Server(path, Known()) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        settings.MEANING_SOCKET = str(path)
        yield path
        server.shutdown()
        thread.join()


def test_only_the_owner_may_open_the_socket(served):
    assert served.stat().st_mode & 0o077 == 0


def test_a_search_is_told_where_its_words_are(served, workspace):
    found = meaning.point_for(workspace=workspace, text="aab")
    assert (found.embedder, found.vector) == ("letters 1", "[2,1]")
    assert meaning.point_for(workspace=workspace, text="  ") is None


def test_the_nearest_sentence_of_each_note_is_named(served, workspace):
    asked = {"workspace": workspace, "text": "b"}
    assert meaning.nearest_sentences(of=[["a", "bb"], [], ["b", "a"]], **asked) == [1, None, 0]
    assert meaning.nearest_sentences(of=[], **asked) == []


def test_when_its_time_is_over_it_leaves_the_rest():
    request = {"embedder": "use-multilingual-v3", "text": "b", "of": [["a"]], "within": -1.0}
    assert answer(request, Known())["nearest"] == [None]


def test_while_an_embedder_is_being_read_it_says_so():
    assert answer({"embedder": "other", "text": "b"}, Known()) == {"error": "not ready"}


@pytest.mark.parametrize("line", [b"nonsense\n", b"[]\n", b"{}\n", b'{"embedder": "use-multilingual-v3"}\n'])
def test_nonsense_is_answered_and_ends_nothing(served, workspace, line):
    with socket.socket(socket.AF_UNIX) as plain:
        plain.connect(str(served))
        plain.sendall(line)
        assert "error" in json.loads(plain.makefile("rb").readline())
    assert meaning.point_for(workspace=workspace, text="a")


def test_without_it_a_search_goes_on(settings, tmp_path, workspace):
    for path in ("", str(tmp_path / "nobody.sock")):
        settings.MEANING_SOCKET = path
        assert meaning.point_for(workspace=workspace, text="a") is None
        assert meaning.nearest_sentences(workspace=workspace, text="a", of=[["x", "y"]]) == [None]


def test_one_that_does_not_answer_in_time_holds_nobody_up(settings, tmp_path, workspace, monkeypatch):
    monkeypatch.setattr(meaning, "PATIENCE", 0.05)
    settings.MEANING_SOCKET = str(tmp_path / "mute.sock")
    with socket.socket(socket.AF_UNIX) as mute:
        mute.bind(settings.MEANING_SOCKET)
        mute.listen()
        assert meaning.point_for(workspace=workspace, text="a") is None
