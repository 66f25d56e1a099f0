"""What became of everybody whom a campaign might have asked: each is counted once."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef, Q

from regard.web.contacts.campaigning import rule_of
from regard.web.contacts.knowing import people
from regard.web.contacts.models import (
    Campaign,
    ContactEvent,
    ContactKind,
    Invitation,
    Outcome,
    Reason,
    Trigger,
)
from regard.web.contacts.ruling import rules_now
from regard.web.workspaces.tenancy import TenantQuerySet

Silences = list[tuple[str, str, int]]
"""A reason, its words, and how many."""


@dataclass(frozen=True)
class Standing:
    """People, or events of a campaign that waits for them: `invited`, `silent` and `waiting` are `total`."""

    invited: int
    sent: int
    silent: Silences
    waiting: int  # their turn comes, or chance has not decided yet
    reminders: Silences
    next_at: datetime | None  # when the next message leaves that waits for its hour

    @property
    def without(self) -> int:
        """How many have a reason and no invitation."""
        return sum(n for _reason, _label, n in self.silent)

    @property
    def total(self) -> int:
        """All of them."""
        return self.invited + self.waiting + self.without


def standing_of(campaign: Campaign, *, at: datetime) -> Standing:
    """How it stands with a campaign that was started."""
    open_ones = campaign.invitations.filter(withdrawn_at=None)
    of_events = campaign.trigger == Trigger.EVENT
    one = Count("pk") if of_events else Count("customer", distinct=True)
    return Standing(
        invited=open_ones.order_by().aggregate(n=one)["n"],
        sent=open_ones.exclude(sent_at=None).order_by().aggregate(n=one)["n"],
        silent=named(unasked(ContactEvent.objects.filter(campaign=campaign))),
        waiting=0 if of_events or campaign.stopped_at else _waiting(campaign, at=at),
        reminders=named(
            ContactEvent.objects.filter(
                campaign=campaign, kind=ContactKind.REMINDER, outcome=Outcome.NOT_SENT
            )
        ),
        next_at=open_ones.filter(messages__state="waiting").aggregate(at=Min("messages__due_at"))["at"],
    )


def unasked(lines: TenantQuerySet) -> TenantQuerySet:
    """Of these lines the last of each person who was not invited; where events are asked about, each."""
    newer = ContactEvent._base_manager.filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk")),
        campaign=OuterRef("campaign"),
        customer=OuterRef("customer"),
        kind=ContactKind.ASK,
        outcome=Outcome.NOT_SENT,
    )
    invited = Invitation._base_manager.filter(
        campaign=OuterRef("campaign"), customer=OuterRef("customer"), withdrawn_at=None
    )
    found: TenantQuerySet = lines.filter(
        Q(campaign__trigger=Trigger.EVENT) | (~Exists(newer) & ~Exists(invited) & ~Q(customer=None)),
        kind=ContactKind.ASK,
        outcome=Outcome.NOT_SENT,
    )
    return found


def named(lines: TenantQuerySet) -> Silences:
    """How many lines there are of each reason, in words; the most first."""
    counted = lines.order_by().values_list("reason").annotate(n=Count("pk"))
    words = [(reason, str(Reason(reason).label), n) for reason, n in counted]
    return sorted(words, key=lambda row: (-row[2], row[0]))


def _waiting(campaign: Campaign, *, at: datetime) -> int:
    """Those of the audience of today who are neither invited nor have a reason."""
    _row, rules = rules_now()
    rule = rule_of(campaign)
    found = people(None, survey=campaign.survey, rules=rules, at=at)
    audience = {one.id for one in found if rule.holds(one.known)}
    asked = campaign.invitations.order_by().values_list("customer_id", flat=True)
    lines = ContactEvent.objects.filter(campaign=campaign).order_by().values_list("customer_id", flat=True)
    return len(audience - {str(one) for one in (*asked, *lines)})
