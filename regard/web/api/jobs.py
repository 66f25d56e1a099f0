"""The sweeps of the API: webhooks are told, used keys forgotten."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from django.utils import timezone

from regard.web.api.delivering import SIDE_BY_SIDE, Round, is_due
from regard.web.api.entering import forget_keys
from regard.web.api.models import Webhook
from regard.web.workspaces.leases import held


def deliver_due() -> bool:
    """Each webhook is told what it does not know yet; whether there was anything."""
    rows = list(Webhook._base_manager.filter(disabled_at=None).select_related("workspace").order_by("pk"))
    if not any(is_due(row, at=timezone.now()) for row in rows):
        return False
    with ExitStack() as leases, ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        mine = [row for row in rows if leases.enter_context(held(f"webhook:{row.pk}")) is not None]
        return Round(pool).go(mine)


def forget_due() -> bool:
    """Keys of calls are remembered for a week; whether any was older."""
    return forget_keys(at=timezone.now())
