"""Which of the newest records a member has opened: what waits for them shrinks as they read."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models

from regard.web.accounts.models import User
from regard.web.feedback.models import Feedback
from regard.web.workspaces.tenancy import TenantModel

DAYS = 14  # older records wait for nobody
MOST = 2_000


class Opened(TenantModel):
    """A member has opened a record, or corrected what was read in it; of the newest records alone."""

    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feedback", "user"], name="a_record_is_opened_once")]
        indexes = [models.Index(fields=["workspace", "user", "-at"])]


def opened(record: Feedback, *, by: User, at: datetime) -> None:
    """Keep that a member has seen a record, where it is new enough to wait for somebody."""
    if record.collected_at is None or at - record.collected_at > timedelta(days=DAYS + 1):
        return
    Opened.objects.bulk_create([Opened(feedback=record, user=by, at=at)], ignore_conflicts=True)


def opened_by(user: UUID) -> Sequence[UUID]:
    """The newest records that somebody has opened, by their ids; the last ones first."""
    rows = Opened.objects.filter(user_id=user).order_by("-at")
    return list(rows.values_list("feedback_id", flat=True)[:MOST])
