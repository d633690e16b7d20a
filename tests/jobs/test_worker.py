"""A real worker: long work leaves a lane for quick work, failures are tried again and end where people see them."""

import time
from collections.abc import Iterator
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from clew.interchange.actions.troubles import discard, note_trouble, try_again
from clew.interchange.models import Trouble
from clew.jobs import lanes, retrying, worker
from clew.jobs.queue import enqueue, others_wait
from clew.kit.errors import Conflict, Invalid, NotFound

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What the tasks of these tests did, in order."""
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")
    done: list[str] = []
    failures = iter([ZeroDivisionError("by zero"), ZeroDivisionError("by zero")])

    def note(word: str) -> None:
        done.append(word)

    def fails_twice() -> None:
        error = next(failures, None)
        done.append("failed" if error else "fine")
        if error:
            raise error

    def refuses() -> None:
        done.append("refused")
        raise Invalid("That cannot be.")

    for name, task in {"note": note, "fails_twice": fails_twice, "refuses": refuses}.items():
        app.task(name=f"test.{name}")(task)
    monkeypatch.setattr(retrying, "WAITS", (0, 0, 0, 0))
    monkeypatch.setattr(retrying, "listeners", [note_trouble])
    yield done
    for name in ("note", "fails_twice", "refuses"):
        del app.tasks[f"test.{name}"]


def jobs(task: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, status::text, attempts, queue_name from procrastinate_jobs where task_name = %s order by id",
            [task],
        )
        return list(cursor.fetchall())


def test_what_fails_is_tried_again_and_forgotten_when_it_goes_well(tasks: list[str]) -> None:
    enqueue("test.fails_twice")
    until = time.monotonic() + 20
    while tasks != ["failed", "failed", "fine"] and time.monotonic() < until:
        worker.drain()
    assert tasks == ["failed", "failed", "fine"]
    assert not jobs("test.fails_twice") or jobs("test.fails_twice")[0][1] == "succeeded"
    assert not Trouble.objects.exists()


def test_what_was_expected_is_not_tried_again_and_says_why(tasks: list[str]) -> None:
    enqueue("test.refuses")
    worker.drain()
    assert tasks == ["refused"]
    ((number, status, _, _),) = jobs("test.refuses")
    assert (status, Trouble.objects.get().sentence) == ("failed", "That cannot be.")
    try_again(job_id=number)
    worker.drain()
    assert (tasks, Trouble.objects.get().times) == (["refused", "refused"], 2)
    discard(job_id=number)
    assert (jobs("test.refuses"), Trouble.objects.exists()) == ([], False)
    with pytest.raises(NotFound):
        try_again(job_id=number)


def test_a_failed_job_whose_work_waits_already_is_only_to_be_discarded(tasks: list[str]) -> None:
    enqueue("test.refuses", once="mark")
    worker.drain()
    ((number, *_),) = jobs("test.refuses")
    enqueue("test.refuses", once="mark")
    with pytest.raises(Conflict, match="waits already"):
        try_again(job_id=number)


def test_attempts_come_to_an_end() -> None:
    job = Job(id=1, queue="default", lock=None, queueing_lock=None, task_name="x", attempts=len(retrying.WAITS))
    assert retrying.BackOff().get_retry_decision(exception=ValueError(), job=job) is None
    waits = [retrying.WAITS[number] for number in range(len(retrying.WAITS))]
    assert waits == sorted(waits)


def test_what_goes_first_and_who_makes_way(tasks: list[str]) -> None:
    enqueue("test.note", word="later", priority=lanes.LATER)
    enqueue("test.note", word="usual")
    enqueue("test.note", word="soon", priority=lanes.SOON)
    assert others_wait(lock="ours", priority=lanes.SOON)
    worker.drain()
    assert tasks == ["soon", "usual", "later"]
    assert not others_wait(lock="ours", priority=lanes.LATER)


def test_a_job_behind_somebody_elses_lock_is_not_waited_for(tasks: list[str]) -> None:
    enqueue("test.note", word="theirs", lock="theirs")
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, status, lock) values ('default', 'x', 'doing', 'theirs')"
        )
    assert not others_wait(lock="ours", priority=lanes.LATER)
    enqueue("test.note", word="ours", lock="ours")
    assert others_wait(lock="ours", priority=lanes.LATER)


def test_long_work_fills_its_lanes_and_quick_work_goes_on(tasks: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Two long jobs hold both lanes of the worker; a quick one, sent after them, is done while they run."""
    import asyncio

    release, running, stops = Event(), [], []

    def long(number: int) -> None:
        running.append(number)
        release.wait(20)

    app.task(name="test.long")(long)
    monkeypatch.setattr(worker, "_stop_on_signals", stops.extend)
    loops: list[asyncio.AbstractEventLoop] = []

    async def run() -> None:
        loops.append(asyncio.get_running_loop())
        await worker._run(2)

    thread = Thread(target=lambda: asyncio.run(run()))
    try:
        for number in (1, 2, 3):
            enqueue("test.long", lane=lanes.LONG, number=number)
        thread.start()
        _wait_for(lambda: len(running) == 2)
        enqueue("test.note", word="quick")
        _wait_for(lambda: tasks == ["quick"])
        assert len(running) == 2
    finally:
        release.set()
        for stop in stops:
            loops[0].call_soon_threadsafe(stop.cancel)
        thread.join(30)
        del app.tasks["test.long"]


def _wait_for(what: Any) -> None:
    until = time.monotonic() + 20
    while not what():
        assert time.monotonic() < until
        time.sleep(0.05)
