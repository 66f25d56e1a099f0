"""Addresses under which a survey is answered."""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse

from regard.web.accounts.models import User
from regard.web.answering.models import Link, LinkKind, Response
from regard.web.feedback.models import Channel, State
from regard.web.surveys.models import Survey
from regard.web.workspaces.auditing import record_event
from regard.web.workspaces.together import Write

CHANNELS = {LinkKind.KIOSK: Channel.KIOSK, LinkKind.WIDGET: Channel.IN_APP}
BYTES = 16
COUNTED = (State.PARTIAL, State.COMPLETE)


def make_link(
    survey: Survey,
    *,
    name: str,
    by: User,
    at: datetime,
    kind: str = LinkKind.PAGE,
    most: int = 0,
    expires_at: datetime | None = None,
) -> Link:
    """A reusable address of a survey; its answers are counted apart from those of others.

    It takes `most` answers (0: any number), until `expires_at`.
    """
    with transaction.atomic():
        link: Link = Link.objects.create(
            survey=survey,
            name=name,
            kind=kind,
            channel=CHANNELS.get(LinkKind(kind), Channel.WEB),
            token=secrets.token_urlsafe(BYTES),
            most=most,
            expires_at=expires_at,
            created_at=at,
            created_by=by,
        )
        record_event("link.made", by=by, at=at, subject=f"{survey.name}: {name}", kind=kind)
    return link


def limit_link(link: Link, *, most: int, expires_at: datetime | None, by: User, at: datetime) -> None:
    """How many answers the address takes from now on, and until when."""
    with transaction.atomic():
        Link.objects.filter(pk=link.pk).update(most=most, expires_at=expires_at)
        until = expires_at.isoformat() if expires_at else ""
        record_event("link.limited", by=by, at=at, subject=link.name, most=most, until=until)


def is_full(link: Link) -> bool:
    """Whether the address has all the answers that it takes; those of machines are none."""
    return bool(link.most) and taken(link) >= link.most


def taken(link: Link) -> int:
    """How many answers came by this address."""
    rows = Response._base_manager.filter(link=link, state__in=COUNTED)
    return int(rows.count())


def within(response: Response, most: int) -> Write:
    """The condition under which a new answer is written: its address has fewer than `most`.

    Counted by the statement that writes it. Call it where nobody else writes meanwhile: after `next_change`.
    """
    table = connection.ops.quote_name(Response._meta.db_table)
    link = Response._meta.get_field("link").get_db_prep_save(response.link_id, connection)
    sql = f"WHERE (SELECT count(*) FROM {table} WHERE link_id = %s AND state IN (%s, %s)) < %s"  # noqa: S608
    return Write(sql, (link, *map(str, COUNTED), most))


def close_link(link: Link, *, by: User, at: datetime) -> None:
    """Take no more answers by this address."""
    with transaction.atomic():
        if Link.objects.filter(pk=link.pk, closed_at=None).update(closed_at=at, closed_by=by):
            record_event("link.closed", by=by, at=at, subject=link.name)


def address_of(link: Link) -> str:
    """The whole address, as it is printed, sent or scanned."""
    return settings.PUBLIC_URL + reverse("answer:link", args=[link.token])
