"""What of an anonymous survey may be shown yet: answers in steps of five, each as it stood at its step.

Whoever looks before and after one more answer would know from the difference what it said. So an answer
enters when it is complete, or a day after it was left; the last ones wait until five more have entered,
and what somebody changes later waits for the next step, too.
"""

from collections.abc import Hashable, Iterator, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from regard.web.answering.models import Response, Submission
from regard.web.feedback.models import State
from regard.web.surveys.models import Survey
from regard.web.workspaces.tenancy import TenantQuerySet

K = 5
"""Groups of fewer people than this are not shown."""

COUNTED = (State.PARTIAL, State.COMPLETE)
LEFT = timedelta(hours=24)
"""After this time a partial answer is what the person wanted to say."""


@dataclass(frozen=True)
class Earlier:
    """An answer as it stood at the last step, for it was changed since."""

    response: Response
    values: dict[str, Any]
    state: str


@dataclass(frozen=True)
class Release:
    """Which answers are not shown as they are in the database: those that wait, and those changed since."""

    is_stepwise: bool = False
    waiting: int = 0
    hidden: frozenset[UUID] = field(default_factory=frozenset)  # ids of answers
    earlier: tuple[Earlier, ...] = ()

    @property
    def name(self) -> tuple[Hashable, Hashable]:
        """What tells it from another release of the same answers."""
        changed = tuple((one.response.pk, one.state, repr(one.values)) for one in self.earlier)
        return self.hidden, changed

    def of_records(self, rows: TenantQuerySet, path: str = "response") -> TenantQuerySet:
        """Rows of feedback or answers without those that are not shown; `path` leads to the answer."""
        return rows.exclude(**{f"{path}__in": self.hidden}) if self.hidden else rows


def is_anonymous(survey: Survey) -> bool:
    """Whether any version promised it: answers of several versions are counted together."""
    return any(version.instrument.is_anonymous for version in survey.versions.all())


def release(survey: Survey, *, at: datetime) -> Release:
    """What may be shown at that moment: everything, but of an anonymous survey whole steps alone."""
    if not is_anonymous(survey):
        return Release()
    rows: TenantQuerySet = Response.objects.filter(survey=survey, state__in=COUNTED)
    entered = _entered(rows, at=at)
    tail = sorted((when, pk) for when, pk in entered.newest if when <= at)
    extra = entered.n % K
    waits = [pk for _when, pk in tail[len(tail) - extra :]]
    since = tail[-extra - 1][0] if entered.n > extra else None
    hidden = frozenset([*waits, *_not_entered(rows, entered, at=at)])
    changed = [] if since is None else list(_changed(rows.exclude(pk__in=hidden), since))
    return Release(
        is_stepwise=True,
        waiting=len(hidden),
        hidden=hidden | {one.response.pk for one in changed},
        earlier=tuple(changed),
    )


def step_mates(survey: Survey, changed: Set[UUID], *, at: datetime) -> frozenset[UUID]:
    """The answers that entered in one step with one of these: where one goes from view, five go."""
    if not changed:
        return frozenset()
    rows: TenantQuerySet = Response.objects.filter(survey=survey, state__in=COUNTED)
    entered = _entered(rows, at=at, newest=None)
    order = [pk for when, pk in sorted(entered.newest) if when <= at]
    steps = (order[start : start + K] for start in range(0, len(order), K))
    return frozenset(pk for step in steps if not changed.isdisjoint(step) for pk in step)


@dataclass(frozen=True)
class _Entered:
    n: int
    newest: list[tuple[datetime, UUID]]
    slow: dict[UUID, datetime]  # those that took longer than a day, by when they entered


SLOW = Q(completed_at__gt=F("first_at") + LEFT) | Q(completed_at=None, last_at__gt=F("first_at") + LEFT)


def _entered(rows: TenantQuerySet, *, at: datetime, newest: int | None = K + 1) -> _Entered:
    complete = rows.exclude(completed_at=None).exclude(SLOW)
    left = rows.filter(completed_at=None, last_at__lte=at - LEFT).exclude(SLOW)
    slow = {pk: when for pk, when in _slow(rows.filter(SLOW)) if when <= at}
    last = list(complete.order_by("-completed_at", "-pk").values_list("completed_at", "pk")[:newest])
    lately = left.order_by("-last_at", "-pk").values_list("last_at", "pk")[:newest]
    last += [(when + LEFT, pk) for when, pk in lately]
    last += [(when, pk) for pk, when in slow.items()]
    return _Entered(complete.count() + left.count() + len(slow), last, slow)


def _slow(rows: TenantQuerySet) -> Iterator[tuple[UUID, datetime]]:
    """When those entered who came back after a day: their first pause of a day counts as having left."""
    for response in rows.prefetch_related("submissions"):
        found = list(response.submissions.all())
        following = [*found[1:], None]
        for one, after in zip(found, following, strict=True):
            if one.state == State.COMPLETE:
                yield response.pk, one.at
                break
            if after is None or after.at - one.at > LEFT:
                yield response.pk, one.at + LEFT
                break


def _not_entered(rows: TenantQuerySet, entered: _Entered, *, at: datetime) -> list[UUID]:
    young = rows.filter(completed_at=None, last_at__gt=at - LEFT).order_by()
    return [pk for pk in young.values_list("pk", flat=True) if pk not in entered.slow]


def _changed(rows: TenantQuerySet, since: datetime) -> Iterator[Earlier]:
    """The answers that were changed after the last step, as they were at it."""
    changed = list(rows.filter(last_at__gt=since, number__gt=1).select_related("version"))
    then = Submission.objects.filter(response__in=changed, at__lte=since).order_by("response", "number")
    stood = {one.response_id: one for one in then}
    for response in changed:
        if (one := stood.get(response.pk)) is not None:
            yield Earlier(response, one.values, one.state)
