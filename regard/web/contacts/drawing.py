"""The campaigns that are due draw together, so that one set of rules holds for all of them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from regard.contacting.drawing import NOT_DRAWN, Drawn, Sample, draw_samples, sample
from regard.contacting.rules import Person, Rules, Verdict
from regard.web.contacts.campaigning import demand_of, line, running, stop, wave_of
from regard.web.contacts.inviting import prepared
from regard.web.contacts.knowing import ledger, people
from regard.web.contacts.models import Campaign, ContactEvent, ContactRules, Draw, Invitation, Trigger
from regard.web.contacts.ruling import rules_now
from regard.web.customers.models import Customer

Lines = Iterable[tuple[Person, Verdict]]
COMPLETE = "complete"


def is_due(campaign: Campaign, *, at: datetime) -> bool:
    """Whether it draws now: once a day, and a campaign after events never does."""
    if campaign.trigger == Trigger.EVENT:
        return False
    last = campaign.draws.first()
    return last is None or last.at.date() < at.date()


def draw_due(*, at: datetime) -> bool:
    """Draw for every campaign of the open workspace that is due; end those that are over."""
    found = [one for one in running(at) if not _ended(one, at=at)]
    due = {str(one.pk): one for one in found if is_due(one, at=at)}
    if not due:
        return False
    with transaction.atomic():
        row, rules = rules_now()
        samples = [sample_of(one, rules, at=at) for one in found if str(one.pk) in due or one.reserved]
        everybody = {member.person.id: member.person for one in samples for member in one.members}
        history = ledger(everybody.values(), rules=rules, at=at, on_the_way=True)
        now = [one for one in samples if one.demand.key in due]
        beside = [one for one in samples if one.demand.key not in due]
        for drawn in draw_samples(now, rules, history, at=at, beside=beside):
            _write(due[drawn.demand.key], drawn, row, at=at)
    return True


def sample_of(campaign: Campaign, rules: Rules, *, at: datetime) -> Sample:
    """The sample of a campaign as its audience is today."""
    found = people(None, survey=campaign.survey, rules=rules, at=at)
    return sample(found, demand_of(campaign, at=at))


def _ended(campaign: Campaign, *, at: datetime) -> bool:
    is_over = campaign.ends_at is not None and campaign.ends_at <= at
    if is_over or hasattr(campaign.survey, "closure") or _has_enough(campaign):
        stop(campaign, by=None, at=at)
        return True
    return False


def _has_enough(campaign: Campaign) -> bool:
    if not campaign.wanted:
        return False
    answered = campaign.invitations.filter(response__state=COMPLETE).count()
    anonymous = campaign.invitations.exclude(used_on=None).count()
    return bool(answered + anonymous >= campaign.wanted)


def _write(campaign: Campaign, drawn: Drawn, row: ContactRules | None, *, at: datetime) -> None:
    draw = Draw.objects.create(
        campaign=campaign,
        at=at,
        seed=drawn.demand.seed,
        considered=drawn.considered,
        eligible=drawn.eligible,
        taken=len(drawn.taken),
        rules=row,
    )
    chances = {UUID(one.person.id): one.inclusion for one in drawn.taken}
    Invitation.objects.insert_many(_invitations(campaign, draw, chances, at=at))
    not_drawn = ((person, NOT_DRAWN) for person in drawn.not_drawn)
    write_lines(campaign, [*drawn.refused, *not_drawn], at=at, draw=draw)
    is_done = campaign.trigger == Trigger.ONCE and not _waiting(drawn)
    if is_done:
        stop(campaign, by=None, at=at, takes_back=False)


def _waiting(drawn: Drawn) -> bool:
    """Whether anybody of the sample may still be asked another day."""
    limited = bool(drawn.demand.most) and len(drawn.taken) >= drawn.demand.most
    return limited or any(verdict.passes for _person, verdict in drawn.refused)


MANY = 500


def _invitations(
    campaign: Campaign, draw: Draw, chances: dict[UUID, float], *, at: datetime
) -> Iterable[Invitation]:
    ids = list(chances)
    for place in range(0, len(ids), MANY):
        rows = Customer.objects.filter(pk__in=ids[place : place + MANY]).select_related(
            "account", "preference"
        )
        for customer in rows.order_by():
            preference = getattr(customer, "preference", None)
            yield prepared(
                campaign.survey,
                customer,
                channel=campaign.channel,
                due_at=at,
                at=at,
                campaign=campaign,
                draw=draw,
                language=preference.language if preference else "",
                inclusion=chances[customer.pk],
            )


def write_lines(campaign: Campaign, refused: Lines, *, at: datetime, draw: Draw | None = None) -> None:
    """Say why people are not asked: once for each reason in a wave, and never of somebody who was."""
    _place, since = wave_of(campaign, at=at)
    told = ContactEvent.objects.filter(campaign=campaign, at__gte=since).exclude(customer=None)
    known = set(told.order_by().values_list("customer_id", "reason"))
    ContactEvent.objects.insert_many(
        line(
            campaign,
            UUID(person.id),
            UUID(person.account) if person.account else None,
            at=at,
            draw=draw,
            reason=verdict.reason,
            rule=verdict.rule,
        )
        for person, verdict in refused
        if (UUID(person.id), verdict.reason) not in known
    )


def close_the_books(campaign: Campaign, *, at: datetime, takes_back: bool) -> None:
    """Give everybody of the sample who was never asked a reason; take back what was not sent."""
    if takes_back:
        _take_back(campaign, at=at)
    if campaign.trigger == Trigger.EVENT:
        return
    _row, rules = rules_now()
    found = sample_of(campaign, rules, at=at)
    _place, since = wave_of(campaign, at=at)
    told = ContactEvent.objects.filter(campaign=campaign, at__gte=since).order_by()
    has_one = {str(pk) for pk in told.values_list("customer_id", flat=True)}
    never = [one.person for one in found.next if one.person.id not in has_one]
    write_lines(campaign, [(person, NOT_DRAWN) for person in never], at=at)


def _take_back(campaign: Campaign, *, at: datetime) -> None:
    open_ones = campaign.invitations.filter(sent_at=None, withdrawn_at=None)
    taken_back = list(open_ones.order_by().values_list("pk", "customer_id", "account_id"))
    open_ones.update(withdrawn_at=at)
    ContactEvent.objects.insert_many(
        line(campaign, customer, account, at=at, invitation_id=pk, reason="closed", rule="stopped")
        for pk, customer, account in taken_back
    )
