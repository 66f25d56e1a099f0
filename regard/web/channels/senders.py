"""Senders are made, changed and removed; their passwords are sealed and never shown again."""

from datetime import datetime
from typing import Any

from django.db import transaction

from regard.web import sealing
from regard.web.accounts.models import User
from regard.web.channels.mailboxes import SEALED_AS
from regard.web.channels.models import Sender, SenderKind
from regard.web.channels.smtp import PURPOSE
from regard.web.feedback.models import Channel
from regard.web.workspaces.auditing import record_event

OWN = ("name", "address", "reply_to", "postal_address", "per_minute")
OPTIONS = ("host", "port", "security", "user", "provider")


def keep(sender: Sender | None, said: dict[str, Any], *, by: User, at: datetime) -> Sender:
    """A new sender, or another content of one; an empty password leaves the one that is kept."""
    kept = sender or Sender(created_at=at, created_by=by)
    options = {name: said[name] for name in OPTIONS}
    if sender is not None and (options["host"], options["port"]) != _server_of(sender):
        kept.sealed_secrets.pop("password", None)  # a password is for the server it was typed for
    for name in OWN:
        setattr(kept, name, said[name])
    kept.options, kept.problem = options, ""
    _keep_mailbox(kept, said)
    if said["password"]:
        kept.sealed_secrets["password"] = sealing.seal(said["password"], purpose=PURPOSE)
    with transaction.atomic():
        kept.save()
        record_event("sender.kept", by=by, at=at, subject=kept.name, host=options["host"])
    return kept


def keep_texting(sender: Sender | None, said: dict[str, Any], *, by: User, at: datetime) -> Sender:
    """The same for a number that writes text messages."""
    kept = sender or Sender(created_at=at, created_by=by)
    options = {name: said[name] for name in ("account", "template", "url")}
    if (options["account"], options["url"]) != (kept.options.get("account"), kept.options.get("url")):
        kept.sealed_secrets = {}  # a key is for the account it was typed for
    kept.name, kept.address, kept.per_minute = said["name"], said["address"], said["per_minute"]
    kept.kind, kept.options, kept.problem = said["kind"], options, ""
    kept.channel = Channel.SMS if said["kind"] == SenderKind.SMS else Channel.CHAT
    if said["password"]:
        kept.sealed_secrets = {"password": sealing.seal(said["password"], purpose=PURPOSE)}
    with transaction.atomic():
        kept.save()
        record_event("sender.kept", by=by, at=at, subject=kept.name, account=options["account"])
    return kept


def _keep_mailbox(sender: Sender, said: dict[str, Any]) -> None:
    """Where bounces arrive; another mailbox is read from its beginning, and needs its own password."""
    host, port = said["mailbox_host"], said["mailbox_port"] or 993
    new = {"host": host, "port": port, "user": said["mailbox_user"]} if host else {}
    if new != sender.mailbox:
        sender.sealed_secrets.pop(SEALED_AS, None)
        sender.mailbox, sender.mailbox_cursor = new, ""
        sender.mailbox_at, sender.mailbox_problem = None, ""
    if host and said["mailbox_password"]:
        sender.sealed_secrets[SEALED_AS] = sealing.seal(said["mailbox_password"], purpose=PURPOSE)


def _server_of(sender: Sender) -> tuple[Any, Any]:
    return sender.options.get("host"), sender.options.get("port")


def remove(sender: Sender, *, by: User, at: datetime) -> None:
    """Send nothing more in its name; what it has sent stays.

    A number keeps its key: what people still write to it, STOP above all, is signed with that.
    """
    kept = {} if sender.kind == SenderKind.SMTP else sender.sealed_secrets
    with transaction.atomic():
        if Sender.objects.filter(pk=sender.pk, removed_at=None).update(removed_at=at, sealed_secrets=kept):
            record_event("sender.removed", by=by, at=at, subject=sender.name)
