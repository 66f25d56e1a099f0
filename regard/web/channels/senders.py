"""Senders are made, changed and removed; their passwords are sealed and never shown again."""

from datetime import datetime
from typing import Any

from django.db import transaction

from regard.web import sealing
from regard.web.accounts.models import User
from regard.web.channels.models import Sender
from regard.web.channels.smtp import PURPOSE
from regard.web.workspaces.auditing import record_event

OWN = ("name", "address", "reply_to", "postal_address", "per_minute")
OPTIONS = ("host", "port", "security", "user")


def keep(sender: Sender | None, said: dict[str, Any], *, by: User, at: datetime) -> Sender:
    """A new sender, or another content of one; an empty password leaves the one that is kept."""
    kept = sender or Sender(created_at=at, created_by=by)
    options = {name: said[name] for name in OPTIONS}
    if sender is not None and (options["host"], options["port"]) != _server_of(sender):
        kept.sealed_secrets = {}  # a password is for the server it was typed for
    for name in OWN:
        setattr(kept, name, said[name])
    kept.options, kept.problem = options, ""
    if said["password"]:
        kept.sealed_secrets = {"password": sealing.seal(said["password"], purpose=PURPOSE)}
    with transaction.atomic():
        kept.save()
        record_event("sender.kept", by=by, at=at, subject=kept.name, host=options["host"])
    return kept


def _server_of(sender: Sender) -> tuple[Any, Any]:
    return sender.options.get("host"), sender.options.get("port")


def remove(sender: Sender, *, by: User, at: datetime) -> None:
    """Send nothing more in its name; what it has sent stays."""
    with transaction.atomic():
        if Sender.objects.filter(pk=sender.pk, removed_at=None).update(removed_at=at, sealed_secrets={}):
            record_event("sender.removed", by=by, at=at, subject=sender.name)
