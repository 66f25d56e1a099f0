"""A member says what an answer is that was held for a machine's; that holds when it is changed, too."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from regard.web.accounts.models import User
from regard.web.answering.entering import Entry, version_of
from regard.web.answering.models import Judged, Response
from regard.web.answering.recording import match_of, record_of, state_of, told
from regard.web.answering.writing import written
from regard.web.feedback.models import State
from regard.web.feedback.recording import next_change, revise_one
from regard.web.surveys.models import Survey
from regard.web.workspaces.auditing import record_held
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.outbox import announce
from regard.web.workspaces.tenancy import TenantQuerySet, current_workspace, in_workspace


class NotConfirmed(ValueError):
    """A click in a message that nobody sent: whoever looks at it cannot know whether a person clicked."""


def in_doubt(survey: Survey, *, is_judged: bool = False) -> TenantQuerySet:
    """Answers that look like a machine's: those that nobody has judged, or those that somebody has."""
    rows: TenantQuerySet = Response.objects.filter(survey=survey).select_related("link", "judged_by")
    looks_so = ~Q(suspicion={}) | Q(state=State.BOT_SUSPECT)
    rows = rows.exclude(state=State.UNCONFIRMED)
    rows = rows.exclude(judged="") if is_judged else rows.filter(looks_so, judged="")
    return rows.order_by("-first_at", "-pk")


def judge(pk: UUID, judged: Judged, *, by: User, at: datetime) -> Response:
    """Count an answer from now on, or leave it out; raises Response.DoesNotExist, NotConfirmed and Busy."""
    workspace = current_workspace()

    def take(_is_again: bool) -> Response:
        with in_workspace(workspace):
            return _judged(workspace, pk, judged, by=by, at=at, change=next_change(with_trail=True))

    return written(take)


def _judged(
    workspace: Workspace, pk: UUID, judged: Judged, *, by: User, at: datetime, change: int
) -> Response:
    rows = Response.objects.select_related("survey__source", "link", "invitation", "feedback", "customer")
    response: Response = rows.get(pk=pk)
    if response.state == State.UNCONFIRMED:
        raise NotConfirmed(str(pk))
    if response.judged == judged:
        return response
    response.judged, response.judged_at, response.judged_by = judged, at, by
    response.state = state_of(response)
    response.save(update_fields=["judged", "judged_at", "judged_by", "state"])
    if response.feedback is not None:
        entry = Entry(
            workspace,
            response.survey,
            version_of(response.version_id),
            link=response.link,
            invitation=response.invitation,
            response=response,
        )
        draft = record_of(entry, response)
        revise_one(
            response.feedback, draft, before=draft.answers, known=match_of(response), at=at, change=change
        )
    record_held("answer.judged", by=by, at=at, subject=str(response.pk), judged=str(judged))
    announce("response.updated", content=told(response), at=at, by=by, subject=str(response.pk), is_held=True)
    return response
