"""Something happened: each campaign that waits for it asks, or says why not."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from regard.contacting.drawing import Demand, decide, held, number
from regard.contacting.exposing import Chance, free
from regard.contacting.ledger import Contact, ContactKind
from regard.contacting.rules import Person, Rules, Verdict
from regard.web.contacts.campaigning import demand_of, line, running, wave_of
from regard.web.contacts.drawing import sample_of
from regard.web.contacts.from_files import OF_FILES
from regard.web.contacts.inviting import invite
from regard.web.contacts.kinds import kinds_by_version
from regard.web.contacts.knowing import ledger, people
from regard.web.contacts.models import (
    Campaign,
    ContactEvent,
    Happening,
    Invitation,
    Reason,
    Trigger,
)
from regard.web.contacts.ruling import rules_now

TOO_LATE = timedelta(days=30)
BATCH = 50


def take_next(*, at: datetime) -> int:
    """Look at what happened in the open workspace and was not looked at yet; how many it was."""
    waiting = Happening.objects.filter(taken_at=None).order_by("received_at", "pk")
    found = list(waiting.select_related("customer", "customer__account")[:BATCH])
    if not found:
        return 0
    campaigns = [one for one in running(at) if not one.ends_at or one.ends_at > at]
    kept, rare = _kept(campaigns, at=at)
    for happening in found:
        with transaction.atomic():
            if not Happening.objects.filter(pk=happening.pk, taken_at=None).update(taken_at=at):
                continue
            for campaign in campaigns:
                if _waits_for(campaign, happening):
                    _answer(campaign, happening, kept, rare, at=at)
    return len(found)


def _waits_for(campaign: Campaign, happening: Happening) -> bool:
    """Of what stands in files a campaign asks about what happened since it began: files tell of years."""
    if campaign.trigger != Trigger.EVENT or campaign.event_kind != happening.kind:
        return False
    return not happening.key.startswith(OF_FILES) or happening.at >= wave_of(campaign, at=happening.at)[1]


def _kept(campaigns: list[Campaign], *, at: datetime) -> tuple[dict[str, frozenset[str]], list[Demand]]:
    _row, rules = rules_now()
    rare = [one for one in campaigns if one.reserved and one.trigger != Trigger.EVENT]
    samples = [sample_of(one, rules, at=at) for one in rare]
    return held(samples), [one.demand for one in samples]


def _answer(
    campaign: Campaign,
    happening: Happening,
    kept: dict[str, frozenset[str]],
    rare: list[Demand],
    *,
    at: datetime,
) -> None:
    customer = happening.customer
    if customer is None:  # erased meanwhile
        return
    _row, rules = rules_now()
    (person,) = people([customer.pk], survey=campaign.survey, rules=rules, at=at)
    demand = demand_of(campaign, at=at)
    verdict = _before_the_rules(campaign, happening, person, demand, at=at)
    chance = None
    if not verdict:
        chance = _chance(campaign, person, demand, rare, rules, at=at)
        verdict = _decided(campaign, happening, person, demand, kept, rules, at=at)
    if not verdict.allowed:
        why = {"reason": verdict.reason, "rule": verdict.rule, "chance": chance}
        line(campaign, customer.pk, customer.account_id, at=at, **why).save()
        return
    invite(
        campaign.survey,
        customer,
        channel=campaign.channel,
        due_at=max(happening.at + timedelta(hours=campaign.delay_hours), at),
        at=at,
        campaign=campaign,
        context=happening.context,
        inclusion=chance or 1.0,
        external_key=f"{campaign.pk}:{happening.pk}",
    )


def _before_the_rules(
    campaign: Campaign, happening: Happening, person: Person, demand: Demand, *, at: datetime
) -> Verdict | None:
    if hasattr(campaign.survey, "closure"):
        return Verdict(False, Reason.CLOSED, "survey")
    if at - happening.at > TOO_LATE:
        return Verdict(False, Reason.EXPIRED, "event")
    if not demand.whom.holds(person.known):
        return Verdict(False, Reason.NOT_IN_AUDIENCE, "audience")
    if reason := person.refusals.get("") or person.refusals.get(demand.ask.channel):
        return Verdict(False, reason, "refusal")
    return None


def _decided(
    campaign: Campaign,
    happening: Happening,
    person: Person,
    demand: Demand,
    kept: dict[str, frozenset[str]],
    rules: Rules,
    *,
    at: datetime,
) -> Verdict:
    if number(demand.seed, happening.key) >= campaign.share:
        return Verdict(False, Reason.SAMPLED_OUT, "chance")
    history = ledger([person], rules=rules, at=at, on_the_way=True)
    return decide(person, demand, kept, rules, history, at=at)


def _chance(
    campaign: Campaign, person: Person, demand: Demand, rare: list[Demand], rules: Rules, *, at: datetime
) -> float:
    """The chance to be asked after this event: its share, if nobody rarer keeps them, if they are free."""
    found = campaign.share * free(person, _chances(person, rules, at=at), rules, ask=demand.ask, at=at)
    for other in rare:
        if other.whom.holds(person.known):
            found *= 1 - other.reserved
    return found


def _chances(person: Person, rules: Rules, *, at: datetime) -> list[Chance]:
    """The chances that this person and their account had, asked or not."""
    whose = Q(customer=person.id) | Q(account=person.account) if person.account else Q(customer=person.id)
    since = at - rules.reach
    made = Invitation.objects.filter(whose, created_at__gt=since).exclude(customer=None)
    missed = ContactEvent.objects.filter(whose, at__gt=since).exclude(Q(chance=None) | Q(customer=None))
    whom = ("customer_id", "account_id", "survey_id", "channel")
    asked = list(made.order_by().values_list("version_id", "inclusion", "created_at", *whom))
    kinds = kinds_by_version(row[0] for row in asked)
    rows: list[Any] = [
        *((kinds[version], *rest) for version, *rest in asked),
        *missed.order_by().values_list("survey_kind", "chance", "at", *whom),
    ]
    return [
        Chance(
            Contact(str(who), str(account or ""), str(survey), kind, channel, ContactKind.ASK, when),
            share,
        )
        for kind, share, when, who, account, survey, channel in rows
    ]
