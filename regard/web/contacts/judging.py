"""May this person be contacted now? Asked when somebody is chosen, and again right before each sending."""

from datetime import datetime

from django.db import connection

from regard.contacting.ledger import ContactKind
from regard.contacting.rules import ALLOWED, Ask, Verdict, judge
from regard.web.contacts.kinds import kinds_of
from regard.web.contacts.knowing import ledger, people
from regard.web.contacts.models import Invitation, Reason
from regard.web.contacts.ruling import rules_now
from regard.web.customers.models import Account, Customer
from regard.web.surveys.models import Survey


def may_contact(
    customer: Customer | None,
    *,
    survey: Survey,
    channel: str,
    kind: str,
    at: datetime,
    invitation: Invitation | None = None,
    on_the_way: bool = False,
) -> Verdict:
    """Whether `customer` may get this now; if not, why (a `Reason`) and by which rule.

    Inside a transaction the person and their account are locked, so that two senders cannot both use up
    the last contact: note what was sent in the same transaction. `on_the_way` also counts what was decided
    and is not sent yet (but for `invitation`): so it is asked where people are chosen, not where it is sent.
    """
    if reason := _over(survey, invitation, kind=kind, at=at):
        return Verdict(False, reason, "survey")
    if customer is None:
        return ALLOWED
    if connection.in_atomic_block:
        _lock(customer)
    _row, rules = rules_now()
    found = people([customer.pk], survey=survey, rules=rules, at=at)
    if not found:
        return Verdict(False, Reason.NOT_IN_AUDIENCE, "erased")
    but = invitation.pk if invitation else None
    history = ledger(found, rules=rules, at=at, on_the_way=on_the_way, but=but)
    ask = Ask(str(survey.pk), kinds_of(survey), channel, kind)
    return judge(found[0], history, rules, ask=ask, at=at)


def _over(survey: Survey, invitation: Invitation | None, *, kind: str, at: datetime) -> str:
    if hasattr(survey, "closure"):
        return Reason.CLOSED
    if invitation is None:
        return ""
    if invitation.withdrawn_at or (invitation.expires_at and invitation.expires_at <= at):
        return Reason.EXPIRED
    is_answered = invitation.used_on is not None or hasattr(invitation, "response")
    return Reason.ANSWERED if is_answered and kind == ContactKind.REMINDER else ""


def _lock(customer: Customer) -> None:
    """The account before the person, always: two senders never wait for each other."""
    if customer.account_id:
        list(Account.objects.select_for_update().filter(pk=customer.account_id).values_list("pk"))
    list(Customer.objects.select_for_update().filter(pk=customer.pk).values_list("pk"))
