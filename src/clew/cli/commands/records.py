"""clew import: files in, with an account of every row."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clew.cli.output import Answer, Json, command, say

if TYPE_CHECKING:
    from clew.interchange.actions.examining import NeedsAnswer
    from clew.interchange.models import Reading

ORDERS = {"day": "day-first", "month": "month-first", "year": "year-first"}
DECIMALS = {"point": "point", "comma": "comma"}
app = typer.Typer(invoke_without_command=True, rich_markup_mode=None)

File = Annotated[Path, typer.Argument(help="The file, as some tool exported it.", show_default=False)]
Map = Annotated[
    list[str],
    typer.Option("--map", help="field=Column. Repeat it; without any, as for the last such file, else guessed."),
]
Workspace = Annotated[str, typer.Option(help="The workspace’s name in addresses; needed where there are several.")]
As = Annotated[str, typer.Option("--as", help="The member who imports, by e-mail; else the first owner.")]
Rehearse = Annotated[bool, typer.Option("--rehearse", help="Say what would happen, and change nothing.")]
Encoding = Annotated[str, typer.Option(help="The file’s encoding, where Clew takes it for another.")]
Delimiter = Annotated[str, typer.Option(help="What stands between the cells, where Clew takes it for another.")]
Read = Annotated[
    list[str],
    typer.Option("--read", help="Column=way, where a column reads two ways: day, month or year first; point or comma."),
]
Part = Annotated[
    str, typer.Option("--part", help="The sheet of a workbook, or the list of a JSON file, as “data › reviews”.")
]
Wait = Annotated[bool, typer.Option(help="Wait until themes and counts have followed.")]


@app.callback(help="Import a file, with an account of every row.")
def imports(
    context: typer.Context,
    undo: Annotated[
        str, typer.Option("--undo", help="Take back a whole import: its id, or “last”.", metavar="RUN")
    ] = "",
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Undo it. Without this, only say what undoing would do.")] = False,
    workspace: Workspace = "",
    member: As = "",
    as_json: Json = False,
) -> None:
    if undo:
        undo_import(undo, yes=yes, workspace=workspace, member=member, as_json=as_json)
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@command
def undo_import(
    undo: str, *, yes: bool = False, workspace: str = "", member: str = "", as_json: bool = False
) -> Answer:
    from clew.cli.application import application, drain_jobs

    with application():
        from clew.interchange.actions.undoing import undo_effect, undo_run
        from clew.interchange.queries.runs import find_run
        from clew.kit import clock
        from clew.workspaces.access import enter_locally
        from clew.workspaces.models import Role

        scope = enter_locally(slug=workspace, email=member)
        scope.require(Role.EDITOR)
        run = find_run(workspace=scope.workspace, name=undo)
        effect = undo_effect(run=run, now=clock.now())
        if yes:
            effect = undo_run(run=run, by=scope.actor, now=clock.now())
            drain_jobs()
    parts = {
        part.words[1]: {"removed": part.removed, "restored": part.restored, "kept": part.kept} for part in effect.parts
    }
    names = f" They are {', '.join(effect.names)}." if effect.names else ""
    more = "" if yes else " Nothing was changed: add --yes to undo it."
    said = effect.sentence[:1].upper() + effect.sentence[1:]
    return Answer(f"{run.file_name}: {said}{names}{more}", {"run": str(run.pk), "undone": yes, **parts})


@app.command("notes")
@command
def notes(
    file: File,
    *,
    channel: Annotated[str, typer.Option(help="The stream that they arrive by, made where it is new.")],
    kind: Annotated[str, typer.Option(help="What kind of channel, where it is new.")] = "other",
    triage: Annotated[str, typer.Option(help="Which go to the inbox: fresh, all or none.")] = "fresh",
    split: Annotated[bool, typer.Option("--split", help="One note per column of text.")] = False,
    map_: Map = [],  # noqa: B006 - typer never changes it
    read: Read = [],  # noqa: B006
    encoding: Encoding = "",
    delimiter: Delimiter = "",
    part: Part = "",
    workspace: Workspace = "",
    member: As = "",
    rehearse: Rehearse = False,
    wait: Wait = True,
    as_json: Json = False,
) -> Answer:
    """Import notes: what customers said."""
    options = {"channel": channel, "kind": kind, "triage": triage, "split": "yes" if split else ""}
    return _import(
        "notes", file, options, map_, read, (encoding, delimiter, part), workspace, member, rehearse, wait, as_json
    )


def _plain(record: str) -> Callable[..., Any]:
    @command
    def run(
        file: File,
        *,
        map_: Map = [],  # noqa: B006
        read: Read = [],  # noqa: B006
        encoding: Encoding = "",
        delimiter: Delimiter = "",
        part: Part = "",
        workspace: Workspace = "",
        member: As = "",
        rehearse: Rehearse = False,
        wait: Wait = True,
        as_json: Json = False,
    ) -> Answer:
        return _import(
            record, file, {}, map_, read, (encoding, delimiter, part), workspace, member, rehearse, wait, as_json
        )

    run.__doc__ = f"Import {record.replace('_', ' ')}."
    return run


for name in ("accounts", "people", "objectives", "key_results", "readings", "opportunities", "features"):
    app.command(name.replace("_", "-"))(_plain(name))


def _import(  # noqa: PLR0917 - private, and called above only
    record: str,
    file: Path,
    options: dict[str, str],
    mapped: list[str],
    read: list[str],
    shape: tuple[str, str, str],
    workspace: str,
    member: str,
    rehearse: bool,
    wait: bool,
    as_json: bool,
) -> Answer:
    from clew.cli.application import application, drain_jobs

    with application():
        from clew.interchange.actions.examining import NeedsAnswer
        from clew.interchange.actions.importing import import_file
        from clew.kit import clock
        from clew.kit.errors import Invalid
        from clew.kit.tables import Wish
        from clew.workspaces.access import enter_locally

        scope = enter_locally(slug=workspace, email=member)
        try:
            found = import_file(
                scope=scope,
                path=file,
                record=record,
                now=clock.now(),
                fields=_pairs(mapped) or None,
                options=options,
                readings={column: _reading(ways) for column, ways in _pairs(read).items()} or None,
                wish=Wish(encoding=shape[0], delimiter=shape[1].replace("\\t", "\t"), part=shape[2]),
                progress=None if as_json else lambda done, total: say(f"{done:,} of {total:,} rows"),
                rehearsal=rehearse,
            )
        except NeedsAnswer as error:
            raise Invalid(f"{error.sentence} {_how_to_say(error)}", field=error.field) from error
        if wait and not rehearse:
            drain_jobs()
    words = (
        found.told()
        + "".join(f"\n  {remark}" for remark in found.remarks)
        + "".join(f"\n  row {row.row}, {row.column or 'whole row'}: {row.reason}" for row in found.refused[:20])
    )
    more = found.refusals - min(len(found.refused), 20)
    return Answer(words + (f"\n  and {more:,} more" if more > 0 else ""), found.to_json())


def _how_to_say(error: "NeedsAnswer") -> str:
    """Answer with --read "Date=day" or --read "Date=month"."""
    words = {value: word for word, value in (*ORDERS.items(), *DECIMALS.items())}
    ways = [
        " or ".join(f'--read "{asked.column}={words[value]}"' for value, _ in asked.choices)
        for asked in error.questions
    ]
    return f"Answer with {'; and '.join(ways)}."


def _pairs(given: list[str]) -> dict[str, list[str]]:
    """`text=Comment` into the field's columns; a field given twice takes both columns."""
    pairs: dict[str, list[str]] = {}
    for text in given:
        key, sign, value = text.partition("=")
        if not sign or not value:
            raise typer.BadParameter(f"“{text}” is not field=Column.")
        pairs.setdefault(key.strip(), []).append(value)
    return pairs


def _reading(ways: list[str]) -> "Reading":
    from clew.interchange.models import Reading

    order = next((way for way in ways if way in ORDERS), "")
    decimal = next((way for way in ways if way in DECIMALS), "")
    if unknown := set(ways) - set(ORDERS) - set(DECIMALS):
        raise typer.BadParameter(f"“{unknown.pop()}” is none of {', '.join((*ORDERS, *DECIMALS))}.")
    return Reading(order=ORDERS.get(order, ""), decimal=DECIMALS.get(decimal, ""))
