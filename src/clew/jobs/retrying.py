"""What happens to a job that fails: it is tried again, later each time, and at last stays where people can see it.

Every task gets this, unless it names a strategy of its own. What an area expected (ExpectedError) is not tried again:
trying changes nothing about it.
"""

from collections.abc import Callable
from typing import Any

from django.db import close_old_connections
from procrastinate import App, BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.jobs import Job
from procrastinate.worker import Worker

from clew.kit.errors import ExpectedError

WAITS = (5, 30, 300, 1_800)
"""Seconds before the second, third, … attempt."""
Listener = Callable[[str, dict[str, Any], "BaseException | None"], None]
listeners: list[Listener] = []
"""Called with a job's name, its arguments and how it ended: None when it went well. In the job's own thread."""


class BackOff(BaseRetryStrategy):
    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, ExpectedError) or not may_try_again(job):
            return None
        return RetryDecision(retry_in={"seconds": WAITS[job.attempts]})


def may_try_again(job: Job) -> bool:
    """Whether a failure now would be tried again."""
    return job.attempts < len(WAITS)


def prepare(app: App) -> None:
    """Give every task that names none the back-off."""
    for task in app.tasks.values():
        if task.retry_strategy is None:
            task.retry_strategy = BackOff()


def watched(call_next: Callable[[], Any], context: JobContext, worker: Worker) -> Any:
    """Tells the listeners how each job ended, and leaves no connection open in its thread."""
    try:
        result = call_next()
    except Exception as error:
        _tell(context.job, error)
        raise
    else:
        _tell(context.job, None)
        return result
    finally:
        close_old_connections()


def _tell(job: Job, error: BaseException | None) -> None:
    for listener in listeners:
        listener(job.task_name, dict(job.task_kwargs), error)
