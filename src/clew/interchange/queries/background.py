"""What the worker has to do for a workspace, and what went wrong, from the queue's own tables."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from clew.interchange.models import ImportRun
from clew.workspaces.models import Workspace

MOST = 200
JOBS = """
select job.id, job.task_name, coalesce(job.args->>'run_id', ''), job.status::text, job.attempts, job.scheduled_at > now(), coalesce(trouble.sentence, ''),
  coalesce(trouble.at, job.scheduled_at, (select min(at) from procrastinate_events where job_id = job.id))
from procrastinate_jobs job left join interchange_trouble trouble on trouble.task = job.task_name and trouble.args = job.args
where job.status in ('todo', 'doing', 'failed') and ({ours})
order by array_position(array['failed', 'doing', 'todo'], job.status::text), job.priority desc, job.id limit {most}"""
OURS = """job.args->>'workspace_id' = %(workspace)s
  or job.args->>'run_id' in (select id::text from interchange_importrun where workspace_id = %(workspace)s::uuid)"""
WORKERS = "select count(*) from procrastinate_workers where last_heartbeat > now() - interval '60 seconds'"
WORDS = {
    "interchange.perform": "Importing a file",
    "interchange.undo": "Undoing an import",
    "insights.understand": "Finding meaning and themes",
    "insights.rollups": "Counting for lists",
    "thread.loose_ends": "Looking for loose ends",
}
STATES = {"failed": "Failed", "doing": "Running", "todo": "Waiting"}


@dataclass(frozen=True)
class Job:
    """`sentence` says why it failed last; `since` when that was, or when it was put into the queue."""

    id: int
    words: str
    state: str
    attempts: int
    sentence: str
    since: datetime | None
    run_id: str
    is_failed: bool


@dataclass(frozen=True)
class Background:
    workers: int
    jobs: tuple[Job, ...]


def background(*, workspace: Workspace) -> Background:
    """The jobs of a workspace that are not done: failed ones first, then those at work, then those that wait."""
    with connection.cursor() as cursor:
        cursor.execute(WORKERS)
        workers = cursor.fetchone()[0]
    return Background(workers, tuple(_jobs(OURS, {"workspace": str(workspace.pk)})))


def job_of_run(*, run: ImportRun) -> Job | None:
    """The job that works on an import, or failed to."""
    ours = "job.task_name in ('interchange.perform', 'interchange.undo') and job.args->>'run_id' = %(run)s"
    return next(iter(_jobs(ours, {"run": str(run.pk)})), None)


def is_ours(*, workspace: Workspace, job_id: int) -> bool:
    """Whether a failed job works for the workspace."""
    asked = {"workspace": str(workspace.pk), "job": job_id}
    return any(job.id == job_id for job in _jobs(f"job.id = %(job)s and ({OURS})", asked))


def _jobs(ours: str, asked: dict[str, Any]) -> list[Job]:
    with connection.cursor() as cursor:
        cursor.execute(JOBS.format(ours=ours, most=MOST), asked)
        return [_job(*row) for row in cursor.fetchall()]


def _job(  # noqa: PLR0917 - private, and called above only
    pk: int,
    task: str,
    run_id: str,
    status: str,
    attempts: int,
    is_later: bool | None,  # noqa: FBT001 - a column of the query
    sentence: str,
    since: datetime | None,
) -> Job:
    words = WORDS.get(task) or task.rpartition(".")[2].replace("_", " ").capitalize()
    state = "Waiting to be tried again" if is_later and sentence else STATES[status]
    return Job(pk, words, state, attempts, sentence, since, run_id, status == "failed")
