"""Text messages and WhatsApp, by a provider's HTTP API: Twilio's Messages resource, and what speaks like it.

    POST /2010-04-01/Accounts/<account>/Messages.json   From, To, Body (or ContentSid, ContentVariables)

The API has no id that would make a message that is sent twice one message, so nothing whose end is unknown is
sent again.
"""

import base64
import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.template.loader import render_to_string
from django.utils import translation

from regard.instruments.definition import said
from regard.instruments.placeholders import filled
from regard.web import sealing
from regard.web.channels.composing import given_of, language_of, link, one_line
from regard.web.channels.models import Message, Sender, SenderKind
from regard.web.channels.smtp import PURPOSE, Refused, Unknown
from regard.web.channels.tokens import hook, unsubscribing
from regard.web.channels.troubles import Trouble, Unavailable
from regard.web.contacts.models import Invitation
from regard.web.customers.models import Customer
from regard.web.outbound import BadAnswer, Busy, Limits, TooLarge, TooSlow, TurnedAway, call, target

API = "https://api.twilio.com"
PHONE = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
ONCE = Limits(seconds=15, size=64 * 1024, attempts=1)
NOT_LET_IN = (401, 403, 404)
GATEWAYS = (502, 504)  # they do not know themselves whether it was taken


@dataclass(frozen=True)
class Texted:
    """What the provider calls a message that it took."""

    provider_id: str


def phone(written_as: str) -> str:
    """A phone number as providers want it, or "" where it is none.

    >>> phone("+86 138-0000-0000"), phone("0049 30 123456"), phone("138 0000 0000")
    ('+8613800000000', '+4930123456', '')
    """
    plain = re.sub(r"[\s().\-/]", "", unicodedata.normalize("NFKC", written_as))
    plain = "+" + plain[2:] if plain.startswith("00") else plain
    return plain if PHONE.fullmatch(plain) else ""


def phone_of(invitation: Invitation) -> str:
    """The number that the person of an invitation is written to by."""
    return number_of(invitation.customer) if invitation.customer else ""


def number_of(customer: Customer) -> str:
    """The number that a person is written to by, or "" where none is known."""
    row = customer.identities.filter(kind="phone").order_by("value").first()
    return phone(row.value) if row else ""


def text_of(invitation: Invitation) -> str:
    """What the message says: the question, the link, who asks, how to end it."""
    instrument, language = invitation.version.instrument, language_of(invitation)
    question = instrument.score or next(iter(instrument.questions.values()))
    context = {
        "question": one_line(filled(said(question.text, language), given_of(invitation))),
        "page": link(invitation, language=language),
        "company": invitation.workspace.name,
        "unsubscribe": unsubscribing(invitation),
    }
    with translation.override(language):
        return render_to_string("mail/text.txt", context).strip()


def text(message: Message, *, before: Callable[[], None]) -> Texted:
    """Hand one text message to the provider; returns once it has taken it. `before` is called right before.

    Raises Refused, Unavailable, Unknown (it may have been taken), and other kinds of OutboundError before
    anything was sent.
    """
    to = phone_of(message.invitation)
    return _posted(message.sender, to, lambda: _fields(message, to), before=before)


def text_words(sender: Sender, to: str, words: str, *, before: Callable[[], None]) -> Texted:
    """Hand over other words than an invitation's, as an SMS to a number; raises as `text` does."""
    return _posted(sender, to, lambda: {"From": sender.address, "To": to, "Body": words}, before=before)


def _posted(
    sender: Sender, to: str, fields: Callable[[], dict[str, str]], *, before: Callable[[], None]
) -> Texted:
    if not to:
        raise Refused(0, "no phone number", is_for_good=True)
    account = str(sender.options["account"])
    url = f"{sender.options.get('url') or API}/2010-04-01/Accounts/{quote(account, safe='')}/Messages.json"
    body, headers = urlencode(fields()).encode(), _headers(sender, account)
    target(url)  # refused before anything is marked
    before()
    try:
        said = call(url, body=body, headers=headers, limits=ONCE)
    except TurnedAway as problem:
        raise _turned_away(problem) from problem
    except (TooSlow, TooLarge, BadAnswer) as problem:
        raise Unknown(type(problem).__name__) from problem
    return Texted(_id_in(said))


def _turned_away(problem: TurnedAway) -> Exception:
    """What a status says: of us, of the message, or of nothing at all."""
    if problem.status in GATEWAYS:
        return Unknown(f"status {problem.status}")
    if isinstance(problem, Busy):
        return Unavailable(Trouble.BUSY, str(problem.status))
    if problem.status in NOT_LET_IN:
        return Unavailable(Trouble.LOGIN, str(problem.status))
    return Refused(problem.status, "refused by the provider", is_for_good=True)


def _fields(message: Message, to: str) -> dict[str, str]:
    sender = message.sender
    is_whatsapp = sender.kind == SenderKind.WHATSAPP
    head = "whatsapp:" if is_whatsapp else ""
    told_at = f"{hook(sender, name='text-hook')}?message={message.pk}"
    fields = {"From": head + sender.address, "To": head + to, "StatusCallback": told_at}
    if is_whatsapp and sender.options.get("template"):  # whoever writes first needs one that was approved
        invitation = message.invitation
        gaps = {
            "1": given_of(invitation)["first_name"],
            "2": link(invitation, language=language_of(invitation)),
        }
        fields |= {"ContentSid": str(sender.options["template"]), "ContentVariables": json.dumps(gaps)}
    else:
        fields["Body"] = text_of(message.invitation)
    return fields


def _headers(sender: Sender, account: str) -> dict[str, str]:
    sealed = sender.sealed_secrets.get("password", "")
    secret = sealing.unseal(sealed, purpose=PURPOSE) if sealed else ""
    login = base64.b64encode(f"{account}:{secret}".encode()).decode()
    return {"authorization": f"Basic {login}", "content-type": "application/x-www-form-urlencoded"}


def _id_in(answer: bytes) -> str:
    try:
        said = json.loads(answer)
    except ValueError:
        return ""
    return str(said.get("sid", ""))[:200] if isinstance(said, dict) else ""
