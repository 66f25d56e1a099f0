"""What somebody is told, as an e-mail: their own words, what came of them, and how to be left alone."""

from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from regard.instruments.definition import LANGUAGES
from regard.web.changes.models import Change, Notice, PublicPage, State
from regard.web.channels.composing import (
    LONGEST_SUBJECT,
    POLICY,
    Letter,
    address,
    first_name,
    in_header,
    one_line,
)
from regard.web.channels.looks import DARK, LOOK
from regard.web.channels.models import Sender
from regard.web.channels.providers import header_of
from regard.web.channels.tokens import open_until, own_page, token
from regard.web.contacts.models import Preference
from regard.web.customers.models import Customer
from regard.web.feedback.models import Feedback
from regard.web.insights.models import said
from regard.web.workspaces.tenancy import current_workspace

PURPOSE = "notice"
LONGEST, SHORTEST = 240, 60  # letters of their own words, in an e-mail and in a text message


@dataclass(frozen=True)
class Told:
    """Whom a letter goes to, and what it quotes."""

    customer: Customer
    feedback: Feedback | None
    unsubscribe: str


def written(change: Change, told: Told, *, sender: Sender | None, at: datetime) -> Letter:
    """What the person reads, in their language where the change was told in it."""
    language = language_of(told.customer)
    with translation.override(language):
        context = {
            "greeting": first_name(told.customer.name),
            "quote": quote(told.feedback) if told.feedback else "",
            "said_on": _day(told.feedback),
            "title": one_line(change.title),
            "did": change.did,
            "is_refused": change.state == State.WONT_DO,
            "page": _page(change, language),
            "unsubscribe": told.unsubscribe,
            "me": own_page(told.customer, until=open_until(at)),
            "company": current_workspace().name,
            "sender": one_line(sender.name) if sender else "",
            "postal_address": sender.postal_address if sender else "",
            "language": "zh-Hans" if language == "zh-hans" else language,
            "look": LOOK,
            "dark": DARK,
        }
        subject = _("What came of what you told us: %(title)s") % {"title": context["title"]}
        html = render_to_string("mail/told.html", context)
        text = render_to_string("mail/told.txt", context)
    return Letter(one_line(subject)[:LONGEST_SUBJECT], text, html)


def composed(notice: Notice, *, at: datetime) -> EmailMessage:
    """The whole e-mail of a notice. Raises UnfitAddress."""
    sender, way = notice.sender, unsubscribing(notice.pk)
    letter = written(notice.change, Told(notice.customer, notice.feedback, way), sender=sender, at=at)
    mail = EmailMessage(policy=POLICY)
    mail["From"] = address(sender.address, name=sender.name)
    mail["To"] = address(notice.customer.email)
    if sender.reply_to:
        mail["Reply-To"] = address(sender.reply_to)
    mail["Subject"] = in_header(letter.subject)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = notice.message_id
    mail["List-Unsubscribe"] = f"<{way}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["Auto-Submitted"] = "auto-generated"  # nobody's holiday note has to answer it
    if own := header_of(str(sender.options.get("provider", "")), notice.pk):
        mail[own[0]] = own[1]
    mail.set_content(letter.text, cte="quoted-printable")
    mail.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    return mail


def texted(notice: Notice) -> str:
    """The whole text message of a notice."""
    told = Told(notice.customer, notice.feedback, unsubscribing(notice.pk))
    return written_short(notice.change, told)


def written_short(change: Change, told: Told) -> str:
    """What the person reads as a text message: a few of their words, what came of it, how to end it."""
    language = language_of(told.customer)
    with translation.override(language):
        words = quote(told.feedback, longest=SHORTEST) if told.feedback else ""
        context = {
            "quote": words,
            "title": one_line(change.title),
            "is_refused": change.state == State.WONT_DO,
            "page": _page(change, language, is_short=True),
            "company": one_line(current_workspace().name),
            "unsubscribe": told.unsubscribe,
        }
        return render_to_string("mail/told_short.txt", context).strip()


def unsubscribing(pk: UUID) -> str:
    """The whole address at which the person of a notice asks to be left alone."""
    return settings.PUBLIC_URL + reverse("decisions:unsubscribe", args=[token(pk, purpose=PURPOSE)])


def quote(record: Feedback, *, longest: int = LONGEST) -> str:
    """Their own words, in one line, cut where they are long."""
    text = one_line(said(record))
    return text if len(text) <= longest else text[:longest].rstrip() + "…"


def language_of(customer: Customer) -> str:
    """What they chose, what is known of them, else the first that we speak."""
    chosen = Preference.objects.filter(customer=customer.pk).first()
    wishes = (chosen.language if chosen else "", customer.language)
    known = ("zh-hans" if wish.lower().startswith("zh") else wish.lower()[:2] for wish in wishes if wish)
    return next((wish for wish in known if wish in LANGUAGES), LANGUAGES[0])


def _day(record: Feedback | None) -> date | None:
    return record.collected_at.date() if record and record.collected_at else None


def _page(change: Change, language: str, *, is_short: bool = False) -> str:
    """Where everybody may read it, if anybody may; `is_short`: the page of all, in fewer letters."""
    if change.published_at is None or not PublicPage.objects.filter(is_on=True).exists():
        return ""
    slug = current_workspace().slug
    one = reverse("decisions:one", args=[slug, change.pk])
    path = reverse("decisions:page", args=[slug]) if is_short else one
    return f"{settings.PUBLIC_URL}{path}?lang={language}"
