"""What people do with tiers: add one, agree to what leaves, withdraw, try, show first, remove."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from regard.web.accounts.models import User
from regard.web.sealing import seal
from regard.web.tiers.models import FIELDS, PURPOSE, TextTier, TierConsent
from regard.web.workspaces.auditing import record_event


def add(*, by: User, at: datetime, key: str, **fields: Any) -> TextTier:
    """A tier that is off until somebody agrees to what leaves."""
    sealed = seal(key, purpose=PURPOSE) if key else ""
    with transaction.atomic():
        tier: TextTier = TextTier.objects.create(sealed_key=sealed, added_by=by, added_at=at, **fields)
        _told("tier.added", tier, by=by, at=at, model=tier.model, heads=tier.heads, daily=tier.daily)
    return tier


def agree(tier: TextTier, *, by: User, at: datetime) -> None:
    """Texts may leave for this tier from now on."""
    with transaction.atomic():
        if not _locked(tier).consent:
            what = {"fields": list(FIELDS), "is_masked": tier.is_masked, "host": tier.host_shown}
            TierConsent.objects.create(tier=tier, by=by, by_name=str(by), at=at, **what)
            TextTier.objects.filter(pk=tier.pk).update(paused_until=None, problem="", failures=0)
            _told("tier.agreed", tier, by=by, at=at, **what)


def withdraw(tier: TextTier, *, by: User, at: datetime) -> None:
    """No text leaves for this tier any more; what it read stays."""
    with transaction.atomic():
        standing = _locked(tier).consents.filter(withdrawn_at=None)
        if standing.update(withdrawn_at=at, withdrawn_by=by):
            _told("tier.withdrawn", tier, by=by, at=at)


def tried(tier: TextTier, *, texts: int, by: User, at: datetime) -> None:
    """So many texts are about to leave once, to be looked at."""
    _told("tier.tried", tier, by=by, at=at, texts=texts, fields=list(FIELDS), is_masked=tier.is_masked)


def change(tier: TextTier, *, daily: int, heads: Sequence[str], key: str, by: User, at: datetime) -> None:
    """Another budget, other heads, another key; an empty key keeps the one that is there."""
    tier.daily, tier.heads = daily, list(heads)
    tier.sealed_key = seal(key, purpose=PURPOSE) if key else tier.sealed_key
    tier.paused_until, tier.problem, tier.failures = None, "", 0
    with transaction.atomic():
        tier.save(update_fields=["daily", "heads", "sealed_key", "paused_until", "problem", "failures"])
        _told("tier.changed", tier, by=by, at=at, daily=daily, heads=list(heads), is_new_key=bool(key))


def show_first(tier: TextTier, *, first: bool, by: User, at: datetime) -> None:
    """Whether its readings stand before those of the default engine."""
    with transaction.atomic():
        TextTier.objects.filter(is_first=True).update(is_first=False)
        TextTier.objects.filter(pk=tier.pk).update(is_first=first)
        _told("tier.shown_first" if first else "tier.shown_second", tier, by=by, at=at)


def remove(tier: TextTier, *, by: User, at: datetime) -> None:
    """Forget its key and never call it again; what it read stays."""
    withdraw(tier, by=by, at=at)
    with transaction.atomic():
        gone = {
            "sealed_key": "",
            "trained": b"",
            "taught": b"",
            "is_first": False,
            "removed_at": at,
            "removed_by": by,
        }
        TextTier.objects.filter(pk=tier.pk).update(**gone)
        _told("tier.removed", tier, by=by, at=at)


def _locked(tier: TextTier) -> TextTier:
    row: TextTier = TextTier.objects.select_for_update().get(pk=tier.pk)
    return row


def _told(action: str, tier: TextTier, *, by: User, at: datetime, **details: Any) -> None:
    subject = f"{tier.engine} {tier.version}"
    record_event(action, by=by, at=at, subject=subject, tier=str(tier.pk), **details)
