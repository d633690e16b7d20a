"""clew search and clew export: notes by words and meaning, in the terminal and as files."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clew.cli.output import Answer, Json, command
from clew.kit.errors import Invalid

if TYPE_CHECKING:
    from clew.insights.queries.search import Found, Point, Search
    from clew.insights.queries.search.showing import Result
    from clew.workspaces.models import Workspace

Where = Annotated[str, typer.Option(help="The workspace’s name in addresses; needed where there are several.")]
export = typer.Typer(no_args_is_help=True, help="Write what Clew knows to a file.", rich_markup_mode=None)


@command
def search(
    text: Annotated[str, typer.Argument(help="Words, “a phrase”, -without, this OR that.", show_default=False)],
    *,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many notes to show.")] = 20,
    days: Annotated[int, typer.Option(min=0, help="Only what was said in so many days: 7, 30, 90, 365.")] = 0,
    workspace: Where = "",
    as_json: Json = False,
) -> Answer:
    """Find notes by their words and by what they mean."""
    from clew.cli.application import application

    with application(jobs=False):
        from clew.insights.queries.search import Search, find
        from clew.insights.queries.search.showing import results
        from clew.kit import clock
        from clew.workspaces.access import enter_locally

        scope = enter_locally(slug=workspace)
        asked = Search(text=text.strip(), days=days or None)
        point = _point(scope.workspace, asked)
        found = find(workspace=scope.workspace, search=asked, now=clock.now(), point=point, size=limit)
        shown = results(workspace=scope.workspace, hits=found.hits, stems=found.stems)
        return Answer(_words(found, shown), _facts(asked, found, shown))


@export.command("notes")
@command
def export_notes(
    *,
    form: Annotated[str, typer.Option("--format", help="csv, json or md.")] = "csv",
    query: Annotated[str, typer.Option(help="Only what this search finds; all notes where it is left out.")] = "",
    out: Annotated[Path | None, typer.Option(help="The file to write; standard output where left out.")] = None,
    workspace: Where = "",
    as_json: Json = False,
) -> Answer:
    """Write notes to a file: all of them, or what a search finds."""
    from clew.cli.application import application

    with application(jobs=False):
        from clew.insights.queries.search import Search
        from clew.insights.queries.search.exporting import FORMATS, found_by, notes_of, plain, written
        from clew.kit import clock
        from clew.workspaces.access import enter_locally

        if form not in FORMATS:
            raise Invalid(f"There is no format “{form}”. Choose one of {', '.join(FORMATS)}.", field="format")
        scope = enter_locally(slug=workspace)
        asked = Search(text=query.strip())
        point = _point(scope.workspace, asked)
        ids = found_by(workspace=scope.workspace, search=asked, now=clock.now(), point=point)
        notes = notes_of(workspace=scope.workspace, ids=ids)
        if out:
            with out.open("w", encoding="utf-8", newline="") as file:
                file.writelines(written(notes, form))
            return Answer(f"{len(ids):,} notes are in {out}.", {"notes": len(ids), "file": str(out), "format": form})
        if as_json:
            return Answer(facts={"count": len(ids), "notes": [plain(note) for note in notes]})
        for piece in written(notes, form):
            typer.echo(piece, nl=False)
    return Answer()


def _point(workspace: "Workspace", asked: "Search") -> "Point | None":
    """From the process that knows meanings; where none runs, this one reads the embedder (two seconds)."""
    from clew.insights.queries.search import Point
    from clew.insights.queries.search.meaning import point_for

    words = asked.asked.words
    if not words:
        return None
    if found := point_for(workspace=workspace, text=words):
        return found
    from clew.insights.queries.vectors import embedder_of

    embedder = embedder_of(workspace)
    vector = ",".join(f"{number:.5g}" for number in embedder.encode([words])[0].tolist())
    return Point(f"{embedder.name} {embedder.version}", f"[{vector}]")


def _facts(asked: "Search", found: "Found", shown: "list[Result]") -> dict[str, Any]:
    return {
        "query": asked.text,
        "found": found.totals.found,
        "whole": found.totals.whole,
        "by_words": found.totals.by_words,
        "results": [
            {
                "ref": row.ref,
                "score": float(row.hit.score),
                "found_by": "words" if row.hit.by_words else "meaning",
                "cosine": None if row.hit.cosine is None else round(row.hit.cosine, 4),
                "passage": row.passage,
                "said_at": row.said_at.isoformat() if row.is_dated else None,
                "channel": row.channel,
                "account": row.account,
                "theme": row.theme,
            }
            for row in shown
        ],
        "facets": {facet.name: [asdict(value) for value in facet.values] for facet in found.facets},
    }


def _words(found: "Found", shown: "list[Result]") -> str:
    if not shown:
        return "Nothing found."
    lines = [f"{found.totals.found:,} notes, {found.totals.whole:,} with every word.", ""]
    for row in shown:
        how = "" if row.hit.by_words else " (by meaning)"
        lines += [f"{row.ref}  {row.speaker}, {row.channel}{how}", f"  {' '.join(row.passage.split())}", ""]
    return "\n".join(lines).rstrip()
