"""From one embedder to another: new vectors are made beside the old ones, and take their place all at once.

Two jobs share the work. `prepare` makes the vectors and may run as long as it takes, while notes come in and are
understood as before. `take_over` is a step of the job that understands notes, of which one runs at a time: no run of
the finder ever sees half of the vectors of one embedder and half of another.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from pgvector import HalfVector

from clew.calc.embed import Embedder, embedder_for
from clew.insights.actions.themes.finding import find_again
from clew.insights.actions.understanding.vectors import mark_of
from clew.insights.models import NextVector, Note, UnderstandingSettings
from clew.insights.queries.embedders import LABELS
from clew.jobs.queue import enqueue
from clew.kit.rows import execute
from clew.kit.text import plural
from clew.workspaces.actions.events import CLEW, Subject, record
from clew.workspaces.models import Workspace

PREPARE = "insights.change_embedder"
CHUNK = 250
"""Notes between two looks at whether the choice still stands: a second or two of the slower embedder."""
LEFT = 10
"""As many notes, or one in a hundred, may still lack their vector when the new ones take over: what came in during the
last moments. They get it in the same job."""


def prepare(*, workspace: Workspace) -> bool:
    """Make the vectors of the embedder that was chosen. True when all are there, and may take over.

    May run twice: each chunk is kept at once. Ends when the choice is another meanwhile; that one has a job of its own.
    """
    chosen = _chosen(workspace)
    if chosen is None:
        NextVector.objects.filter(workspace=workspace).delete()
        return False
    embedder = embedder_for(chosen)
    NextVector.objects.filter(workspace=workspace).exclude(embedder=mark_of(embedder)).delete()
    total = Note.objects.filter(workspace=workspace).count()
    done = total - without_next_vector(workspace=workspace, mark=mark_of(embedder)).count()
    for chunk in _chunks(workspace, mark_of(embedder)):
        _tell(workspace, done, total)
        if _chosen(workspace) != chosen:
            return False
        _keep(workspace, embedder, chunk)
        done += len(chunk)
    _tell(workspace, done, total)
    return True


@transaction.atomic
def take_over(*, workspace: Workspace, now: datetime) -> bool:
    """The new vectors in the place of the old ones, once they are there; themes are then to be found again.

    False where nothing was to be done, or too many still lack theirs: those are made then.
    """
    settings = UnderstandingSettings.objects.select_for_update(of=("self",)).filter(workspace=workspace).first()
    if settings is None or not settings.is_changing:
        return False
    mark = mark_of(embedder_for(settings.embedder))
    total = Note.objects.filter(workspace=workspace).count()
    if without_next_vector(workspace=workspace, mark=mark).count() > max(LEFT, total // 100):
        enqueue(PREPARE, once=f"{PREPARE}:{workspace.pk}", workspace_id=str(workspace.pk))
        return False
    _replace(workspace, mark)
    settings.in_use = settings.embedder
    settings.save(update_fields=["in_use"])
    sentence = f"Read {plural(total, 'note')} anew, as “{LABELS[settings.embedder]}”."
    subject = Subject("embedder", workspace.pk)
    record(workspace=workspace, by=CLEW, now=now, verb="embedder.changed", subject=subject, sentence=sentence)
    find_again(workspace=workspace, now=now)
    return True


def without_next_vector(*, workspace: Workspace, mark: str) -> "QuerySet[Note]":
    """Notes whose words, as they are now, have no new vector yet."""
    made = NextVector.objects.filter(note=OuterRef("pk"), embedder=mark, content_hash=OuterRef("content_hash"))
    return Note.objects.filter(~Exists(made), workspace=workspace)


def _chosen(workspace: Workspace) -> str | None:
    """The embedder to change to; None where that one is in use."""
    settings = UnderstandingSettings.objects.filter(workspace=workspace).first()
    return settings.embedder if settings and settings.is_changing else None


def _chunks(workspace: Workspace, mark: str) -> Iterator[list[tuple[UUID, str, str]]]:
    """Ids, texts and their fingerprints, by id: new notes come last."""
    waiting = without_next_vector(workspace=workspace, mark=mark).order_by("pk")
    chunk = list(waiting.values_list("pk", "text", "content_hash")[:CHUNK])
    while chunk:
        yield chunk
        chunk = list(waiting.filter(pk__gt=chunk[-1][0]).values_list("pk", "text", "content_hash")[:CHUNK])


def _keep(workspace: Workspace, embedder: Embedder, chunk: list[tuple[UUID, str, str]]) -> None:
    vectors = embedder.encode([text for _, text, _ in chunk])
    rows = [
        NextVector(
            note_id=pk,
            workspace=workspace,
            embedder=mark_of(embedder),
            content_hash=fingerprint,
            vector=HalfVector(vector),
        )
        for (pk, _, fingerprint), vector in zip(chunk, vectors, strict=True)
    ]
    NextVector.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["note"],
        update_fields=["workspace", "embedder", "content_hash", "vector"],
    )


def _tell(workspace: Workspace, done: int, total: int) -> None:
    UnderstandingSettings.objects.filter(workspace=workspace).update(prepared=min(done, total), to_prepare=total)


def _replace(workspace: Workspace, mark: str) -> None:
    """Vectors, and the middle of every theme, which is compared with them."""
    given = {"workspace": workspace.pk, "mark": mark}
    execute(
        """
        insert into insights_notevector (note_id, workspace_id, embedder, vector)
        select x.note_id, x.workspace_id, x.embedder, x.vector
        from insights_nextvector x join insights_note n on n.id = x.note_id and n.content_hash = x.content_hash
        where x.workspace_id = %(workspace)s and x.embedder = %(mark)s
        on conflict (note_id) do update set embedder = excluded.embedder, vector = excluded.vector""",
        given,
    )
    execute("delete from insights_nextvector where workspace_id = %(workspace)s", given)
    execute(
        """
        update insights_theme t set centroid = l2_normalize(m.middle)
        from (
          select p.theme_id, avg(v.vector) as middle
          from insights_themenote p join insights_notevector v on v.note_id = p.note_id and v.embedder = %(mark)s
          where p.workspace_id = %(workspace)s group by p.theme_id) m
        where t.id = m.theme_id and t.centroid is not null""",
        given,
    )
