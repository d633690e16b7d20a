"""`clew serve` and `clew stop`: from the first lock to the last process. Real processes throughout."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg
import pytest
from tests.cli.machinery import LEAN, SERVER, assert_gone, clew, environment, free_port, serving, status, until

from clew.cli.serving.supervisor import Options, ensure_private
from clew.config.embedded import Embedded
from clew.kit.errors import NotAllowed


def add_workspace(data: Path, *, demo: bool) -> None:
    server = Embedded(data)
    with server.running(), psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(
            "insert into workspaces_workspace (id, name, slug, currency, timezone, is_demo, created_at) "
            "values (gen_random_uuid(), 'Northwind', 'northwind', 'USD', 'UTC', %s, now()) on conflict do nothing",
            [demo],
        )


def workspaces(data: Path) -> int:
    server = Embedded(data)
    with server.running(), psycopg.connect(server.url()) as connection:
        row = connection.execute("select count(*) from workspaces_workspace").fetchone()
    return int(row[0]) if row else 0


@pytest.mark.slow
def test_a_killed_parent_takes_its_children_along_and_the_next_one_finds_all_data_and_is_stopped(data: Path):
    add_workspace(data, demo=False)
    with serving(data, env=LEAN) as first:
        until(lambda: "worker" in first.state["children"])
        children = psutil.Process(first.process.pid).children(recursive=True)
        first.process.kill()
        first.process.wait()
        assert_gone(children, limit=20)
        assert first.state["parent"]["pid"] == first.process.pid  # the stale file stands in nobody's way
    with serving(data, env=LEAN) as second:
        family = second.family()
        said = clew("stop", "--json", data=data)
        assert said.json == {"stopped": [f"clew serve (process {second.process.pid})"]}
        assert second.process.wait(5) == 0
        assert_gone(family, limit=5)
    assert not (data / "run" / "serve.json").exists()
    assert workspaces(data) == 1


def test_stop_ends_a_database_that_a_killed_server_left(data: Path):
    Embedded(data).start()
    assert clew("stop", "--json", data=data).json == {"stopped": ["database"]}
    again = clew("stop", data=data)
    assert (again.code, again.out) == (0, "Nothing was running.\n")


def test_stop_leaves_a_database_alone_that_a_command_still_uses(data: Path):
    with Embedded(data).running():
        assert clew("stop", "--json", data=data).json == {"stopped": []}
        assert Embedded(data).answers()


def test_stop_where_nothing_ever_was_says_so_and_makes_nothing(nowhere: Path):
    assert clew("stop", "--json", data=nowhere).json == {"stopped": []}
    assert not nowhere.exists()


def test_stop_does_not_mistake_a_later_process_for_the_one_of_the_state_file(data: Path):
    (data / "run" / "serve.json").write_text(
        f'{{"parent": {{"pid": {os.getpid()}, "started": 1.0}}, "address": "", "children": {{}}}}'
    )
    assert clew("stop", "--json", data=data).json == {"stopped": []}


@pytest.mark.slow
def test_ctrl_c_while_it_starts_leaves_nothing_behind(data: Path):
    process = started("serve", "--port", str(free_port()), data=data)
    until(lambda: (data / "run" / "serve.json").exists() and Embedded(data).owner())
    children = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=40)
    said = "Preparing the database and the static files …\n"  # progress; an interrupt is no error
    assert (process.returncode, errors.removeprefix(said)) == (0, "")
    assert_gone(children, limit=5)
    assert Embedded(data).owner() is None


def test_a_taken_port_is_named_with_the_mend_before_anything_starts(nowhere: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = clew("serve", "--port", str(port), "--json", data=nowhere)
    assert said.code == 1
    assert said.json["error"]["code"] == "port_taken"
    assert f"clew serve --port {port + 1}" in said.json["error"]["sentence"]
    assert not (nowhere / "postgres").exists()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "10.0.0.1"])
def test_the_demo_is_never_shown_to_other_machines(host: str):
    with pytest.raises(NotAllowed, match="shown on this machine only"):
        ensure_private(Options(host, 8000, demo=True), host)
    ensure_private(Options("localhost", 8000, demo=True), "127.0.0.1")
    ensure_private(Options(host, 8000, demo=False), host)


@pytest.mark.parametrize("command", ["serve", "web"])
def test_every_command_that_serves_refuses_to_show_the_demo_elsewhere(nowhere: Path, command: str):
    said = clew(command, "--host", "0.0.0.0", "--json", data=nowhere, env={"CLEW_DEMO": "yes"})
    assert (said.code, said.json["error"]["code"]) == (1, "not_allowed")
    assert not (nowhere / "postgres").exists()


def test_the_demo_needs_a_demo_workspace(data: Path):
    add_workspace(data, demo=False)
    said = clew("serve", "--demo", "--port", str(free_port()), "--json", data=data)
    assert said.code == 1
    assert "`clew demo`" in said.json["error"]["sentence"]


@pytest.mark.slow
def test_a_named_database_with_pending_migrations_is_refused_until_told_to_migrate(data: Path):
    (data / "run" / "migrated").unlink()
    with Embedded(data).running():
        env = LEAN | {"DATABASE_URL": Embedded(data).url()}
        said = clew("serve", "--port", str(free_port()), "--json", data=data, env=env)
        assert (said.code, said.json["error"]["code"]) == (1, "not_prepared")
        assert "lacks 1 migrations" in said.json["error"]["sentence"]
        assert "`clew migrate`" in said.json["error"]["sentence"]
        with serving(data, "--migrate", env=env), psycopg.connect(Embedded(data).url()) as connection:
            assert connection.execute("select 1 from django_migrations where app = 'napping'").fetchone()


@pytest.mark.slow
def test_the_whole_of_clew_is_up_and_down_again(data: Path):
    """The other tests here do without its pages."""
    port = free_port()
    said = clew("serve", "--no-stay", "--port", str(port), "--json", data=data)
    assert (said.code, said.json) == (0, {"address": f"http://127.0.0.1:{port}/"}), said.err
    assert "Traceback" not in said.err
    assert Embedded(data).owner() is None


@pytest.mark.slow
def test_web_and_worker_run_apart_on_one_database(data: Path):
    port = free_port()
    parts = [started(*words, data=data) for words in (("web", "--port", str(port)), ("worker",))]
    try:
        until(lambda: status(port) == 200)
        until(lambda: has_worker(data))
    finally:
        for part in parts:
            part.send_signal(signal.SIGTERM)
        assert [(part.communicate(timeout=30)[1], part.returncode) for part in parts] == [("", 0), ("", 0)]
    assert Embedded(data).owner() is None  # the last of them stopped it


def has_worker(data: Path) -> bool:
    with psycopg.connect(Embedded(data).url()) as connection:
        return connection.execute("select 1 from procrastinate_workers").fetchone() is not None


def started(*words: str, data: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, *SERVER, *words]
    return subprocess.Popen(
        command, env=environment(data, **LEAN), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
