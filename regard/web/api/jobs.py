"""The sweeps of the API: webhooks are told, used keys forgotten."""

from django.utils import timezone

from regard.web.api.delivering import follow, send_due
from regard.web.api.entering import forget_keys
from regard.web.api.models import Webhook
from regard.web.workspaces.leases import held
from regard.web.workspaces.tenancy import in_workspace


def deliver_due() -> bool:
    """Each webhook is told what it does not know yet; whether there was anything."""
    worked = False
    rows = Webhook._base_manager.filter(disabled_at=None).select_related("workspace").order_by("pk")
    for webhook in rows:
        with in_workspace(webhook.workspace), held(f"webhook:{webhook.pk}") as hold:
            if hold is not None:
                followed = follow(webhook)
                worked = send_due(webhook, at=timezone.now()) or followed or worked
    return worked


def forget_due() -> bool:
    """Keys of calls are remembered for a week; whether any was older."""
    return forget_keys(at=timezone.now())
