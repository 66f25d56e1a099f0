"""An invitation as an e-mail: the first question with a real link for each score, as HTML and as text.

Headers are made by `email.message`, which refuses line breaks and encodes what is not ASCII; everything that
people wrote is put into the HTML by the template engine, which escapes it.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from regard.instruments.definition import said
from regard.instruments.placeholders import filled
from regard.instruments.questions import Kind, Question
from regard.web.channels.looks import DARK, LOOK
from regard.web.channels.models import Message, Sender
from regard.web.channels.providers import header_of
from regard.web.channels.tokens import open_until, own_page, unsubscribing
from regard.web.contacts.inviting import token_of
from regard.web.contacts.models import ContactKind, Invitation, Preference

WHOLE = frozenset({"list-unsubscribe", "list-unsubscribe-post", "message-id", "in-reply-to", "references"})
WHOLE |= {"x-mailin-custom", "x-mj-eventpayload", "x-pm-metadata-regard"}


class Letters(EmailPolicy):
    """As SMTP wants it; addresses and ids stay in one piece, so that every program can read them."""

    def fold(self, name: str, value: Any) -> str:
        return f"{name}: {value}\r\n" if name.lower() in WHOLE else super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii", "surrogateescape")


POLICY = Letters(linesep="\r\n", max_line_length=76)
LONGEST_SUBJECT = 200
TURNING = (
    0x061C,
    0x200E,
    0x200F,
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
)  # the order of what is read
CONTROLS = dict.fromkeys((*range(32), *range(127, 160), 0x2028, 0x2029, *TURNING), " ")
NO_NAME = re.compile(r"[/\\:@<>{}|=#%&?$]|\.\w{2}|\d{4}")  # mail programs make links of such "names"
LONGEST_NAME = 40


class UnfitAddress(ValueError):
    """An e-mail address that no message can be sent to."""


@dataclass(frozen=True)
class Letter:
    """What a message says, in the language of its invitation."""

    subject: str
    text: str
    html: str


def composed(message: Message, *, at: datetime) -> EmailMessage:
    """The whole e-mail of a message. Raises UnfitAddress, sealing.BrokenSeal."""
    invitation, sender = message.invitation, message.sender
    letter = written(invitation, sender=sender, kind=message.kind)
    mail = EmailMessage(policy=POLICY)
    mail["From"] = address(sender.address, name=sender.name)
    mail["To"] = address(invitation.customer.email if invitation.customer else "")
    if sender.reply_to:
        mail["Reply-To"] = address(sender.reply_to)
    mail["Subject"] = in_header(letter.subject)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message.message_id
    for name in ("In-Reply-To", "References") if message.kind == ContactKind.REMINDER else ():
        mail[name] = _asked_before(message)
    mail["List-Unsubscribe"] = f"<{unsubscribing(invitation)}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["Auto-Submitted"] = "auto-generated"  # nobody's holiday note has to answer it
    if own := header_of(str(sender.options.get("provider", "")), message.pk):
        mail[own[0]] = own[1]
    mail.set_content(letter.text, cte="quoted-printable")
    mail.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    return mail


def address(written_as: str, *, name: str = "") -> Address:
    """One address, and no list of them. Raises UnfitAddress.

    >>> str(address("ada@example.com", name='Ada "the first"\\r\\nBcc: x@example.com'))
    '"Ada \\\\"the first\\\\" Bcc: x@example.com" <ada@example.com>'
    """
    local, _at, domain = written_as.strip().rpartition("@")
    try:
        plain = f"{local}@{domain if domain.isascii() else domain.encode('idna').decode()}"
    except UnicodeError as error:
        raise UnfitAddress(repr(written_as)) from error
    if (
        not local
        or not domain
        or not plain.isascii()
        or any(sign in plain for sign in ' ,;<>"()[]\\\r\n\t\0')
    ):
        raise UnfitAddress(repr(written_as))
    try:
        return Address(display_name=in_header(name)[:LONGEST_SUBJECT], addr_spec=plain)
    except (ValueError, IndexError) as error:
        raise UnfitAddress(repr(written_as)) from error


def in_header(text: str) -> str:
    """A text for a header: what looks encoded already (RFC 2047) is not, and is never decoded on its way.

    >>> in_header("=?utf-8?q?=0D=0ABcc:_eve@evil.example?=")
    '= ?utf-8?q?=0D=0ABcc:_eve@evil.example?='
    """
    return one_line(text).replace("=?", "= ?")


def one_line(text: str) -> str:
    """A text without line breaks and other signs that only programs read."""
    return " ".join(text.translate(CONTROLS).split())


def written(invitation: Invitation, *, sender: Sender, kind: str = ContactKind.ASK) -> Letter:
    """What the person reads: the question with its links, who asks, and how to be left alone."""
    instrument = invitation.version.instrument
    language = language_of(invitation)
    given = given_of(invitation)
    question = instrument.score or next(iter(instrument.questions.values()))
    text = one_line(filled(said(question.text, language), given))
    with translation.override(language):
        subject = one_line(filled(said(instrument.subject, language), given)) or text
        context = {
            "question": text,
            "intro": filled(said(instrument.intro, language), given),
            "low": said(question.low_label, language),
            "high": said(question.high_label, language),
            "scores": _scores(question, invitation, language) if instrument.score else [],
            "sign": " ★" if question.kind == Kind.STARS else "",
            "page": link(invitation, language=language),
            "trap": settings.PUBLIC_URL + reverse("answer:trap", args=[token_of(invitation)]),
            "unsubscribe": unsubscribing(invitation),
            "me": _own_page_of(invitation),
            "greeting": given["first_name"],
            "is_reminder": kind == ContactKind.REMINDER,
            "is_anonymous": instrument.is_anonymous,
            "company": invitation.workspace.name,
            "postal_address": sender.postal_address,
            "sender": one_line(sender.name),
            "language": "zh-Hans" if language == "zh-hans" else language,
            "look": LOOK,
            "dark": DARK,
        }
        html = render_to_string("mail/question.html", context)
        plain = render_to_string("mail/question.txt", context)
    head = "Re: " if kind == ContactKind.REMINDER else ""
    return Letter(head + subject[:LONGEST_SUBJECT], plain, html)


def _own_page_of(invitation: Invitation) -> str:
    customer = invitation.customer
    return own_page(customer, until=open_until(invitation.due_at)) if customer else ""


def language_of(invitation: Invitation) -> str:
    """The language that the person is written to in: theirs where the survey speaks it."""
    ours = invitation.version.instrument.languages
    chosen = Preference.objects.filter(customer=invitation.customer_id).first()
    wishes = (chosen.language if chosen else "", invitation.language)
    return next((wish for wish in wishes if wish in ours), ours[0])


def link(invitation: Invitation, *, language: str, score: int | None = None) -> str:
    """The address of the person's own page of the survey, with a score that is chosen there already."""
    path = reverse("answer:invited", args=[token_of(invitation)])
    chosen = "" if score is None else f"score={score}&"
    return f"{settings.PUBLIC_URL}{path}?{chosen}lang={language}"


def _scores(question: Question, invitation: Invitation, language: str) -> list[tuple[int, str]]:
    scale = question.scale
    scores = scale.scores if scale else ()
    return [(score, link(invitation, language=language, score=score)) for score in scores]


def given_of(invitation: Invitation) -> dict[str, str]:
    """What fills the gaps of texts."""
    customer, account = invitation.customer, invitation.account
    context: dict[str, Any] = invitation.context
    return {
        "company": invitation.workspace.name,
        "account": str(account) if account else "",
        "first_name": first_name(customer.name) if customer else "",
        "product": str(context.get("product", "")),
        "touchpoint": str(context.get("touchpoint", "")),
    }


def first_name(name: str) -> str:
    """How somebody is spoken to; "" where what stands for a name is an address, or no name at all.

    >>> first_name("Ada Lovelace"), first_name("https://win.example/now"), first_name("win.example")
    ('Ada', '', '')
    """
    first = (one_line(name).split(" ") or [""])[0]
    return "" if NO_NAME.search(first) or len(first) > LONGEST_NAME else first


def _asked_before(message: Message) -> str:
    asked = message.invitation.messages.filter(kind=ContactKind.ASK).first()
    return asked.message_id if asked else message.message_id
