"""What stands on the timelines of customers is told to the campaigns that wait for it: once."""

from datetime import datetime

from django.db.models import Exists, Min, OuterRef, QuerySet

from regard.web.contacts.campaigning import running
from regard.web.contacts.models import Happening, Trigger
from regard.web.customers.models import Event

MOST = 500
OF_FILES = "regard:event:"


def take_in(*, at: datetime) -> int:
    """Make what campaigns wait for and happened since the first of them began a happening; how many.

    The same kind at the same moment of the same person is one, also when its file is undone and comes again,
    or when a caller has told it already.
    """
    waiting = running(at).filter(trigger=Trigger.EVENT)
    begun = waiting.order_by().aggregate(first=Min("started_at"))["first"]
    if begun is None:
        return 0
    kinds = set(waiting.order_by().values_list("event_kind", flat=True))
    found = untold(Event.objects.filter(kind__in=kinds, at__gte=begun), at=at).order_by("at", "pk")[:MOST]
    rows = [
        Happening(
            key=f"{OF_FILES}{one.customer_id}:{one.kind}:{one.at.isoformat()}",
            kind=one.kind,
            customer_id=one.customer_id,
            at=one.at,
            received_at=at,
        )
        for one in found
    ]
    Happening.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def untold(events: QuerySet[Event], *, at: datetime) -> QuerySet[Event]:
    """Those of these events that happened to a person, are not ahead, and that nobody was told yet."""
    same = {"customer": OuterRef("customer"), "kind": OuterRef("kind"), "at": OuterRef("at")}
    told = Happening._base_manager.filter(**same)
    return events.filter(~Exists(told), customer__isnull=False, at__lte=at)
