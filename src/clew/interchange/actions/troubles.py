"""Why background jobs fail, kept where people see it; and what they may do about it."""

import logging
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.db.utils import InterfaceError, OperationalError

from clew.interchange.models import Trouble
from clew.kit import clock
from clew.kit.errors import Conflict, ExpectedError, NotFound

logger = logging.getLogger(__name__)
LONGEST = 300
DISCARD = """
with gone as (delete from procrastinate_jobs where id = %s and status = 'failed' returning task_name, args),
forgotten as (delete from interchange_trouble t using gone where t.task = gone.task_name and t.args = gone.args)
select count(*) from gone"""


def note_trouble(task: str, args: dict[str, Any], error: BaseException | None) -> None:
    """A job ended: with an error, the sentence is kept; without, what was kept of it goes.

    The database may be the very trouble: then the log alone has it.
    """
    try:
        with transaction.atomic():
            known = Trouble.objects.filter(task=task, args=args)
            if error is None:
                known.delete()
            elif not known.update(sentence=sentence_of(error), times=F("times") + 1, at=clock.now()):
                Trouble.objects.create(task=task, args=args, sentence=sentence_of(error), at=clock.now())
    except DatabaseError as lost:
        logger.warning("The trouble of %s could not be noted: %s", task, lost)


def sentence_of(error: BaseException) -> str:
    """For people: what they may know of it. The log has the rest."""
    if isinstance(error, ExpectedError):
        return error.sentence
    if isinstance(error, OperationalError | InterfaceError):
        return "The database could not be reached, or was short of memory or disk."
    if isinstance(error, MemoryError):
        return "The worker ran out of memory."
    return f"Clew stumbled: {type(error).__name__}. {str(error).splitlines()[0] if str(error) else ''}".strip()[
        :LONGEST
    ]


@transaction.atomic
def try_again(*, job_id: int) -> None:
    """Put a failed job back into the queue, to run now. Raises Conflict where the same work waits already."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select queueing_lock from procrastinate_jobs where id = %s and status = 'failed' for update", [job_id]
        )
        found = cursor.fetchone()
        if found is None:
            raise NotFound("This job is no longer among the failed ones.")
        cursor.execute(
            "select exists (select from procrastinate_jobs where queueing_lock = %s and status = 'todo')", [found[0]]
        )
        if cursor.fetchone()[0]:
            raise Conflict("The same work waits already. Discard this one.")
        cursor.execute(
            "update procrastinate_jobs set status = 'todo', attempts = 0, scheduled_at = null where id = %s", [job_id]
        )


@transaction.atomic
def discard(*, job_id: int) -> None:
    """Let go of a failed job, and of why it failed."""
    with connection.cursor() as cursor:
        cursor.execute(DISCARD, [job_id])
        (gone,) = cursor.fetchone()
    if not gone:
        raise NotFound("This job is no longer among the failed ones.")
