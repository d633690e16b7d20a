"""clew serve, web, worker, meaning, stop."""

from typing import Annotated

import typer

from clew.cli.output import Answer, Json, command, print_answer

Host = Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 for all of this machine's.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")]
Workers = Annotated[int, typer.Option(min=1, help="Web processes; each runs several threads.")]
JobsAtOnce = Annotated[int, typer.Option("--jobs", min=1, help="Background jobs that run at once.")]
Demo = Annotated[bool, typer.Option("--demo", help="Sign every visitor in as the demo's owner. This machine only.")]


@command
def serve(
    *,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    demo: Demo = False,
    workers: Workers = 1,
    jobs: JobsAtOnce = 2,
    migrate: Annotated[bool, typer.Option("--migrate", help="Apply migrations to DATABASE_URL's database.")] = False,
    stay: Annotated[bool, typer.Option(help="Stay and serve, or stop as soon as it answers.")] = True,
    as_json: Json = False,
) -> Answer | None:
    """Run Clew: database, web and background work, until Ctrl-C or `clew stop`."""
    from clew.cli.serving.supervisor import Options
    from clew.cli.serving.supervisor import serve as run
    from clew.config import environment

    def ready(address: str) -> None:
        words = f"Clew answers at {address}" + (" (stop with Ctrl-C or `clew stop`)" if stay else "")
        print_answer(Answer(words, {"address": address}), as_json=as_json)

    demo = demo or environment.flag("CLEW_DEMO")
    run(Options(host, port, demo, workers, jobs, migrate, stay), on_ready=ready)
    return None


@command
def web(*, host: Host = "127.0.0.1", port: Port = 8000, workers: Workers = 1, as_json: Json = False) -> Answer | None:
    """Run only the web process; needs a `clew worker` somewhere."""
    from clew.cli.serving import alone
    from clew.cli.serving.supervisor import Options
    from clew.config import environment

    def start() -> None:
        print_answer(Answer(facts={"host": host, "port": port}), as_json=as_json)

    alone.web(Options(host, port, environment.flag("CLEW_DEMO"), workers), on_start=start)
    return None


@command
def worker(*, jobs: JobsAtOnce = 2, as_json: Json = False) -> Answer | None:
    """Run only the background work."""
    from clew.cli.serving import alone

    alone.work(jobs_at_once=jobs, on_start=lambda: print_answer(Answer(facts={"jobs": jobs}), as_json=as_json))
    return None


@command
def meaning(*, as_json: Json = False) -> Answer | None:
    """Run only the process that turns searches into meaning, beside `clew web` on the same machine."""
    from clew.cli.serving.meaning import serve as run
    from clew.config.meaning import socket_path

    path = socket_path()
    print_answer(Answer(facts={"socket": str(path)}), as_json=as_json)
    run(path)
    return None


@command
def stop(*, as_json: Json = False) -> Answer:
    """Stop what serves this data folder, with everything it started."""
    from clew.cli.serving.stopping import stop as run

    stopped = run()
    words = f"Stopped: {', '.join(stopped)}." if stopped else "Nothing was running."
    return Answer(words, {"stopped": stopped})
