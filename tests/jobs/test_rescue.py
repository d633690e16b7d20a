"""Jobs of dead workers go back into the queue, once, and not for ever."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, TypeVar

import pytest
from django.db import connection, transaction
from procrastinate import App
from procrastinate.contrib.django import app

from clew.jobs import rescue, worker
from clew.jobs.queue import enqueue

T = TypeVar("T")

pytestmark = pytest.mark.django_db(transaction=True)


def queue(*, silent_for: timedelta | None, attempts: int = 0, mark: str = "") -> int:
    """A job that a worker took, who gave its last sign of life so long ago; None for a worker that is gone."""
    with connection.cursor() as cursor:
        number = None
        if silent_for is not None:
            cursor.execute(
                "insert into procrastinate_workers (last_heartbeat) values (now() - %s) returning id", [silent_for]
            )
            number = cursor.fetchone()[0]
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, status, worker_id, attempts, lock, queueing_lock) "
            "values ('default', 'test.none', 'doing', %s, %s, nullif(%s, ''), nullif(%s, '')) returning id",
            [number, attempts, mark, mark],
        )
        return int(cursor.fetchone()[0])


def status(job: int) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute("select status, attempts from procrastinate_jobs where id = %s", [job])
        found: tuple[Any, ...] | None = cursor.fetchone()
    return found


def put_back() -> int:
    return with_app(rescue.put_back_stalled)


def with_app(what: Callable[[App], Coroutine[Any, Any, T]]) -> T:
    async def run() -> T:
        with app.replace_connector(app.connector.get_worker_connector()) as ours:  # type: ignore[attr-defined]
            async with ours.open_async():
                return await what(ours)

    return asyncio.run(run())


@pytest.mark.parametrize("silent_for", [timedelta(seconds=31), timedelta(days=2), None])
def test_a_job_of_a_silent_or_vanished_worker_goes_back(silent_for: timedelta | None):
    job = queue(silent_for=silent_for)
    assert put_back() == 1
    assert status(job) == ("todo", 1)
    assert put_back() == 0


def test_a_job_of_a_living_worker_stays_where_it_is():
    job = queue(silent_for=timedelta(seconds=20))
    assert put_back() == 0
    assert status(job) == ("doing", 0)


def test_a_job_that_took_five_workers_along_is_left_as_failed():
    job = queue(silent_for=None, attempts=rescue.MOST_ATTEMPTS - 1)
    assert put_back() == 0
    assert status(job) == ("failed", rescue.MOST_ATTEMPTS)


def test_a_job_whose_work_waits_already_under_the_same_mark_is_dropped():
    stalled = queue(silent_for=None, mark="insights.group:1")
    assert enqueue("test.none", once="insights.group:1")
    other = queue(silent_for=None)
    assert put_back() == 1
    assert status(stalled) is None
    assert status(other) == ("todo", 1)


def test_a_worker_that_was_kept_busy_does_not_take_its_own_job_for_a_dead_ones():
    job = queue(silent_for=timedelta(minutes=1))
    with connection.cursor() as cursor:
        cursor.execute("select worker_id from procrastinate_jobs where id = %s", [job])
        ours = SimpleNamespace(worker_id=cursor.fetchone()[0])

    async def watch_once(app: App) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(rescue.watch(app, ours), 0.3)  # type: ignore[arg-type]

    with_app(watch_once)
    assert status(job) == ("doing", 0)


@pytest.fixture
def diary() -> Iterator[list[str]]:
    """Two tasks for these tests: what they did."""
    found: list[str] = []

    def note(word: str) -> None:
        found.append(word)

    def enqueue_and_fail() -> None:
        with suppress(ZeroDivisionError), transaction.atomic():
            enqueue("test.note", word="of a transaction that failed")
            1 / 0  # noqa: B018
        enqueue("test.note", word="after")

    app.task(name="test.note")(note)
    app.task(name="test.enqueue_and_fail")(enqueue_and_fail)
    yield found
    del app.tasks["test.note"], app.tasks["test.enqueue_and_fail"]


def test_draining_runs_what_waits_and_what_that_enqueues(diary: list[str]):
    enqueue("test.note", word="first")
    enqueue("test.enqueue_and_fail")
    worker.drain()
    assert diary == ["first", "after"]


def test_a_job_that_a_job_enqueues_rolls_back_with_its_transaction(diary: list[str]):
    enqueue("test.enqueue_and_fail")
    worker.drain()
    assert "of a transaction that failed" not in diary


def test_draining_takes_up_what_a_dead_worker_left(diary: list[str]):
    job = queue(silent_for=None)
    with connection.cursor() as cursor:
        cursor.execute(
            "update procrastinate_jobs set task_name = 'test.note', args = %s where id = %s", ['{"word": "again"}', job]
        )
    worker.drain()
    assert diary == ["again"]
