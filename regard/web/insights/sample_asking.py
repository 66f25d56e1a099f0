"""Whom the sample's company asked by e-mail: who answered, who stayed silent, who was left alone."""

import random
from collections import Counter, defaultdict
from datetime import datetime, timedelta

from regard.web.accounts.models import User
from regard.web.contacts.inviting import prepared
from regard.web.contacts.models import (
    Campaign,
    ContactEvent,
    ContactKind,
    Draw,
    Invitation,
    Outcome,
    Reason,
    Trigger,
)
from regard.web.customers.models import Customer
from regard.web.feedback.models import Channel
from regard.web.surveys.models import Survey

SHARES = {"solo": (0.35, 0.19), "group": (0.6, 0.3), "enterprise": (1.0, 0.44)}
"""By segment: the chance to be drawn, and how many of those who are asked answer."""

BETWEEN = {"nps": 183, "csat": 14, "ces": 21, "words": 365}  # days between two questions to one person
EVENTS = {"csat": "contacted", "ces": "signed_up"}
BOUNCES, REMINDED_AFTER = 0.025, timedelta(days=5)
LEFT_ALONE = {
    Reason.NOT_DRAWN: 0.30,
    Reason.ASKED_LATELY: 0.12,
    Reason.SAME_SURVEY: 0.09,
    Reason.ACCOUNT_CAP: 0.05,
    Reason.UNSUBSCRIBED: 0.03,
    Reason.QUIET: 0.015,
    Reason.NO_ADDRESS: 0.012,
}
"""For each person who was asked, how many were not, and why."""


class Book:
    """The invitations of one survey, with their campaign and their lines in the ledger; `write` keeps them.

    Everything was sent or taken back already, and the campaign asks nobody more: nothing ever goes out.
    """

    def __init__(
        self,
        survey: Survey,
        people: list[Customer],
        rng: random.Random,
        *,
        by: User,
        at: datetime,
        chance: float = 0.0,  # of everybody alike; 0: by their segment
    ) -> None:
        self.survey, self._rng, self._at, self._chance = survey, rng, at, chance
        self._people: defaultdict[str, list[Customer]] = defaultdict(list)
        for one in people:
            self._people[one.segment].append(one)
        self._asked: dict[Customer, list[datetime]] = defaultdict(list)
        self._rows: list[Invitation] = []
        self.silent: list[Invitation] = []
        self.campaign = self._campaign(by)

    def ask(self, customer: Customer, answered_at: datetime, *, answers: bool = True) -> Invitation:
        """An invitation that was answered then, or would have been; it came some hours to days before."""
        sent = answered_at - timedelta(hours=self._rng.choice((1, 2, 3, 5, 9, 26, 49, 75)))
        made = self._invitation(customer, sent)
        made.delivered_at = sent + timedelta(seconds=40) if made.bounced_at is None or answers else None
        if answers:
            made.bounced_at = None
        else:
            self.silent.append(made)
        return made

    def add_silent_ones(self) -> None:
        """For everybody who answered as many who did not as their segment is silent."""
        rate = {segment: share for segment, (_chance, share) in SHARES.items()}
        for one in list(self._rows):
            for _ in range(self._how_many((1 - rate[one.segment]) / rate[one.segment])):
                self._add_silent_one(one)

    def write(self) -> None:
        """Keep the invitations and what the ledger says of them."""
        self._remind()
        self._rows.sort(key=lambda one: one.due_at)
        self._draw()
        Invitation.objects.insert_many(self._rows)
        lines = [self._line(one, one.sent_at, invitation=one) for one in self._rows]
        lines += [
            self._line(one, one.reminded_at, invitation=one, kind=ContactKind.REMINDER)
            for one in self._rows
            if one.reminded_at
        ]
        ContactEvent.objects.insert_many([*lines, *self._left_alone()])

    def _campaign(self, by: User) -> Campaign:
        began, event = self.survey.created_at, EVENTS.get(self.survey.kind, "")
        usual = Trigger.ONCE if self.survey.kind == "words" else Trigger.ROLLING
        made: Campaign = Campaign.objects.create(
            survey=self.survey,
            name=self.survey.name,
            channel=Channel.EMAIL,
            trigger=Trigger.EVENT if event else usual,
            event_kind=event,
            delay_hours=2 if event else 0,
            reminder_after_days=None if event else REMINDED_AFTER.days,
            shares={} if event else {segment: share for segment, (share, _) in SHARES.items()},
            started_at=began,
            started_by=by,
            stopped_at=self._at,
            stopped_by=by,
            created_at=began,
        )
        return made

    def _invitation(self, customer: Customer, sent: datetime) -> Invitation:
        made = prepared(
            self.survey,
            customer,
            channel=Channel.EMAIL,
            due_at=sent,
            at=sent,
            campaign=self.campaign,
            language="zh-hans" if customer.language == "zh" else "en",
            inclusion=self._chance or SHARES[customer.segment][0],
        )
        made.sent_at = sent
        made.bounced_at = sent + timedelta(seconds=90) if self._rng.random() < BOUNCES else None
        self._asked[customer].append(sent)
        self._rows.append(made)
        return made

    def _how_many(self, wanted: float) -> int:
        return int(wanted) + (self._rng.random() < wanted % 1)

    def _add_silent_one(self, beside: Invitation) -> None:
        assert beside.sent_at is not None  # noqa: S101 - for the types
        when = beside.sent_at + timedelta(minutes=self._rng.randrange(-4_000, 4_000))
        rest = timedelta(days=BETWEEN[self.survey.kind])
        if when + timedelta(minutes=2) > self._at:
            return
        for _ in range(6):  # who was asked lately is not asked
            one = self._rng.choice(self._people[beside.segment])
            is_free = all(abs(when - before) >= rest for before in self._asked[one])
            if is_free and one.since is not None and one.since < when:
                made = self._invitation(one, when)
                made.delivered_at = None if made.bounced_at else when + timedelta(seconds=40)
                self.silent.append(made)
                return

    def _remind(self) -> None:
        if self.campaign.reminder_after_days is None:
            return
        for one in self.silent:
            assert one.sent_at is not None  # noqa: S101 - for the types
            when = one.sent_at + REMINDED_AFTER
            one.reminded_at = when if one.bounced_at is None and when < self._at else None

    def _draw(self) -> None:
        if self.campaign.trigger == Trigger.EVENT:
            return
        months = Counter((one.due_at.year, one.due_at.month) for one in self._rows)
        everybody = sum(len(some) for some in self._people.values())
        draws = {
            month: Draw(
                campaign=self.campaign,
                at=next(one.due_at for one in self._rows if (one.due_at.year, one.due_at.month) == month),
                seed=f"{self.survey.source.key}/{month[0]}-{month[1]:02}",
                considered=everybody,
                eligible=max(everybody - 3 * n, n),
                taken=n,
            )
            for month, n in months.items()
        }
        Draw.objects.insert_many(draws.values())
        for one in self._rows:
            one.draw = draws[one.due_at.year, one.due_at.month]

    def _left_alone(self) -> list[ContactEvent]:
        """Somebody of the same segment on the same day who was not asked, and why."""
        lines = []
        for reason, share in LEFT_ALONE.items():
            if reason == Reason.NOT_DRAWN and self.survey.kind in EVENTS:
                continue
            for beside in self._rng.sample(self._rows, int(share * len(self._rows))):
                one = self._rng.choice(self._people[beside.segment])
                lines.append(
                    self._line(beside, beside.sent_at, customer=one, outcome=Outcome.NOT_SENT, reason=reason)
                )
        return lines

    def _line(
        self,
        beside: Invitation,
        at: datetime | None,
        *,
        customer: Customer | None = None,
        invitation: Invitation | None = None,
        kind: str = ContactKind.ASK,
        outcome: str = Outcome.SENT,
        reason: str = "",
    ) -> ContactEvent:
        who = customer or beside.customer
        return ContactEvent(
            customer=who,
            account_id=who.account_id if who else None,
            survey=self.survey,
            campaign=self.campaign,
            invitation=invitation,
            draw=beside.draw,
            survey_kind=self.survey.kind,
            channel=Channel.EMAIL,
            kind=kind,
            outcome=outcome,
            reason=reason,
            rule="",
            at=at or beside.due_at,
        )
