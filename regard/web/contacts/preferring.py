"""What customers choose about being asked: how often, by which channels not, in which language."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from regard.web.contacts.models import Preference
from regard.web.customers.models import Customer
from regard.web.feedback.models import Channel
from regard.web.workspaces.auditing import record_event

LONGEST = 3_660


class UnfitPreference(ValueError):
    """A number of days or a channel that nobody can choose."""


def prefer(
    customer: Customer,
    *,
    at: datetime,
    at_most_once_in_days: int | None = None,
    channels_off: Iterable[str] = (),
    language: str = "",
) -> Preference:
    """Keep what somebody chose, all of it at once. Raises UnfitPreference."""
    off = sorted(set(channels_off))
    if unknown := set(off) - set(Channel.values):
        raise UnfitPreference(f"channel {min(unknown)!r}")
    if at_most_once_in_days is not None and not 1 <= at_most_once_in_days <= LONGEST:
        raise UnfitPreference(f"once in {at_most_once_in_days} days")
    chosen = {
        "at_most_once_in_days": at_most_once_in_days,
        "channels_off": off,
        "language": language[:10],
        "changed_at": at,
    }
    with transaction.atomic():
        found, _is_new = Preference.objects.update_or_create(customer=customer, defaults=chosen)
        record_event("preference.chosen", by=None, at=at, subject=str(customer.pk))
    preference: Preference = found
    return preference
