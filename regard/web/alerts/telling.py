"""An event is told once: to webhooks, by one e-mail to each reader, and once more of what joined it."""

from collections.abc import Sequence
from datetime import datetime
from email.utils import make_msgid

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from regard.web.accounts.models import User
from regard.web.alerts.models import Alert, AlertEvent, AlertMail, MailState, WatchReader
from regard.web.alerts.sentences import said
from regard.web.dashboards.card_breaks import Breaks
from regard.web.workspaces.models import Membership
from regard.web.workspaces.outbox import announce
from regard.web.workspaces.tenancy import TenantQuerySet

RAISED, UPDATED = "alert.raised", "alert.updated"


def tell_due(*, at: datetime) -> bool:
    """Tell every event of the open workspace that has news; whether there was one.

    Call it when all watches have taken their days, so that what they raised together is told together.
    """
    keys = list(AlertEvent.objects.filter(has_news=True).values_list("pk", flat=True))
    for pk in keys:
        with transaction.atomic():
            event = AlertEvent.objects.select_for_update(of=("self",)).filter(pk=pk, has_news=True).first()
            if event is not None:
                _tell(event, at=at)
    return bool(keys)


def open_alerts(event: AlertEvent) -> TenantQuerySet:
    """The alerts of an event that nobody closed and whose views are still watched, the first one first."""
    rows = Alert.objects.filter(event=event, closing=None, watch__ending=None)
    found: TenantQuerySet = rows.select_related("watch__view").order_by("raised_at", "id")
    return found


def seen_and_read(event: AlertEvent, user: User) -> list[Alert]:
    """The open alerts of an event that a member is written to about, and may see."""
    membership = Membership.objects.filter(user=user).first()
    rows = open_alerts(event).filter(watch__readers__user=user)
    return [alert for alert in rows if membership and alert.watch.is_seen_by(membership)]


def url_of(alert: Alert) -> str:
    """Where members read an alert."""
    return settings.BASE_URL + reverse("alerts:told", args=[alert.workspace.slug, alert.pk])


def url_of_event(event: AlertEvent) -> str:
    """Where members read an event."""
    return settings.BASE_URL + reverse("alerts:event", args=[event.workspace.slug, event.pk])


def _tell(event: AlertEvent, *, at: datetime) -> None:
    """Write the event for webhooks and the e-mails that are due; of a third time nobody is told."""
    alerts = list(open_alerts(event))
    event.has_news = False
    if alerts and event.updated_at is None:
        kind = UPDATED if event.told_at else RAISED
        announce(kind, content=_content(event, alerts), at=at, subject=alerts[0].watch.view.name)
        _write(event, alerts, at=at)
        if event.told_at:
            event.updated_at = at
        event.told_at = event.told_at or at
    event.save(update_fields=["has_news", "told_at", "updated_at"])


def _write(event: AlertEvent, alerts: Sequence[Alert], *, at: datetime) -> None:
    """An e-mail to each reader, or one of what came since it was sent; what waits lists all by itself."""
    there = {(mail.user_id, mail.is_update): mail for mail in event.mails.all()}
    readers = WatchReader.objects.filter(watch__in=[alert.watch_id for alert in alerts])
    for user in {reader.user_id: reader.user for reader in readers.select_related("user")}.values():
        mine = {str(alert.pk) for alert in seen_and_read(event, user)}
        first = there.get((user.pk, False))
        if first is None and mine:
            _new_mail(event, user, is_update=False, at=at)
        elif first and first.state == MailState.OVER and mine:
            AlertMail.objects.filter(pk=first.pk).update(state=MailState.WAITING, due_at=at, tries=0)
        elif first and first.state != MailState.WAITING and not mine <= set(first.listed):
            _new_mail(event, user, is_update=True, at=at)


def _new_mail(event: AlertEvent, user: User, *, is_update: bool, at: datetime) -> None:
    made_up = make_msgid(domain="regard")
    AlertMail.objects.create(event=event, user=user, is_update=is_update, message_id=made_up, due_at=at)


def _content(event: AlertEvent, alerts: Sequence[Alert]) -> dict[str, object]:
    """What other programs are told: the numbers of every alert, and nobody's words.

    Beside `alerts` there stands all of the first one by itself, for programs that read one alert.
    """
    breaks = Breaks.of_open_workspace()
    with translation.override("en"):
        each = [_plain(alert, breaks) for alert in alerts]
    return {**each[0], "event": str(event.pk), "event_address": url_of_event(event), "alerts": each}


def _plain(alert: Alert, breaks: Breaks) -> dict[str, object]:
    watch = alert.watch
    told = said(alert, breaks)
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
