"""An invitation: one person asked once, with a link of their own that nobody can guess."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from regard.web import sealing
from regard.web.contacts.models import Campaign, Draw, Invitation
from regard.web.customers.models import Customer
from regard.web.feedback.models import Channel
from regard.web.surveys.models import Survey, Version

BYTES = 16  # 128 bits of chance
PURPOSE = "invitation"
LASTS = timedelta(days=60)


class NothingPublished(ValueError):
    """The survey has no version that could be asked."""


def invite(
    survey: Survey,
    customer: Customer | None,
    *,
    channel: str,
    due_at: datetime,
    at: datetime,
    campaign: Campaign | None = None,
    draw: Draw | None = None,
    language: str = "",
    context: dict[str, Any] | None = None,
    inclusion: float = 1.0,
    external_key: str = "",
) -> Invitation:
    """Ask this person this survey; with an `external_key` once, however often it is called.

    Whether they may be asked is decided by the caller (`judging.may_contact`, `drawing`). Raises
    NothingPublished.
    """
    made = prepared(
        survey,
        customer,
        channel=channel,
        due_at=due_at,
        at=at,
        campaign=campaign,
        draw=draw,
        language=language,
        context=context,
        inclusion=inclusion,
        external_key=external_key,
    )
    if external_key:
        Invitation.objects.bulk_create([made], ignore_conflicts=True)
        found: Invitation = Invitation.objects.get(survey=survey, external_key=external_key)
        return found
    made.save()
    return made


def prepared(
    survey: Survey,
    customer: Customer | None,
    *,
    channel: str,
    due_at: datetime,
    at: datetime,
    campaign: Campaign | None = None,
    draw: Draw | None = None,
    language: str = "",
    context: dict[str, Any] | None = None,
    inclusion: float = 1.0,
    external_key: str = "",
    segment: str | None = None,
) -> Invitation:
    """The row of an invitation, not written yet. Raises NothingPublished."""
    version: Version | None = survey.latest
    if version is None:
        raise NothingPublished(survey.name)
    token = secrets.token_urlsafe(BYTES)
    return Invitation(
        survey=survey,
        version=version,
        campaign=campaign,
        draw=draw,
        customer=customer,
        account_id=customer.account_id if customer else None,
        channel=channel,
        language=language or (customer.language if customer else ""),
        token_hash=hashlib.sha256(token.encode()).hexdigest(),
        sealed_token=sealing.seal(token, purpose=PURPOSE),
        external_key=external_key,
        segment=_segment(customer) if segment is None else segment,
        context=context or {},
        inclusion=inclusion,
        created_at=at,
        due_at=due_at,
        expires_at=due_at + LASTS,
    )


def _segment(customer: Customer | None) -> str:
    if customer is None:
        return ""
    return customer.segment or (customer.account.segment if customer.account else "")


def token_of(invitation: Invitation) -> str:
    """The token of its link. Raises sealing.BrokenSeal where the key of the installation was changed."""
    return sealing.unseal(invitation.sealed_token, purpose=PURPOSE)


def one_use_tokens(survey: Survey, *, count: int, at: datetime, language: str = "") -> list[str]:
    """The tokens of so many links, each for one answer of whoever gets it. Raises NothingPublished."""
    rows = [
        prepared(survey, None, channel=Channel.WEB, due_at=at, at=at, language=language)
        for _place in range(count)
    ]
    for row in rows:
        row.sent_at = at  # they are handed over by those who asked for them
    Invitation.objects.insert_many(rows)
    return [token_of(row) for row in rows]


def open_link_token(survey: Survey, *, at: datetime, language: str = "") -> str:
    """The token of one link that takes one answer. Raises NothingPublished."""
    (token,) = one_use_tokens(survey, count=1, at=at, language=language)
    return token
