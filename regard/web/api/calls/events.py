"""Something happened with a customer: an order delivered, a ticket solved."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from regard.web.api.calls.people import person_of
from regard.web.api.entering import Answer, allowed, once
from regard.web.api.paging import Cursor, Limit, listed
from regard.web.api.shapes_strict import Told
from regard.web.api.shown import Page
from regard.web.api.shown_people import EventShown
from regard.web.api.tokens import Scope
from regard.web.contacts.happening import happen
from regard.web.contacts.models import Happening

router = Router(tags=["events"])


@router.post("/events", response={202: EventShown})
@allowed(Scope.EVENTS_WRITE)
def add_event(request: HttpRequest, event: Told) -> Answer:
    """Something happened with a customer: a campaign may ask them about it, or there is a reason why not."""

    def happened() -> Answer:
        now = timezone.now()
        kept = happen(
            event.kind,
            key=event.key,
            person=person_of(event.customer),
            at=event.at or now,
            now=now,
            context=event.context,
        )
        return 202, EventShown.of(kept).dumped()

    return once(request, happened)


@router.get("/events", response=Page[EventShown])
@allowed(Scope.EVENTS_READ)
def list_events(request: HttpRequest, key: str = "", cursor: Cursor = "", limit: Limit = 50) -> Answer:
    """What you told us, the oldest first; what came of it stands in the invitations and the ledger."""
    rows = Happening.objects.all()
    if key:
        rows = rows.none() if "\0" in key else rows.filter(key=key)
    return listed(rows, EventShown.of, cursor=cursor, limit=limit)
