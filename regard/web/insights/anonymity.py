"""Answers of anonymous surveys among all that was said: shown in steps of five, and never one by one.

Everything that counts or lists records leaves out those that wait; those that are shown have no channel, no
person, no segment, no subject and no page of their own, for the id of a record tells the moment when it came.
What staff believe is no customer's word: it is apart from all of this, and counts only where it is asked for.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from regard.web.answering.models import Response
from regard.web.insights.releasing import release, step_mates
from regard.web.surveys.models import Survey
from regard.web.workspaces.tenancy import TenantQuerySet

UNTOLD = ("channel", "segment", "customer_id", "account_id", "subject")
"""What is not told of an anonymous answer."""

STAFF = "beliefs"
"""The template that asks staff; its answers are nobody's but theirs."""


def anonymous_sources() -> frozenset[UUID]:
    """The sources of the surveys of the open workspace of which any version promised it."""
    promised = Survey.objects.filter(versions__content__anonymous=True).order_by()
    return frozenset(promised.values_list("source_id", flat=True))


def staff_sources() -> TenantQuerySet:
    """The sources of the surveys that ask staff what they believe, looked up within another question."""
    found: TenantQuerySet = Survey.objects.filter(kind=STAFF).order_by().values("source_id")
    return found


def withheld(
    anonymous: frozenset[UUID] | None = None, *, at: datetime, of_staff: bool = False
) -> frozenset[UUID]:
    """The records of customers, or of staff, in the open workspace that may not be shown at that moment.

    Those of the last answers until five more came, and those that somebody changed since, together with the
    others of their step: whatever goes from view or comes into it is of five people.
    """
    sources = anonymous_sources() if anonymous is None else anonymous
    whose = Q(kind=STAFF) if of_staff else ~Q(kind=STAFF)
    surveys = Survey.objects.filter(whose, source__in=sources) if sources else []
    return frozenset(pk for survey in surveys for pk in _withheld(survey, at=at))


def one_by_one() -> Q:
    """The records that may be shown each for itself."""
    return ~Q(source__in=anonymous_sources())


def _withheld(survey: Survey, *, at: datetime) -> list[UUID]:
    released = release(survey, at=at)
    changed = {one.response.pk for one in released.earlier}
    hidden = released.hidden | step_mates(survey, changed, at=at)
    rows = Response.objects.filter(pk__in=hidden).exclude(feedback=None).order_by()
    return list(rows.values_list("feedback_id", flat=True))
