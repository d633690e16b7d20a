from uuid import uuid4

import pytest

from clew.ui import subjects


@pytest.fixture(autouse=True)
def _sources(monkeypatch):
    monkeypatch.setattr(subjects, "_sources", [])


def test_each_source_is_asked_once_for_all_of_its_kinds_and_only_when_there_are_some():
    asked = []

    def find(workspace, wanted):
        asked.append(set(wanted))
        return {subject: f"/{subject[0]}/" for subject in wanted}

    one, two = ("note", uuid4()), ("theme", uuid4())
    subjects.add(subjects.Source({"note", "theme"}, find), subjects.Source({"account"}, find))
    assert subjects.pages(None, [one, two, one, ("nothing", None)]) == {one: "/note/", two: "/theme/"}
    assert asked == [{one, two}]


def test_a_kind_may_have_one_page_for_all_of_its_subjects():
    subjects.add(subjects.Source({"mission"}, subjects.fixed(lambda workspace, kind: f"/{workspace}/{kind}/")))
    assert subjects.pages("northwind", [("mission", None)]) == {("mission", None): "/northwind/mission/"}
