"""Campaigns, audiences and the ledger as the pages show them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from regard.contacting.audiences import NUMBERS, OWN, Op, Rule
from regard.contacting.drawing import draw_samples
from regard.contacting.rules import Each
from regard.web.contacts.drawing import sample_of
from regard.web.contacts.forms import LANGUAGES
from regard.web.contacts.knowing import ledger
from regard.web.contacts.models import Campaign, ContactEvent, Invitation, Reason, Trigger
from regard.web.contacts.ruling import rules_now
from regard.web.contacts.standing import unasked
from regard.web.customers.models import Customer, LifecycleStage


@dataclass(frozen=True)
class Row:
    """A campaign in the list."""

    campaign: Campaign
    state: str
    invited: int
    sent: int
    not_asked: int


def rows(*, at: datetime) -> list[Row]:
    """Every campaign with what came of it."""
    found = Campaign.objects.select_related("survey", "audience")
    stands = Q(invitations__withdrawn_at=None)
    sent = Count("invitations", filter=stands & Q(invitations__sent_at__isnull=False))
    counted = found.annotate(invited=Count("invitations", filter=stands), sent=sent)
    silent = unasked(ContactEvent.objects.exclude(campaign=None)).order_by()
    people = dict(silent.values_list("campaign").annotate(n=Count("pk")))
    return [Row(one, state_of(one, at=at), one.invited, one.sent, people.get(one.pk, 0)) for one in counted]


def state_of(campaign: Campaign, *, at: datetime) -> str:
    """Where it stands, in a word."""
    if campaign.started_at is None:
        return pgettext("campaign", "Not started")
    if campaign.stopped_at is not None:
        return pgettext("campaign", "Stopped") if campaign.stopped_by_id else pgettext("campaign", "Done")
    if campaign.starts_at and campaign.starts_at > at:
        return pgettext("campaign", "Waits for its first day")
    return pgettext("campaign", "Asks")


def came_back(customer: Customer) -> list[Any]:
    """What servers and providers told of the messages of a customer, newest first; openings tell nothing."""
    rows = Invitation.objects.filter(customer=customer).prefetch_related("messages__events")
    found = [event for row in rows for message in row.messages.all() for event in message.events.all()]
    told = [event for event in found if event.kind != "opened"]
    return sorted(told, key=lambda event: event.at, reverse=True)


class RuleNames:
    """The rules of today in words, by the key that stands in the ledger."""

    def __init__(self) -> None:
        self._caps = {cap.key: cap for cap in rules_now()[1].caps}

    def of(self, key: str) -> str:
        """What the rule says; nothing where no cap decided, or the cap is gone."""
        cap = self._caps.get(key)
        return in_words(cap.each, most=cap.most, days=cap.days) if cap else ""


def in_words(each: str, *, most: int, days: float) -> str:
    """A cap in a few words."""
    words = _("Each person: no more than %(most)s in %(days)s days")
    if each == Each.ACCOUNT:
        words = _("Each company: no more than %(most)s in %(days)s days")
    return words % {"most": most, "days": plainly(days)}


def plainly(days: float) -> float:
    """A whole number without its point."""
    return int(days) if days == int(days) else days


@dataclass(frozen=True)
class Forecast:
    """What a campaign would do if it drew now."""

    considered: int
    eligible: int
    sample: int
    today: int
    silences: list[tuple[str, int]]


def forecast(campaign: Campaign, *, at: datetime) -> Forecast | None:
    """What the draw would say now, without drawing; None for one that waits for events."""
    if campaign.trigger == Trigger.EVENT:
        return None
    if campaign.started_at is None:
        campaign.started_at = at  # as if: it is not saved
    _row, rules = rules_now()
    found = sample_of(campaign, rules, at=at)
    history = ledger((one.person for one in found.members), rules=rules, at=at, on_the_way=True)
    (drawn,) = draw_samples([found], rules, history, at=at)
    counted: dict[str, int] = {}
    for _person, verdict in drawn.refused:
        counted[verdict.reason] = counted.get(verdict.reason, 0) + 1
    named = sorted(((str(Reason(reason).label), n) for reason, n in counted.items()), key=lambda row: -row[1])
    return Forecast(drawn.considered, drawn.eligible, len(found.members), len(drawn.taken), named)


def told(rule: Rule) -> list[str]:
    """A rule in words, condition by condition."""
    return [_condition(one) for one in rule.conditions] or [_("Everybody")]


def _condition(one: Any) -> str:
    names = {
        "segment": _("Segment"),
        "account": _("Company"),
        "account_segment": _("Segment of the company"),
        "region": _("Region of the company"),
        "language": _("Language"),
        "stage": _("Stage"),
        "monthly_revenue": _("Revenue a month"),
        "days_known": _("Days as a customer"),
    }
    name = names.get(one.field, one.field.removeprefix(OWN))
    if one.field in NUMBERS or one.op in (Op.AT_LEAST, Op.AT_MOST):
        text = _("%(name)s: at least %(n)g") if one.op == Op.AT_LEAST else _("%(name)s: at most %(n)g")
        return text % {"name": name, "n": one.number}
    called = {"stage": LifecycleStage.choices, "language": LANGUAGES.items()}.get(one.field, [])
    words = {key: str(label) for key, label in called}
    values = _(", ").join(words.get(value, value) for value in one.values)
    text = _("%(name)s: %(values)s") if one.op == Op.IS else _("%(name)s: not %(values)s")
    return text % {"name": name, "values": values}
