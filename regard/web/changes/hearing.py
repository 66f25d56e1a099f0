"""Whose words led to a change: the records that a view holds, or those that somebody picked."""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q
from django.http import QueryDict

from regard.web.changes.models import Change, Exposed, Voice
from regard.web.customers.models import Customer
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.counting import records_of
from regard.web.feedback.models import Feedback
from regard.web.insights.anonymity import one_by_one
from regard.web.insights.effect_study import is_held_out
from regard.web.insights.theme_models import Theme, ThemeAssignment
from regard.web.workspaces.tenancy import TenantQuerySet

MOST = 5_000  # records whose words are kept with a change, the newest first


def address_of(change: Change) -> Address:
    """The view that holds the records."""
    return Address.read(QueryDict(change.words))


def led_to(change: Change, *, today: date) -> TenantQuerySet:
    """The records whose words led to a change that is not locked, newest first."""
    if change.picked:
        records = records_of(Address(period="all"), today=today)
        return records.filter(pk__in=[UUID(one) for one in change.picked])
    if not change.words and not change.themes:
        return records_of(Address(), today=today).none()
    records = records_of(address_of(change), today=today).exclude(title="", text="")
    if change.themes:
        held = Theme.objects.filter(gone_at=None, parent__in=change.themes).values_list("pk", flat=True)
        carriers = ThemeAssignment.objects.filter(theme__in={*change.themes, *held}).values("feedback_id")
        records = records.filter(pk__in=carriers)
    return records


def heard(change: Change) -> TenantQuerySet:
    """The same of a change that is locked: as they were kept then, the newest first."""
    records: TenantQuerySet = records_of(Address(period="all"), today=date.min)
    kept = Voice.objects.filter(change=change).values("feedback_id")
    return records.filter(pk__in=kept).order_by(F("collected_at").desc(nulls_last=True), "-id")


def held_out(change: Change) -> Iterator[str]:
    """The customers whom chance leaves out of a change, by the names that the company has for them.

    Of a change for segments or regions, those who are in one by what is known of them, their company or their
    records. Whoever may answer in a source is not known before: of such a change all whom chance leaves out.
    """
    share, salt = change.holdout_percent / 100, str(change.pk)
    everybody = Customer.objects.filter(_within(change)).order_by("external_id", "pk")
    rows = everybody.values_list("pk", "external_id")
    return (name for pk, name in rows.iterator() if is_held_out(pk, salt=salt, share=share))


def _within(change: Change) -> Q:
    """Customers of the group that a change reaches."""
    if change.exposed_by not in (Exposed.SEGMENT, Exposed.REGION):
        return Q()
    some = {f"{change.exposed_by}__in": change.exposed}
    recorded = Q(pk__in=Feedback.objects.filter(**some).exclude(customer=None).values("customer_id"))
    if change.exposed_by == Exposed.REGION:
        return recorded | Q(account__region__in=change.exposed)
    known = Q(**some) | Q(segment="", account__segment__in=change.exposed)
    return recorded | known


def keep_voices(change: Change, *, at: datetime) -> int:
    """Keep the records with the change that they led to; how many. Anonymous ones are not kept one by one."""
    found = led_to(change, today=at.date()).filter(one_by_one())
    rows = found.order_by(F("collected_at").desc(nulls_last=True), "-id").values_list("pk", "customer_id")
    voices = [Voice(change=change, feedback_id=pk, customer_id=customer) for pk, customer in rows[:MOST]]
    Voice.objects.bulk_create(voices)
    return len(voices)
