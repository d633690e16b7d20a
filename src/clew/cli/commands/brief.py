"""clew brief: the strategy brief in the terminal."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from clew.cli.output import Answer, Json, command

if TYPE_CHECKING:
    from rich.console import RenderableType

    from clew.sharing.queries.brief import Brief


@command
def brief(
    *,
    workspace: Annotated[str, typer.Option(help="The workspace’s name in addresses.")] = "",
    as_json: Json = False,
) -> Answer:
    """Print the brief: mission, objectives, top opportunities, loose ends."""
    from clew.cli.application import application, drain_jobs

    with application():
        from clew.kit import clock
        from clew.sharing.actions import count_again
        from clew.sharing.queries.brief import brief as brief_of
        from clew.workspaces.access import enter_locally

        scope = enter_locally(slug=workspace)
        if drain_jobs():  # no worker lives: bring the counts up to now ourselves
            count_again(workspace=scope.workspace, now=clock.now())
        found = brief_of(workspace=scope.workspace, now=clock.now())
        facts = _facts(found)
        if not as_json:
            _print(found)
    return Answer(facts=facts)


def _facts(found: "Brief") -> dict[str, Any]:
    return {
        "mission": found.mission.text if found.mission else None,
        "vision": found.vision.text if found.vision else None,
        "objectives": [
            {
                "ref": objective.ref,
                "title": objective.title,
                "key_results": [
                    {
                        "ref": row.ref,
                        "title": row.title,
                        "measure": row.measure,
                        "baseline": float(row.baseline),
                        "target": float(row.target),
                        "current": None if row.current is None else float(row.current),
                        "unit": row.unit,
                        "due_on": row.due_on.isoformat(),
                        "progress": None if row.progress is None else round(row.progress, 4),
                    }
                    for row in objective.key_results
                ],
            }
            for objective in found.objectives
        ],
        "opportunities": [
            {
                "ref": row.ref,
                "title": row.title,
                "score": None if row.score is None else float(row.score),
                "notes": row.notes,
                "accounts": row.accounts,
                "arr": float(row.arr),
            }
            for row in found.opportunities
        ],
        "loose_ends": [
            {"ref": end.ref, "kind": end.rule, "sentence": f"{found.rule(end).says(end.title)}. {end.sentence}"}
            for end in found.loose_ends
        ],
    }


def _print(found: "Brief") -> None:
    from rich.console import Console

    console = Console()
    for part in _parts(found):
        console.print(part)
        console.print()


def _parts(found: "Brief") -> "list[RenderableType]":
    from rich.text import Text

    parts: list[RenderableType] = []
    if found.mission:
        parts.append(Text(found.mission.text, style="bold"))
    if found.vision:
        parts.append(Text(found.vision.text, style="italic"))
    parts.append(_objectives(found))
    parts.append(_opportunities(found))
    if found.loose_ends:
        parts.append(_loose_ends(found))
    return parts


def _objectives(found: "Brief") -> "RenderableType":
    from rich.markup import escape
    from rich.table import Table
    from rich.text import Text

    title = f"Objectives, {escape(found.period.name)}" if found.period else "Objectives"
    table = Table(title=title, title_justify="left")
    for head, justify in (("", "left"), ("Key result", "left"), ("From", "right"), ("Now", "right"), ("To", "right")):
        table.add_column(head, justify=justify)  # type: ignore[arg-type]  # rich wants a literal
    for objective in found.objectives:
        table.add_row(objective.ref, Text(objective.title, style="bold"), "", "", "")
        for row in objective.key_results:
            name = f"{row.title} ({row.unit_note})" if row.unit_note else row.title
            table.add_row("", Text(name), row.start_words, row.current_words or "never read", row.target_words)
    return table


def _opportunities(found: "Brief") -> "RenderableType":
    from rich.table import Table
    from rich.text import Text

    from clew.kit.text import money

    table = Table(title=f"Top opportunities of {found.total.opportunities}", title_justify="left")
    for head in ("", "Opportunity", "Notes", "Accounts", "ARR behind", "Score"):
        table.add_column(head, justify="left" if head in {"", "Opportunity"} else "right")
    for row in found.opportunities:
        score = "–" if row.score is None else f"{row.score:.0f}"
        arr = money(row.arr, found.workspace.currency)
        table.add_row(row.ref, Text(row.title), f"{row.notes:,}", f"{row.accounts:,}", arr, score)
    return table


def _loose_ends(found: "Brief") -> "RenderableType":
    from rich.table import Table
    from rich.text import Text

    table = Table(title=f"Loose ends: {len(found.loose_ends)}", title_justify="left", show_header=False)
    for end in found.loose_ends[:12]:
        table.add_row(end.ref, Text(f"{found.rule(end).says(end.title)}. {end.sentence}"))
    return table
