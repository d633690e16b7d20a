"""`clew serve` under fire: whatever is killed comes back, and nothing is lost. Real processes throughout."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from tests.cli.machinery import LEAN, Serving, assert_gone, clew, copied, free_port, serving, until

from clew.config.embedded import Embedded

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("kills")]


@pytest.fixture(scope="module")
def server() -> Iterator[Serving]:
    """One server for the tests here: each leaves it as it found it."""
    with copied("data with a space") as data, serving(data, env=LEAN) as found:
        until(lambda: "worker" in found.state["children"])
        yield found


def enqueue_nap(server: Serving, diary: Path, *, seconds: float) -> None:
    with psycopg.connect(Embedded(server.data).url(), autocommit=True) as connection:
        connection.execute(
            "insert into procrastinate_jobs (queue_name, task_name, args) "
            "values ('default', 'napping.nap', jsonb_build_object('diary', %s::text, 'seconds', %s::float))",
            [str(diary), seconds],
        )


def test_a_killed_web_process_is_replaced_and_its_workers_end_with_it(server: Serving):
    web = psutil.Process(server.pid("web"))
    workers = web.children()
    web.kill()
    assert_gone(workers, limit=5)
    until(lambda: server.pid("web") != web.pid and server.answers())


def test_a_killed_worker_is_replaced_and_its_job_is_done_again(server: Serving, tmp_path: Path):
    diary = tmp_path / "diary"
    enqueue_nap(server, diary, seconds=300)
    until(diary.exists)
    worker = server.pid("worker")
    os.kill(worker, signal.SIGKILL)
    with psycopg.connect(Embedded(server.data).url(), autocommit=True) as connection:  # instead of waiting 30 seconds
        connection.execute("update procrastinate_workers set last_heartbeat = now() - interval '1 minute'")
    until(lambda: len(set(diary.read_text().split())) == 2)
    assert server.pid("worker") != worker
    os.kill(server.pid("worker"), signal.SIGKILL)  # nobody waits for the second nap
    with psycopg.connect(Embedded(server.data).url(), autocommit=True) as connection:
        connection.execute("delete from procrastinate_jobs")


def test_a_killed_database_is_started_again_and_web_and_worker_find_it(server: Serving, tmp_path: Path):
    before = server.database.pid
    os.kill(before, signal.SIGKILL)
    until(lambda: server.database.pid != before and server.answers())
    assert [server.answers() for _ in range(10)] == [True] * 10
    diary = tmp_path / "diary"
    enqueue_nap(server, diary, seconds=0)
    until(lambda: diary.read_text().endswith(".\n"))


def test_a_second_serve_on_the_same_folder_says_where_the_first_one_is(server: Serving):
    said = clew("serve", "--port", str(free_port()), "--json", data=server.data)
    assert said.code == 1
    assert said.json["error"]["code"] == "already_running"
    assert f"http://127.0.0.1:{server.port}/" in said.json["error"]["sentence"]
    assert "`clew stop`" in said.json["error"]["sentence"]


def test_the_doctor_finds_nothing_broken_while_it_serves(server: Serving):
    said = clew("doctor", "--port", str(server.port), "--json", data=server.data)
    assert said.code == 0, said.out
    assert said.json["ok"]


def test_a_backup_is_made_while_it_serves(server: Serving, tmp_path: Path):
    assert clew("backup", str(tmp_path / "b.tar"), "--json", data=server.data).code == 0
    assert server.answers()


def test_nothing_is_restored_while_it_serves(server: Serving, tmp_path: Path):
    clew("backup", str(tmp_path / "b.tar"), data=server.data)
    said = clew("restore", str(tmp_path / "b.tar"), "--replace", "--json", data=server.data)
    assert said.json["error"]["code"] == "already_running"
