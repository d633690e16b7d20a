"""Jobs whose worker died: back into the queue, so that nothing is lost to a kill or a lost machine.

A worker says every ten seconds that it lives. The queue itself never takes a job back; these functions do, at every
worker's start and then in the background of each, beside its jobs: as a job of its own it would wait behind them.
"""

import asyncio
import logging

from procrastinate import App
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.worker import Worker

logger = logging.getLogger(__name__)

SILENCE = 30.0
"""Seconds without a sign of life after which a worker counts as dead."""
EVERY = 10.0
MOST_ATTEMPTS = 5
"""A job that took so many workers down with it is left as failed, for a person to look at."""


async def put_back_stalled(app: App, *, silence: float = SILENCE) -> int:
    """Put back the jobs of workers silent for `silence` seconds; returns how many."""
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=silence))
    return sum([await _put_back(app, job) for job in stalled])


async def watch(app: App, worker: Worker) -> None:
    """Put back stalled jobs from time to time, for ever. A database that is away for a moment is no reason to stop.

    `worker` is the one beside which this runs: it gives a sign of life first, or a job that kept this process from
    everything else for half a minute would be taken for a dead worker's.
    """
    while True:
        try:
            if worker.worker_id is not None:
                await app.job_manager.update_heartbeat(worker.worker_id)
            await put_back_stalled(app)
        except ConnectorException as error:
            logger.warning("Looking for stalled jobs failed: %s", error)
        await asyncio.sleep(EVERY)


async def _put_back(app: App, job: Job) -> bool:
    try:
        if job.attempts + 1 >= MOST_ATTEMPTS:
            logger.error("Job %s lost its worker %d times; it is left as failed.", job.call_string, MOST_ATTEMPTS)
            await app.job_manager.finish_job(job, Status.FAILED, delete_job=False)
            return False
        await app.job_manager.retry_job(job)
    except UniqueViolation:  # the same work waits already, under the same mark
        await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)
        return False
    except ConnectorException as error:  # another worker was a moment earlier
        logger.info("Job %s was not put back: %s", job.call_string, error)
        return False
    logger.warning("Job %s was put back: its worker is gone.", job.call_string)
    return True
