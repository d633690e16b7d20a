"""The worker process, as `clew serve` starts it."""

import os
import signal
import sys

from clew.cli.serving import lifeline


def work(*, concurrency: int) -> None:
    """Run jobs until SIGTERM or SIGINT."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clew.config.settings")
    os.environ["CLEW_WORKER"] = "1"
    import django

    django.setup()
    from clew.jobs.worker import run  # imports the areas' jobs, which needs Django set up

    run(concurrency=concurrency)


if __name__ == "__main__":
    _parent, _concurrency = sys.argv[1:]
    lifeline.hold(int(_parent), by=signal.SIGTERM)  # a job under way may end in order
    work(concurrency=int(_concurrency))
