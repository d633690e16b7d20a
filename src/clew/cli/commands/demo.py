"""clew demo: a filled workspace to look around in."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clew.cli.commands.serving import Port
from clew.cli.output import Answer, Json, command, print_answer, say

if TYPE_CHECKING:
    from clew.cli.demo.load import Loaded


@command
def demo(
    *,
    serve: Annotated[bool, typer.Option(help="Stay and serve it, signed in as its owner; or only fill it.")] = True,
    port: Port = 8000,
    fresh: Annotated[bool, typer.Option("--fresh", help="Throw the old demo away and load it anew.")] = False,
    as_json: Json = False,
) -> Answer | None:
    """Load Dispatchly, a made-up company with 1,300 customer notes, and show it."""
    answer = _fill(fresh=fresh)
    if not serve:
        return answer
    print_answer(answer, as_json=False)
    from clew.cli.commands.serving import serve as run

    run(port=port, demo=True, as_json=as_json)
    return None


def _fill(*, fresh: bool) -> Answer:
    from clew.cli.application import application, drain_jobs
    from clew.config import environment

    with application():
        from clew.cli.demo.load import existing, load
        from clew.cli.demo.reset import remove
        from clew.kit import clock

        known = existing()
        if known is not None and not fresh:
            words = (
                f"The demo workspace {known.name} is there since {known.created_at:%-d %B}. `--fresh` loads it anew."
            )
            return Answer(words, {"workspace": known.slug, "loaded": False})
        if known is not None:
            say("Throwing the old demo away")
            remove(workspace=known)
        folder = environment.data_folder() / "demo"
        done = load(folder=folder, now=clock.now(), tell=say)
        drain_jobs()
        return _told(done, folder)


def _told(done: "Loaded", folder: Path) -> Answer:
    notes = {name: rows for name, rows in done.rows.items() if name[0].isupper()}
    lines = [f"{done.workspace.name} is loaded from {folder}:"]
    lines += [f"  {name}: {rows.told()}" for name, rows in done.rows.items()]
    outcome = done.outcome
    if outcome is not None:
        lines.append(f"  {outcome.message} {outcome.repeats} notes repeat others.")
    lines.append(f"  {done.evidence} passages and themes tied to opportunities.")
    lines.append("  " + ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in done.seconds.items()))
    facts = {
        "workspace": done.workspace.slug,
        "loaded": True,
        "notes": sum(rows.created for rows in notes.values()),
        "themes": outcome.themes if outcome else 0,
        "repeats": outcome.repeats if outcome else 0,
        "evidence": done.evidence,
        "seconds": done.seconds,
    }
    return Answer("\n".join(lines), facts)
