"""Everybody whose words led to a change is told what came of them: once, within what they may be asked."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import make_msgid
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from regard.contacting.ledger import ContactKind
from regard.contacting.rules import Ask, Person, Verdict
from regard.contacting.rules import judge as judged
from regard.web.accounts.models import User
from regard.web.changes.hearing import heard
from regard.web.changes.models import Change, Notice, NoticeState
from regard.web.channels.models import Sender, SenderKind
from regard.web.contacts.judging import may_contact
from regard.web.contacts.knowing import ledger, people
from regard.web.contacts.models import ContactEvent, Outcome, Reason
from regard.web.contacts.noting import note
from regard.web.contacts.ruling import rules_now
from regard.web.customers.models import Customer
from regard.web.feedback.models import Channel, Feedback
from regard.web.insights.anonymity import one_by_one
from regard.web.surveys.models import Survey
from regard.web.workspaces.auditing import record_event

REST = timedelta(days=14)  # between two notices to one person
AGAIN = timedelta(days=1)  # until it is looked anew whether what stands against telling somebody has passed
MOST = 5_000
CHANNELS = (Channel.EMAIL, Channel.SMS)  # the usual one first
RESTED = Verdict(False, Reason.ASKED_LATELY, "notice_rest")
GONE = Verdict(False, Reason.NOT_IN_AUDIENCE, "erased")


class NoSender(ValueError):
    """Neither e-mails nor text messages leave this workspace yet."""


@dataclass(frozen=True)
class Way:
    """By which channel somebody is told, and whether they may be."""

    channel: str
    verdict: Verdict


@dataclass(frozen=True)
class Reckoning:
    """How many a notice would reach now, and why not the others; `nameless` records are of nobody we know."""

    reached: int
    silent: list[tuple[str, int]]
    nameless: int
    again: int = 0  # of those who were not told before, so many may be now
    by_text: int = 0  # so many of all these get a text message


def senders() -> dict[str, Sender]:
    """Who writes the e-mails and the text messages of the open workspace, by channel."""
    rows = Sender.objects.filter(removed_at=None).order_by("-created_at", "-id")
    by_mail, by_text = Q(channel=Channel.EMAIL), Q(channel=Channel.SMS, kind=SenderKind.SMS)
    return {one.channel: one for one in rows.filter(by_mail | by_text)}


def words_of(change: Change) -> dict[UUID, Feedback]:
    """The newest words of each person that led to it; never those of an anonymous survey."""
    records = heard(change).filter(one_by_one()).exclude(customer=None)
    found: dict[UUID, Feedback] = {}
    for record in records[:MOST]:
        found.setdefault(record.customer_id, record)
    return found


def reckon(change: Change, *, at: datetime) -> Reckoning:
    """How many a notice would reach, and why not the others."""
    settled = {one.customer_id: one for one in Notice.objects.filter(change=change)}
    ways = ways_of(words_of(change), senders(), at=at)
    fresh = {pk: way for pk, way in ways.items() if pk not in settled}
    silent = Counter(way.verdict.reason for way in fresh.values() if not way.verdict.allowed)
    open_now = {pk: way for pk, way in ways.items() if way.verdict.allowed}
    again = [pk for pk, one in settled.items() if pk in open_now and _may_be_tried(one)]
    reached = [pk for pk in fresh if pk in open_now]
    return Reckoning(
        reached=len(reached),
        silent=named(silent),
        nameless=heard(change).filter(customer=None).count(),
        again=len(again),
        by_text=sum(open_now[pk].channel == Channel.SMS for pk in (*reached, *again)),
    )


def tell(change: Change, *, by: User, at: datetime) -> int:
    """Tell everybody who may be told, and keep why the others are not; how many are told. Raises NoSender."""
    by_channel = senders()
    if not by_channel:
        raise NoSender
    with transaction.atomic():
        Change.objects.select_for_update().get(pk=change.pk)
        words = words_of(change)
        known = {one.customer_id: one for one in Notice.objects.filter(change=change)}
        wanted = {pk: words[pk] for pk in words if pk not in known or _may_be_tried(known[pk])}
        ways = ways_of(wanted, by_channel, at=at)
        for pk, record in wanted.items():
            way = ways.get(pk) or Way(next(iter(by_channel)), GONE)
            row = known.get(pk) or _new(change, record, by=by, at=at)
            _decide(row, by_channel[way.channel], way.verdict, at=at)
        waiting = sum(way.verdict.allowed for way in ways.values())
        record_event("change.told", by=by, at=at, subject=str(change.pk), waiting=waiting)
    return waiting


def may_be_told(customer: Customer, *, channel: str, at: datetime) -> Verdict:
    """Asked once more right before it is sent: what no question could take, no notice takes either.

    Inside a transaction the person is locked: note what was sent in the same one.
    """
    verdict = may_contact(customer, survey=Survey(), channel=channel, kind=ContactKind.ASK, at=at)
    if verdict.allowed and _told_lately([customer.pk], at=at):
        return RESTED
    return verdict


def named(reasons: Counter[str]) -> list[tuple[str, int]]:
    """How many there are of each reason, in words; the most first."""
    rows = [(str(Reason(reason).label), n) for reason, n in reasons.items()]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def _new(change: Change, record: Feedback, *, by: User, at: datetime) -> Notice:
    return Notice(
        change=change,
        customer=record.customer,
        feedback=record,
        due_at=at,
        asked_at=at,
        asked_by=by,
    )


def _decide(row: Notice, sender: Sender, verdict: Verdict, *, at: datetime) -> None:
    row.sender = sender
    row.message_id = row.message_id or make_msgid(domain=sender.address.partition("@")[2] or "regard.invalid")
    row.state = NoticeState.WAITING if verdict.allowed else NoticeState.NOT_TOLD
    row.reason, row.rule = verdict.reason, verdict.rule
    row.due_at = at if verdict.allowed else at + AGAIN
    row.settled_at = None if verdict.allowed else at
    row.save()
    if not verdict.allowed:
        keep(row, Outcome.NOT_SENT, at=at, reason=verdict.reason, rule=verdict.rule)


def keep(row: Notice, outcome: str, *, at: datetime, reason: str = "", rule: str = "") -> None:
    """Write into the ledger of contacts what became of a notice."""
    kind, channel = ContactKind.NOTICE, row.sender.channel
    note(row.customer, kind=kind, channel=channel, outcome=outcome, reason=reason, rule=rule, at=at)


def _may_be_tried(row: Notice) -> bool:
    """Whether what stood against it may have passed by itself."""
    return row.state == NoticeState.NOT_TOLD and Verdict(False, row.reason).passes


def ways_of(
    words: Mapping[UUID, Feedback], by_channel: Mapping[str, Sender], *, at: datetime
) -> dict[UUID, Way]:
    """How each of them is told, and may they be now? Of many at once; judged as a question would be."""
    persons = list(words)
    if not persons:
        return {}
    _row, rules = rules_now()
    survey = Survey()  # of none of theirs: what holds for one survey alone says nothing here
    found: list[Person] = people(persons, survey=survey, rules=rules, at=at)
    history = ledger(found, rules=rules, at=at, on_the_way=True)
    rested = _told_lately(persons, at=at)
    ways = {}
    for one in found:
        pk = UUID(one.id)
        channel = _channel_of(one, words[pk], by_channel)
        ask = Ask(survey=str(survey.pk), survey_kind="", channel=channel, kind=ContactKind.ASK)
        verdict = judged(one, history, rules, ask=ask, at=at)
        ways[pk] = Way(channel, RESTED if verdict.allowed and pk in rested else verdict)
    return ways


def _channel_of(person: Person, record: Feedback, by_channel: Mapping[str, Sender]) -> str:
    """Where they answered by a text message they are told so; else by e-mail, and without one by a text."""
    usual = sorted(CHANNELS, key=lambda channel: channel != record.channel)
    known = [channel for channel in usual if channel in by_channel] or [Channel.EMAIL]
    reached = [channel for channel in known if person.refusals.get(channel) != Reason.NO_ADDRESS]
    return str([*reached, *known][0])


def _told_lately(persons: Iterable[UUID], *, at: datetime) -> set[UUID]:
    """Who had another notice a short time ago."""
    sent = ContactEvent.objects.filter(
        customer__in=list(persons),
        kind=ContactKind.NOTICE,
        outcome=Outcome.SENT,
        at__gt=at - REST,
        at__lte=at,
    )
    return set(sent.values_list("customer_id", flat=True))
