"""Answers of anonymous surveys among all that was said: shown in steps of five, and never one by one.

Everything that counts or lists records leaves out those that wait; those that are shown have no channel, no
person, no segment, no subject and no page of their own, for the id of a record tells the moment when it came.
What staff believe is no customer's word: it is apart from all of this, and counts only where it is asked for.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from regard.web.answering.models import Response
from regard.web.insights.releasing import release, step_mates
from regard.web.surveys.models import Survey, Version
from regard.web.workspaces.tenancy import TenantQuerySet

UNTOLD = ("channel", "segment", "customer_id", "account_id", "subject")
"""What is not told of an anonymous answer."""

STAFF = "beliefs"
"""The template that asks staff; its answers are nobody's but theirs."""


class Apart(NamedTuple):
    """The sources that do not count as others do: of anonymous surveys, and of those that ask staff."""

    anonymous: frozenset[UUID]
    staff: frozenset[UUID]


def apart() -> Apart:
    """Those of the open workspace; a survey is anonymous where any version promised it."""
    rows = list(_set_apart().values_list("source_id", "promised", "kind"))
    return Apart(
        frozenset(source for source, is_promised, _ in rows if is_promised),
        frozenset(source for source, _, kind in rows if kind == STAFF),
    )


def _set_apart() -> TenantQuerySet:
    """The surveys of the open workspace that are anonymous, or that ask staff."""
    promised = Exists(Version.objects.filter(survey=OuterRef("pk"), content__anonymous=True))
    surveys: TenantQuerySet = Survey.objects.annotate(promised=promised)
    return surveys.filter(Q(promised=True) | Q(kind=STAFF)).order_by()


def of_known_customers() -> Q:
    """The records that may be told of the customers who gave them; no statement of its own."""
    return ~Q(source__in=_set_apart().values("source_id"))


def anonymous_sources() -> frozenset[UUID]:
    """The sources of the anonymous surveys of the open workspace."""
    return apart().anonymous


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
