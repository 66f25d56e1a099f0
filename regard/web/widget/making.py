"""A widget is made with a link of its own, so that its answers are counted apart."""

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction

from regard.web.accounts.models import User
from regard.web.answering.linking import make_link
from regard.web.answering.models import LinkKind
from regard.web.surveys.models import Survey
from regard.web.widget.models import Widget
from regard.web.workspaces.auditing import record_event


def make_widget(survey: Survey, *, by: User, at: datetime, **columns: Any) -> Widget:
    """A survey inside the pages of `origins`, shown as its `triggers` say."""
    with transaction.atomic():
        link = make_link(survey, name=columns["name"], by=by, at=at, kind=LinkKind.WIDGET)
        made: Widget = Widget.objects.create(
            link=link, key=secrets.token_urlsafe(16), changed_at=at, changed_by=by, **columns
        )
        record_event("widget.made", by=by, at=at, subject=made.name)
    return made


def change_widget(widget: Widget, *, by: User, at: datetime, **columns: Any) -> None:
    """From now on it is shown so; pages that have the script see it within five minutes."""
    with transaction.atomic():
        Widget.objects.filter(pk=widget.pk).update(changed_at=at, changed_by=by, **columns)
        record_event("widget.changed", by=by, at=at, subject=columns["name"], is_on=columns["is_on"])
