"""Who is written to each week: a member says so, in which language and on which day, and takes it back."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from regard.web.accounts.models import User
from regard.web.channels.tokens import token
from regard.web.reports.models import Subscription
from regard.web.workspaces.auditing import record_event

UNSUBSCRIBE = "weekly-digest"  # what the token in a letter is for


def subscribe(user: User, *, language: str, weekday: int, at: datetime) -> Subscription:
    """Write to this member each week from now on, or on another day or in another language."""
    with transaction.atomic():
        found, _is_new = Subscription.objects.update_or_create(
            user=user,
            defaults={"language": language, "weekday": weekday, "since": at, "stopped_at": None},
            create_defaults={"language": language, "weekday": weekday, "since": at},
        )
        record_event("digest.subscribed", by=user, at=at, weekday=weekday, language=language)
    subscription: Subscription = found
    return subscription


def stop(subscription: Subscription, *, at: datetime) -> None:
    """Write no more; saying it twice is saying it once."""
    with transaction.atomic():
        if Subscription.objects.filter(pk=subscription.pk, stopped_at=None).update(stopped_at=at):
            record_event("digest.stopped", by=subscription.user, at=at)


def unsubscribing(subscription: Subscription) -> str:
    """The whole address at which one click stops the letters."""
    key = token(subscription.pk, purpose=UNSUBSCRIBE)
    return settings.PUBLIC_URL + reverse("reports-public:unsubscribe", args=[key])
