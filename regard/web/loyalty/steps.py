"""What was done for customers at risk: written down, and for how long it takes them off the worklist."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from regard.web.accounts.models import User
from regard.web.customers.models import Account, Customer
from regard.web.insights.risk_study import AtRisk
from regard.web.loyalty.models import CareStep, StepKind
from regard.web.workspaces.auditing import record_event

REST = timedelta(days=14)  # off the list after somebody talked to them, unless another day is chosen


class StepForm(forms.Form):
    """What was done, until when it takes them off the list, and a note."""

    kind = forms.TypedChoiceField(
        label=pgettext_lazy("for a customer", "What was done"), choices=StepKind.choices, coerce=StepKind
    )
    until = forms.DateField(
        label=pgettext_lazy("off the list", "Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=1_000,
        required=False,
        widget=forms.TextInput(attrs={"maxlength": "1000"}),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        kind, until, today = found.get("kind"), found.get("until"), timezone.now().date()
        if kind == StepKind.SNOOZED and until is None:
            self.add_error("until", _("Say until which day it is put off."))
        if until is not None and until <= today:
            self.add_error("until", _("Name a day that is still to come."))
        if kind == StepKind.TALKED and until is None:
            found["until"] = today + REST
        if kind == StepKind.SETTLED:
            found["until"] = None
        return found


def write_down(whom: Account | Customer, said: dict[str, Any], *, by: User, at: datetime) -> CareStep:
    """Keep what was done for a customer; what was written before stays."""
    whose = {"account": whom} if isinstance(whom, Account) else {"customer": whom}
    with transaction.atomic():
        step: CareStep = CareStep.objects.create(**whose, **said, by=by, at=at)
        record_event(f"risk.{step.kind}", by=by, at=at, subject=str(whom.pk), until=f"{step.until or ''}")
    return step


def last_steps() -> dict[UUID, CareStep]:
    """The last step of each customer that has one."""
    return {one.whose: one for one in CareStep.objects.select_related("by")}


def is_off(one: AtRisk, step: CareStep | None, *, today: date) -> bool:
    """Whether its last step takes a customer off the worklist today."""
    if step is None:
        return False
    if step.kind == StepKind.SETTLED:
        return not any(reason.day and step.at.date() < reason.day <= today for reason in one.reasons)
    return step.until is not None and today < step.until


def open_of(found: Iterable[AtRisk], steps: dict[UUID, CareStep], *, today: date) -> list[AtRisk]:
    """Those that nothing takes off the list today."""
    return [one for one in found if not is_off(one, steps.get(one.payer.pk), today=today)]
