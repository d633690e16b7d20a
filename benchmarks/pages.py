"""Server time and queries of every page, start-up and memory, on a filled workspace behind the real server.

NOTES=100000 ITEMS=5000 make bench ONLY=pages   another size
BENCH_DATA=/some/folder                         keep the filled data there and use them again
"""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import psutil

from benchmarks._company import Size
from benchmarks._report import Report
from clew.cli.application import application, drain_jobs

WARM, TIMED = 4, 30
PORT = 8931
COMMAND = (sys.executable, "-m", "clew.cli.main")
BASELINE = "you"
PAGES = {
    "you": "settings/you/",
    "brief": "",
    "strategy": "strategy/",
    "objective": "objectives/1/",
    "key_result": "key-results/1/",
    "inbox": "inbox/",
    "inbox_account": "inbox/?account={account}",
    "inbox_theme": "inbox/?theme={theme}",
    "inbox_search": "inbox/?q=schedule+tomorrow",
    "note": "inbox/{note}/",
    "themes": "themes/",
    "theme": "themes/{theme}/",
    "opportunities": "opportunities/",
    "opportunity": "opportunities/{opportunity}/",
    "features": "features/",
    "feature": "features/{feature}/",
    "customers": "customers/",
    "account": "customers/{account}/",
    "loose_ends": "loose-ends/",
    "history": "settings/history/",
    "palette": "palette/?q=sched",
}


def run() -> Report:
    size = Size(int(os.environ.get("NOTES") or 20_000), int(os.environ.get("ITEMS") or 1_000))
    with _folder(size) as data:
        os.environ["CLEW_DATA"] = str(data)
        facts = _facts(data, size)
        cold = _cold_start()
        with _server() as web:
            times = {name: _times(name, facts) for name in PAGES}
            megabytes = web.memory_info().rss / 1e6
    return _report(size, facts, times, cold=cold, megabytes=megabytes)


# ── the workspace ─────────────────────────────────────────────────────────────────────────────────────
@contextmanager
def _folder(size: Size) -> Iterator[Path]:
    if kept := os.environ.get("BENCH_DATA"):
        yield Path(kept) / f"{size.notes}-{size.items}"
        return
    with tempfile.TemporaryDirectory(prefix="clew-bench-") as made:
        Path(made).chmod(0o755)  # for root, PostgreSQL's stand-in user passes through
        yield Path(made) / "data"


def _facts(data: Path, size: Size) -> dict[str, str]:
    """Fills the workspace, or finds it filled: a session's key, what the addresses need, queries of each page."""
    told = data / "bench.json"
    with application(jobs=True):
        from benchmarks import _filling, _inside

        if not told.exists():
            filled = _filling.fill(data / "bench", size)
            drain_jobs()  # what filling left for the worker is not the pages' time
            told.write_text(json.dumps({"slug": filled.slug, "user": filled.user, "seconds": str(filled.seconds)}))
        facts = _inside.facts(**json.loads(told.read_text(encoding="utf-8")))
        return {**facts, **_inside.queries({name: _address(name, facts) for name in PAGES}, facts["session"])}


def _address(name: str, facts: Mapping[str, str]) -> str:
    return f"/w/{facts['slug']}/" + PAGES[name].format(**facts)


# ── the server ────────────────────────────────────────────────────────────────────────────────────────
def _cold_start() -> float:
    start = time.perf_counter()
    subprocess.run([*COMMAND, "serve", "--port", str(PORT), "--no-stay"], check=True, capture_output=True)
    return time.perf_counter() - start


@contextmanager
def _server() -> Iterator[psutil.Process]:
    """`clew serve`, and the heaviest of its web processes."""
    with subprocess.Popen([*COMMAND, "serve", "--port", str(PORT)], stdout=subprocess.PIPE, text=True) as serve:
        try:
            assert serve.stdout
            assert "answers" in serve.stdout.readline()
            children = psutil.Process(serve.pid).children(recursive=True)
            webs = [one for one in children if _is_web(one)]
            yield max(webs, key=lambda one: one.memory_info().rss)
        finally:
            subprocess.run([*COMMAND, "stop"], check=True, capture_output=True)


def _is_web(process: psutil.Process) -> bool:
    return any("granian" in word or word == "web" for word in process.cmdline()) or any(
        connection.laddr.port == PORT for connection in process.net_connections("inet") if connection.laddr
    )


def _times(name: str, facts: Mapping[str, str]) -> list[float]:
    """Milliseconds per answer over one kept connection, the answer read whole."""
    found = []
    connection = HTTPConnection("127.0.0.1", PORT, timeout=60)
    for number in range(WARM + TIMED):
        start = time.perf_counter()
        connection.request("GET", _address(name, facts), headers={"Cookie": f"sessionid={facts['session']}"})
        answer = connection.getresponse()
        body = answer.read()
        took = (time.perf_counter() - start) * 1000
        if answer.status == 302:  # a short name's page is elsewhere
            raise SystemExit(f"{name} leads elsewhere: {answer.headers['Location']}")
        if answer.status != 200 or not re.search(b"<main|<ul|<li|<section", body):
            raise SystemExit(f"{name} answered {answer.status}: {body[:200]!r}")
        if number >= WARM:
            found.append(took)
    connection.close()
    return found


# ── the report ────────────────────────────────────────────────────────────────────────────────────────
def _report(
    size: Size, facts: Mapping[str, str], times: Mapping[str, list[float]], *, cold: float, megabytes: float
) -> Report:
    medians = {name: statistics.median(found) for name, found in times.items()}
    rows = [
        (
            name,
            f"{medians[name]:.1f}",
            f"{statistics.quantiles(found, n=20)[-1]:.1f}",
            f"{medians[name] / medians[BASELINE]:.1f}",
            facts[f"queries_{name}"],
        )
        for name, found in times.items()
    ]
    return Report(
        title=f"Pages with {size.notes:,} notes and {size.items:,} items (milliseconds at the client, one at a time)",
        columns=("page", "p50", "p95", f"× {BASELINE}", "queries"),
        rows=rows,
        figures={
            **{f"{name}_ms": round(value, 1) for name, value in medians.items()},
            "cold_start_s": round(cold, 2),
            "web_mb": round(megabytes),
        },
        notes=[
            f"Filled in seconds: {facts['seconds']}. Start to stop of `clew serve`, database included: {cold:.1f} s.",
            f"The web process after all this: {megabytes:.0f} MB. {BASELINE}: a settings page, the frame and little else.",
        ],
    )
