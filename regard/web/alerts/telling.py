"""An alert is told by an event for webhooks and by e-mail to its readers: with it, or not at all."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from regard.web.alerts.models import Alert, AlertMail, MailState
from regard.web.alerts.sentences import Said, said
from regard.web.channels.composing import POLICY, UnfitAddress, address, in_header
from regard.web.channels.models import Sender, SenderKind
from regard.web.channels.smtp import Refused, Server, Unknown, hand_over
from regard.web.channels.troubles import Unavailable
from regard.web.dashboards.card_breaks import Breaks
from regard.web.outbound import OutboundError
from regard.web.sealing import BrokenSeal
from regard.web.workspaces.models import Membership
from regard.web.workspaces.outbox import announce

TRIES = 8
MINUTE = timedelta(minutes=1)
AT_A_TIME = 20
CANNOT_SEND = (Refused, Unknown, Unavailable, OutboundError, BrokenSeal, UnfitAddress)


def sender_of_open_workspace() -> Sender | None:
    """Who writes to members: the first mail server of the workspace, or nobody."""
    kinds = (SenderKind.SMTP, SenderKind.ANYMAIL)
    found: Sender | None = (
        Sender.objects.filter(kind__in=kinds, removed_at=None).order_by("created_at").first()
    )
    return found if found and "host" in found.options else None


def tell(alert: Alert, *, at: datetime) -> None:
    """Write the event and the e-mails of an alert; call it inside the transaction that raised it."""
    watch = alert.watch
    announce("alert.raised", content=_content(alert), at=at, subject=watch.view.name)
    if sender_of_open_workspace() is None:
        return
    for reader in watch.readers.select_related("user"):
        membership = Membership.objects.filter(user=reader.user).first()
        if membership and watch.is_seen_by(membership):
            AlertMail.objects.create(
                alert=alert, user=reader.user, message_id=make_msgid(domain="regard"), due_at=at
            )


def send_due(*, at: datetime) -> bool:
    """Send what waits in the open workspace; whether there was anything."""
    sender = sender_of_open_workspace()
    waiting = AlertMail.objects.filter(
        state__in=(MailState.WAITING, MailState.SENDING), due_at__lte=at
    ).select_related("alert__watch__view", "user")
    mails = list(waiting[:AT_A_TIME]) if sender else []
    for mail in mails:
        if sender and _taken(mail):
            _send(mail, sender, at=at)
    return bool(mails)


def _content(alert: Alert) -> dict[str, object]:
    """What other programs are told: the numbers, and nobody's words."""
    watch = alert.watch
    with translation.override("en"):
        told = said(alert, Breaks.of_open_workspace())
    return {
        "id": str(alert.pk),
        "view": watch.view.name,
        "metric": watch.metric,
        "direction": told.direction,
        "day": alert.day.isoformat(),
        "since": alert.since.isoformat(),
        "now": told.figures,
        "before": told.figures_before,
        "definition": told.definition,
        "sentence": told.sentence,
        "address": url_of(alert),
    }


def url_of(alert: Alert) -> str:
    """Where members read an alert."""
    return settings.BASE_URL + reverse("alerts:told", args=[alert.workspace.slug, alert.pk])


def _taken(mail: AlertMail) -> bool:
    """Mark a mail before it goes; one that was marked twice and never ended is not sent a third time."""
    if mail.state == MailState.SENDING and mail.tries >= 2:
        AlertMail.objects.filter(pk=mail.pk).update(state=MailState.FAILED, problem="perhaps sent")
        return False
    own = AlertMail.objects.filter(pk=mail.pk, state=mail.state, tries=mail.tries)
    mail.tries += 1
    return bool(own.update(state=MailState.SENDING, tries=mail.tries))


def _send(mail: AlertMail, sender: Sender, *, at: datetime) -> None:
    try:
        hand_over(composed(mail, sender, at=at), Server.of(sender), before=lambda: None)
    except CANNOT_SEND as problem:
        _later(mail, problem, at=at)
        return
    AlertMail.objects.filter(pk=mail.pk).update(state=MailState.SENT, sent_at=at, problem="")


def _later(mail: AlertMail, problem: Exception, *, at: datetime) -> None:
    """Try again twice as late each time; give up for good where that is of no use."""
    over = mail.tries >= TRIES or getattr(problem, "is_for_good", False) or isinstance(problem, Unknown)
    with transaction.atomic():
        AlertMail.objects.filter(pk=mail.pk).update(
            state=MailState.FAILED if over else MailState.WAITING,
            due_at=at + MINUTE * 2**mail.tries,
            problem=str(problem)[:500] or type(problem).__name__,
        )


def composed(mail: AlertMail, sender: Sender, *, at: datetime) -> EmailMessage:
    """The e-mail of an alert, in the language of its watch. Raises UnfitAddress."""
    alert = mail.alert
    message = EmailMessage(policy=POLICY)
    with translation.override(alert.watch.language):
        told: Said = said(alert, Breaks.of_open_workspace())
        context = {"told": told, "alert": alert, "view": alert.watch.view, "url": url_of(alert)}
        text = render_to_string("alerts/mail.txt", context)
        subject = told.headline
    message["From"] = address(sender.address, name=sender.name)
    message["To"] = address(mail.user.email)
    message["Subject"] = in_header(subject)[:200]
    message["Date"] = format_datetime(at)
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text, cte="quoted-printable")
    return message
