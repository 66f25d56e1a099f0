"""Take a batch out again: what it added goes, what it changed is as it was before."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from regard.web.customers.models import Customer
from regard.web.feedback.models import Answer, Feedback, Removal, Revision
from regard.web.feedback.recording import next_change

CHUNK = 500
UNDATED = "undated"


def month_of(at: datetime | None) -> str:
    """The month that a record is filed under, in UTC: "2026-03", or "undated"."""
    return f"{at.year:04}-{at.month:02}" if at else UNDATED


def undo_batch(
    batch_id: UUID, *, most: int | None = None, before_commit: Callable[[int], None] = lambda done: None
) -> int:
    """Undo the batch in pieces, each a transaction of its own; a killed undo goes on where it stood.

    Returns how many records were taken out or put back by this call; with `most` it stops once that many
    are, and 0 says that nothing is left.
    """
    done = 0
    while most is None or done < most:
        with transaction.atomic():
            rows = list(Feedback.objects.filter(batch_id=batch_id).select_for_update().order_by()[:CHUNK])
            if rows:
                _undo(rows, batch_id)
            else:
                _forget_what_was_replaced(batch_id)
            before_commit(done + len(rows))
        done += len(rows)
        if not rows:
            break
    return done


def _forget_what_was_replaced(batch_id: UUID) -> None:
    """What the batch said of records that a later one changed: undoing that one does not bring it back."""
    said_by_us = Revision.objects.filter(content__batch_id=str(batch_id)).order_by()
    for said in said_by_us.only("id", "workspace_id", "feedback_id", "replaced_by_batch"):
        replaced_by_us = Revision.objects.filter(feedback_id=said.feedback_id, replaced_by_batch=batch_id)
        replaced_by_us.update(replaced_by_batch=said.replaced_by_batch)
        said.delete()


def _undo(rows: list[Feedback], batch_id: UUID) -> None:
    change = next_change()
    revised = {
        revision.feedback_id: revision
        for revision in Revision.objects.filter(feedback__in=rows, replaced_by_batch=batch_id).order_by(
            "-number"
        )
    }
    months = Counter(month_of(row.collected_at) for row in rows)
    Removal.objects.bulk_create(
        Removal(change=change, month=month, records=count) for month, count in months.items()
    )
    for row in rows:
        if row.pk in revised:
            _restore(row, revised[row.pk], change=change)
    Feedback.objects.filter(pk__in=[row.pk for row in rows if row.pk not in revised]).delete()


def _restore(row: Feedback, revision: Revision, *, change: int) -> None:
    content = dict(revision.content)
    answers = content.pop("answers")
    for name in ("experienced_at", "collected_at"):
        content[name] = datetime.fromisoformat(content[name]) if content[name] else None
    content["batch_id"] = UUID(content["batch_id"]) if content["batch_id"] else None
    if not Customer.objects.filter(pk=content["customer_id"]).exists():
        content["customer_id"] = None
    for name, value in content.items():
        setattr(row, name, value)
    row.revision, row.change = row.revision + 1, change
    row.save()
    Answer.objects.filter(feedback=row).delete()
    Answer.objects.bulk_create(Answer(feedback=row, **answer) for answer in answers)
    Revision.objects.filter(feedback=row, number__gte=revision.number).delete()
