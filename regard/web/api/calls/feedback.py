"""Feedback records, field by field, as Formbricks Hub has them."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from regard.web.api.entering import Answer, allowed, once
from regard.web.api.paging import Cursor, Limit, page
from regard.web.api.records import take, told
from regard.web.api.shapes import FeedbackRecord, FeedbackShown
from regard.web.api.shown import Page
from regard.web.api.tokens import Scope
from regard.web.feedback.models import Answer as Field
from regard.web.surveys.models import Version

router = Router(tags=["feedback"])


@router.post("/feedback-records", response={200: FeedbackShown, 201: FeedbackShown})
@allowed(Scope.FEEDBACK_WRITE)
def add_feedback(request: HttpRequest, record: FeedbackRecord) -> Answer:
    """Hand in one answered field, as Formbricks Hub takes it. The same again is 200; another value is 409."""
    return once(request, lambda: take(record, at=timezone.now()))


@router.get("/feedback-records", response=Page[FeedbackShown])
@allowed(Scope.FEEDBACK_READ)
def list_feedback(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> Answer:
    """What customers said, field by field, the oldest first; without that of anonymous surveys."""
    anonymous = Version.objects.filter(content__anonymous=True).values("survey__source")
    rows = Field.objects.exclude(feedback__source__in=anonymous).select_related("feedback__source")
    found, following = page(rows, cursor=cursor, limit=limit)
    return 200, {"data": [told(one.feedback, one) for one in found], "next_cursor": following}
