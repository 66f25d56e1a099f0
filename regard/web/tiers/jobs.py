"""The sweep of the worker that reads with the tiers that somebody agreed to."""

import logging
from datetime import timedelta

from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from regard.web.feedback.models import ChangeClock
from regard.web.tiers import reading
from regard.web.tiers.models import TextTier, TierDay
from regard.web.workspaces.leases import LeaseLost, held
from regard.web.workspaces.tenancy import in_workspace

log = logging.getLogger("regard.tiers")

PIECE = timedelta(seconds=1)  # no new text is sent in one sweep after this time


def tiers_due() -> bool:
    """Read with every tier that is on, rested, within its budget and behind; whether anything was done."""
    worked = [_work(tier) for tier in behind()]
    return any(worked)


def behind() -> list[TextTier]:
    """The tiers that may have something to read now: asked across the walls."""
    at = timezone.now()
    ends = ChangeClock._base_manager.filter(workspace=OuterRef("workspace")).values("value")
    used = TierDay._base_manager.filter(tier=OuterRef("pk"), day=at.date()).values("texts")
    rows = TextTier._base_manager.filter(
        Q(paused_until=None) | Q(paused_until__lte=at),
        consents__withdrawn_at=None,
        consents__isnull=False,
        removed_at=None,
    )
    counted = rows.annotate(end=Subquery(ends[:1]), used=Subquery(used[:1])).select_related("workspace")
    return list(counted.filter(Q(used=None) | Q(used__lt=F("daily")), seen__lt=F("end")).order_by("pk"))


def _work(tier: TextTier) -> bool:
    with in_workspace(tier.workspace), held(f"tiers.read:{tier.pk}") as hold:
        if hold is None:
            return False
        fresh = TextTier.objects.filter(pk=tier.pk, removed_at=None).first()
        if fresh is None or fresh.consent is None:
            return False
        try:
            return reading.read_for_a_while(fresh, hold, now=timezone.now, until=timezone.now() + PIECE)
        except LeaseLost:
            log.warning("Another process went on with the tier work of %s", tier.workspace.slug)
            return False
