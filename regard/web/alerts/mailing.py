"""The e-mails about events: written when they go, tried again for days, each with a way to stop them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from regard.web.alerts.models import Alert, AlertMail, MailState, WatchReader
from regard.web.alerts.sentences import headline_of, said
from regard.web.alerts.statements import Said
from regard.web.alerts.telling import seen_and_read, url_of, url_of_event
from regard.web.channels.composing import POLICY, UnfitAddress, address, in_header
from regard.web.channels.models import Sender, SenderKind
from regard.web.channels.smtp import Refused, Server, Unknown, hand_over
from regard.web.channels.tokens import token
from regard.web.channels.troubles import Unavailable
from regard.web.dashboards.card_breaks import Breaks
from regard.web.outbound import OutboundError
from regard.web.sealing import BrokenSeal
from regard.web.workspaces.auditing import record_event
from regard.web.workspaces.tenancy import TenantQuerySet

STOP = "alert-mail"  # what the token in an e-mail is for
TRIES = 40  # with the waits below about eight days
MINUTE = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
WITHOUT_SENDER = timedelta(minutes=15)
AT_A_TIME = 20
OWN_LINES = 2  # of how sure we are: those that speak of one alert alone
CANNOT_SEND = (Refused, Unknown, Unavailable, OutboundError, BrokenSeal, UnfitAddress)


def sender_of_open_workspace() -> Sender | None:
    """Who writes to members: the first mail server of the workspace, or nobody."""
    kinds = (SenderKind.SMTP, SenderKind.ANYMAIL)
    found: Sender | None = (
        Sender.objects.filter(kind__in=kinds, removed_at=None).order_by("created_at").first()
    )
    return found if found and "host" in found.options else None


def send_due(*, at: datetime) -> bool:
    """Send what waits in the open workspace; whether there was anything. Without a server it waits on."""
    waiting = AlertMail.objects.filter(
        state__in=(MailState.WAITING, MailState.SENDING), due_at__lte=at
    ).select_related("event", "user")
    sender = sender_of_open_workspace()
    if sender is None:
        AlertMail.objects.filter(pk__in=[mail.pk for mail in waiting]).update(due_at=at + WITHOUT_SENDER)
        return False
    mails = list(waiting[:AT_A_TIME])
    for mail in mails:
        if _taken(mail):
            _send(mail, sender, at=at)
    return bool(mails)


def stopping(mail: AlertMail) -> str:
    """The whole address at which a reader asks to be written to no more about what an e-mail told of."""
    return settings.PUBLIC_URL + reverse("alerts-public:stop", args=[token(mail.pk, purpose=STOP)])


def readings(mail: AlertMail) -> TenantQuerySet:
    """That a member is a reader of what an e-mail told of."""
    watches = Alert.objects.filter(pk__in=mail.listed).values("watch")
    found: TenantQuerySet = WatchReader.objects.filter(user=mail.user_id, watch__in=watches)
    return found


def stop(mail: AlertMail, *, at: datetime) -> None:
    """Write to a member no more about what an e-mail told of; once."""
    with transaction.atomic():
        rows = list(readings(mail).select_related("watch__view"))
        for reader in rows:
            record_event("alert.unread", by=mail.user, at=at, subject=reader.watch.view.name)
        readings(mail).delete()


def _taken(mail: AlertMail) -> bool:
    """Mark a mail before it goes; one that was marked twice and never ended is not sent a third time."""
    if mail.state == MailState.SENDING and mail.tries >= 2:
        AlertMail.objects.filter(pk=mail.pk).update(state=MailState.FAILED, problem="perhaps sent")
        return False
    own = AlertMail.objects.filter(pk=mail.pk, state=mail.state, tries=mail.tries)
    mail.tries += 1
    return bool(own.update(state=MailState.SENDING, tries=mail.tries))


def _send(mail: AlertMail, sender: Sender, *, at: datetime) -> None:
    alerts = _news(mail)
    own = AlertMail.objects.filter(pk=mail.pk)
    if not alerts:
        own.update(state=MailState.OVER, problem="")
        return
    mail.listed = [str(alert.pk) for alert in alerts]
    own.update(listed=mail.listed)
    try:
        hand_over(composed(mail, alerts, sender, at=at), Server.of(sender), before=lambda: None)
    except CANNOT_SEND as problem:
        _later(mail, problem, at=at)
        return
    own.update(state=MailState.SENT, sent_at=at, problem="")


def _news(mail: AlertMail) -> list[Alert]:
    """What an e-mail tells of, as it stands now: all that is open, or what the first one did not tell of."""
    known: list[str] = []
    if mail.is_update:
        first = AlertMail.objects.filter(event=mail.event_id, user=mail.user_id, is_update=False).first()
        known = first.listed if first else []
    return [alert for alert in seen_and_read(mail.event, mail.user) if str(alert.pk) not in known]


def _later(mail: AlertMail, problem: Exception, *, at: datetime) -> None:
    """Try again, twice as late each time up to `LONGEST_WAIT`; give up where that is of no use."""
    over = mail.tries >= TRIES or getattr(problem, "is_for_good", False) or isinstance(problem, Unknown)
    with transaction.atomic():
        AlertMail.objects.filter(pk=mail.pk).update(
            state=MailState.FAILED if over else MailState.WAITING,
            due_at=at + min(MINUTE * 2**mail.tries, LONGEST_WAIT),
            problem=str(problem)[:500] or type(problem).__name__,
        )


def composed(mail: AlertMail, alerts: Sequence[Alert], sender: Sender, *, at: datetime) -> EmailMessage:
    """The e-mail of these alerts, in the language of the first watch. Raises UnfitAddress."""
    message, way = EmailMessage(policy=POLICY), stopping(mail)
    with translation.override(alerts[0].watch.language):
        breaks = Breaks.of_open_workspace()
        told = [said(alert, breaks) for alert in alerts]
        context = {
            "rows": [_row(*each) for each in zip(alerts, told, strict=True)],
            "is_update": mail.is_update,
            "shared": list(dict.fromkeys(line for one in told for line in one.how_sure[OWN_LINES:])),
            "url": url_of_event(mail.event),
            "names": [alert.watch.view.name for alert in alerts],
            "stop": way,
        }
        text = render_to_string("alerts/mail.txt", context)
        subject = headline_of(told, [alert.watch.view.name for alert in alerts])
    message["From"] = address(sender.address, name=sender.name)
    message["To"] = address(mail.user.email)
    message["Subject"] = in_header(subject)[:200]
    message["Date"] = format_datetime(at)
    message["Message-ID"] = mail.message_id
    message["List-Unsubscribe"] = f"<{way}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text, cte="quoted-printable")
    return message


def _row(alert: Alert, told: Said) -> dict[str, object]:
    return {"told": told, "own": told.how_sure[:OWN_LINES], "url": url_of(alert)}
