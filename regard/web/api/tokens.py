"""Keys to the API: made, shown once, kept as a hash, taken back."""

import re
import secrets
from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from regard.web.accounts.models import User
from regard.web.answering.entering import hashed
from regard.web.api.models import ApiToken
from regard.web.workspaces.auditing import record_event

PREFIX = "rgd_"
BYTES = 20
TOKEN = re.compile(rf"{PREFIX}[\w-]{{27}}", re.ASCII)
SHOWN = len(PREFIX) + 6


class Scope(models.TextChoices):
    """What a token may do; none of them makes, reads or changes tokens."""

    FEEDBACK_READ = "feedback:read", _("read feedback")
    FEEDBACK_WRITE = "feedback:write", _("hand in feedback")
    SURVEYS_READ = "surveys:read", _("read surveys")
    SURVEYS_WRITE = "surveys:write", _("write, publish and close surveys")
    LINKS_WRITE = "links:write", _("make and close links")
    RESPONSES_READ = "responses:read", _("read answers of surveys, with what people wrote")
    RESPONSES_WRITE = "responses:write", _("hand in answers of surveys")
    RESULTS_READ = "results:read", _("read results of surveys")
    CAMPAIGNS_READ = "campaigns:read", _("read audiences and campaigns")
    CAMPAIGNS_WRITE = "campaigns:write", _("make audiences and campaigns, start and stop them")
    INVITATIONS_READ = "invitations:read", _("read who was asked, and who was not and why")
    INVITATIONS_WRITE = "invitations:write", _("ask single people")
    CUSTOMERS_READ = "customers:read", _("read customers by name")
    CUSTOMERS_WRITE = "customers:write", _("write and erase customers, and what they prefer")
    SUPPRESSIONS_READ = "suppressions:read", _("read the suppression list")
    SUPPRESSIONS_WRITE = "suppressions:write", _("change the suppression list")
    EVENTS_READ = "events:read", _("read what happened with customers")
    EVENTS_WRITE = "events:write", _("tell what happened with a customer")
    WEBHOOKS_READ = "webhooks:read", _("read webhooks and what they were told")
    WEBHOOKS_WRITE = "webhooks:write", _("make, pause and remove webhooks")


def make_token(
    name: str, *, scopes: list[str], days: int | None, by: User, at: datetime
) -> tuple[ApiToken, str]:
    """A key with what opens it: the text is shown now and never again."""
    text = PREFIX + secrets.token_urlsafe(BYTES)
    with transaction.atomic():
        made: ApiToken = ApiToken.objects.create(
            name=name,
            shown_part=text[:SHOWN],
            token_hash=hashed(text),
            scopes=sorted(Scope(scope).value for scope in scopes),
            created_at=at,
            created_by=by,
            expires_at=at + timedelta(days=days) if days else None,
        )
        record_event("api_token.made", by=by, at=at, subject=name, scopes=made.scopes)
    return made, text


def revoke(token: ApiToken, *, by: User, at: datetime) -> None:
    """From now on it opens nothing."""
    with transaction.atomic():
        if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at, revoked_by=by):
            record_event("api_token.revoked", by=by, at=at, subject=token.name)


def by_text(text: str, *, at: datetime) -> ApiToken | None:
    """The key that this text opens, with its workspace: across the walls. None: unknown, ended, revoked."""
    if not TOKEN.fullmatch(text):
        return None
    rows = ApiToken._base_manager.select_related("workspace")
    found: ApiToken | None = rows.filter(token_hash=hashed(text), revoked_at=None).first()
    if found is None or (found.expires_at is not None and found.expires_at <= at):
        return None
    return found
