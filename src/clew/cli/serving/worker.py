"""The worker process, as `clew serve` starts it."""

import os
import signal
import sys

from clew.cli.serving import lifeline

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""Numpy's threads, one unless the environment says otherwise: our matrices are small, and threads that wait for each other
take twice the time for embedding. Several jobs run at once instead."""


def work(*, concurrency: int) -> None:
    """Run jobs until SIGTERM or SIGINT."""
    for variable in THREADS:
        os.environ.setdefault(variable, "1")  # before numpy is imported
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
