"""Notes from a file into the database: how fast, and in how much memory; and the same file once more.

ROWS=100000 make bench ONLY=importing            rows of the first file
MEGABYTES=1024 make bench ONLY=importing         and a CSV and a JSON Lines file of that size (takes long)
"""

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from benchmarks._report import Report

WORDS = [
    "the",
    "export",
    "of",
    "dashboard",
    "takes",
    "ages",
    "when",
    "we",
    "open",
    "quarterly",
    "report",
    "please",
    "let",
    "us",
    "schedule",
    "it",
    "every",
    "monday",
    "invoice",
    "search",
    "finds",
    "nothing",
    "login",
    "fails",
    "with",
    "our",
    "identity",
    "provider",
    "mobile",
    "app",
    "crashes",
    "after",
    "update",
    "great",
    "support",
    "team",
    "thank",
    "you",
    "price",
    "changed",
    "again",
    "filter",
    "by",
    "region",
    "is",
    "missing",
    "slow",
    "on",
    "large",
    "projects",
    "copy",
    "paste",
    "loses",
    "format",
    "calendar",
    "sync",
    "stopped",
    "working",
]
HEADER = ("id", "created_at", "comment", "rating", "company", "email", "plan")
COLUMNS = {"source_id": "id", "said_at": "created_at", "text": "comment", "rating": "rating",
           "account_name": "company", "person_email": "email"}  # fmt: skip
HERE = Path(__file__).resolve().parent.parent


def run() -> Report:
    rows, megabytes = int(os.environ.get("ROWS") or 100_000), int(os.environ.get("MEGABYTES") or 0)
    with tempfile.TemporaryDirectory(prefix="clew-bench-") as made:
        folder = Path(made)
        folder.chmod(0o755)  # for root, PostgreSQL's stand-in user passes through
        files = [write_csv(folder / "notes.csv", rows)]
        if megabytes:
            files += [write_csv(folder / "large.csv", 0, megabytes), write_lines(folder / "large.jsonl", megabytes)]
        found = {path.name: _imported(folder, path, twice=path.name == "notes.csv") for path in files}
    return _report(found)


# ── files ─────────────────────────────────────────────────────────────────────────────────────────────
def made_up(chance: Random) -> Iterator[tuple[str, ...]]:
    """Rows of feedback: some 25 words, one of 2,000 companies, one of 30,000 people; for ever."""
    number = 0
    while True:
        number += 1
        who = chance.randrange(30_000)
        company = who % 2_000
        day = f"2026-{chance.randrange(1, 11):02}-{chance.randrange(1, 29):02}T{chance.randrange(24):02}:15:00Z"
        text = " ".join(chance.choices(WORDS, k=chance.randrange(8, 45)))
        person = f"user{who}@company{company}.example"
        yield (f"F-{number}", day, f"{text} {number}", str(chance.randrange(1, 6)), f"Company {company}", person, "pro")


def write_csv(path: Path, rows: int, megabytes: int = 0) -> Path:
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(HEADER)
        for number, row in enumerate(made_up(Random(7)), start=1):
            writer.writerow(row)
            if _is_enough(number, rows, out.tell() if number % 1000 == 0 else 0, megabytes):
                return path
    return path


def write_lines(path: Path, megabytes: int) -> Path:
    with path.open("w", encoding="utf-8") as out:
        for number, row in enumerate(made_up(Random(8)), start=1):
            out.write(json.dumps(dict(zip(HEADER, row, strict=True))) + "\n")
            if _is_enough(number, 0, out.tell() if number % 1000 == 0 else 0, megabytes):
                return path
    return path


def _is_enough(number: int, rows: int, size: int, megabytes: int) -> bool:
    return number == rows if rows else size >= megabytes * 1024 * 1024


# ── imports, each in a process of its own: its peak of memory is its own ──────────────────────────────
def _imported(folder: Path, path: Path, *, twice: bool) -> dict[str, float]:
    environment = {**os.environ, "CLEW_DATA": str(folder / f"data-{path.name}")}
    command = [sys.executable, "-m", "benchmarks.importing", str(path), "twice" if twice else "once"]
    done = subprocess.run(command, env=environment, cwd=HERE, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def import_here(path: Path, *, twice: bool) -> dict[str, float]:
    """In this process, into an empty workspace of its own database."""
    from benchmarks._memory import peak_megabytes
    from clew.cli.application import application

    with application(jobs=True):
        from clew.interchange.actions.importing import import_file
        from clew.kit.clock import now as clock
        from clew.workspaces.access import Scope
        from clew.workspaces.actions.events import Actor
        from clew.workspaces.actions.spaces import create_workspace
        from clew.workspaces.models import Membership, Role, User

        owner = User.objects.create_user("bench@clew.example", name="Bench Marker")
        workspace = create_workspace(name="Bench", owner=owner, now=clock())
        scope = Scope(workspace, Role.OWNER, Actor(owner), Membership.objects.get(workspace=workspace, user=owner))
        found = {"megabytes": path.stat().st_size / 1e6}
        for turn in ("first", "second")[: 1 + twice]:
            start = time.perf_counter()
            account = import_file(
                scope=scope,
                path=path,
                record="notes",
                now=clock(),
                fields={key: [name] for key, name in COLUMNS.items()},
                options={"channel": "Support"},
            )
            found[f"{turn}_s"] = time.perf_counter() - start
            found |= {"rows": account.rows, f"{turn}_changed": account.changed, "refused": account.refusals}
        return {**found, "peak_mb": peak_megabytes()}


def _report(found: dict[str, dict[str, float]]) -> Report:
    rows, figures = [], {}
    for name, one in found.items():
        per_second = one["rows"] / one["first_s"]
        second = f"{one['second_s']:.1f}" if "second_s" in one else "–"
        rows.append((name, f"{one['megabytes']:,.0f}", f"{one['rows']:,.0f}", f"{one['first_s']:.1f}", f"{per_second:,.0f}", second,
                     f"{one.get('second_changed', 0):.0f}", f"{one['peak_mb']:.0f}"))  # fmt: skip
        figures[name] = {key: round(value, 2) for key, value in one.items()} | {"rows_per_s": round(per_second)}
    return Report(
        title="Importing notes (one process, all of the way: reading, checking, writing, indexes, vacuum)",
        columns=("file", "MB", "rows", "seconds", "rows/s", "again, s", "changed again", "peak MB"),
        rows=rows,
        figures=figures,
        notes=["Seven columns, some 25 words each; 2,000 accounts and 30,000 people found or made on the way."],
    )


if __name__ == "__main__":
    print(json.dumps(import_here(Path(sys.argv[1]), twice=sys.argv[2] == "twice")))
