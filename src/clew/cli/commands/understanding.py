"""clew themes, clew understand: what customers talk about, in the terminal."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from clew.cli.output import Answer, Json, command
from clew.kit.errors import Invalid

if TYPE_CHECKING:
    from clew.insights.queries.themes import ThemeRow

Named = Annotated[str, typer.Option(help="The workspace’s name in addresses.")]
SHOWN = 40


@command
def themes(
    *,
    workspace: Named = "",
    days: Annotated[int, typer.Option(help="30, 90, 365, or 0 for all time.")] = 0,
    segment: Annotated[str, typer.Option(help="Only what accounts of this segment said.")] = "",
    weight: Annotated[
        str, typer.Option(help="What ranks: revenue, notes, people, accounts, growth, feeling.")
    ] = "revenue",
    as_json: Json = False,
) -> Answer:
    """Print the themes, the heaviest first."""
    from clew.cli.application import application, drain_jobs

    with application():
        from django.utils import timezone

        from clew.insights.actions.rollups import refresh_rollups
        from clew.insights.queries.groupings import last_grouping
        from clew.insights.queries.themes import WINDOWS, Choice, Weight, ranked
        from clew.kit import clock
        from clew.workspaces.access import enter_locally

        if days not in WINDOWS:
            raise Invalid("Days are 30, 90, 365, or 0 for all time.", field="days")
        if weight not in list(Weight):
            raise Invalid(f"Themes are ranked by {', '.join(Weight)}.", field="weight")
        scope, now = enter_locally(slug=workspace), clock.now()
        if drain_jobs():  # no worker lives: bring the counts up to now ourselves
            refresh_rollups(workspace=scope.workspace, now=now)
        choice = Choice(days=days, segment=segment, weight=Weight(weight))
        found = ranked(workspace=scope.workspace, choice=choice, today=timezone.localdate(now))
        run = last_grouping(workspace=scope.workspace)
        facts = {
            "themes": [_facts(row) for row in found],
            "notes": run.notes if run else 0,
            "found_at": run.finished_at.isoformat() if run and run.finished_at else None,
        }
        if not as_json:
            _print(found, scope.workspace.currency)
    return Answer(words="" if found else "No themes yet. Import notes first; some forty are enough.", facts=facts)


@command
def understand(
    *,
    workspace: Named = "",
    again: Annotated[bool, typer.Option("--again", help="Group all notes again; what people corrected stays.")] = False,
    as_json: Json = False,
) -> Answer:
    """Look at new notes: their meaning, repeats, themes."""
    from clew.cli.application import application, drain_jobs

    with application():
        from clew.insights.actions.rollups import refresh_rollups
        from clew.insights.actions.themes import find_again, look_at_new
        from clew.insights.actions.understanding import understand as understand_notes
        from clew.kit import clock
        from clew.workspaces.access import enter_locally

        scope, now = enter_locally(slug=workspace), clock.now()
        if not drain_jobs():
            ask = find_again if again else look_at_new
            ask(workspace=scope.workspace, now=now)
            return Answer(
                "The worker that runs here does it now. The page of themes shows how far it is.", {"queued": True}
            )
        outcome = understand_notes(workspace=scope.workspace, now=now, again=again)
        refresh_rollups(workspace=scope.workspace, now=now)
    return Answer(words=outcome.message, facts={"queued": False, **vars(outcome)})


def _facts(row: "ThemeRow") -> dict[str, Any]:
    return {
        "number": row.number,
        "name": row.name,
        "words": list(row.words),
        "parent": row.area or None,
        "notes": row.notes,
        "people": row.voices,
        "accounts": row.accounts,
        "arr": float(row.arr),
        "trend": None if row.trend is None else round(row.trend, 4),
        "is_rising": row.is_rising,
        "serves": [bead.ref for bead in row.serves],
    }


def _print(found: "list[ThemeRow]", currency: str) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from clew.kit.text import money

    if not found:
        return
    table = Table(title=f"Themes: {len(found)}", title_justify="left")
    for head in ("", "Theme", "Notes", "People", "Accounts", "ARR behind", "Trend"):
        table.add_column(head, justify="left" if head in {"", "Theme"} else "right")
    for row in found[:SHOWN]:
        trend = "–" if row.trend is None else f"{row.trend:+.0%}"
        arr = money(row.arr, currency)
        cells = (f"{row.notes:,}", f"{row.voices:,}", f"{row.accounts:,}", arr, trend)
        table.add_row(f"T-{row.number}", Text(row.name), *cells)
    Console().print(table)
    if len(found) > SHOWN:
        Console().print(f"and {len(found) - SHOWN} more; --json prints all.")
