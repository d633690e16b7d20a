"""The `clew` command: every noun has its module in `commands/`, registered here.

Quick to start: modules at this level import neither Django nor the database driver; the commands do, inside.
"""

import json
import signal
import sys
from typing import cast

import typer

from clew.cli.commands import brief, demo, records, search, serving, understanding, upkeep

app = typer.Typer(
    help="Clew: the thread from what customers say to what the company ships, and why.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help: rich would double the time that --help takes
    pretty_exceptions_enable=False,
)
UsageError = cast("type[typer.BadParameter]", typer.BadParameter.__base__)
"""What typer raises when the words on the command line make no sense; it vendors click without naming the class."""

app.command()(serving.serve)
app.command()(serving.web)
app.command()(serving.worker)
app.command()(serving.meaning)
app.command()(serving.stop)
app.command()(demo.demo)
app.command()(brief.brief)
app.command()(understanding.themes)
app.command()(understanding.understand)
app.add_typer(records.app, name="import")
app.command("search")(search.search)
app.add_typer(search.export, name="export")
app.command()(upkeep.migrate)
app.command(hidden=True)(upkeep.prepare)
app.command()(upkeep.doctor)
app.command()(upkeep.backup)
app.command()(upkeep.restore)


def run() -> None:
    """The console command. Exit codes: 0 well, 1 an expected failure or a bug, 130 interrupted, 143 terminated."""
    signal.signal(signal.SIGTERM, _leave)
    try:
        sys.exit(app(standalone_mode=False) or 0)
    except UsageError as error:
        error.show()
        if "--json" in sys.argv:
            print(json.dumps({"error": {"code": "usage", "sentence": error.format_message()}}))
        sys.exit(1)
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(130)


def _leave(number: int, frame: object) -> None:
    """Leave in order, so that the embedded database is stopped after its last user."""
    raise SystemExit(128 + number)


if __name__ == "__main__":
    run()
