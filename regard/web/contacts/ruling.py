"""The rules of a workspace: how often people may be asked. A change is another row."""

from datetime import datetime

from django.db import transaction

from regard.contacting.rules import DEFAULT, Rules
from regard.web.accounts.models import User
from regard.web.contacts.models import ContactRules
from regard.web.workspaces.auditing import record_event
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import current_workspace


def rules_now() -> tuple[ContactRules | None, Rules]:
    """The rules that hold, with their row; without a row those that everybody begins with."""
    row: ContactRules | None = ContactRules.objects.order_by("-number").first()
    return (row, Rules.from_content(row.content)) if row else (None, DEFAULT)


def change_rules(rules: Rules, *, by: User, at: datetime) -> ContactRules:
    """Let these rules hold from now on."""
    with transaction.atomic():
        Workspace.objects.select_for_update().get(pk=current_workspace().pk)  # one number after the other
        last = ContactRules.objects.order_by("-number").first()
        number = last.number + 1 if last else 1
        row: ContactRules = ContactRules.objects.create(
            number=number, content=rules.to_content(), since=at, changed_by=by
        )
        record_event("rules.changed", by=by, at=at, subject=str(number))
    return row
