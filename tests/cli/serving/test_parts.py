"""The parts of `clew serve`, each by itself."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cli import machinery
from tests.cli.machinery import until

from clew.cli.serving import gate, ports, state
from clew.cli.serving.children import LONGEST_WAIT, SHORTEST_WAIT, Child, wait_before
from clew.cli.serving.ports import PortTaken
from clew.cli.serving.state import AlreadyRunning, Process, State
from clew.kit.errors import Invalid


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CLEW_DATA", str(tmp_path))
    return tmp_path


# ── the lock and the state ────────────────────────────────────────────────────────────────────────────
def test_only_one_serves_a_folder_and_the_next_may_when_it_is_gone(folder: Path):
    assert not state.is_served()
    with state.only_one():
        state.write(State(Process.of_self(), "http://127.0.0.1:8000/", {}))
        assert state.is_served()
        said = rf"{folder} at http://127.0.0.1:8000/ \(process {os.getpid()}\)"
        with pytest.raises(AlreadyRunning, match=said), state.only_one():
            pass
    assert not state.is_served()
    with state.only_one():
        pass


def test_a_state_is_read_as_it_was_written():
    written = State(Process.of_self(), "http://127.0.0.1:8000/", {"web": Process(3, 4.5)})
    state.write(written)
    assert state.read() == written
    state.forget()
    assert state.read() is None


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"parent": 3}', '{"parent": {}, "address": "", "children": {}}']
)
def test_a_state_that_cannot_be_understood_is_none(folder: Path, text: str):
    (folder / "run").mkdir()
    (folder / "run" / "serve.json").write_text(text)
    assert state.read() is None


def test_a_process_of_the_same_number_but_another_birth_is_not_the_same():
    ours = Process.of_self()
    assert ours.living()
    assert Process(ours.pid, ours.started - 60).living() is None
    assert Process(2**22 - 1, ours.started).living() is None


# ── addresses ─────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("host", "address", "url"),
    [
        ("127.0.0.1", "127.0.0.1", "http://127.0.0.1:80/"),
        ("0.0.0.0", "0.0.0.0", "http://127.0.0.1:80/"),
        ("[::1]", "::1", "http://[::1]:80/"),
        ("::", "::", "http://[::1]:80/"),
        ("192.0.2.1", "192.0.2.1", "http://192.0.2.1:80/"),
    ],
)
def test_an_address_is_told_as_one_that_can_be_opened_here(host: str, address: str, url: str):
    assert ports.resolve(host) == address
    assert ports.url(address, 80) == url


def test_localhost_is_an_address_of_this_machine():
    assert ports.is_loopback(ports.resolve("localhost"))
    assert not ports.is_loopback("0.0.0.0")


def test_a_host_that_is_none_is_named():
    with pytest.raises(Invalid, match="is no address"):
        ports.resolve("no.such.host.invalid")


def test_a_port_is_free_until_somebody_listens_and_again_after():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Port {port} is taken by process {os.getpid()}"):
            ports.ensure_free("127.0.0.1", port)
    ports.ensure_free("127.0.0.1", port)


def test_an_address_of_another_machine_cannot_be_listened_on():
    with pytest.raises(Invalid, match="cannot listen on"):
        ports.ensure_free("192.0.2.1", 8000)


def test_nobody_answers_where_nobody_listens():
    assert not ports.answers("127.0.0.1", 1)


# ── children ──────────────────────────────────────────────────────────────────────────────────────────
@given(starts=st.integers(0, 10_000))
def test_waiting_grows_and_has_an_end(starts: int):
    assert SHORTEST_WAIT <= wait_before(starts) <= wait_before(starts + 1) <= LONGEST_WAIT


def test_a_child_that_dies_is_started_again_after_its_wait(capfd: pytest.CaptureFixture[str]):
    child = Child("x", "this", ())  # prints the zen of Python and ends
    child.start()
    child.process.wait()  # type: ignore[union-attr]
    assert not child.keep_alive(100.0)
    assert not child.keep_alive(100.0 + SHORTEST_WAIT / 2)
    assert child.keep_alive(100.0 + SHORTEST_WAIT)
    assert child.starts == 2
    child.process.wait()  # type: ignore[union-attr]
    child.bury()
    assert (child.code, child.is_alive) == (0, False)
    assert "Beautiful is better" in capfd.readouterr().err


def test_a_child_that_does_not_end_is_killed_with_its_session():
    child = Child("x", "http.server", ())
    child.process = subprocess.Popen([sys.executable, "-c", STUBBORN], start_new_session=True, stdout=subprocess.PIPE)
    assert child.process.stdout
    grandchild = psutil.Process(int(child.process.stdout.readline()))
    child.ask_to_end()
    with pytest.raises(subprocess.TimeoutExpired), child.process.stdout:
        child.process.wait(0.2)
    child.bury()
    assert child.code == -signal.SIGKILL
    psutil.wait_procs([grandchild], timeout=5)
    assert not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE


STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print(subprocess.Popen(["sleep", "300"]).pid, flush=True)
time.sleep(300)
"""


# ── the lifeline and the gate ─────────────────────────────────────────────────────────────────────────
PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
time.sleep(300)
"""
HOLDING = {
    "the kernel tells": "lifeline.hold(os.getppid())",
    "by looking": "lifeline.watch(os.getppid(), signal.SIGKILL, every=0.05)",
}


@pytest.mark.parametrize("how", HOLDING)
def test_a_child_does_not_outlive_a_killed_parent(how: str):
    code = f"import os, signal, time\nfrom clew.cli.serving import lifeline\n{HOLDING[how]}\nprint(flush=True)\ntime.sleep(300)"
    parent = subprocess.Popen([sys.executable, "-c", PARENT, code], stdout=subprocess.PIPE)
    assert parent.stdout
    child = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.communicate()
    until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE, limit=10)


def test_a_child_whose_parent_is_gone_already_ends_at_once():
    code = "from clew.cli.serving import lifeline\nlifeline.hold(99999999)\nimport time; time.sleep(300)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -signal.SIGKILL


def test_the_gate_holds_until_it_opens(folder: Path):
    code = "from clew.cli.serving import gate\nprint(flush=True)\ngate.wait()\nprint('through')"
    with gate.closed():
        waiting = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        assert waiting.stdout
        waiting.stdout.readline()
        time.sleep(0.2)
        assert waiting.poll() is None
    assert waiting.communicate(timeout=10)[0] == "through\n"


@pytest.mark.parametrize(("said", "wanted"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "2"}, "2")])
def test_a_worker_lets_numpy_use_one_thread_unless_the_environment_says_otherwise(folder: Path, said, wanted):
    code = (
        "import os, sys, types; fake = types.ModuleType('clew.jobs.worker'); sys.modules[fake.__name__] = fake;"
        "fake.run = lambda concurrency: print(os.environ['OPENBLAS_NUM_THREADS'], concurrency);"
        "from clew.cli.serving.worker import work; work(concurrency=3)"
    )
    environment = {name: value for name, value in machinery.environment(folder).items() if "_NUM_THREADS" not in name}
    done = subprocess.run(
        [sys.executable, "-c", code], env={**environment, **said}, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == [wanted, "3"], done.stderr
