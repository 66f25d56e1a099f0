"""Addresses under which a survey is answered."""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from regard.web.accounts.models import User
from regard.web.answering.models import Link, LinkKind
from regard.web.feedback.models import Channel
from regard.web.surveys.models import Survey
from regard.web.workspaces.auditing import record_event

CHANNELS = {LinkKind.KIOSK: Channel.KIOSK, LinkKind.WIDGET: Channel.IN_APP}
BYTES = 16


def make_link(survey: Survey, *, name: str, by: User, at: datetime, kind: str = LinkKind.PAGE) -> Link:
    """A reusable address of a survey; its answers are counted apart from those of others."""
    with transaction.atomic():
        link: Link = Link.objects.create(
            survey=survey,
            name=name,
            kind=kind,
            channel=CHANNELS.get(LinkKind(kind), Channel.WEB),
            token=secrets.token_urlsafe(BYTES),
            created_at=at,
            created_by=by,
        )
        record_event("link.made", by=by, at=at, subject=f"{survey.name}: {name}", kind=kind)
    return link


def close_link(link: Link, *, by: User, at: datetime) -> None:
    """Take no more answers by this address."""
    with transaction.atomic():
        if Link.objects.filter(pk=link.pk, closed_at=None).update(closed_at=at, closed_by=by):
            record_event("link.closed", by=by, at=at, subject=link.name)


def address_of(link: Link) -> str:
    """The whole address, as it is printed, sent or scanned."""
    return settings.PUBLIC_URL + reverse("answer:link", args=[link.token])
