"""From files to themes: how long, how much of it for each step, and in how much memory.

NOTES=1000000 make bench ONLY=insight            another size (a million takes the better part of an hour)
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any
from unittest.mock import patch

from benchmarks._report import Report

HERE = Path(__file__).resolve().parent.parent
BASELINE = "import"


def run() -> Report:
    notes = int(os.environ.get("NOTES") or 100_000)
    with tempfile.TemporaryDirectory(prefix="clew-bench-") as made:
        Path(made).chmod(0o755)  # for root, PostgreSQL's stand-in user passes through
        environment = {**os.environ, "CLEW_DATA": f"{made}/data"}
        command = [sys.executable, "-m", "benchmarks.insight", str(notes), f"{made}/files"]
        done = subprocess.run(command, env=environment, cwd=HERE, check=True, stdout=subprocess.PIPE, text=True)
        return _report(json.loads(done.stdout.splitlines()[-1]))


class Stopwatch:
    """Wall seconds by stage; a stage within another is taken out of it."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._within: list[float] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = perf_counter()
        self._within.append(0.0)
        yield
        took = perf_counter() - start
        self.seconds[name] = self.seconds.get(name, 0.0) + took - self._within.pop()
        if self._within:
            self._within[-1] += took

    def around(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any, **named: Any) -> Any:
            with self.stage(name):
                return function(*arguments, **named)

        return timed


def go(notes: int, folder: Path) -> dict[str, Any]:
    """In this process, with a database of its own: its peak of memory is its own."""
    from benchmarks import _company
    from benchmarks._memory import peak_megabytes
    from clew.cli.application import application

    watch = Stopwatch()
    with application(jobs=True):
        from clew.insights.actions.rollups import recount
        from clew.insights.actions.understanding import grouping
        from clew.insights.actions.understanding import run as understanding
        from clew.insights.models import Grouping
        from clew.kit.clock import now as clock

        _company.write(folder, _company.Size(notes, 100), clock().date())
        scope = _scope()
        with watch.stage("import"):
            taken = _import(scope, folder)
        inside = (
            (understanding, "embed_missing", "embed"),
            (understanding, "load", "read vectors"),
            (understanding, "_compare", "repeats"),
            (grouping, "find_themes", "group"),
            (grouping, "describe_themes", "name"),
        )
        steps = tuple(watch.around(_name_of(step), step) for step in understanding.STEPS)
        with watch.stage("the rest"), patch.object(understanding, "STEPS", steps), _timed(watch, inside):
            understanding.understand(workspace=scope.workspace, now=clock())
        with watch.stage("count"):
            recount(workspace=scope.workspace, now=clock())
        last = Grouping.objects.filter(workspace=scope.workspace).latest("started_at")
        return {"notes": taken, "themes": last.themes, "seconds": watch.seconds, "peak_mb": peak_megabytes()}


def _name_of(step: Callable[..., Any]) -> str:
    return step.__name__.replace("_missing", "").replace("_", " ")


@contextmanager
def _timed(watch: Stopwatch, inside: tuple[tuple[Any, str, str], ...]) -> Iterator[None]:
    patches = [patch.object(module, name, watch.around(stage, getattr(module, name))) for module, name, stage in inside]
    for one in patches:
        one.start()
    yield
    for one in patches:
        one.stop()


def _scope() -> Any:
    from clew.kit.clock import now as clock
    from clew.workspaces.access import Scope
    from clew.workspaces.actions.events import Actor
    from clew.workspaces.actions.spaces import create_workspace
    from clew.workspaces.models import Membership, Role, User

    owner = User.objects.create_user("bench@clew.example", name="Bench Marker")
    workspace = create_workspace(name="Bench", owner=owner, now=clock())
    return Scope(workspace, Role.OWNER, Actor(owner), Membership.objects.get(workspace=workspace, user=owner))


def _import(scope: Any, folder: Path) -> int:
    from benchmarks._company import CHANNELS
    from clew.interchange.actions.importing import import_file
    from clew.kit.clock import now as clock

    taken = 0
    for name, kind in CHANNELS.items():
        options = {"channel": name, "kind": kind, "triage": "all"}
        path = folder / f"{name}.csv"
        taken += import_file(scope=scope, path=path, record="notes", options=options, now=clock()).created
    return taken


def _report(found: dict[str, Any]) -> Report:
    notes, seconds = found["notes"], found["seconds"]
    total = sum(seconds.values())
    rows = [
        (name, f"{took:.1f}", f"{notes / took:,.0f}", f"{took / seconds[BASELINE]:.2f}")
        for name, took in (*seconds.items(), ("together", total))
    ]
    return Report(
        title=f"{notes:,} notes from files to {found['themes']} themes",
        columns=("stage", "seconds", "notes/s", f"× {BASELINE}"),
        rows=rows,
        figures={
            "notes": notes,
            "seconds": round(total, 1),
            "import_per_s": round(notes / seconds["import"]),
            "embed_per_s": round(notes / seconds["embed"]),
            "peak_mb": round(found["peak_mb"]),
        },
        notes=["Wall seconds of one process that does everything; memory is that process's, PostgreSQL's apart."],
    )


if __name__ == "__main__":
    print(json.dumps(go(int(sys.argv[1]), Path(sys.argv[2]))))
