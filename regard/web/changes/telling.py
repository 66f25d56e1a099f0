"""Everybody whose words led to a change is told what came of them: once, within what they may be asked."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import make_msgid
from uuid import UUID

from django.db import transaction

from regard.contacting.ledger import ContactKind
from regard.contacting.rules import Ask, Person, Verdict
from regard.contacting.rules import judge as judged
from regard.web.accounts.models import User
from regard.web.changes.hearing import heard
from regard.web.changes.models import Change, Notice, NoticeState
from regard.web.channels.models import Sender
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
MOST = 5_000
RESTED = Verdict(False, Reason.ASKED_LATELY, "notice_rest")


class NoSender(ValueError):
    """No e-mail leaves this workspace yet."""


@dataclass(frozen=True)
class Reckoning:
    """How many a notice would reach now, and why not the others; `nameless` records are of nobody we know."""

    reached: int
    silent: list[tuple[str, int]]
    nameless: int
    again: int = 0  # of those who were not told before, so many may be now


def sender_of() -> Sender | None:
    """Who writes the e-mails of the open workspace."""
    found: Sender | None = (
        Sender.objects.filter(removed_at=None, channel=Channel.EMAIL).order_by("created_at", "id").first()
    )
    return found


def words_of(change: Change) -> dict[UUID, Feedback]:
    """The newest words of each person that led to it; never those of an anonymous survey."""
    records = heard(change).filter(one_by_one()).exclude(customer=None)
    found: dict[UUID, Feedback] = {}
    for record in records[:MOST]:
        found.setdefault(record.customer_id, record)
    return found


def reckon(change: Change, *, at: datetime) -> Reckoning:
    """How many a notice would reach, and why not the others."""
    persons = list(words_of(change))
    settled = {one.customer_id: one for one in Notice.objects.filter(change=change)}
    verdicts = _judge(persons, at=at)
    fresh = {pk: verdict for pk, verdict in verdicts.items() if pk not in settled}
    silent = Counter(verdict.reason for verdict in fresh.values() if not verdict.allowed)
    again = [pk for pk, one in settled.items() if _may_be_tried(one) and verdicts.get(pk, RESTED).allowed]
    return Reckoning(
        reached=sum(verdict.allowed for verdict in fresh.values()),
        silent=named(silent),
        nameless=heard(change).filter(customer=None).count(),
        again=len(again),
    )


def tell(change: Change, *, by: User, at: datetime) -> int:
    """Tell everybody who may be told, and keep why the others are not; how many are told. Raises NoSender."""
    sender = sender_of()
    if sender is None:
        raise NoSender
    with transaction.atomic():
        Change.objects.select_for_update().get(pk=change.pk)
        words = words_of(change)
        known = {one.customer_id: one for one in Notice.objects.filter(change=change)}
        wanted = [pk for pk in words if pk not in known or _may_be_tried(known[pk])]
        verdicts = _judge(wanted, at=at)
        for pk in wanted:
            row = known.get(pk) or _new(change, sender, words[pk], by=by, at=at)
            _decide(row, verdicts.get(pk, Verdict(False, Reason.NOT_IN_AUDIENCE, "erased")), at=at)
        waiting = sum(verdict.allowed for verdict in verdicts.values())
        record_event("change.told", by=by, at=at, subject=str(change.pk), waiting=waiting)
    return waiting


def may_be_told(customer: Customer, *, at: datetime) -> Verdict:
    """Asked once more right before it is sent: what no question could take, no notice takes either.

    Inside a transaction the person is locked: note what was sent in the same one.
    """
    verdict = may_contact(customer, survey=Survey(), channel=Channel.EMAIL, kind=ContactKind.ASK, at=at)
    if verdict.allowed and _told_lately([customer.pk], at=at):
        return RESTED
    return verdict


def named(reasons: Counter[str]) -> list[tuple[str, int]]:
    """How many there are of each reason, in words; the most first."""
    rows = [(str(Reason(reason).label), n) for reason, n in reasons.items()]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def _new(change: Change, sender: Sender, record: Feedback, *, by: User, at: datetime) -> Notice:
    domain = sender.address.rpartition("@")[2] or "regard.invalid"
    return Notice(
        change=change,
        customer=record.customer,
        feedback=record,
        sender=sender,
        message_id=make_msgid(domain=domain),
        due_at=at,
        asked_at=at,
        asked_by=by,
    )


def _decide(row: Notice, verdict: Verdict, *, at: datetime) -> None:
    row.state = NoticeState.WAITING if verdict.allowed else NoticeState.NOT_TOLD
    row.reason, row.rule, row.due_at = verdict.reason, verdict.rule, at
    row.settled_at = None if verdict.allowed else at
    row.save()
    if not verdict.allowed:
        keep(row, Outcome.NOT_SENT, at=at, reason=verdict.reason, rule=verdict.rule)


def keep(row: Notice, outcome: str, *, at: datetime, reason: str = "", rule: str = "") -> None:
    """Write into the ledger of contacts what became of a notice."""
    kind, channel = ContactKind.NOTICE, Channel.EMAIL
    note(row.customer, kind=kind, channel=channel, outcome=outcome, reason=reason, rule=rule, at=at)


def _may_be_tried(row: Notice) -> bool:
    """Whether what stood against it may have passed by itself."""
    return row.state == NoticeState.NOT_TOLD and Verdict(False, row.reason).passes


def _judge(persons: list[UUID], *, at: datetime) -> dict[UUID, Verdict]:
    """May each of them be told now? Of many at once; a notice is judged as a question would be."""
    if not persons:
        return {}
    _row, rules = rules_now()
    survey = Survey()  # of none of theirs: what holds for one survey alone says nothing here
    found: list[Person] = people(persons, survey=survey, rules=rules, at=at)
    history = ledger(found, rules=rules, at=at, on_the_way=True)
    ask = Ask(survey=str(survey.pk), survey_kind="", channel=Channel.EMAIL, kind=ContactKind.ASK)
    verdicts = {UUID(one.id): judged(one, history, rules, ask=ask, at=at) for one in found}
    rested = _told_lately(persons, at=at)
    return {pk: RESTED if one.allowed and pk in rested else one for pk, one in verdicts.items()}


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
