"""Collecting static files when they changed, and knowing that they did not without importing Django.

Django takes two seconds to import, and nearly always nothing has changed. So what was collected is remembered as a mark
over the files' names, sizes and times; where the mark agrees nothing is to do.
"""

import fcntl
from importlib.metadata import version
from pathlib import Path

import clew
from clew.cli.marks import mark_of, read_mark, run_folder, write_mark
from clew.config import environment
from clew.config.areas import AREAS

PACKAGE = Path(clew.__file__).parent
MARK = "static"


def has_static_files() -> bool:
    """Whether what was collected is what is there to collect."""
    return (environment.static_folder() / "staticfiles.json").exists() and read_mark(MARK) == _mark()


def collect_static_files() -> None:
    """One process at a time. Needs Django set up."""
    from django.core.management import call_command

    with (run_folder() / "static.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not has_static_files():
            mark = _mark()  # before: what changes meanwhile is collected the next time
            call_command("collectstatic", verbosity=0, interactive=False)
            write_mark(MARK, mark)


def _mark() -> str:
    files = sorted(path for area in (*AREAS, "ui") for path in (PACKAGE / area / "static").rglob("*"))
    looks = [(str(path.relative_to(PACKAGE)), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return mark_of(looks, *map(version, ("django", "django-allauth", "django-ninja")))
