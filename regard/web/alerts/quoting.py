"""The words of the days of an alert: in line with it, and against it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from regard.web.alerts.models import Alert
from regard.web.alerts.sentences import said
from regard.web.alerts.watching import address_of
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.counting import records_of
from regard.web.dashboards.verbatims import Quote, quotes
from regard.web.insights.watch_study import SHARE, VOLUME
from regard.web.workspaces.scope import MemberRequest

MOST = 3
SHORT = 320


@dataclass(frozen=True)
class Behind:
    """Quotes in line with an alert and against it; all records of its days, and of those before."""

    supporting: list[Quote]
    contradicting: list[Quote]
    url: str
    before_url: str


def behind(request: MemberRequest, alert: Alert) -> Behind:
    """What was said from `since` to the day of the alert."""
    address = address_of(alert.watch.query).but(period="dates", start=alert.since, last=alert.day, by="month")
    url = reverse("dashboards:explore", args=[request.workspace.slug])
    normal = address.but(start=alert.baseline_from, last=alert.baseline_to)
    urls = f"{url}?{address.query()}", f"{url}?{normal.query()}"
    if alert.watch.metric in (SHARE, VOLUME):  # it is of these very records: nothing in them is against it
        return Behind(_quotes(request, address), [], *urls)
    better = (said(alert).direction == "up") == (alert.watch.scale[2] == "high_is_good")
    voices = ("positive", "negative") if better else ("negative", "positive")
    supporting, contradicting = (_quotes(request, address, voice) for voice in voices)
    return Behind(supporting, contradicting, *urls)


def _quotes(request: MemberRequest, address: Address, voice: str = "") -> list[Quote]:
    narrowed = address.but(sentiment=(voice,)) if voice else address
    records = records_of(narrowed, today=timezone.now().date()).exclude(text="")
    return quotes(request, records.order_by("-collected_at", "-id")[:MOST], longest=SHORT)
